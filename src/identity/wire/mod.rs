//! What identity says and hears over HTTP, a file for each kind of thing.

/// What carries a password, a code or a token shows nothing of it in a log.
macro_rules! shows_nothing {
    ($($name:ident),+ $(,)?) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(hidden)"))
            }
        }
    )+};
}
mod api_key;
mod by_mail;
mod me;
mod member;
mod organization;
mod session;

pub use api_key::{ApiKey, ApiKeyList, MadeApiKey, NewApiKey, Scope};
pub use by_mail::{
    Acceptance, Invitation, InvitationList, InvitationState, NewInvitation, NewPassword,
    NewPasswordReset, PasswordResetAsked,
};
pub use me::{ChangeMe, ChangePassword, Me, NewTotp, RecoveryCodes, TotpCode, TotpSetup};
pub use member::{ChangeRoles, Member, MemberList, MemberState};
pub use organization::{ChangeOrganization, ContactOfficer, OfficerTitle, Organization};
pub use session::{NewRefresh, NewSession, OwnSession, OwnSessionList, Session};
