//! Operations of announcements.

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{OpenApi, Tags};

use super::AnnouncementId;
use super::change_announcement::change_announcement;
use super::create_announcement::create_announcement;
use super::find::{get_announcement, list_announcements};
use super::my_announcements::{change_my_announcements, get_my_announcements};
use super::preview_announcement::preview_announcement;
use super::transition_announcement::transition_announcement;
use super::unsubscribe::unsubscribe;
use super::wire::{
    Announcement, AnnouncementList, AnnouncementPreview, ChangeMyAnnouncements, MyAnnouncements,
    NewAnnouncement, NewAnnouncementPreview, NewAnnouncementTransition, NewUnsubscription,
};
use crate::app::App;
use crate::campaigns::CampaignId;
use crate::http::{
    Checked, Created, Idempotency, IfMatch, Listed, NoContent, Problem, Shown, conditional,
};
use crate::identity::{Action, Caller};
use crate::page::{Page, link};

#[derive(Debug, Tags)]
pub enum Tag {
    /// Messages to a campaign's people, and how each of them ends these.
    Announcements,
}

/// Operations of announcements.
#[derive(Debug)]
pub struct AnnouncementsApi;

#[OpenApi(prefix_path = "/v1", tag = "Tag::Announcements")]
impl AnnouncementsApi {
    /// List a campaign's announcements
    ///
    /// The newest first, each with how far it has come. Numbers of people are told to a step of 5, and ten or
    /// fewer not at all.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `invalid-parameter`, `invalid-cursor`.
    #[oai(
        path = "/campaigns/:campaign_id/announcements",
        method = "get",
        operation_id = "list_announcements"
    )]
    async fn list_announcements(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The campaign.
        campaign_id: Path<CampaignId>,
        /// Where the page before ended.
        #[oai(validator(max_length = 64))]
        cursor: Query<Option<String>>,
        /// How many at most, 1 to 200; 50 when absent.
        limit: Query<Option<u64>>,
    ) -> Result<Listed<AnnouncementList>, Problem> {
        caller.may(Action::EditAnnouncements)?;
        let page = Page::new(cursor.0.as_deref(), limit.0)?;
        let found = list_announcements(&app, caller.organization, campaign_id.0, &page).await?;
        let link = link(found.next.as_deref());
        Ok(Listed::Ok(Json(found), link))
    }

    /// Draft an announcement
    ///
    /// Nothing leaves before it was looked at (`preview_announcement`) and sent (`transition_announcement`).
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `malformed-json`, `invalid-body`, `idempotency-key-reused`.
    #[oai(
        path = "/campaigns/:campaign_id/announcements",
        method = "post",
        operation_id = "create_announcement"
    )]
    async fn create_announcement(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The campaign.
        campaign_id: Path<CampaignId>,
        idempotency: Idempotency,
        body: Checked<NewAnnouncement>,
    ) -> Result<Created<Announcement>, Problem> {
        caller.may(Action::EditAnnouncements)?;
        let operation = format!("create_announcement {}", campaign_id.0);
        let once = idempotency.bind(&app, &caller.actor(), &operation, &body.0);
        let made = create_announcement(&app, &caller, campaign_id.0, &body.0, &once).await?;
        let place = format!("/v1/announcements/{}", made.id);
        Ok(Created::Ok(Json(made), place))
    }

    /// Get an announcement
    ///
    /// With its texts, its state, and how far it has come. What is `uncertain` may have arrived and is never sent again by itself.
    /// Who got it, nobody can ask; a month after its end nobody can tell.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`.
    #[oai(
        path = "/announcements/:announcement_id",
        method = "get",
        operation_id = "get_announcement"
    )]
    async fn get_announcement(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The announcement.
        announcement_id: Path<AnnouncementId>,
    ) -> Result<Shown<Announcement>, Problem> {
        caller.may(Action::EditAnnouncements)?;
        let found = get_announcement(&app, caller.organization, announcement_id.0).await?;
        let etag = conditional::etag(found.revision);
        Ok(Shown::Ok(Json(found), etag))
    }

    /// Change an announcement
    ///
    /// Replaces category, audiences and all texts, until it is sent; it then has to be looked at again. Send `If-Match` with the
    /// `ETag` that you read.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `malformed-json`, `invalid-body`, `announcement-state`, `precondition-required`, `precondition-failed`.
    #[oai(
        path = "/announcements/:announcement_id",
        method = "put",
        operation_id = "change_announcement"
    )]
    async fn change_announcement(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The announcement.
        announcement_id: Path<AnnouncementId>,
        if_match: IfMatch,
        body: Checked<NewAnnouncement>,
    ) -> Result<Shown<Announcement>, Problem> {
        caller.may(Action::EditAnnouncements)?;
        let id = announcement_id.0;
        let changed = change_announcement(&app, &caller, id, &body.0, &if_match).await?;
        let etag = conditional::etag(changed.revision);
        Ok(Shown::Ok(Json(changed), etag))
    }

    /// Preview an announcement
    ///
    /// What a reader of one language would get: subject, text and HTML with everything that stands around them, how many people get it,
    /// and what may be worth another look. Who has called this may send it.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `malformed-json`, `invalid-body`.
    #[oai(
        path = "/announcements/:announcement_id/previews",
        method = "post",
        operation_id = "preview_announcement"
    )]
    async fn preview_announcement(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The announcement.
        announcement_id: Path<AnnouncementId>,
        body: Checked<NewAnnouncementPreview>,
    ) -> Result<Json<AnnouncementPreview>, Problem> {
        caller.may(Action::EditAnnouncements)?;
        let shown = preview_announcement(&app, &caller, announcement_id.0, &body.0).await?;
        Ok(Json(shown))
    }

    /// Send, recall, pause, resume or cancel an announcement
    ///
    /// It takes a person, in a session with a second factor. Mails leave one by one, at the pace that the operator allows, to each
    /// person at most once; whoever unsubscribes in between gets none. A mail server that is down loses nothing. What has left when
    /// somebody cancels has left: `progress` says how much.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `second-factor-required`, `not-found`, `malformed-json`, `invalid-body`, `announcement-not-previewed`, `announcement-state`, `mail-not-delivered`.
    #[oai(
        path = "/announcements/:announcement_id/transitions",
        method = "post",
        operation_id = "transition_announcement"
    )]
    async fn transition_announcement(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The announcement.
        announcement_id: Path<AnnouncementId>,
        body: Checked<NewAnnouncementTransition>,
    ) -> Result<Json<Announcement>, Problem> {
        caller.may(Action::SendAnnouncements)?;
        let changed = transition_announcement(&app, &caller, announcement_id.0, &body.0).await?;
        Ok(Json(changed))
    }

    /// Ask whether you get a campaign's announcements
    ///
    /// Members get none until they ask for them.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`.
    #[oai(
        path = "/campaigns/:campaign_id/my-announcements",
        method = "get",
        operation_id = "get_my_announcements"
    )]
    async fn get_my_announcements(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The campaign.
        campaign_id: Path<CampaignId>,
    ) -> Result<Json<MyAnnouncements>, Problem> {
        caller.session()?;
        Ok(Json(
            get_my_announcements(&app, &caller, campaign_id.0).await?,
        ))
    }

    /// Choose whether you get a campaign's announcements
    ///
    /// At the address that you sign in with, in the organization's language. This lifts what you refused before by the link in a mail.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `malformed-json`, `invalid-body`.
    #[oai(
        path = "/campaigns/:campaign_id/my-announcements",
        method = "put",
        operation_id = "change_my_announcements"
    )]
    async fn change_my_announcements(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The campaign.
        campaign_id: Path<CampaignId>,
        body: Checked<ChangeMyAnnouncements>,
    ) -> Result<Json<MyAnnouncements>, Problem> {
        caller.session()?;
        Ok(Json(
            change_my_announcements(&app, &caller, campaign_id.0, &body.0).await?,
        ))
    }

    /// Unsubscribe
    ///
    /// With the token of a mail, and without an account. The address is deleted, and what remains is a keyed hash, so that nothing more is
    /// sent there; or only the categories in `refused` end. The same as the page `/unsubscribe`, and its POST, do. Repeating it is harmless.
    ///
    /// Problems: `malformed-json`, `invalid-body`, `unsubscription-not-valid`.
    #[oai(
        path = "/unsubscriptions",
        method = "post",
        operation_id = "create_unsubscription"
    )]
    async fn create_unsubscription(
        &self,
        app: Data<&App>,
        body: Checked<NewUnsubscription>,
    ) -> Result<NoContent, Problem> {
        unsubscribe(&app, &body.0.token, body.0.refused.as_deref()).await?;
        Ok(NoContent::Done)
    }
}
