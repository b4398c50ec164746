//! What may happen to an announcement, who gets it, and what a mail server's answer means. Pure.

use chrono::{DateTime, Duration, NaiveDate, Utc};

crate::words! {
    /// What an announcement is about: whoever wants less of a campaign can refuse some of these.
    #[oai(rename = "AnnouncementCategory")]
    Category {
        /// For everybody, wherever they work or live.
        CountyWide = "county_wide",
        /// About one of the campaign's topics.
        Topic = "topic",
        /// Meetings, hearings, trainings.
        Events = "events",
        /// What officials answered, and what came of it.
        Results = "results",
    }
}

crate::words! {
    /// Whose people get it. Somebody who is in several gets it once.
    #[oai(rename = "AnnouncementAudience")]
    Audience {
        /// Signers of the campaign's petitions, and people who answered its events, who asked for updates.
        Subscribers = "subscribers",
        /// Members of the organization who want the announcements of this campaign.
        Members = "members",
    }
}

crate::words! {
    /// Where an announcement is: drafted, previewed, scheduled or sending, sent; or cancelled on the way.
    #[oai(rename = "AnnouncementState")]
    State {
        /// Written, and changed since somebody last looked at what would leave.
        Drafted = "drafted",
        /// Looked at; it can be sent.
        Previewed = "previewed",
        /// Waits for its time.
        Scheduled = "scheduled",
        /// Leaves, mail by mail.
        Sending = "sending",
        /// Stopped for now; what has left has left.
        Paused = "paused",
        /// Nothing is left to send.
        Sent = "sent",
        /// Stopped for good; what has left has left.
        Cancelled = "cancelled",
    }
}

crate::words! {
    /// What to do with an announcement.
    #[oai(rename = "AnnouncementTransition")]
    Transition {
        /// Send it, now or at `send_at`.
        Send = "send",
        /// Take it back before its time has come; it can be changed again.
        Recall = "recall",
        /// Stop for now.
        Pause = "pause",
        /// Go on.
        Resume = "resume",
        /// Stop for good.
        Cancel = "cancel",
    }
}

crate::words! {
    /// How one mail of an announcement stands.
    Stand {
        Queued = "queued",
        Sending = "sending",
        Sent = "sent",
        Uncertain = "uncertain",
        Failed = "failed",
        Suppressed = "suppressed",
    }
}

/// Why an announcement stays as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("nobody has looked at what would leave")]
    NotPreviewed,
    #[error("that cannot happen to it now")]
    State,
}

/// The state that follows.
pub fn next(
    from: State,
    by: Transition,
    send_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<State, Refused> {
    use State as S;
    use Transition as T;
    match (from, by) {
        (S::Previewed, T::Send) if send_at.is_some_and(|at| at > now) => Ok(S::Scheduled),
        (S::Previewed, T::Send) => Ok(S::Sending),
        (S::Drafted, T::Send) => Err(Refused::NotPreviewed),
        (S::Scheduled, T::Recall) => Ok(S::Previewed),
        (S::Sending, T::Pause) => Ok(S::Paused),
        (S::Paused, T::Resume) => Ok(S::Sending),
        (S::Drafted | S::Previewed | S::Scheduled | S::Sending | S::Paused, T::Cancel) => {
            Ok(S::Cancelled)
        }
        _ => Err(Refused::State),
    }
}

/// Whether its words can still be changed.
pub fn may_change(state: State) -> bool {
    matches!(state, State::Drafted | State::Previewed)
}

/// What one row of the suppression list keeps away.
pub const ALL: &str = "all";

/// Whether somebody who asked for updates on one day gets nothing because of what was noted on another. To unsubscribe
/// deletes what was asked for: who asks anew, even on the same day, is heard.
pub fn keeps_away(what: &str, since: NaiveDate, category: Category, asked_on: NaiveDate) -> bool {
    what == category.as_str() || what == ALL && asked_on < since
}

/// When a mail that a server wants later is tried again: 10 minutes, 20, 40 … 4 hours; nothing after about three days.
pub fn tried_again_after(attempts: i32) -> Option<Duration> {
    let doublings = u32::try_from(attempts.max(1) - 1).unwrap_or_default();
    let minutes = (10_i64 << doublings.min(8)).min(240);
    (attempts <= MOST_TRIES).then(|| Duration::minutes(minutes))
}

const MOST_TRIES: i32 = 22;

/// So many refusals in a row are about us, not about those who are written to.
pub const TOO_MANY_REFUSALS: u32 = 20;

/// What a delivery report says of a mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bounce {
    /// It does not exist, or takes no mail any more.
    Gone,
    /// This mail did not arrive; the next may.
    NotThisOne,
}

/// Of the fields `Action` and `Status` (RFC 3464, RFC 3463); nothing where the mail may still arrive, or has.
pub fn bounce(action: &str, status: &str) -> Option<Bounce> {
    if !action.trim().eq_ignore_ascii_case("failed") {
        return None;
    }
    let status = status.split_whitespace().next().unwrap_or_default();
    let is_gone = status.starts_with("5.1.") || status == "5.2.1";
    Some(if is_gone {
        Bounce::Gone
    } else {
        Bounce::NotThisOne
    })
}

/// Numbers are told to this step.
const STEP: i64 = 5;
/// Of fewer nothing is told but that they are fewer.
const LEAST: i64 = 15;

/// Where rounding turns: drawn for each campaign from a key, so that whoever adds addresses of their own does not find out how many
/// others there are from the place at which the number moves.
#[derive(Clone, Copy, Debug)]
pub struct Draw(i64);

impl Draw {
    pub fn new(bytes: &[u8; 32]) -> Self {
        let number = u64::from_be_bytes(std::array::from_fn(|at| bytes[at]));
        Self(i64::try_from(number % STEP.unsigned_abs()).unwrap_or_default())
    }
}

/// How many people are told of: to the step, and never of ten or fewer. Everything follows from the rounded number alone.
pub fn shown(people: i64, draw: Draw) -> (Option<i64>, Option<i64>) {
    let rounded = people.saturating_add(draw.0) / STEP * STEP;
    if rounded < LEAST {
        (None, Some(LEAST))
    } else {
        (Some(rounded), None)
    }
}

#[cfg(test)]
mod tests;
