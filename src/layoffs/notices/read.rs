//! Finds notices, for members.

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::sea_query::SimpleExpr;
use sea_orm::{ColumnTrait, DbErr, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select};

use super::figures::possible_repeats;
use super::names::employer_key;
use super::place::{Said, because, filings_of, rows, with_older};
use super::row::Filing;
use super::wire::{LayoffFiling, LayoffNotice, LayoffNoticeList, NoticeHistory};
use crate::app::App;
use crate::http::SaveError;
use crate::identity::OrganizationId;
use crate::layoffs::NoticeId;
use crate::layoffs::entity::filing::{Column, Entity, Model, of};
use crate::page::Page;

/// Which notices are asked for; nothing for all.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// A part of the name; case, punctuation and the form of company do not matter.
    pub employer: Option<String>,
    pub state: Option<String>,
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
}

impl Wanted {
    /// What notices say now.
    pub(super) fn current(&self, organization: OrganizationId) -> Select<Entity> {
        let mut rows = of(organization).filter(Column::IsCurrent.eq(true));
        if let Some(name) = &self.employer {
            // Letters, digits and spaces: nothing that a pattern could mean.
            let named = Column::EmployerKey.contains(employer_key(name));
            rows = rows.filter(with_a_filing(organization, named));
        }
        if let Some(state) = &self.state {
            rows = rows.filter(Column::State.eq(state.to_ascii_uppercase()));
        }
        if let Some(from) = self.from {
            rows = rows.filter(Column::DatedOn.gte(from));
        }
        if let Some(to) = self.to {
            rows = rows.filter(Column::DatedOn.lte(to));
        }
        rows
    }
}

/// Notices of which any filing is so: an amendment may come under another name.
pub(super) fn with_a_filing(organization: OrganizationId, so: SimpleExpr) -> SimpleExpr {
    let filings = of(organization).filter(so);
    let notices = filings.select_only().column(Column::NoticeId).into_query();
    Column::NoticeId.in_subquery(notices)
}

pub async fn list_layoff_notices(
    app: &App,
    organization: OrganizationId,
    wanted: &Wanted,
    page: Page,
) -> Result<LayoffNoticeList, DbErr> {
    let mut rows = wanted.current(organization).order_by_asc(Column::NoticeId);
    if let Some(after) = page.after {
        rows = rows.filter(Column::NoticeId.gt(after));
    }
    let found = rows.limit(page.fetch()).all(&app.db.read).await?;
    let (found, next) = page.cut(found, |row| row.notice_id.0);
    let notices = found.iter().map(|row| row.notice_id);
    let filings = of(organization).filter(Column::NoticeId.is_in(notices));
    let mut counts: HashMap<NoticeId, u32> = HashMap::new();
    for filing in filings.all(&app.db.read).await? {
        *counts.entry(filing.notice_id).or_default() += 1;
    }
    let notice = |said: &Said| {
        let filings = counts.get(&said.row.notice_id).copied();
        LayoffNotice::new(said, filings.unwrap_or(1))
    };
    let said = with_older(&app.db.read, organization, found).await?;
    Ok(LayoffNoticeList {
        items: said.iter().map(notice).collect(),
        next,
    })
}

pub async fn get_layoff_notice(
    app: &App,
    organization: OrganizationId,
    id: NoticeId,
) -> Result<NoticeHistory, SaveError> {
    let filings = filings_of(&app.db.read, organization, id).await?;
    let current = filings.iter().find(|row| row.is_current);
    let current = current.ok_or(SaveError::Unknown)?;
    let said = with_older(&app.db.read, organization, vec![current.clone()]).await?;
    let said = said.first().ok_or(SaveError::Unknown)?;
    let alike = of(organization)
        .filter(Column::IsCurrent.eq(true))
        .filter(Column::State.eq(current.state.as_str()))
        .filter(Column::EmployerKey.eq(current.employer_key.as_str()))
        .filter(Column::SiteKey.eq(current.site_key.as_str()));
    let alike = alike.all(&app.db.read).await?;
    let alike = rows(with_older(&app.db.read, organization, alike).await?);
    let pairs = possible_repeats(&comparable(&alike)).into_iter();
    let other = |(a, b): (NoticeId, NoticeId)| match (a == id, b == id) {
        (true, _) => Some(b),
        (_, true) => Some(a),
        _ => None,
    };
    Ok(NoticeHistory {
        notice: LayoffNotice::new(said, u32::try_from(filings.len()).unwrap_or(u32::MAX)),
        filings: filings.iter().map(LayoffFiling::from).collect(),
        may_repeat: pairs.filter_map(other).collect(),
    })
}

pub(super) fn comparable(rows: &[Model]) -> Vec<(NoticeId, Filing, bool)> {
    let one = |row: &Model| (row.notice_id, row.into(), because(row).is_by_hand());
    rows.iter().map(one).collect()
}
