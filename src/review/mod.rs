//! Review: reviewers make a testimony safe to publish.

pub mod api;
pub mod entity;
pub mod work;

pub use entity::PublishedTestimonyId;
