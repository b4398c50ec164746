//! Filings between their rows and the rules.

use std::collections::HashMap;

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::row::{Filing, NoticeKind};
use super::rules::{Filled, JoinedBecause, Known, newest_first, said};
use crate::app::App;
use crate::db::Tx;
use crate::db::many::among;
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
    /// What its notice says by it; nothing where another filing is the current one.
    pub says: Option<Filing>,
}

pub(super) fn row_of(filing: &Filing, at: &Standing) -> ActiveModel {
    let small = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
    let found_by = at.says.as_ref().unwrap_or(filing);
    ActiveModel {
        id: Set(at.id),
        organization_id: Set(at.organization),
        notice_id: Set(at.notice),
        number: Set(small(at.number)),
        is_current: Set(at.says.is_some()),
        because: Set(at.because.as_str().to_owned()),
        state: Set(filing.state.clone()),
        employer: Set(filing.employer.clone()),
        canonical: Set(filing.canonical.clone()),
        employer_key: Set(filing.employer_key()),
        place: Set(filing.place.clone()),
        county: Set(filing.county.clone()),
        county_fips: Set(filing.county_fips.clone()),
        site: Set(filing.site.clone()),
        site_key: Set(found_by.site_key()),
        notice_on: Set(filing.notice_on),
        effective_on: Set(filing.effective_on),
        dated_on: Set(found_by.dated_on()),
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
    let rows = filings_of(tx, organization, notice).await?;
    let known: Vec<Known> = rows.iter().map(Known::from).collect();
    let order = newest_first(known.iter());
    let now = order.first().map(|known| known.number);
    let says = said(&order).map(|(says, _)| says);
    for (row, known) in rows.iter().zip(&known) {
        let says = says.as_ref().filter(|_| Some(known.number) == now);
        mark(tx, row.id, &known.filing, says).await?;
    }
    Ok(())
}

/// Whether its notice says it, and the day and site by which the notice is found.
pub(super) async fn mark(
    tx: &Tx,
    id: FilingId,
    filing: &Filing,
    says: Option<&Filing>,
) -> Result<(), DbErr> {
    let found_by = says.unwrap_or(filing);
    Entity::update_many()
        .col_expr(Column::IsCurrent, Expr::value(says.is_some()))
        .col_expr(Column::DatedOn, Expr::value(found_by.dated_on()))
        .col_expr(Column::SiteKey, Expr::value(found_by.site_key()))
        .filter(Column::Id.eq(id))
        .exec(tx)
        .await
        .map(drop)
}

/// What a notice says now.
#[derive(Clone, Debug)]
pub(super) struct Said {
    /// The current filing; where it is silent, with what the next older says.
    pub row: Model,
    pub filled: Filled,
}

/// What notices say, from their current filings.
pub(super) async fn with_older(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    rows: Vec<Model>,
) -> Result<Vec<Said>, DbErr> {
    let silent: Vec<_> = rows.iter().filter(|row| is_silent(row)).collect();
    let mut filings: HashMap<NoticeId, Vec<Known>> = HashMap::new();
    if !silent.is_empty() {
        let notices = silent.iter().map(|row| row.notice_id.0);
        let older = of(organization)
            .filter(Column::IsCurrent.eq(false))
            .filter(among(db.get_database_backend(), Column::NoticeId, notices));
        for row in &older.all(db).await? {
            filings.entry(row.notice_id).or_default().push(row.into());
        }
    }
    let rows = rows.into_iter();
    Ok(rows
        .map(|row| match filings.remove(&row.notice_id) {
            Some(older) => filled(row, older),
            None => Said {
                row,
                filled: Filled::default(),
            },
        })
        .collect())
}

fn is_silent(row: &Model) -> bool {
    let place = [&row.site, &row.place, &row.county];
    row.notice_on.is_none()
        || row.effective_on.is_none()
        || row.people.is_none()
        || place.into_iter().all(Option::is_none)
}

fn filled(mut row: Model, mut filings: Vec<Known>) -> Said {
    filings.push(Known::from(&row));
    let mut filled = Filled::default();
    if let Some((says, how)) = said(&newest_first(filings.iter())) {
        row.notice_on = says.notice_on;
        row.effective_on = says.effective_on;
        row.people = says.people.and_then(|people| i32::try_from(people).ok());
        row.site = says.site;
        row.place = says.place;
        row.county = says.county;
        row.county_fips = says.county_fips;
        filled = how;
    }
    Said { row, filled }
}

pub(super) fn rows(said: Vec<Said>) -> Vec<Model> {
    said.into_iter().map(|said| said.row).collect()
}

/// Imports and decisions by hand wait for each other, so that one notice is not made twice. Nothing else waits.
pub(super) async fn one_at_a_time(app: &App, tx: &Tx, owner: OrganizationId) -> Result<(), DbErr> {
    if app.db.is_sqlite() {
        return Ok(());
    }
    let row = organization::for_jobs().filter(organization::Column::Id.eq(owner));
    row.lock(LockType::NoKeyUpdate).one(tx).await.map(drop)
}
