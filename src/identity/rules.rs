//! Who may do what: one table of roles and actions, pure.

use chrono::{DateTime, Duration, Utc};
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
    EditEvents,
    ReadAttendees,
    ModeratePetitions,
    ReadSignatures,
    ReviewComments,
    InvalidateSignatures,
    MatchMembers,
    PrintSheets,
    EnterSheets,
    ReviewTestimony,
    ManageOwnReviewerKey,
    ManageReviewerKeys,
    HoldTestimony,
    IssueTokens,
    ReadStatistics,
    ReleaseStatistics,
    ReadPackets,
    CompilePackets,
    PreviewPackets,
    ExportPackets,
    RecordDeliveries,
    MailPackets,
    RecordResponses,
    EditAnnouncements,
    SendAnnouncements,
}

impl Action {
    /// Actions that no machine key can be given.
    pub fn needs_a_person(self) -> bool {
        use Action as A;
        matches!(
            self,
            A::ManageMembers
                | A::ManageApiKeys
                | A::MatchMembers
                | A::EnterSheets
                | A::ReviewTestimony
                | A::ManageOwnReviewerKey
                | A::ManageReviewerKeys
                | A::HoldTestimony
                | A::IssueTokens
                | A::EditOrganization
                | A::ReadAttendees
                | A::PreviewPackets
                | A::ExportPackets
                | A::MailPackets
                | A::SendAnnouncements
        )
    }

    /// Actions that need a session opened with a second factor.
    pub fn needs_second_factor(self) -> bool {
        use Action as A;
        self.needs_a_person() && self != A::ManageOwnReviewerKey
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
                | A::EditEvents
                | A::ReadAttendees
                | A::ReadSignatures
                | A::ReviewComments
                | A::PrintSheets
                | A::EnterSheets
                | A::IssueTokens
                | A::ReadStatistics
                | A::ReleaseStatistics
                | A::ReadPackets
                | A::CompilePackets
                | A::PreviewPackets
                | A::ExportPackets
                | A::RecordDeliveries
                | A::MailPackets
                | A::RecordResponses
                | A::EditAnnouncements
                | A::SendAnnouncements
        ),
        Role::Reviewer => matches!(
            action,
            A::ReadOrganization
                | A::ReadDirectory
                | A::ReadCampaigns
                | A::ReviewTestimony
                | A::ManageOwnReviewerKey
                | A::ReadStatistics
                | A::PreviewPackets
        ),
        Role::Viewer => matches!(
            action,
            A::ReadOrganization | A::ReadDirectory | A::ReadCampaigns | A::ReadStatistics
        ),
    }
}

/// Owners and reviewers need a second factor. In a session without one they can do what a viewer can, and set one up.
pub fn must_have_second_factor(role: Role) -> bool {
    matches!(role, Role::Owner | Role::Reviewer)
}

/// How a question about several roles ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Yes,
    /// One of the roles would allow it, in a session opened with a second factor.
    WithSecondFactor,
    No,
}

/// What a person with these roles may do.
pub fn answer(roles: &[Role], action: Action, second_factor: bool) -> Answer {
    let allowing = || roles.iter().copied().filter(|role| may(*role, action));
    let waits_for_second_factor = |role: Role| {
        action.needs_second_factor()
            || (must_have_second_factor(role) && !may(Role::Viewer, action))
    };
    if allowing().next().is_none() {
        Answer::No
    } else if second_factor || allowing().any(|role| !waits_for_second_factor(role)) {
        Answer::Yes
    } else {
        Answer::WithSecondFactor
    }
}

/// What a key may do: what its scopes allow and its maker still may, and nothing that takes a person.
pub fn answer_machine(scopes: &[Role], makers_roles: &[Role], action: Action) -> Answer {
    let allow = |roles: &[Role]| roles.iter().any(|role| may(*role, action));
    if !action.needs_a_person() && allow(scopes) && allow(makers_roles) {
        Answer::Yes
    } else {
        Answer::No
    }
}

/// Tries that cost nothing: people mistype.
const FREE_TRIES: i32 = 5;
/// Longer would let a stranger lock a member out for long.
const LONGEST_WAIT_SECONDS: i64 = 300;

/// How long the next try waits after so many failures in a row: 1 s, 2 s, 4 s … 5 minutes.
pub fn wait_after(failures: i32) -> Duration {
    let doublings = u32::try_from(failures - FREE_TRIES).map(|over| over.min(16));
    doublings.map_or(Duration::zero(), |doublings| {
        Duration::seconds((1_i64 << doublings).min(LONGEST_WAIT_SECONDS))
    })
}

/// Failures are forgotten after a quiet day.
pub fn remembered(failures: i32, last_at: DateTime<Utc>, now: DateTime<Utc>) -> i32 {
    if now - last_at > Duration::days(1) {
        0
    } else {
        failures
    }
}

#[cfg(test)]
mod tests;
