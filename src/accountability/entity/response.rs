//! What an addressee answered to a packet.

use sea_orm::entity::prelude::*;

use crate::campaigns::CampaignId;
use crate::campaigns::TargetId;
use crate::identity::MemberId;
use crate::identity::OrganizationId;
use crate::packets::PacketId;

crate::id!(
    /// Names a row of `response`.
    ResponseId,
    "rsp"
);

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "response")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ResponseId,
    pub organization_id: OrganizationId,
    pub campaign_id: CampaignId,
    pub packet_id: PacketId,
    pub target_id: TargetId,
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    pub received_on: Date,
    #[sea_orm(column_type = "Text")]
    pub said: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub source: String,
    #[sea_orm(column_type = "Text")]
    pub source_url: Option<String>,
    pub file_object: Option<Uuid>,
    pub file_size: Option<i64>,
    #[sea_orm(column_type = "Text")]
    pub file_media: Option<String>,
    #[sea_orm(column_type = "Blob")]
    pub file_digest: Option<Vec<u8>>,
    pub retracted_on: Option<Date>,
    pub recorded_by: MemberId,
    pub created_at: DateTimeUtc,
    pub revision: i32,
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
