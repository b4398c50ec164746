//! One handing-over of a packet to its addressee.

use sea_orm::entity::prelude::*;

use crate::campaigns::CampaignId;
use crate::campaigns::TargetId;
use crate::identity::MemberId;
use crate::identity::OrganizationId;
use crate::packets::PacketId;

crate::id!(
    /// Names a row of `delivery`.
    DeliveryId,
    "dlv"
);

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "delivery")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DeliveryId,
    pub organization_id: OrganizationId,
    pub campaign_id: CampaignId,
    pub packet_id: PacketId,
    pub target_id: TargetId,
    #[sea_orm(column_type = "Text")]
    pub channel: String,
    #[sea_orm(column_type = "Text")]
    pub state: String,
    #[sea_orm(column_type = "Text")]
    pub failure: Option<String>,
    #[sea_orm(column_type = "Blob")]
    pub recipient_sealed: Option<Vec<u8>>,
    pub left_on: Option<Date>,
    pub delivered_on: Option<Date>,
    pub answer_due_on: Option<Date>,
    #[sea_orm(column_type = "Text")]
    pub message_id: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub tracking_number: Option<String>,
    pub link_expires_at: Option<DateTimeUtc>,
    pub link_ended_at: Option<DateTimeUtc>,
    pub opened_on: Option<Date>,
    pub proof_object: Option<Uuid>,
    pub proof_size: Option<i64>,
    #[sea_orm(column_type = "Text")]
    pub proof_media: Option<String>,
    #[sea_orm(column_type = "Blob")]
    pub proof_digest: Option<Vec<u8>>,
    pub handed_over_by: MemberId,
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
