//! What a series counts at one workplace in one period.

use sea_orm::entity::prelude::*;

use super::SeriesId;
use crate::directory::WorkplaceId;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "evidence_series_value")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub series_id: SeriesId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub workplace_id: WorkplaceId,
    /// `2025`, `2025-Q3` or `2025-07`; empty where the record names none.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub period: String,
    pub number: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// All rows, for verbs that have checked whose the series is.
pub fn for_jobs() -> Select<Entity> {
    Entity::find()
}
