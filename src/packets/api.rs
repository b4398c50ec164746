//! Operations of packets.

use poem_openapi::{OpenApi, Tags};

/// Where these operations stand in the documentation.
#[derive(Debug, Tags)]
pub enum Tag {
    /// Documents for one addressee, frozen and checkable.
    Packets,
}

/// Operations of packets.
#[derive(Debug)]
pub struct PacketsApi;

#[OpenApi(prefix_path = "/v1", tag = "Tag::Packets")]
impl PacketsApi {}
