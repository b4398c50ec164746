//! A scoped key for machines, kept as a hash.

use sea_orm::entity::prelude::*;

use super::MemberId;
use super::OrganizationId;

crate::id!(
    /// Names a row of `api_key`.
    ApiKeyId,
    "key"
);

#[derive(Clone, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "api_key")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ApiKeyId,
    pub organization_id: OrganizationId,
    #[sea_orm(column_type = "Text")]
    pub name: String,
    #[sea_orm(column_type = "Blob")]
    pub key_hash: Vec<u8>,
    #[sea_orm(column_type = "JsonBinary")]
    pub scopes: Json,
    pub created_by: MemberId,
    pub created_at: DateTimeUtc,
    pub expires_at: Option<DateTimeUtc>,
    pub revoked_at: Option<DateTimeUtc>,
    pub last_used_on: Option<Date>,
}

/// Shown without its hash.
impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("api_key(..)")
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
