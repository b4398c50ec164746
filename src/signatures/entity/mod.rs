//! The tables of signatures.

pub mod mail_quota;
pub mod membership_match;
pub mod paper_signature;
pub mod petition_tally;
pub mod signature;
pub mod signature_count;
pub mod subscription;
pub mod workplace_release;

pub use membership_match::MembershipMatchId;
pub use signature::SignatureId;
pub use subscription::SubscriptionId;
