//! Holding to account: what was handed over, what was answered and promised, and the public record of both.

pub mod commitments;
pub mod corrections;
pub mod day;
pub mod deliveries;
pub mod entity;
mod entry;
mod files;
pub mod follow_up;
pub mod record;
pub mod reminders;
pub mod responses;
mod source;
mod trouble;
mod upload;
pub mod votes;
pub mod work;

pub use entity::{CommitmentId, CorrectionId, DeliveryId, ResponseId, VoteId};
