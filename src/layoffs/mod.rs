//! Layoffs: what a witness says of one, the generalised row that it leaves behind, and the notices that employers filed.

pub mod entity;
pub mod facts;
pub mod letter;
pub mod notices;

pub use entity::{FilingId, LayoffId, NoticeId, PublishedTestimonyId};
