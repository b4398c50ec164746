//! Signing, confirming, withdrawing and counting.

pub mod address;
pub mod api;
mod codes;
mod confirm;
mod count;
mod counters;
pub mod counts;
mod door;
pub mod entity;
mod intake;
mod mail;
mod repeat;
pub mod rules;
pub mod seal;
mod sign;
mod texts;
pub mod wire;
pub mod work;

pub use entity::{SignatureId, SubscriptionId};
pub use intake::SigningQueues;
