//! Operations of signatures.

use poem_openapi::{OpenApi, Tags};

/// Where these operations stand in the documentation.
#[derive(Debug, Tags)]
pub enum Tag {
    /// Signing, confirming, withdrawing, and counting.
    Signatures,
}

/// Operations of signatures.
#[derive(Debug)]
pub struct SignaturesApi;

#[OpenApi(prefix_path = "/v1", tag = "Tag::Signatures")]
impl SignaturesApi {}
