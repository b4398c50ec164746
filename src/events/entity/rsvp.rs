//! One person's answer to an event; name and address are sealed, and no time is kept.

use sea_orm::entity::prelude::*;

use super::EventId;
use crate::identity::OrganizationId;

crate::id!(
    /// Names a row of `rsvp`.
    RsvpId,
    "rsv"
);

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "rsvp")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RsvpId,
    pub organization_id: OrganizationId,
    pub event_id: EventId,
    #[sea_orm(column_type = "Blob")]
    pub address_key: Vec<u8>,
    #[sea_orm(column_type = "Blob")]
    pub address_sealed: Option<Vec<u8>>,
    #[sea_orm(column_type = "Blob")]
    pub name_sealed: Option<Vec<u8>>,
    #[sea_orm(column_type = "Text")]
    pub language: String,
    #[sea_orm(column_type = "Text")]
    pub zone: Option<String>,
    /// Until it is confirmed: from then on it is a subscription of its own.
    pub wants_updates: bool,
    #[sea_orm(column_type = "Text")]
    pub state: String,
    /// Another one each time that an unconfirmed answer is replaced: what was mailed before is void then.
    #[sea_orm(column_type = "Blob")]
    pub nonce: Vec<u8>,
    /// The turn of whoever waits for a place.
    pub waiting_number: Option<i32>,
    /// Until then an unconfirmed answer can be confirmed: a full hour, or the end of the event.
    pub expires_at: DateTimeUtc,
    /// The last reminder that was due to this person.
    pub reminded: i32,
    /// Which version of how to join this person was shown.
    pub join_seen: Option<i32>,
    pub attended: Option<bool>,
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
