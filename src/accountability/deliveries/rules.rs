//! What becomes of a delivery, pure: its states, when it has left for good, when silence about it is shown.

use chrono::{Days, NaiveDate};

crate::words! {
    /// How a packet is handed over.
    #[oai(rename = "DeliveryChannel")]
    Channel {
        /// Mailed as PDF.
        Attachment = "attachment",
        /// A link by mail, good for some days, that needs no account.
        Link = "link",
        /// Printed, and sent by post or courier.
        Post = "post",
        /// Printed, and handed over.
        ByHand = "by_hand",
    }
}

impl Channel {
    pub fn is_mail(self) -> bool {
        matches!(self, Self::Attachment | Self::Link)
    }
}

crate::words! {
    /// How a delivery by mail goes.
    #[oai(rename = "MailingChannel")]
    Mailing { Attachment = "attachment", Link = "link" }
}

crate::words! {
    /// How a printed copy goes.
    #[oai(rename = "PrintedChannel")]
    Printed { Post = "post", ByHand = "by_hand" }
}

crate::words! {
    /// How far a delivery has come.
    #[oai(rename = "DeliveryState")]
    State {
        /// The mail waits for its turn.
        Queued = "queued",
        /// The mail is leaving.
        Sending = "sending",
        /// The mail server, or the post, has taken it. That says nothing of its arrival.
        Sent = "sent",
        /// It arrived: handed over, confirmed, or its link was used.
        Delivered = "delivered",
        /// Sent, and nothing has shown since that it arrived.
        Unconfirmed = "unconfirmed",
        /// The connection broke while the mail was leaving: it may have arrived, or not. It is never sent again by itself.
        Uncertain = "uncertain",
        /// It did not arrive; `failure` says why.
        Failed = "failed",
    }
}

crate::words! {
    /// Why a delivery failed.
    #[oai(rename = "DeliveryFailure")]
    Failure {
        /// The mail server refused the address or the mail.
        Refused = "refused",
        /// The mail server was not reached for three days.
        NotReached = "not_reached",
        /// The mail came back.
        Bounced = "bounced",
        /// The letter came back, or nobody took it.
        Returned = "returned",
        /// It never happened.
        RecordedInError = "recorded_in_error",
        /// The packet was destroyed or replaced before the mail left.
        PacketGone = "packet_gone",
    }
}

crate::words! {
    /// What somebody found out about a delivery.
    #[oai(rename = "DeliveryOutcome")]
    Outcome { Delivered = "delivered", Failed = "failed" }
}

/// Days after which something that was sent, and of which nothing was heard, is shown as unconfirmed.
pub const UNCONFIRMED_AFTER: u64 = 7;
pub const UNCONFIRMED_AFTER_BY_POST: u64 = 14;
/// Days for an answer where the campaign names no day.
pub const ANSWER_WITHIN: u64 = 30;
pub const LINK_DAYS: u32 = 30;

impl State {
    /// May be with its addressee: nobody can call it back.
    pub const OUT: [Self; 4] = [Self::Sending, Self::Sent, Self::Delivered, Self::Uncertain];

    pub fn is_out(self) -> bool {
        Self::OUT.contains(&self)
    }
}

/// The state that holds today.
pub fn effective(
    stored: State,
    channel: Channel,
    left_on: Option<NaiveDate>,
    today: NaiveDate,
) -> State {
    let days = match channel {
        Channel::Post => UNCONFIRMED_AFTER_BY_POST,
        _ => UNCONFIRMED_AFTER,
    };
    let waited = left_on
        .and_then(|day| day.checked_add_days(Days::new(days)))
        .is_some_and(|until| until < today);
    match stored {
        State::Sent if waited => State::Unconfirmed,
        other => other,
    }
}

/// By when an answer is expected: the day that was asked for, or a month after it left where that day is no more to come.
pub fn answer_due(asked_for: Option<NaiveDate>, left_on: NaiveDate) -> NaiveDate {
    let month = left_on.checked_add_days(Days::new(ANSWER_WITHIN));
    asked_for
        .filter(|day| *day > left_on)
        .or(month)
        .unwrap_or(left_on)
}

/// Whether a day can be that of something that happened to a packet.
pub fn is_a_day_for_it(day: NaiveDate, made_on: NaiveDate, today: NaiveDate) -> bool {
    made_on <= day && day <= today
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 10, day).unwrap_or_default()
    }

    #[test]
    fn what_was_sent_is_unconfirmed_after_a_week_by_mail_and_two_by_post() {
        let now = |channel, today| effective(State::Sent, channel, Some(day(1)), day(today));
        assert_eq!(now(Channel::Attachment, 8), State::Sent);
        assert_eq!(now(Channel::Attachment, 9), State::Unconfirmed);
        assert_eq!(now(Channel::Post, 15), State::Sent);
        assert_eq!(now(Channel::Post, 16), State::Unconfirmed);
        let delivered = effective(State::Delivered, Channel::Post, Some(day(1)), day(30));
        assert_eq!(delivered, State::Delivered);
    }

    #[test]
    fn failed_and_queued_are_never_out_and_uncertain_is() {
        assert!(!State::Failed.is_out() && !State::Queued.is_out());
        assert!(State::Uncertain.is_out() && State::Sending.is_out());
    }

    #[test]
    fn an_answer_is_due_on_the_day_asked_for_or_a_month_later() {
        assert_eq!(answer_due(Some(day(20)), day(5)), day(20));
        assert_eq!(answer_due(None, day(1)), day(31));
        assert_eq!(answer_due(Some(day(1)), day(1)), day(31));
    }
}
