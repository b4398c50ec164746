//! The names that were given for one reader's eyes, printed to be inspected and taken home again: never stored, never sent.

pub mod api;
mod print_annex;
