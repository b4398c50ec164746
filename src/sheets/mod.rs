//! Signing on paper: sheets are printed, come back, are typed by two people, and count like what was signed online.

pub mod api;
mod code;
mod count_sheet;
mod differences;
mod discard_entries;
mod document;
mod enter_sheet;
pub mod entity;
mod find;
mod held;
mod move_line;
mod print_sheets;
mod resolve_sheet;
pub mod rules;
mod sweep;
mod twins;
mod typed;
pub mod wire;
pub mod work;

pub use entity::{SheetId, SheetPrintId};
pub use twins::find_twins_of;
