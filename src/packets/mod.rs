//! To be written.

pub mod api;
pub mod entity;
pub mod work;

pub use entity::PacketId;
