//! What every operation shares at its edges: bodies in, responses and problems out.

pub mod catalogue;
pub mod conditional;
pub mod contract;
pub mod entity;
pub mod fields;
pub mod idempotency;
pub mod problem;
pub mod refusal;
pub mod reply;
pub mod save;

pub use conditional::{IfMatch, IfNoneMatch};
pub use contract::Checked;
pub use fields::{Fields, Invalid};
pub use idempotency::{Idempotency, Once};
pub use problem::{Kind, Problem, Violation};
pub use reply::{Accepted, Created, Listed, NoContent, Shown};
pub use save::SaveError;
