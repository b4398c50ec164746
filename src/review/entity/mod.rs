//! The tables of review.

pub mod published_testimony;
pub mod review;
pub mod unlock;

pub use crate::layoffs::PublishedTestimonyId;
