//! The tables of campaigns.

pub mod campaign;
pub mod campaign_text;
pub mod demand;
pub mod demand_text;
pub mod target;

pub use campaign::CampaignId;
pub use demand::DemandId;
pub use target::TargetId;
