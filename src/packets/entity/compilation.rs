//! Packets for a whole body, asked for at once.

use sea_orm::entity::prelude::*;

use crate::campaigns::CampaignId;
use crate::directory::BodyId;
use crate::identity::{MemberId, OrganizationId};
use crate::petitions::PetitionId;

crate::id!(
    /// Names a row of `compilation`.
    CompilationId,
    "cpl"
);

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "compilation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CompilationId,
    pub organization_id: OrganizationId,
    pub campaign_id: CampaignId,
    pub petition_id: PetitionId,
    pub body_id: BodyId,
    pub created_by: MemberId,
    pub created_at: DateTimeUtc,
    pub cancelled_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The rows of one organization.
pub fn of(organization: OrganizationId) -> Select<Entity> {
    Entity::find().filter(Column::OrganizationId.eq(organization))
}
