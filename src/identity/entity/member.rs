//! A person with an account; name and address are sealed.

use sea_orm::entity::prelude::*;

use super::OrganizationId;

crate::id!(
    /// Names a row of `member`.
    MemberId,
    "mem"
);

#[derive(Clone, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "member")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MemberId,
    pub organization_id: OrganizationId,
    #[sea_orm(column_type = "Blob")]
    pub email_key: Vec<u8>,
    #[sea_orm(column_type = "Blob")]
    pub email_sealed: Vec<u8>,
    #[sea_orm(column_type = "Blob")]
    pub name_sealed: Vec<u8>,
    #[sea_orm(column_type = "Text")]
    pub password_hash: String,
    #[sea_orm(column_type = "Text")]
    pub state: String,
    #[sea_orm(column_type = "Blob")]
    pub totp_sealed: Option<Vec<u8>>,
    #[sea_orm(column_type = "Blob")]
    pub totp_next_sealed: Option<Vec<u8>>,
    pub totp_confirmed_at: Option<DateTimeUtc>,
    pub totp_last_step: Option<i64>,
    pub revision: i32,
    pub created_at: DateTimeUtc,
}

/// A member by id alone, since a log must show neither hashes nor sealed fields.
impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "member({})", self.id)
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
