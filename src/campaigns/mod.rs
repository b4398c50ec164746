//! Campaigns: one cause with its demands and targets.

pub mod api;
pub mod entity;
pub mod rules;

pub use entity::{CampaignId, DemandId, TargetId};
