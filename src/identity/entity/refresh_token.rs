//! One refresh token, kept as a hash; using it twice ends the session.

use sea_orm::entity::prelude::*;

use super::SessionId;

#[derive(Clone, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "refresh_token")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false, column_type = "Blob")]
    pub token_hash: Vec<u8>,
    pub session_id: SessionId,
    pub created_at: DateTimeUtc,
    pub expires_at: DateTimeUtc,
    pub used_at: Option<DateTimeUtc>,
}

/// Shown without its hash.
impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("refresh_token(..)")
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// All rows, for background work and for verbs that have checked whose they are.
pub fn for_jobs() -> Select<Entity> {
    Entity::find()
}
