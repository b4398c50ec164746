//! An order of two owners that originals be kept; days only, and an id that tells no order.

use sea_orm::entity::prelude::*;

use super::TestimonyId;
use crate::campaigns::CampaignId;
use crate::identity::{MemberId, OrganizationId};

crate::id!(
    /// Names a row of `legal_hold`.
    LegalHoldId,
    "hold"
);

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "legal_hold")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LegalHoldId,
    pub organization_id: OrganizationId,
    pub campaign_id: CampaignId,
    /// Nothing when the hold covers all testimony of the campaign, that of days to come included.
    pub testimony_id: Option<TestimonyId>,
    #[sea_orm(column_type = "Text")]
    pub matter: String,
    #[sea_orm(column_type = "Text")]
    pub state: String,
    pub proposed_by: MemberId,
    pub proposed_on: Date,
    pub confirmed_by: Option<MemberId>,
    pub confirmed_on: Option<Date>,
    pub lift_proposed_by: Option<MemberId>,
    pub lift_proposed_on: Option<Date>,
    pub lifted_by: Option<MemberId>,
    pub lifted_on: Option<Date>,
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
