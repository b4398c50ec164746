//! What owners say and hear about members.

use chrono::{DateTime, Utc};
use poem_openapi::{Enum, Object};

use crate::identity::MemberId;
use crate::identity::rules::Role;

/// Whether a member can sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum MemberState {
    Active,
    /// Cannot sign in, and none of their sessions or keys works.
    Disabled,
}

/// A person with an account.
#[derive(Clone, Debug, Object)]
pub struct Member {
    pub id: MemberId,
    pub name: String,
    pub email: String,
    pub state: MemberState,
    /// What they may do; several roles add up.
    pub roles: Vec<Role>,
    /// Whether a second factor is set up.
    pub second_factor: bool,
    pub created_at: DateTime<Utc>,
}

/// Members, in the order in which they came.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct MemberList {
    pub items: Vec<Member>,
    /// The cursor of the next page, if there is one.
    pub next: Option<String>,
}

/// The roles a member shall have from now on.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct ChangeRoles {
    /// At least one, each once. They replace those of before.
    #[oai(validator(min_items = 1, max_items = 4, unique_items))]
    pub roles: Vec<Role>,
}
