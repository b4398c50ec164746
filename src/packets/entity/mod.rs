//! The tables of packets.

pub mod compilation;
pub mod compilation_packet;
pub mod packet;
pub mod packet_exhibit;
pub mod packet_name;
pub mod packet_volume;

pub use compilation::CompilationId;
pub use packet::PacketId;
