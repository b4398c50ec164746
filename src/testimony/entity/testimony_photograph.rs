//! A photograph of a witness: the file, what was decided about it and the form that would be published, each sealed.

use sea_orm::entity::prelude::*;

use super::TestimonyId;

crate::id!(
    /// Names a row of `testimony_photograph`.
    PhotographId,
    "pho"
);

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "testimony_photograph")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PhotographId,
    pub testimony_id: TestimonyId,
    #[sea_orm(column_type = "Blob")]
    pub sealed: Vec<u8>,
    #[sea_orm(column_type = "Blob")]
    pub sealed_sheet: Vec<u8>,
    /// Nothing once it is decided about the testimony.
    #[sea_orm(column_type = "Blob")]
    pub sealed_print: Option<Vec<u8>>,
    pub added_on: Date,
    /// Lies among those of its day in the order of ids; files this large are not moved every night.
    pub settled: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// All rows, for background work and for verbs that have checked whose they are.
pub fn for_jobs() -> Select<Entity> {
    Entity::find()
}
