//! Organizations, their members, and who may do what.

pub mod api;
mod caller;
mod create_owner;
pub mod entity;
pub mod password;
pub mod rules;
mod seal;
mod sign_in;
mod signing_key;
pub mod tokens;
pub mod wire;
pub mod work;

pub use caller::Caller;
pub use create_owner::{NewOwner, create_owner};
pub use entity::{ApiKeyId, InvitationId, MemberId, OrganizationId, PasswordResetId, SessionId};
pub use rules::{Action, Role};
pub use signing_key::signing_key;
