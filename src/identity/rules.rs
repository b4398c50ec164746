//! Who may do what: one table of roles and actions, pure.

use sea_orm::{DeriveActiveEnum, EnumIter};

/// What a member is in the organization; one person may be several.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    EnumIter,
    DeriveActiveEnum,
    serde::Serialize,
    serde::Deserialize,
    poem_openapi::Enum,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[oai(rename_all = "snake_case")]
pub enum Role {
    /// Runs the organization: members, keys, legal holds, audit.
    Owner,
    /// Runs campaigns, petitions and packets.
    Organizer,
    /// Reads sealed testimony and makes it safe to publish.
    Reviewer,
    /// Looks at what is there.
    Viewer,
}

impl Role {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Organizer => "organizer",
            Self::Reviewer => "reviewer",
            Self::Viewer => "viewer",
        }
    }
}

impl std::str::FromStr for Role {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        use sea_orm::Iterable;
        Self::iter().find(|role| role.as_str() == text).ok_or(())
    }
}

/// What can be allowed. Each operation asks for exactly one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter)]
pub enum Action {
    ReadOrganization,
    EditOrganization,
    ManageMembers,
    ManageApiKeys,
    ReadAudit,
    ReadDirectory,
    EditDirectory,
    ReadCampaigns,
    EditCampaigns,
    ModeratePetitions,
    ReadSignatures,
    ReviewComments,
    InvalidateSignatures,
    ReviewTestimony,
    ManageOwnReviewerKey,
    ManageReviewerKeys,
    HoldTestimony,
    ReadStatistics,
    ReleaseStatistics,
    ReadPackets,
    CompilePackets,
    ExportPackets,
}

impl Action {
    /// Actions that no machine key can be given.
    pub fn needs_a_person(self) -> bool {
        use Action as A;
        matches!(
            self,
            A::ManageMembers
                | A::ManageApiKeys
                | A::ReviewTestimony
                | A::ManageOwnReviewerKey
                | A::ManageReviewerKeys
                | A::HoldTestimony
                | A::EditOrganization
        )
    }

    /// Actions that need a session opened with a second factor.
    pub fn needs_second_factor(self) -> bool {
        use Action as A;
        self.needs_a_person() && self != A::ManageOwnReviewerKey || self == A::ExportPackets
    }
}

/// The capability table.
pub fn may(role: Role, action: Action) -> bool {
    use Action as A;
    match role {
        Role::Owner => !matches!(action, A::ReviewTestimony | A::ManageOwnReviewerKey),
        Role::Organizer => matches!(
            action,
            A::ReadOrganization
                | A::ReadDirectory
                | A::EditDirectory
                | A::ReadCampaigns
                | A::EditCampaigns
                | A::ReadSignatures
                | A::ReviewComments
                | A::ReadStatistics
                | A::ReleaseStatistics
                | A::ReadPackets
                | A::CompilePackets
                | A::ExportPackets
        ),
        Role::Reviewer => matches!(
            action,
            A::ReadOrganization
                | A::ReadDirectory
                | A::ReadCampaigns
                | A::ReviewTestimony
                | A::ManageOwnReviewerKey
                | A::ReadStatistics
        ),
        Role::Viewer => matches!(
            action,
            A::ReadOrganization | A::ReadDirectory | A::ReadCampaigns | A::ReadStatistics
        ),
    }
}

/// Owners and reviewers always need a second factor once they have been given one to set up.
pub fn must_have_second_factor(roles: &[Role]) -> bool {
    roles
        .iter()
        .any(|role| matches!(role, Role::Owner | Role::Reviewer))
}
