//! Keys of machines.

use chrono::{DateTime, NaiveDate, Utc};
use poem_openapi::{Enum, Object};

use crate::identity::rules::Role;
use crate::identity::{ApiKeyId, MemberId};

shows_nothing!(MadeApiKey);

/// What a machine may be given. What only owners and reviewers may do is done by people.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Enum,
    serde::Serialize,
    serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[oai(rename_all = "snake_case")]
pub enum Scope {
    /// Runs campaigns, petitions and packets.
    Organizer,
    /// Looks at what is there.
    Viewer,
}

impl Scope {
    pub fn role(self) -> Role {
        match self {
            Self::Organizer => Role::Organizer,
            Self::Viewer => Role::Viewer,
        }
    }
}

/// A key for a machine.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct NewApiKey {
    /// What the key is for, 1 to 120 characters.
    #[oai(validator(min_length = 1, max_length = 120))]
    pub name: String,
    /// What it may do; at least one, each once.
    #[oai(validator(min_items = 1, max_items = 2, unique_items))]
    pub scopes: Vec<Scope>,
    /// When it stops working; never, when left out.
    pub expires_at: Option<DateTime<Utc>>,
}

/// A key of a machine, without the key itself. It works while whoever made it is active and may do the same.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct ApiKey {
    pub id: ApiKeyId,
    pub name: String,
    pub scopes: Vec<Scope>,
    pub created_by: MemberId,
    pub created_at: DateTime<Utc>,
    pub expires_at: Option<DateTime<Utc>>,
    pub revoked_at: Option<DateTime<Utc>>,
    /// The last day on which it was used.
    pub last_used_on: Option<NaiveDate>,
}

/// A new key, with the key itself.
#[derive(Object)]
pub struct MadeApiKey {
    pub api_key: ApiKey,
    /// Send it as `Authorization: Bearer …`. It is shown this once; only a hash of it is kept.
    pub key: String,
}

/// Keys, the oldest first.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct ApiKeyList {
    pub items: Vec<ApiKey>,
    /// The cursor of the next page, if there is one.
    pub next: Option<String>,
}
