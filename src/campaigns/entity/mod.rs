//! The tables of campaigns.

pub mod campaign;
pub mod demand;
pub mod target;

pub use campaign::CampaignId;
pub use demand::DemandId;
pub use target::TargetId;
