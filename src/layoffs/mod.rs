//! To be written.

pub mod entity;

pub use entity::LayoffId;
