//! A strategy session, rally, hearing or training; how to join it is sealed.

use sea_orm::entity::prelude::*;

use crate::campaigns::CampaignId;
use crate::identity::OrganizationId;

crate::id!(
    /// Names a row of `event`.
    EventId,
    "evt"
);

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EventId,
    pub organization_id: OrganizationId,
    pub campaign_id: Option<CampaignId>,
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    #[sea_orm(column_type = "Text")]
    pub state: String,
    #[sea_orm(column_type = "Text")]
    pub language: String,
    #[sea_orm(column_type = "Text")]
    pub title: String,
    #[sea_orm(column_type = "Text")]
    pub description: String,
    /// A name of the IANA time zone database.
    #[sea_orm(column_type = "Text")]
    pub zone: String,
    pub starts_at: DateTimeUtc,
    pub ends_at: DateTimeUtc,
    #[sea_orm(column_type = "Text")]
    pub place: Option<String>,
    pub by_video_call: bool,
    pub capacity: Option<i32>,
    #[sea_orm(column_type = "JsonBinary")]
    pub spoken_languages: Json,
    pub hides_numbers: bool,
    #[sea_orm(column_type = "JsonBinary")]
    pub topics: Json,
    #[sea_orm(column_type = "JsonBinary")]
    pub training: Option<Json>,
    #[sea_orm(column_type = "Blob")]
    pub join_sealed: Option<Vec<u8>>,
    pub join_from: Option<DateTimeUtc>,
    /// Grows with every change of how to join: whoever came in under an older one is told.
    pub join_version: i32,
    #[sea_orm(column_type = "Blob")]
    pub materials_sealed: Option<Vec<u8>>,
    /// Numbers that are left once the answers themselves are erased.
    pub kept_coming: Option<i32>,
    pub kept_attended: Option<i32>,
    /// SEQUENCE of RFC 5545.
    pub sequence: i32,
    pub revision: i32,
    pub changed_at: DateTimeUtc,
    pub created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The rows of one organization.
pub fn of(organization: OrganizationId) -> Select<Entity> {
    Entity::find().filter(Column::OrganizationId.eq(organization))
}

/// What everybody may know of: events that were published, those called off afterwards included.
pub fn public() -> Select<Entity> {
    Entity::find().filter(Column::State.is_in(["published", "cancelled"]))
}

/// All rows, for background work and for verbs that have checked whose they are.
pub fn for_jobs() -> Select<Entity> {
    Entity::find()
}
