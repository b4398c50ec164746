//! What was printed at once: sheets of one petition in one language on one paper.

use sea_orm::entity::prelude::*;

use crate::identity::{MemberId, OrganizationId};
use crate::petitions::PetitionId;

crate::id!(
    /// Names a row of `sheet_print`.
    SheetPrintId,
    "spr"
);

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "sheet_print")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SheetPrintId,
    pub organization_id: OrganizationId,
    pub petition_id: PetitionId,
    pub version_number: i32,
    #[sea_orm(column_type = "Text")]
    pub language: String,
    #[sea_orm(column_type = "Text")]
    pub paper: String,
    pub lines: i32,
    pub sheets: i32,
    #[sea_orm(column_type = "Text")]
    pub kept_at: String,
    pub destroyed_after_days: i32,
    pub printed_by: MemberId,
    pub created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The rows of one organization.
pub fn of(organization: OrganizationId) -> Select<Entity> {
    Entity::find().filter(Column::OrganizationId.eq(organization))
}
