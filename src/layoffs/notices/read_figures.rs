//! What notices add up to, and beside them what workers reported: two kinds of figures that are never summed.

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, DbErr, QueryFilter};

use super::choose::chosen;
use super::figures::{by_month, possible_repeats, sum};
use super::place::{self, with_older};
use super::read::{Wanted, comparable};
use super::row::Filing;
use super::wire::{
    CampaignLayoffs, NoticeFigures, WORKERS_LIMITS, WorkerReported, WorkerReportedRow,
};
use crate::app::App;
use crate::campaigns::CampaignId;
use crate::campaigns::entity::campaign;
use crate::identity::OrganizationId;
use crate::incidents::disclosure::{Figure, Table};
use crate::incidents::themes::Theme;
use crate::incidents::{Released, latest_under_todays_names};
use crate::layoffs::entity::filing::Model;

/// Of all notices of the organization.
pub async fn get_layoff_figures(
    app: &App,
    organization: OrganizationId,
    wanted: &Wanted,
) -> Result<NoticeFigures, DbErr> {
    let found = wanted.current(organization).all(&app.db.read).await?;
    let said = with_older(&app.db.read, organization, found).await?;
    Ok(figures(&place::rows(said)))
}

/// Of a campaign that is public; for everybody.
pub async fn get_campaign_layoffs(
    app: &App,
    id: CampaignId,
) -> Result<Option<CampaignLayoffs>, DbErr> {
    let known = campaign::public().filter(campaign::Column::Id.eq(id));
    let Some(campaign) = known.one(&app.db.read).await? else {
        return Ok(None);
    };
    let notices = chosen(&app.db.read, campaign.organization_id, id).await?;
    let owner = campaign.organization_id;
    let release = latest_under_todays_names(&app.db.read, owner, id).await?;
    Ok(Some(CampaignLayoffs {
        campaign_id: id,
        notices: notices.map(|chosen| figures(&chosen.rows)),
        worker_reported: release.as_ref().and_then(reported),
    }))
}

fn figures(rows: &[Model]) -> NoticeFigures {
    let filings: Vec<Filing> = rows.iter().map(Filing::from).collect();
    let sources: BTreeSet<String> = rows
        .iter()
        .filter_map(|row| row.source_url.clone())
        .collect();
    let repeats = possible_repeats(&comparable(rows)).len();
    let sources = sources.into_iter().collect();
    NoticeFigures::new(sum(filings.iter()), by_month(&filings), repeats, sources)
}

/// What the release may say of employers; nothing where it may say nothing.
fn reported(release: &Released) -> Option<WorkerReported> {
    let themes = release.content.themes.iter();
    let theme = themes
        .into_iter()
        .find(|theme| theme.theme == Theme::Employers)?;
    Some(WorkerReported {
        release: release.number,
        released_on: release.released_on,
        k: release.content.k,
        rows: theme.tables.iter().flat_map(rows).collect(),
        notes: theme.notes.clone(),
        limits: WORKERS_LIMITS.to_owned(),
    })
}

/// Places with their totals, and all of them together where there are several.
fn rows(table: &Table) -> Vec<WorkerReportedRow> {
    let row = |place: &str, figure: Figure| WorkerReportedRow {
        employer: table.kind.clone(),
        place: place.to_owned(),
        period: table.period.clone(),
        testimonies: figure.into(),
    };
    let mut rows: Vec<_> = table
        .places
        .iter()
        .zip(&table.place_totals)
        .filter(|(_, figure)| **figure != Figure::Nobody)
        .map(|(place, figure)| row(place, *figure))
        .collect();
    if table.places.len() > 1 {
        rows.push(row("all districts", table.total));
    }
    rows
}
