//! A person holding a post from one day to another (Popolo: membership).

use sea_orm::entity::prelude::*;

use super::PersonId;
use super::PostId;
use crate::identity::OrganizationId;

crate::id!(
    /// Names a row of `official`.
    OfficialId,
    "off"
);

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "official")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: OfficialId,
    pub organization_id: OrganizationId,
    pub person_id: PersonId,
    pub post_id: PostId,
    pub start_on: Option<Date>,
    pub end_on: Option<Date>,
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
