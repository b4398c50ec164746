//! What a packet would look like and leave out, before anybody sends it.

pub mod api;
mod draw_page;
mod dry_run;
pub mod wire;
