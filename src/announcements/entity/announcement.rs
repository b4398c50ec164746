//! A message to a campaign's people.

use sea_orm::entity::prelude::*;

use crate::campaigns::CampaignId;
use crate::identity::OrganizationId;

crate::id!(
    /// Names a row of `announcement`.
    AnnouncementId,
    "ann"
);

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "announcement")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AnnouncementId,
    pub organization_id: OrganizationId,
    pub campaign_id: CampaignId,
    #[sea_orm(column_type = "Text")]
    pub category: String,
    /// Words of `Audience`, joined by spaces.
    #[sea_orm(column_type = "Text")]
    pub audiences: String,
    #[sea_orm(column_type = "Text")]
    pub state: String,
    pub send_at: Option<DateTimeUtc>,
    /// When its job comes next: one that comes earlier is a stray.
    pub next_at: Option<DateTimeUtc>,
    /// Whoever sends now, and until when that is believed.
    pub sender: Option<Uuid>,
    pub sender_until: Option<DateTimeUtc>,
    /// So many of its audiences have been enrolled whole, and the next up to this row.
    pub enrolled_audiences: i32,
    pub enrolled_after: Option<Uuid>,
    pub begun_at: Option<DateTimeUtc>,
    pub finished_at: Option<DateTimeUtc>,
    /// `Totals` as JSON, once the recipients' rows are gone.
    #[sea_orm(column_type = "Text")]
    pub totals: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub trouble: Option<String>,
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

/// All rows, for background work and for verbs that have checked whose they are.
pub fn for_jobs() -> Select<Entity> {
    Entity::find()
}
