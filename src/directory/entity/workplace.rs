//! A branch or site.

use sea_orm::entity::prelude::*;

use super::BodyId;
use super::DivisionId;
use crate::identity::OrganizationId;

crate::id!(
    /// Names a row of `workplace`.
    WorkplaceId,
    "wpl"
);

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "workplace")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: WorkplaceId,
    pub organization_id: OrganizationId,
    pub employer_id: Option<BodyId>,
    pub division_id: Option<DivisionId>,
    #[sea_orm(column_type = "Text")]
    pub external_key: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub name: String,
    #[sea_orm(column_type = "Text")]
    pub address: Option<String>,
    #[sea_orm(column_type = "Double")]
    pub latitude: Option<f64>,
    #[sea_orm(column_type = "Double")]
    pub longitude: Option<f64>,
    #[sea_orm(column_type = "Text")]
    pub risk: String,
    pub closed_on: Option<Date>,
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
