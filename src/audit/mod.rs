//! What members did: chained, without personal data.

pub mod api;
pub mod chain;
pub mod entity;
mod head;
mod list;
mod record;
mod verify;
pub mod wire;
pub mod work;

pub use entity::AuditEntryId;
pub use head::head;
pub use record::{Action, record};
pub use verify::{Verdict, holds, verify, verify_all};
