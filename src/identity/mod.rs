//! Organizations, their members, and who may do what.

pub mod api;
mod api_keys;
mod attempts;
mod authenticate;
mod caller;
mod change_me;
mod confirm_totp;
mod create_owner;
pub mod entity;
mod me;
mod members;
mod organization;
mod own_sessions;
pub mod password;
mod proof;
mod refresh_session;
mod remove_totp;
pub mod rules;
pub mod seal;
mod second_factor;
mod sessions;
mod sign_in;
mod start_totp;
mod texts;
pub mod tokens;
pub mod wire;
pub mod work;

pub use caller::Caller;
pub use create_owner::{NewOwner, create_owner};
pub use entity::{ApiKeyId, InvitationId, MemberId, OrganizationId, PasswordResetId, SessionId};
pub use remove_totp::remove_totp_by_hand;
pub use rules::{Action, Role};
