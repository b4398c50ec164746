//! A voucher by the keyed hash of its code. Who made it and who has it stands nowhere here.

use sea_orm::entity::prelude::*;

use super::TokenEpochId;
use crate::campaigns::CampaignId;
use crate::identity::OrganizationId;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "token_voucher")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false, column_type = "Blob")]
    pub mark: Vec<u8>,
    pub organization_id: OrganizationId,
    pub campaign_id: CampaignId,
    pub expires_on: Date,
    /// Once it is redeemed: a keyed hash of the blinded element, so that a repeat is known. It fits any token as well as
    /// any other.
    #[sea_orm(column_type = "Blob")]
    pub request: Option<Vec<u8>>,
    pub epoch_id: Option<TokenEpochId>,
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
