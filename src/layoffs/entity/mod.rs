//! The tables of layoffs.

pub mod layoff;

pub use layoff::{LayoffId, PublishedTestimonyId};
