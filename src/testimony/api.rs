//! Operations of testimony.

use poem_openapi::{OpenApi, Tags};

/// Where these operations stand in the documentation.
#[derive(Debug, Tags)]
pub enum Tag {
    /// Anonymous testimony: submitting, and the mailbox behind a receipt.
    Testimony,
}

/// Operations of testimony.
#[derive(Debug)]
pub struct TestimonyApi;

#[OpenApi(prefix_path = "/v1", tag = "Tag::Testimony")]
impl TestimonyApi {}
