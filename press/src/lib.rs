//! Sets a packet's snapshot (one JSON document) as an accessible, archivable PDF, and knows no database.

mod attach;
pub mod child;
pub mod digest;
pub mod document;
pub mod draw;
mod engine;
pub mod error;
mod export;
mod fonts;
pub mod letter;
mod prepare;
pub mod printed;
pub mod sanitise;
mod world;

pub use attach::{SIGNATURES_CSV, signatures_csv};
pub use child::{
    Limits, child_main, draw_in_child, letter_in_child, print_in_child, render_in_child,
};
pub use digest::{petition_digest, roll_digest};
pub use document::Packet;
pub use draw::{Drawn, Picture, draw};
pub use engine::{Digests, ENGINE, Rendered, Report, TEMPLATE_VERSION, render};
pub use error::PressError;
pub use export::export;
pub use fonts::more_fonts_from;
pub use printed::{Print, PrintReport, Printed, print};
