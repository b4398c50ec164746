//! A mailbox that gets nothing more, known by a keyed hash alone.

use sea_orm::entity::prelude::*;

use crate::identity::OrganizationId;

crate::id!(
    /// Names a row of `suppression`.
    SuppressionId,
    "sup"
);

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "suppression")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SuppressionId,
    pub organization_id: OrganizationId,
    /// Of a person in a campaign, or of a mailbox in the organization: two kinds of hashes that cannot be matched.
    #[sea_orm(column_type = "Blob")]
    pub address_key: Vec<u8>,
    /// A category, or `all`.
    #[sea_orm(column_type = "Text")]
    pub what: String,
    /// `unsubscribed` or `bounced`.
    #[sea_orm(column_type = "Text")]
    pub reason: String,
    pub since: Date,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// All rows, for background work and for verbs that have checked whose they are.
pub fn for_jobs() -> Select<Entity> {
    Entity::find()
}
