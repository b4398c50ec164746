//! The tables of packets.

pub mod packet;
pub mod packet_exhibit;
pub mod packet_name;

pub use packet::PacketId;
