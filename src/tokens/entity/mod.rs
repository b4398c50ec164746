//! The tables of worker tokens.

pub mod spent_token;
pub mod token_epoch;
pub mod token_voucher;

pub use token_epoch::TokenEpochId;
