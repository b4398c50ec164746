//! The tables of signatures.

pub mod mail_quota;
pub mod petition_tally;
pub mod signature;
pub mod signature_count;
pub mod subscription;
pub mod workplace_release;

pub use signature::SignatureId;
pub use subscription::SubscriptionId;
