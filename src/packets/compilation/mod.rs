//! Packets for everybody in office of a body, asked for, followed, cancelled and taken away together.

pub mod api;
mod cancel_compilation;
mod create_packets_for_body;
mod download_compilation;
mod read_compilation;
pub mod wire;
pub mod zip;

pub use create_packets_for_body::create_packets_for_body;
