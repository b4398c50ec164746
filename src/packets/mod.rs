//! Documents for one addressee: frozen, set, kept encrypted, checkable.

pub mod api;
mod create_packet;
mod create_packets_for_body;
mod download;
mod download_manifest;
pub mod entity;
mod forget_signature;
mod forget_testimonies;
mod freeze;
pub mod manifest;
pub mod page;
mod range;
mod read_packets;
mod render;
pub mod rules;
mod sweep;
mod vault;
mod verify;
pub mod wire;
pub mod work;

pub use create_packet::create_packet;
pub use create_packets_for_body::create_packets_for_body;
pub use entity::PacketId;
pub use forget_signature::{forget_restored_signature, forget_signature};
pub use forget_testimonies::forget_restored_testimonies;
pub use render::COMMAND as PRESS_COMMAND;

fn sha256(bytes: &[u8]) -> Vec<u8> {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).to_vec()
}
