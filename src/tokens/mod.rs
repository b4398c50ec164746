//! Worker tokens: a steward checks a worker once, and nothing leads from that check to what the worker tells.

pub mod api;
pub mod client;
mod create_voucher;
pub mod entity;
mod intake;
mod issue_token;
mod list_epochs;
mod old_randomness;
pub mod poprf;
mod revoke_vouchers;
pub mod rules;
pub mod spend;
pub mod sweep;
pub mod totals;
pub mod voucher;
pub mod wire;

pub use entity::TokenEpochId;
