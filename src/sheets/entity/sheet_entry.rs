//! What one person typed from a sheet, sealed; gone as soon as the sheet is counted.

use sea_orm::entity::prelude::*;

use super::SheetId;
use crate::identity::OrganizationId;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "sheet_entry")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub sheet_id: SheetId,
    /// 1 or 2.
    #[sea_orm(primary_key, auto_increment = false)]
    pub ordinal: i32,
    pub organization_id: OrganizationId,
    #[sea_orm(column_type = "Blob")]
    pub lines_sealed: Vec<u8>,
    pub created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// All rows, for background work and for verbs that have checked whose they are.
pub fn for_jobs() -> Select<Entity> {
    Entity::find()
}
