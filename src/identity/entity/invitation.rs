//! An invitation by mail to become a member.

use sea_orm::entity::prelude::*;

use super::MemberId;
use super::OrganizationId;

crate::id!(
    /// Names a row of `invitation`.
    InvitationId,
    "inv"
);

#[derive(Clone, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "invitation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: InvitationId,
    pub organization_id: OrganizationId,
    #[sea_orm(column_type = "Blob")]
    pub code_hash: Vec<u8>,
    #[sea_orm(column_type = "Blob")]
    pub email_key: Vec<u8>,
    #[sea_orm(column_type = "Blob")]
    pub email_sealed: Vec<u8>,
    #[sea_orm(column_type = "JsonBinary")]
    pub roles: Json,
    #[sea_orm(column_type = "Text")]
    pub language: String,
    pub invited_by: MemberId,
    pub created_at: DateTimeUtc,
    pub expires_at: DateTimeUtc,
    pub accepted_at: Option<DateTimeUtc>,
    pub revoked_at: Option<DateTimeUtc>,
}

/// Shown without its hash.
impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("invitation(..)")
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The rows of one organization.
pub fn of(organization: OrganizationId) -> Select<Entity> {
    Entity::find().filter(Column::OrganizationId.eq(organization))
}

/// All rows, for background work and for verbs that have checked whose they are.
pub fn for_jobs() -> Select<Entity> {
    Entity::find()
}
