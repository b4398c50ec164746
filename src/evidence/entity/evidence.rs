//! A statistic that somebody else has published.

use sea_orm::entity::prelude::*;

use crate::campaigns::CampaignId;
use crate::identity::OrganizationId;

crate::id!(
    /// Names a row of `evidence`.
    EvidenceId,
    "evi"
);

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "evidence")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EvidenceId,
    pub organization_id: OrganizationId,
    pub campaign_id: CampaignId,
    #[sea_orm(column_type = "Text")]
    pub statistic: String,
    #[sea_orm(column_type = "Text")]
    pub value: String,
    #[sea_orm(column_type = "Text")]
    pub source: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub published: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub n: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub quote: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub link: Option<String>,
    /// A list of `EvidenceText`, as JSON.
    #[sea_orm(column_type = "Text")]
    pub texts: String,
    pub revision: i32,
    pub created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The rows of one organization.
pub fn of(organization: OrganizationId) -> Select<Entity> {
    Entity::find().filter(Column::OrganizationId.eq(organization))
}
