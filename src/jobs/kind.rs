//! What kinds of later work there are, and how often or how long each is tried.

use std::str::FromStr;

use chrono::Duration;

/// Kinds that are worked off one after the other, beside the other lane: neither waits for what the other waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lane {
    /// Waits for the mail server, which is somebody else's.
    Mail,
    Other,
    /// Announcements: no signer's mail waits behind a hundred thousand of them.
    Bulk,
}

impl Lane {
    pub const ALL: [Self; 3] = [Self::Mail, Self::Other, Self::Bulk];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Other => "other",
            Self::Bulk => "bulk",
        }
    }
}

/// A kind of job. `work.rs` maps each to the feature that does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    SendConfirmation,
    SendWithdrawn,
    SendInvitation,
    SendPasswordReset,
    SendTestMail,
    SendReviewerDigest,
    RenderPacket,
    ChainAudit,
    ReleaseWorkplaceCounts,
    RecountSignatures,
    ExpireSignatures,
    TurnPetitions,
    ShuffleTestimony,
    RetireTestimony,
    SweepExpired,
    DestroyPacket,
    ForgetSignature,
    LogDeletions,
    SweepPackets,
    ForgetTestimonies,
    LogWithdrawals,
    SendPacket,
    SendRecordReminder,
    RemindRecord,
    TurnRecord,
    SendRsvpConfirmation,
    SendRsvpStanding,
    SendRsvpMovedUp,
    SendEventChange,
    SendJoinChange,
    SendEventReminder,
    RemindEvent,
    SweepRsvps,
    SendAnnouncement,
    SweepAnnouncements,
    SweepSheets,
}

impl Kind {
    pub const ALL: &[Self] = &[
        Self::SendConfirmation,
        Self::SendWithdrawn,
        Self::SendInvitation,
        Self::SendPasswordReset,
        Self::SendTestMail,
        Self::SendReviewerDigest,
        Self::RenderPacket,
        Self::ChainAudit,
        Self::ReleaseWorkplaceCounts,
        Self::RecountSignatures,
        Self::ExpireSignatures,
        Self::TurnPetitions,
        Self::ShuffleTestimony,
        Self::RetireTestimony,
        Self::SweepExpired,
        Self::DestroyPacket,
        Self::ForgetSignature,
        Self::LogDeletions,
        Self::SweepPackets,
        Self::ForgetTestimonies,
        Self::LogWithdrawals,
        Self::SendPacket,
        Self::SendRecordReminder,
        Self::RemindRecord,
        Self::TurnRecord,
        Self::SendRsvpConfirmation,
        Self::SendRsvpStanding,
        Self::SendRsvpMovedUp,
        Self::SendEventChange,
        Self::SendJoinChange,
        Self::SendEventReminder,
        Self::RemindEvent,
        Self::SweepRsvps,
        Self::SendAnnouncement,
        Self::SweepAnnouncements,
        Self::SweepSheets,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::SendConfirmation => "send_confirmation",
            Self::SendWithdrawn => "send_withdrawn",
            Self::SendInvitation => "send_invitation",
            Self::SendPasswordReset => "send_password_reset",
            Self::SendTestMail => "send_test_mail",
            Self::SendReviewerDigest => "send_reviewer_digest",
            Self::RenderPacket => "render_packet",
            Self::ChainAudit => "chain_audit",
            Self::ReleaseWorkplaceCounts => "release_workplace_counts",
            Self::RecountSignatures => "recount_signatures",
            Self::ExpireSignatures => "expire_signatures",
            Self::TurnPetitions => "turn_petitions",
            Self::ShuffleTestimony => "shuffle_testimony",
            Self::RetireTestimony => "retire_testimony",
            Self::SweepExpired => "sweep_expired",
            Self::DestroyPacket => "destroy_packet",
            Self::ForgetSignature => "forget_signature",
            Self::LogDeletions => "log_deletions",
            Self::SweepPackets => "sweep_packets",
            Self::ForgetTestimonies => "forget_testimonies",
            Self::LogWithdrawals => "log_withdrawals",
            Self::SendPacket => "send_packet",
            Self::SendRecordReminder => "send_record_reminder",
            Self::RemindRecord => "remind_record",
            Self::TurnRecord => "turn_record",
            Self::SendRsvpConfirmation => "send_rsvp_confirmation",
            Self::SendRsvpStanding => "send_rsvp_standing",
            Self::SendRsvpMovedUp => "send_rsvp_moved_up",
            Self::SendEventChange => "send_event_change",
            Self::SendJoinChange => "send_join_change",
            Self::SendEventReminder => "send_event_reminder",
            Self::RemindEvent => "remind_event",
            Self::SweepRsvps => "sweep_rsvps",
            Self::SendAnnouncement => "send_announcement",
            Self::SweepAnnouncements => "sweep_announcements",
            Self::SweepSheets => "sweep_sheets",
        }
    }

    /// A mail that may already be on its way is never sent again on a guess.
    pub fn is_mail(self) -> bool {
        self.as_str().starts_with("send_")
    }

    pub fn lane(self) -> Lane {
        if self == Self::SendAnnouncement {
            Lane::Bulk
        } else if self.is_mail() {
            Lane::Mail
        } else {
            Lane::Other
        }
    }

    /// Beside a log of who was on the network when, a minute would tell whose signature it is: rows of these kinds
    /// tell no more than the hour, and go when they are done.
    pub fn is_about_signers(self) -> bool {
        matches!(
            self,
            Self::SendConfirmation
                | Self::SendWithdrawn
                | Self::ForgetSignature
                | Self::LogDeletions
                | Self::DestroyPacket
                | Self::ReleaseWorkplaceCounts
                | Self::SendRsvpConfirmation
                | Self::SendRsvpStanding
                | Self::SendRsvpMovedUp
                | Self::SendEventChange
                | Self::SendJoinChange
                | Self::SendEventReminder
        )
    }

    /// Counts for what is not tried for a certain time.
    pub fn max_attempts(self) -> i32 {
        // It may wait for somebody else's store, which may be down for a night.
        if self == Self::RenderPacket { 12 } else { 8 }
    }

    /// A mail is tried for as long as it is of use: until what it brings has expired, or its address is forgotten.
    pub fn tried_for(self) -> Option<Duration> {
        match self {
            Self::SendConfirmation | Self::SendInvitation => Some(Duration::days(7)),
            Self::SendWithdrawn => Some(Duration::days(2)),
            Self::SendPacket => Some(Duration::days(3)),
            Self::SendRsvpConfirmation | Self::SendRsvpStanding => Some(Duration::days(2)),
            Self::SendRsvpMovedUp | Self::SendEventChange | Self::SendJoinChange => {
                Some(Duration::days(2))
            }
            Self::SendTestMail | Self::SendReviewerDigest | Self::SendEventReminder => {
                Some(Duration::days(1))
            }
            Self::SendRecordReminder => Some(Duration::days(3)),
            Self::SendPasswordReset => Some(Duration::hours(2)),
            // What is in doubt stands in its recipients' rows; the job itself comes back as often as it must.
            Self::SendAnnouncement => Some(Duration::days(180)),
            _ => None,
        }
    }
}

/// Why a text names no kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no such kind of job")]
pub struct UnknownKind;

impl FromStr for Kind {
    type Err = UnknownKind;

    fn from_str(text: &str) -> Result<Self, UnknownKind> {
        Self::ALL
            .iter()
            .copied()
            .find(|kind| kind.as_str() == text)
            .ok_or(UnknownKind)
    }
}
