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

pub const IDENTITY: IdentityApi = (
    SessionsApi,
    MeApi,
    OrganizationApi,
    MembersApi,
    ByMailApi,
    ApiKeysApi,
);
