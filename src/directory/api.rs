//! Operations of directory.

use poem_openapi::{OpenApi, Tags};

/// Where these operations stand in the documentation.
#[derive(Debug, Tags)]
pub enum Tag {
    /// Divisions, bodies, officials, workplaces and their imports.
    Directory,
}

/// Operations of directory.
#[derive(Debug)]
pub struct DirectoryApi;

#[OpenApi(prefix_path = "/v1", tag = "Tag::Directory")]
impl DirectoryApi {}
