//! What members did: chained, without personal data.

pub mod api;
pub mod entity;
mod record;
pub mod work;

pub use entity::AuditEntryId;
pub use record::{Action, record};
