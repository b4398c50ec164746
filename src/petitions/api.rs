//! Operations of petitions.

use poem_openapi::{OpenApi, Tags};

/// Where these operations stand in the documentation.
#[derive(Debug, Tags)]
pub enum Tag {
    /// Petitions, their versions, translations and states.
    Petitions,
}

/// Operations of petitions.
#[derive(Debug)]
pub struct PetitionsApi;

#[OpenApi(prefix_path = "/v1", tag = "Tag::Petitions")]
impl PetitionsApi {}
