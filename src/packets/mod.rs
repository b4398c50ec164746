//! Documents for one addressee: frozen, set, kept encrypted, checkable.

pub mod annex;
pub mod api;
pub mod bundle;
pub mod compilation;
mod create_packet;
mod download;
mod download_manifest;
pub mod entity;
mod forget_signature;
mod forget_testimonies;
mod freeze;
pub mod handing_over;
mod keep_packet;
pub mod manifest;
pub mod page;
pub mod preview;
mod range;
mod read_packets;
mod render;
pub mod rules;
mod step_back;
mod sweep;
mod vault;
mod verify;
pub mod wire;
pub mod work;

pub use create_packet::{CreatePacketError, create_packet, create_packet_with};
pub use entity::{CompilationId, PacketId};
pub use forget_signature::{forget_restored_signature, forget_signature};
pub use forget_testimonies::forget_restored_testimonies;
pub use handing_over::NotDeliverable;

pub(crate) fn sha256(bytes: &[u8]) -> Vec<u8> {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).to_vec()
}
