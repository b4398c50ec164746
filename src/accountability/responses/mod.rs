//! Responses: what an addressee answered, or that they will not.

pub mod api;
mod correct_response;
mod file;
pub mod find;
mod record_response;
pub mod rules;
pub(super) mod settle;
pub mod wire;
