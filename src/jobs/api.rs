//! Operations of jobs.

use poem_openapi::{OpenApi, Tags};

/// Where these operations stand in the documentation.
#[derive(Debug, Tags)]
pub enum Tag {
    /// Later work, readiness and mail, for operators.
    Operations,
}

/// Operations of jobs.
#[derive(Debug)]
pub struct OperationsApi;

#[OpenApi(prefix_path = "/v1", tag = "Tag::Operations")]
impl OperationsApi {}
