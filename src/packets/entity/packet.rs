//! What is frozen for one addressee; its documents are its volumes.

use sea_orm::entity::prelude::*;

use crate::campaigns::CampaignId;
use crate::campaigns::TargetId;
use crate::identity::MemberId;
use crate::identity::OrganizationId;
use crate::petitions::PetitionId;

crate::id!(
    /// Names a row of `packet`.
    PacketId,
    "pkt"
);

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "packet")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PacketId,
    pub organization_id: OrganizationId,
    pub campaign_id: CampaignId,
    pub petition_id: Option<PetitionId>,
    pub target_id: TargetId,
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    #[sea_orm(column_type = "Text")]
    pub language: String,
    #[sea_orm(column_type = "Text")]
    pub paper: String,
    #[sea_orm(column_type = "Text")]
    pub state: String,
    #[sea_orm(column_type = "Text")]
    pub failure: Option<String>,
    /// Of all that two packets could differ in, but for name, day and the end of the audit list.
    #[sea_orm(column_type = "Blob")]
    pub content_digest: Vec<u8>,
    /// The bytes that were signed, exactly.
    #[sea_orm(column_type = "Text")]
    pub manifest: Option<String>,
    #[sea_orm(column_type = "Blob")]
    pub manifest_signature: Option<Vec<u8>>,
    #[sea_orm(column_type = "JsonBinary")]
    pub summary: Json,
    pub audit_sequence: i64,
    #[sea_orm(column_type = "Blob")]
    pub audit_hash: Vec<u8>,
    pub created_by: MemberId,
    pub created_at: DateTimeUtc,
    pub rendered_at: Option<DateTimeUtc>,
    /// When it left for its addressee so that nobody can call it back.
    pub delivered_on: Option<Date>,
    /// When somebody in it took back their name or their words after that.
    pub recalled_on: Option<Date>,
    pub superseded_by: Option<PacketId>,
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
