//! One person who is to get one announcement: where the address stands, and never the address.

use sea_orm::entity::prelude::*;

use super::AnnouncementId;

crate::id!(
    /// Names a row of `announcement_recipient`.
    RecipientId,
    "rcp"
);

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "announcement_recipient")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RecipientId,
    pub announcement_id: AnnouncementId,
    #[sea_orm(column_type = "Text")]
    pub audience: String,
    /// The row of that audience which holds the address, sealed. Where it is gone, nothing is sent.
    pub source_id: Uuid,
    /// The same for one person in all audiences of a campaign.
    #[sea_orm(column_type = "Blob")]
    pub person_key: Vec<u8>,
    /// The same for one mailbox in all campaigns of an organization.
    #[sea_orm(column_type = "Blob")]
    pub mailbox_key: Vec<u8>,
    #[sea_orm(column_type = "Text")]
    pub language: String,
    #[sea_orm(column_type = "Text")]
    pub state: String,
    #[sea_orm(column_type = "Text")]
    pub reason: Option<String>,
    pub attempts: i32,
    pub not_before: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// All rows, for background work and for verbs that have checked whose they are.
pub fn for_jobs() -> Select<Entity> {
    Entity::find()
}
