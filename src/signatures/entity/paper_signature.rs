//! One person's signature on a paper sheet; the name is sealed, and both keys only find the same person again.

use sea_orm::entity::prelude::*;

use super::SignatureId;
use crate::directory::{DivisionId, WorkplaceId};
use crate::identity::OrganizationId;
use crate::petitions::PetitionId;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "paper_signature")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SignatureId,
    pub organization_id: OrganizationId,
    pub petition_id: PetitionId,
    pub sheet_id: Uuid,
    pub line: i32,
    pub version_number: i32,
    #[sea_orm(column_type = "Text")]
    pub visibility: String,
    #[sea_orm(column_type = "Text")]
    pub standing: String,
    pub workplace_id: Option<WorkplaceId>,
    pub division_id: Option<DivisionId>,
    #[sea_orm(column_type = "Blob")]
    pub name_sealed: Option<Vec<u8>>,
    #[sea_orm(column_type = "Blob")]
    pub name_key: Option<Vec<u8>>,
    /// As online signers are known again, where the line has an address.
    #[sea_orm(column_type = "Blob")]
    pub address_key: Option<Vec<u8>>,
    #[sea_orm(column_type = "Text")]
    pub state: String,
    #[sea_orm(column_type = "Text")]
    pub reason: Option<String>,
    pub signed_on: Date,
    pub counted_on: Date,
    pub ended_on: Option<Date>,
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
