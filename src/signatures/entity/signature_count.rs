//! Exact counts of confirmed signatures, moved in the signature's own transaction.

use sea_orm::entity::prelude::*;

use crate::petitions::PetitionId;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "signature_count")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub petition_id: PetitionId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub division_key: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub workplace_key: Uuid,
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub standing: String,
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub visibility: String,
    /// All that count, those on paper too.
    pub confirmed: i64,
    pub on_paper: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// All rows, for background work and for verbs that have checked whose they are.
pub fn for_jobs() -> Select<Entity> {
    Entity::find()
}
