//! The tables of layoffs.

pub mod choice;
pub mod filing;
pub mod layoff;

pub use filing::{FilingId, NoticeId};
pub use layoff::{LayoffId, PublishedTestimonyId};
