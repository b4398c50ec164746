//! Layoffs: what a witness says of one, and the generalised row that it leaves behind.

pub mod entity;
pub mod facts;

pub use entity::{LayoffId, PublishedTestimonyId};
