//! The local or chapter that runs campaigns.

use sea_orm::entity::prelude::*;

crate::id!(
    /// Names a row of `organization`.
    OrganizationId,
    "org"
);

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "organization")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: OrganizationId,
    #[sea_orm(column_type = "Text")]
    pub name: String,
    #[sea_orm(column_type = "Text")]
    pub language: String,
    pub moderates: bool,
    pub k: i32,
    pub retention_days: i32,
    #[sea_orm(column_type = "Blob")]
    pub public_key: Vec<u8>,
    #[sea_orm(column_type = "Blob")]
    pub signing_key_sealed: Vec<u8>,
    #[sea_orm(column_type = "Text")]
    pub contact_name: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub contact_title: Option<String>,
    /// A list of `OfficerTitle`, as JSON.
    #[sea_orm(column_type = "Text")]
    pub contact_titles: String,
    #[sea_orm(column_type = "Text")]
    pub contact_telephone: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub contact_email: Option<String>,
    pub is_demo: bool,
    pub mail_proven_at: Option<DateTimeUtc>,
    pub revision: i32,
    pub created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// All rows, for background work and for verbs that have checked whose they are.
pub fn for_jobs() -> Select<Entity> {
    Entity::find()
}
