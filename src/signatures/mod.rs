//! Signing, confirming, withdrawing, and counting.

pub mod address;
pub mod api;
pub mod counts;
pub mod entity;
pub mod rules;
pub mod work;

pub use entity::{SignatureId, SubscriptionId};
