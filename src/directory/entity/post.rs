//! A seat in a body, for a division (Popolo).

use sea_orm::entity::prelude::*;

use super::BodyId;
use super::DivisionId;
use crate::identity::OrganizationId;

crate::id!(
    /// Names a row of `post`.
    PostId,
    "pos"
);

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "post")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PostId,
    pub organization_id: OrganizationId,
    pub body_id: BodyId,
    pub division_id: Option<DivisionId>,
    #[sea_orm(column_type = "Text")]
    pub label: String,
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
