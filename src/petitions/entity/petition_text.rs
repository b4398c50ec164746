//! One language of one version.

use sea_orm::entity::prelude::*;

use super::PetitionVersionId;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "petition_text")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub version_id: PetitionVersionId,
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub language: String,
    #[sea_orm(column_type = "Text")]
    pub title: String,
    #[sea_orm(column_type = "Text")]
    pub body: String,
    pub is_original: bool,
    /// Of a translation that came when people had already signed: they did not see these words.
    pub added_on: Option<Date>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// All rows, for background work and for verbs that have checked whose they are.
pub fn for_jobs() -> Select<Entity> {
    Entity::find()
}
