//! What came of comparing a list of an association's members with a petition's signers: totals, and nothing of the list.

use sea_orm::entity::prelude::*;

use crate::identity::{MemberId, OrganizationId};
use crate::petitions::PetitionId;

crate::id!(
    /// Names a row of `membership_match`.
    MembershipMatchId,
    "mbm"
);

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "membership_match")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MembershipMatchId,
    pub organization_id: OrganizationId,
    pub petition_id: PetitionId,
    /// Knows the same list again; dies in meaning with the petition's key.
    #[sea_orm(column_type = "Blob")]
    pub list_key: Vec<u8>,
    #[sea_orm(column_type = "Text")]
    pub origin: String,
    pub listed_members: i32,
    pub listed_former_members: i32,
    /// A `MatchedNumber`, as JSON.
    #[sea_orm(column_type = "Text")]
    pub members: String,
    #[sea_orm(column_type = "Text")]
    pub former_members: Option<String>,
    pub matched_on: Date,
    pub matched_by: MemberId,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The rows of one organization.
pub fn of(organization: OrganizationId) -> Select<Entity> {
    Entity::find().filter(Column::OrganizationId.eq(organization))
}
