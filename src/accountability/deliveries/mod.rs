//! Deliveries: how a packet reached its addressee, with proof; what was mailed, what is in doubt, what cannot be called back.

pub mod api;
mod change_delivery;
mod copies;
pub mod find;
mod link;
mod mail_packet;
pub mod page;
mod proof;
mod record_delivery;
pub mod rules;
mod send;
mod settle;
pub mod turn;
pub mod wire;
mod words;

pub use copies::send_withdrawn;
pub use send::send_packet;
