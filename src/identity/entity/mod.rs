//! The tables of identity.

pub mod api_key;
pub mod invitation;
pub mod member;
pub mod member_role;
pub mod organization;
pub mod password_reset;
pub mod recovery_code;
pub mod refresh_token;
pub mod session;
pub mod sign_in_failure;

pub use api_key::ApiKeyId;
pub use invitation::InvitationId;
pub use member::MemberId;
pub use organization::OrganizationId;
pub use password_reset::PasswordResetId;
pub use session::SessionId;
