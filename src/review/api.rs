//! Operations of review.

use poem_openapi::{OpenApi, Tags};

/// Where these operations stand in the documentation.
#[derive(Debug, Tags)]
pub enum Tag {
    /// Making a testimony safe to publish.
    Review,
}

/// Operations of review.
#[derive(Debug)]
pub struct ReviewApi;

#[OpenApi(prefix_path = "/v1", tag = "Tag::Review")]
impl ReviewApi {}
