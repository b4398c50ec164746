//! One epoch of a campaign: the tokens that are issued together and spent together.

use sea_orm::entity::prelude::*;

use crate::campaigns::CampaignId;
use crate::identity::OrganizationId;

crate::id!(
    /// Names a row of `token_epoch`.
    TokenEpochId,
    "tep"
);

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "token_epoch")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TokenEpochId,
    pub organization_id: OrganizationId,
    pub campaign_id: CampaignId,
    pub number: i32,
    #[sea_orm(column_type = "Blob")]
    pub public_key: Vec<u8>,
    /// The organization's, under the public key and what it is for.
    #[sea_orm(column_type = "Blob")]
    pub signature: Vec<u8>,
    pub issued: i32,
    pub opens_on: Option<Date>,
    /// How many were spent in all, written when the epoch is over and its marks are deleted.
    pub spent: Option<i32>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// All rows, for background work and for verbs that have checked whose they are.
pub fn for_jobs() -> Select<Entity> {
    Entity::find()
}
