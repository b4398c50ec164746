//! Answers to events, as those who come and the organizers see them.

use chrono::{DateTime, Utc};
use poem_openapi::Object;

use super::PublicEvent;
use crate::events::RsvpId;
use crate::events::join_details::JoinDetails;
use crate::events::materials::Materials;
use crate::events::rules::Standing;

/// Somebody wants to come.
#[derive(Clone, Object)]
#[oai(deny_unknown_fields)]
pub struct NewRsvp {
    /// A mail confirms it; sealed at rest, listed nowhere, erased 30 days after the event.
    #[oai(validator(max_length = 300))]
    pub email: String,
    /// What to call you at the door; any name will do, and none as well.
    #[oai(validator(max_length = 120))]
    pub name: Option<String>,
    /// The language of the mails (BCP 47): Spanish for `es`, English otherwise.
    #[oai(validator(max_length = 35))]
    pub language: Option<String>,
    /// Your own time zone (IANA), where it is another one than that of the event.
    #[oai(validator(max_length = 60))]
    pub zone: Option<String>,
    /// To be told what comes of the campaign that the event belongs to: a subscription of its own, which outlives the event and is
    /// ended by one click in each mail. Without a campaign nothing follows.
    pub wants_updates: Option<bool>,
    /// The address or network is the employer's, and you want to use it all the same.
    pub accept_risk: Option<bool>,
}

impl std::fmt::Debug for NewRsvp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NewRsvp(hidden)")
    }
}

crate::words! {
    /// What happens next.
    RsvpStatus { CheckYourMail = "check_your_mail" }
}

/// The same answer whether or not the address has answered before.
#[derive(Clone, Copy, Debug, Object)]
pub struct RsvpTaken {
    pub status: RsvpStatus,
}

impl RsvpTaken {
    pub fn check_your_mail() -> Self {
        Self {
            status: RsvpStatus::CheckYourMail,
        }
    }
}

/// What a mail's link carries.
#[derive(Clone, Object)]
#[oai(deny_unknown_fields)]
pub struct NewRsvpToken {
    /// The part of the mail's link after `token=`.
    #[oai(validator(max_length = 200))]
    pub token: String,
}

impl std::fmt::Debug for NewRsvpToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NewRsvpToken(hidden)")
    }
}

/// An answer that was confirmed.
#[derive(Object)]
pub struct ConfirmedRsvp {
    pub state: Standing,
    /// Yours alone: it shows the details for joining, and takes the answer back. The mail has it too.
    pub token: String,
}

impl std::fmt::Debug for ConfirmedRsvp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ConfirmedRsvp({})", self.state.as_str())
    }
}

/// One's own answer.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct OwnRsvp {
    pub state: Standing,
    pub event: PublicEvent,
    /// From when on the details for joining are shown to whoever comes.
    pub join_details_shown_from: Option<DateTime<Utc>>,
    /// Only for whoever comes, from that moment until the end.
    pub join_details: Option<JoinDetails>,
    /// Recording and slides, for whoever registered.
    pub materials: Option<Materials>,
}

crate::words! {
    /// What became of the answer.
    RsvpEnd { TakenBack = "taken_back" }
}

/// An answer that was taken back; nothing is kept of it.
#[derive(Clone, Copy, Debug, Object)]
pub struct TakenBackRsvp {
    pub state: RsvpEnd,
}

/// An answer as organizers see it: no address, no time.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Rsvp {
    pub id: RsvpId,
    pub state: Standing,
    /// Where one was given.
    pub name: Option<String>,
    /// BCP 47.
    pub language: String,
    /// The turn of whoever waits.
    pub waiting_number: Option<i32>,
    pub attended: Option<bool>,
}

/// A page of answers, in no order that tells who answered when.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct RsvpList {
    pub items: Vec<Rsvp>,
    /// The cursor of the next page, where there is one.
    pub next: Option<String>,
}

/// Whether somebody came.
#[derive(Clone, Copy, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct NewAttendance {
    pub attended: bool,
}
