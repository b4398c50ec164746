//! Operations of campaigns.

use poem_openapi::{OpenApi, Tags};

/// Where these operations stand in the documentation.
#[derive(Debug, Tags)]
pub enum Tag {
    /// Campaigns with their demands and targets.
    Campaigns,
}

/// Operations of campaigns.
#[derive(Debug)]
pub struct CampaignsApi;

#[OpenApi(prefix_path = "/v1", tag = "Tag::Campaigns")]
impl CampaignsApi {}
