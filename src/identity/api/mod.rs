//! Operations of identity, a file for each kind of thing.

mod api_keys;
mod by_mail;
mod me;
mod members;
mod organization;
mod sessions;

use api_keys::ApiKeysApi;
use by_mail::ByMailApi;
use me::MeApi;
use members::MembersApi;
use organization::OrganizationApi;
use poem_openapi::Tags;
use sessions::SessionsApi;

use super::leaving::ReviewerLeaves;

/// Where these operations stand in the documentation.
#[derive(Debug, Tags)]
pub enum Tag {
    /// Sessions, members, roles, second factors, invitations and API keys.
    Identity,
}

/// All operations of identity.
pub type IdentityApi = (
    SessionsApi,
    MeApi,
    OrganizationApi,
    MembersApi,
    ByMailApi,
    ApiKeysApi,
);

/// For the server, which knows what review does when a reviewer leaves.
pub fn identity(reviewer_leaves: ReviewerLeaves) -> IdentityApi {
    let members = MembersApi { reviewer_leaves };
    (
        SessionsApi,
        MeApi,
        OrganizationApi,
        members,
        ByMailApi,
        ApiKeysApi,
    )
}
