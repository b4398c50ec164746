//! Layoff notices that employers filed with a state: public records, kept apart from what workers report and never summed with it.

pub mod api;
mod choose;
mod export;
pub mod figures;
mod import_notices;
mod join;
mod names;
mod place;
mod read;
mod read_figures;
mod row;
pub mod rules;
pub mod wire;

pub use choose::{Chosen, chosen};
pub use names::employer_key;
pub use row::NoticeKind;
