//! Campaigns: one cause with its demands and targets.

pub mod api;
mod change_campaign;
mod create_campaign;
mod demands;
pub mod entity;
mod find;
pub mod rules;
mod targets;
mod texts;
pub mod topics;
pub mod wire;

pub use entity::{CampaignId, DemandId, TargetId};
pub use find::{call_for_testimony, demands_of, find_campaign, targets_of, texts_of};
