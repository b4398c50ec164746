//! Sets a packet's snapshot (one JSON document) as an accessible, archivable PDF, and knows no database.

pub mod child;
pub mod digest;
pub mod document;
mod engine;
pub mod error;
mod fonts;
mod prepare;
pub mod sanitise;
mod world;

pub use child::{Limits, child_main, render_in_child};
pub use digest::{petition_digest, roll_digest};
pub use document::Packet;
pub use engine::{Digests, ENGINE, Rendered, Report, TEMPLATE_VERSION, render};
pub use error::PressError;
