//! Finds series of public records with their numbers, in the order in which they were added.

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, QueryFilter, QueryOrder, QuerySelect};

use super::period::Period;
use super::wire::{EvidenceSeries, EvidenceSeriesList, SeriesText, SeriesWarning};
use crate::app::App;
use crate::campaigns::CampaignId;
use crate::campaigns::wire::closest;
use crate::directory::WorkplaceId;
use crate::evidence::entity::{SeriesId, series, series_value};
use crate::evidence::find::must_be_ours;
use crate::http::SaveError;
use crate::identity::OrganizationId;
use crate::page::Page;

/// A record with all that it counts.
#[derive(Clone, Debug)]
pub struct Series {
    pub row: series::Model,
    pub texts: Vec<SeriesText>,
    pub values: Vec<Value>,
}

/// What is counted at one workplace in one period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Value {
    pub workplace: WorkplaceId,
    pub period: Option<Period>,
    pub number: u64,
}

impl Series {
    pub fn total(&self) -> u64 {
        self.values.iter().map(|value| value.number).sum()
    }

    /// The wording for readers of this language, where there is one.
    pub fn translated(&self, language: &str) -> Option<&SeriesText> {
        let tags: Vec<&str> = self
            .texts
            .iter()
            .map(|text| text.language.as_str())
            .collect();
        self.texts.get(closest(&tags, language)?)
    }
}

pub async fn list_series(
    app: &App,
    owner: OrganizationId,
    campaign: CampaignId,
    page: &Page,
) -> Result<EvidenceSeriesList, SaveError> {
    let db = &app.db.read;
    must_be_ours(db, owner, campaign).await?;
    let mut rows = of_campaign(owner, campaign);
    if let Some(after) = page.after {
        rows = rows.filter(series::Column::Id.gt(after));
    }
    let rows = rows.limit(page.fetch()).all(db).await?;
    let (rows, next) = page.cut(rows, |row| row.id.0);
    let found = with_values(db, rows).await?;
    let items = found.into_iter().map(EvidenceSeries::from).collect();
    Ok(EvidenceSeriesList { items, next })
}

pub async fn get_series(
    app: &App,
    owner: OrganizationId,
    id: SeriesId,
) -> Result<EvidenceSeries, SaveError> {
    let row = find(&app.db.read, owner, id).await?;
    described(&app.db.read, row).await
}

/// For packets: all of a campaign that have numbers.
pub async fn series_of(
    db: &impl ConnectionTrait,
    owner: OrganizationId,
    campaign: CampaignId,
) -> Result<Vec<Series>, DbErr> {
    let rows = of_campaign(owner, campaign).all(db).await?;
    let mut found = with_values(db, rows).await?;
    found.retain(|series| !series.values.is_empty());
    Ok(found)
}

pub(super) async fn described(
    db: &impl ConnectionTrait,
    row: series::Model,
) -> Result<EvidenceSeries, SaveError> {
    let found = with_values(db, vec![row]).await?.into_iter().next();
    Ok(EvidenceSeries::from(found.ok_or(SaveError::Unknown)?))
}

async fn with_values(
    db: &impl ConnectionTrait,
    rows: Vec<series::Model>,
) -> Result<Vec<Series>, DbErr> {
    use series_value::Column as C;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let values = series_value::for_jobs().filter(C::SeriesId.eq(row.id));
        let values = values.order_by_asc(C::WorkplaceId).order_by_asc(C::Period);
        let value = |value: series_value::Model| Value {
            workplace: value.workplace_id,
            period: value.period.parse().ok(),
            number: u64::try_from(value.number).unwrap_or_default(),
        };
        found.push(Series {
            values: values.all(db).await?.into_iter().map(value).collect(),
            texts: serde_json::from_str(&row.texts).unwrap_or_default(),
            row,
        });
    }
    Ok(found)
}

pub(super) async fn find(
    db: &impl ConnectionTrait,
    owner: OrganizationId,
    id: SeriesId,
) -> Result<series::Model, SaveError> {
    let ours = series::of(owner).filter(series::Column::Id.eq(id));
    ours.one(db).await?.ok_or(SaveError::Unknown)
}

pub(super) fn of_campaign(
    owner: OrganizationId,
    campaign: CampaignId,
) -> sea_orm::Select<series::Entity> {
    series::of(owner)
        .filter(series::Column::CampaignId.eq(campaign))
        .order_by_asc(series::Column::Id)
}

impl From<Series> for EvidenceSeries {
    fn from(series: Series) -> Self {
        let total = i64::try_from(series.total()).unwrap_or(i64::MAX);
        let places: BTreeSet<WorkplaceId> =
            series.values.iter().map(|value| value.workplace).collect();
        let periods = series.values.iter().filter_map(|value| value.period);
        let periods: BTreeSet<Period> = periods.collect();
        let row = series.row;
        let missing = [
            (row.source.is_none(), SeriesWarning::WithoutSource),
            (series.values.is_empty(), SeriesWarning::WithoutNumbers),
        ];
        let warnings = missing.into_iter().filter(|(missing, _)| *missing);
        Self {
            warnings: warnings.map(|(_, warning)| warning).collect(),
            id: row.id,
            campaign_id: row.campaign_id,
            statistic: row.statistic,
            source: row.source,
            published: row.published,
            link: row.link,
            texts: series.texts,
            workplaces: i64::try_from(places.len()).unwrap_or(i64::MAX),
            from: periods.first().map(Period::to_string),
            to: periods.last().map(Period::to_string),
            total,
            created_at: row.created_at,
            revision: row.revision,
        }
    }
}
