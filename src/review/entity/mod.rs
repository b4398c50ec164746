//! The tables of review.

pub mod published_testimony;
pub mod recovery_key;
pub mod review;
pub mod reviewer_key;
pub mod unlock;

pub use published_testimony::PublishedTestimonyId;
