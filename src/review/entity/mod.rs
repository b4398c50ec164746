//! The tables of review.

pub mod published_photograph;
pub mod published_testimony;
pub mod review;
pub mod tombstone;
pub mod unlock;

pub use crate::layoffs::PublishedTestimonyId;
pub use published_photograph::PublishedPhotographId;
