//! A request by mail to set a new password.

use sea_orm::entity::prelude::*;

use super::MemberId;

crate::id!(
    /// Names a row of `password_reset`.
    PasswordResetId,
    "pwr"
);

#[derive(Clone, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "password_reset")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PasswordResetId,
    pub member_id: MemberId,
    #[sea_orm(column_type = "Blob")]
    pub code_hash: Vec<u8>,
    pub created_at: DateTimeUtc,
    pub expires_at: DateTimeUtc,
    pub used_at: Option<DateTimeUtc>,
}

/// Shown without its hash.
impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("password_reset(..)")
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// All rows, for background work and for verbs that have checked whose they are.
pub fn for_jobs() -> Select<Entity> {
    Entity::find()
}
