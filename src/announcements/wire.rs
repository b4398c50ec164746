//! What announcements say and hear over HTTP.

use chrono::{DateTime, Utc};
use poem_openapi::Object;

use super::AnnouncementId;
use super::rules::{self, Audience, Category, State, Transition};
use crate::campaigns::CampaignId;

crate::words! {
    /// What may be worth another look before it leaves.
    AnnouncementWarning {
        /// The subject holds the campaign's name or a petition's title. Subjects are read on locked screens, over shoulders and by
        /// the machines of employers.
        SubjectNamesCampaign = "subject_names_campaign",
        /// This service signs no mail: if the mail server does not either, large providers will not show the button to
        /// unsubscribe, or refuse the mail (`broadside dkim`).
        NotSigned = "not_signed",
        /// Mail only goes to a folder.
        NotDelivered = "not_delivered",
    }
}

crate::words! {
    /// Why an announcement stopped by itself.
    AnnouncementTrouble {
        /// The mail server refused twenty mails in a row. Ask whoever runs it, and resume; what was refused is not tried again.
        ServerRefuses = "server_refuses",
        /// The service was brought back from a backup. What was leaving then may have arrived since, and is never sent again; what was
        /// planned waits for somebody to send it.
        Restored = "restored",
    }
}

/// What an announcement says in one language.
#[derive(Clone, Debug, PartialEq, Eq, Object)]
#[oai(deny_unknown_fields)]
pub struct AnnouncementText {
    /// BCP 47.
    #[oai(validator(max_length = 35))]
    pub language: String,
    /// One line. The organization's name is put before it; name neither the campaign nor a workplace.
    #[oai(validator(max_length = 150))]
    pub subject: String,
    /// Plain text with an empty line between paragraphs; lines that begin with `- ` are a list. Addresses that begin with
    /// `https://`, such as that of an event's page, become links that show where they lead. Nothing else is marked up.
    #[oai(validator(max_length = 20000))]
    pub body: String,
}

/// An announcement, to draft or to put in the place of a draft.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct NewAnnouncement {
    pub category: Category,
    /// Whose people get it, each once.
    #[oai(validator(min_items = 1, max_items = 10))]
    pub audiences: Vec<Audience>,
    /// The first is the original: it goes to everybody whose language is not among the others. Each language once.
    #[oai(validator(min_items = 1, max_items = 20))]
    pub texts: Vec<AnnouncementText>,
}

/// What to do with an announcement.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct NewAnnouncementTransition {
    pub transition: Transition,
    /// For `send` alone: when it is to leave, within 90 days; at once when absent or past.
    pub send_at: Option<DateTime<Utc>>,
}

/// Which wording to look at.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct NewAnnouncementPreview {
    /// BCP 47, as a reader's; the original when absent.
    #[oai(validator(max_length = 35))]
    pub language: Option<String>,
}

/// A number of people, protected: told to a step of 5, where rounding turns at a place that is drawn for each campaign, and not told of ten
/// or fewer.
#[derive(Clone, Debug, PartialEq, Eq, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct AnnouncementCount {
    pub about: Option<i64>,
    pub fewer_than: Option<i64>,
}

/// How far it has come. What is queued when an announcement is cancelled never leaves.
#[derive(Clone, Debug, Object)]
pub struct AnnouncementProgress {
    /// Not all are counted yet while `enrolling`.
    pub queued: AnnouncementCount,
    pub sent: AnnouncementCount,
    /// They may have arrived: the connection broke, or the service went down, while they were leaving. They are not sent again.
    pub uncertain: i64,
    /// The mail server refused them, or a report came back.
    pub failed: i64,
    /// Whoever unsubscribed or was erased after it began.
    pub suppressed: AnnouncementCount,
    pub enrolling: bool,
}

/// A message to a campaign's people.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Announcement {
    pub id: AnnouncementId,
    pub campaign_id: CampaignId,
    pub category: Category,
    pub audiences: Vec<Audience>,
    /// The original first.
    pub texts: Vec<AnnouncementText>,
    pub state: State,
    /// When it leaves, or was to leave.
    pub send_at: Option<DateTime<Utc>>,
    pub begun_at: Option<DateTime<Utc>>,
    pub finished_at: Option<DateTime<Utc>>,
    /// Why it paused by itself.
    pub trouble: Option<AnnouncementTrouble>,
    /// From the moment at which it begins to leave.
    pub progress: Option<AnnouncementProgress>,
    pub created_at: DateTime<Utc>,
    pub revision: i32,
}

/// A page of announcements, the newest first.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct AnnouncementList {
    pub items: Vec<Announcement>,
    /// The cursor of the next page, where there is one.
    pub next: Option<String>,
}

/// What one reader would get, with a link to unsubscribe that is nobody's.
#[derive(Clone, Debug, Object)]
pub struct AnnouncementPreview {
    /// The wording that this reader gets.
    pub language: String,
    pub subject: String,
    pub text: String,
    /// The same as HTML; every mail carries both.
    pub html: String,
    /// How many people that was when somebody looked first today (UTC), before those whose mailboxes are known to be gone.
    pub recipients: AnnouncementCount,
    pub warnings: Vec<AnnouncementWarning>,
    pub announcement: Announcement,
}

/// What a member wants to get of a campaign.
#[derive(Clone, Debug, PartialEq, Eq, Object)]
#[oai(deny_unknown_fields)]
pub struct ChangeMyAnnouncements {
    pub wanted: bool,
    /// What to leave out.
    #[oai(validator(max_items = 10))]
    pub refused: Vec<Category>,
}

/// What a member gets of a campaign.
#[derive(Clone, Debug, PartialEq, Eq, Object)]
pub struct MyAnnouncements {
    pub wanted: bool,
    /// What is left out.
    pub refused: Vec<Category>,
}

/// The end of a campaign's announcements for one person, or less of them.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct NewUnsubscription {
    /// From the link in a mail.
    #[oai(validator(max_length = 200))]
    pub token: String,
    /// What to leave out from now on, in place of what was left out before; everything ends when absent.
    #[oai(validator(max_items = 10))]
    pub refused: Option<Vec<Category>>,
}

impl AnnouncementCount {
    pub fn of(people: i64, draw: rules::Draw) -> Self {
        let (about, fewer_than) = rules::shown(people, draw);
        Self { about, fewer_than }
    }
}
