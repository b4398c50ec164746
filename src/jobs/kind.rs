//! What kinds of later work there are, and how often each is tried.

use std::str::FromStr;

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
        }
    }

    /// A mail that may already be on its way is never sent again on a guess.
    pub fn is_mail(self) -> bool {
        self.as_str().starts_with("send_")
    }

    pub fn max_attempts(self) -> i32 {
        // Both wait for somebody else's server, which may be down for a night.
        if self.is_mail() || self == Self::RenderPacket {
            12
        } else {
            8
        }
    }
}

impl FromStr for Kind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL
            .iter()
            .copied()
            .find(|kind| kind.as_str() == text)
            .ok_or(())
    }
}
