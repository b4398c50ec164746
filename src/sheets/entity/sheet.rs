//! One printed sheet: what it is known by, and how far its lines have come.

use sea_orm::entity::prelude::*;

use super::SheetPrintId;
use crate::identity::{MemberId, OrganizationId};
use crate::petitions::PetitionId;

crate::id!(
    /// Names a row of `sheet`.
    SheetId,
    "sht"
);

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "sheet")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SheetId,
    pub organization_id: OrganizationId,
    pub petition_id: PetitionId,
    pub print_id: SheetPrintId,
    pub number: i32,
    #[sea_orm(column_type = "Text")]
    pub code: String,
    pub version_number: i32,
    #[sea_orm(column_type = "Text")]
    pub language: String,
    pub lines: i32,
    #[sea_orm(column_type = "Text")]
    pub state: String,
    /// A list of `LeftOutLine`, as JSON.
    #[sea_orm(column_type = "Text")]
    pub left_out: String,
    pub first_by: Option<MemberId>,
    pub second_by: Option<MemberId>,
    pub revision: i32,
    pub printed_on: Date,
    pub counted_on: Option<Date>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The rows of one organization.
pub fn of(organization: OrganizationId) -> Select<Entity> {
    Entity::find().filter(Column::OrganizationId.eq(organization))
}

/// All rows, for background work and for verbs that have checked whose they are.
pub fn for_jobs() -> Select<Entity> {
    Entity::find()
}
