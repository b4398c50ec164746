//! One person's signature; name and address are sealed.

use sea_orm::entity::prelude::*;

use crate::directory::DivisionId;
use crate::directory::WorkplaceId;
use crate::identity::OrganizationId;
use crate::petitions::PetitionId;

crate::id!(
    /// Names a row of `signature`.
    SignatureId,
    "sig"
);

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "signature")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SignatureId,
    pub organization_id: OrganizationId,
    pub petition_id: PetitionId,
    pub version_number: i32,
    #[sea_orm(column_type = "Blob")]
    pub dedupe_key: Vec<u8>,
    #[sea_orm(column_type = "Blob")]
    pub address_sealed: Option<Vec<u8>>,
    #[sea_orm(column_type = "Blob")]
    pub name_sealed: Option<Vec<u8>>,
    #[sea_orm(column_type = "Blob")]
    pub comment_sealed: Option<Vec<u8>>,
    #[sea_orm(column_type = "Text")]
    pub comment_state: String,
    #[sea_orm(column_type = "Text")]
    pub visibility: String,
    #[sea_orm(column_type = "Text")]
    pub standing: String,
    #[sea_orm(column_type = "Text")]
    pub membership: Option<String>,
    pub workplace_id: Option<WorkplaceId>,
    pub division_id: Option<DivisionId>,
    #[sea_orm(column_type = "Text")]
    pub language: String,
    pub wants_updates: bool,
    #[sea_orm(column_type = "Text")]
    pub network_kind: String,
    /// Another one each time that an unconfirmed signature is replaced: what was mailed before is void then.
    #[sea_orm(column_type = "Blob")]
    pub nonce: Vec<u8>,
    #[sea_orm(column_type = "Text")]
    pub state: String,
    #[sea_orm(column_type = "Text")]
    pub reason: Option<String>,
    pub batch: Option<Uuid>,
    pub signed_at: DateTimeUtc,
    pub expires_at: DateTimeUtc,
    pub confirmed_at: Option<DateTimeUtc>,
    pub ended_at: Option<DateTimeUtc>,
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
