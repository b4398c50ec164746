//! One filing of a layoff notice, as it was imported; what was filed again has the same `notice_id`.

use sea_orm::entity::prelude::*;

use crate::identity::OrganizationId;

crate::id!(
    /// Names a row of `layoff_filing`.
    FilingId,
    "fil"
);

crate::id!(
    /// Names a layoff notice: one filing, or several of the same one.
    NoticeId,
    "ntc"
);

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "layoff_filing")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: FilingId,
    pub organization_id: OrganizationId,
    pub notice_id: NoticeId,
    /// In which order the filings of the organization became known, from 1.
    pub number: i32,
    /// Whether this is what its notice says now; sums know no other.
    pub is_current: bool,
    /// Why it stands in this notice.
    #[sea_orm(column_type = "Text")]
    pub because: String,
    #[sea_orm(column_type = "Text")]
    pub state: String,
    /// As filed.
    #[sea_orm(column_type = "Text")]
    pub employer: String,
    /// As the source spells it everywhere.
    #[sea_orm(column_type = "Text")]
    pub canonical: String,
    /// By which employers are told apart.
    #[sea_orm(column_type = "Text")]
    pub employer_key: String,
    #[sea_orm(column_type = "Text")]
    pub place: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub county: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub county_fips: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub site: Option<String>,
    /// By which sites are told apart; empty where none is named. Of a current filing what its notice says, as `dated_on`.
    #[sea_orm(column_type = "Text")]
    pub site_key: String,
    pub notice_on: Option<Date>,
    pub effective_on: Option<Date>,
    /// The effective day, or else the day of the notice: by which a notice is found and counted. A current filing without
    /// one stands by that of the filing before it.
    pub dated_on: Option<Date>,
    /// Nothing where the record gives no number, which is not 0.
    pub people: Option<i32>,
    #[sea_orm(column_type = "Text")]
    pub layoff_type: String,
    pub temporary: Option<bool>,
    pub is_amendment: bool,
    pub is_amended: bool,
    pub version: i32,
    #[sea_orm(column_type = "Text")]
    pub source_url: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub source_notice_id: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub dedupe_key: Option<String>,
    /// Of everything that it says: the same again is not kept twice.
    #[sea_orm(column_type = "Text")]
    pub digest: String,
    pub imported_at: DateTimeUtc,
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
