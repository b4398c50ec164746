//! Follow-up packets: they cite the packet that was delivered, what was answered and promised, and what happened since.

pub mod api;
mod create_follow_up;
pub mod wire;
