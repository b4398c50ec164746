//! Filings between their rows and the rules.

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::row::{Filing, NoticeKind};
use super::rules::{JoinedBecause, Known, current};
use crate::app::App;
use crate::db::Tx;
use crate::identity::OrganizationId;
use crate::identity::entity::organization;
use crate::layoffs::entity::filing::{ActiveModel, Column, Entity, Model, of};
use crate::layoffs::{FilingId, NoticeId};

impl From<&Model> for Filing {
    fn from(row: &Model) -> Self {
        Self {
            state: row.state.clone(),
            employer: row.employer.clone(),
            canonical: row.canonical.clone(),
            place: row.place.clone(),
            county: row.county.clone(),
            county_fips: row.county_fips.clone(),
            site: row.site.clone(),
            notice_on: row.notice_on,
            effective_on: row.effective_on,
            people: people(row),
            kind: row.layoff_type.parse().unwrap_or(NoticeKind::Unknown),
            temporary: row.temporary,
            is_amendment: row.is_amendment,
            is_amended: row.is_amended,
            version: u32::try_from(row.version).unwrap_or_default(),
            source_url: row.source_url.clone(),
            source_notice_id: row.source_notice_id.clone(),
            dedupe_key: row.dedupe_key.clone(),
        }
    }
}

impl From<&Model> for Known {
    fn from(row: &Model) -> Self {
        Self {
            notice: row.notice_id,
            number: u32::try_from(row.number).unwrap_or_default(),
            filing: row.into(),
        }
    }
}

pub(super) fn people(row: &Model) -> Option<u32> {
    row.people.and_then(|people| u32::try_from(people).ok())
}

pub(super) fn because(row: &Model) -> JoinedBecause {
    row.because.parse().unwrap_or(JoinedBecause::First)
}

/// Where a new row stands.
pub(super) struct Standing {
    pub id: FilingId,
    pub organization: OrganizationId,
    pub notice: NoticeId,
    pub number: u32,
    pub because: JoinedBecause,
    pub imported_at: chrono::DateTime<chrono::Utc>,
}

pub(super) fn row_of(filing: &Filing, at: &Standing) -> ActiveModel {
    let small = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
    ActiveModel {
        id: Set(at.id),
        organization_id: Set(at.organization),
        notice_id: Set(at.notice),
        number: Set(small(at.number)),
        is_current: Set(false),
        because: Set(at.because.as_str().to_owned()),
        state: Set(filing.state.clone()),
        employer: Set(filing.employer.clone()),
        canonical: Set(filing.canonical.clone()),
        employer_key: Set(filing.employer_key()),
        place: Set(filing.place.clone()),
        county: Set(filing.county.clone()),
        county_fips: Set(filing.county_fips.clone()),
        site: Set(filing.site.clone()),
        site_key: Set(filing.site_key()),
        notice_on: Set(filing.notice_on),
        effective_on: Set(filing.effective_on),
        dated_on: Set(filing.dated_on()),
        people: Set(filing.people.map(small)),
        layoff_type: Set(filing.kind.as_str().to_owned()),
        temporary: Set(filing.temporary),
        is_amendment: Set(filing.is_amendment),
        is_amended: Set(filing.is_amended),
        version: Set(small(filing.version)),
        source_url: Set(filing.source_url.clone()),
        source_notice_id: Set(filing.source_notice_id.clone()),
        dedupe_key: Set(filing.dedupe_key.clone()),
        digest: Set(filing.digest()),
        imported_at: Set(at.imported_at),
    }
}

/// In the order in which they became known.
pub(super) async fn filings_of(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    notice: NoticeId,
) -> Result<Vec<Model>, DbErr> {
    let rows = of(organization).filter(Column::NoticeId.eq(notice));
    rows.order_by_asc(Column::Number).all(db).await
}

/// Marks what a notice says now, and nothing else of it.
pub(super) async fn mark_current(
    tx: &Tx,
    organization: OrganizationId,
    notice: NoticeId,
) -> Result<(), DbErr> {
    let known: Vec<(FilingId, Known)> = filings_of(tx, organization, notice)
        .await?
        .iter()
        .map(|row| (row.id, Known::from(row)))
        .collect();
    let number = current(known.iter().map(|(_, known)| known)).map(|known| known.number);
    for (id, known) in &known {
        Entity::update_many()
            .col_expr(Column::IsCurrent, Expr::value(Some(known.number) == number))
            .filter(Column::Id.eq(*id))
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// Imports and decisions by hand wait for each other, so that one notice is not made twice. Nothing else waits.
pub(super) async fn one_at_a_time(app: &App, tx: &Tx, owner: OrganizationId) -> Result<(), DbErr> {
    if app.db.is_sqlite() {
        return Ok(());
    }
    let row = organization::for_jobs().filter(organization::Column::Id.eq(owner));
    row.lock(LockType::NoKeyUpdate).one(tx).await.map(drop)
}
