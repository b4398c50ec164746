//! Operations of incidents.

use poem_openapi::{OpenApi, Tags};

/// Where these operations stand in the documentation.
#[derive(Debug, Tags)]
pub enum Tag {
    /// Protected statistics of what approved testimonies leave behind.
    Statistics,
}

/// Operations of incidents.
#[derive(Debug)]
pub struct StatisticsApi;

#[OpenApi(prefix_path = "/v1", tag = "Tag::Statistics")]
impl StatisticsApi {}
