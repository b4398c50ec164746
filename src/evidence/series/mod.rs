//! Public records counted workplace by workplace: calls to the police, incident logs obtained by request.

pub mod api;
mod create_series;
mod find;
mod import_series;
mod period;
mod row;
pub mod wire;

pub use find::{Series, Value, series_of};
pub use period::{Grain, Period};
