//! Published testimonies, for packets and for the members of the organization.

use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::entity::published_testimony::{Column, Model, for_jobs, of};
use super::photographs::{published_with, with_photographs};
use super::redact::Redacted;
use super::verified::Verified;
use super::wire::{Published, PublishedTestimonyList};
use crate::app::App;
use crate::campaigns::CampaignId;
use crate::campaigns::entity::campaign;
use crate::directory::DivisionId;
use crate::identity::OrganizationId;
use crate::layoffs::PublishedTestimonyId;
use crate::page::Page;
use crate::testimony::wire::TestimonyKind;

/// A text that is safe to print, with what may be printed beside it.
#[derive(Clone, Debug)]
pub struct PublishedTestimony {
    pub id: PublishedTestimonyId,
    pub campaign: CampaignId,
    /// Empty where only facts were told.
    pub text: Redacted,
    pub kind: TestimonyKind,
    pub language: Option<String>,
    pub division: Option<DivisionId>,
    pub quarter: Option<String>,
    pub job_group: Option<String>,
    /// Where at least k with the same facts beside them are.
    pub verified: bool,
    /// The first day of its month.
    pub published_on: NaiveDate,
}

/// What of a campaign stands published now; withdrawn ones are not among them. The caller has checked whose campaign it is.
pub async fn published(
    db: &impl ConnectionTrait,
    campaign: CampaignId,
) -> Result<Vec<PublishedTestimony>, DbErr> {
    let rows = for_jobs()
        .filter(Column::CampaignId.eq(campaign))
        .filter(Column::WithdrawnOn.is_null())
        .order_by_asc(Column::Id);
    let rows = rows.all(db).await?;
    let verified = Verified::load(db, campaign).await?;
    let rows = rows.into_iter();
    Ok(rows.filter_map(|row| of_row(row, &verified)).collect())
}

/// A page of those that show words or pictures, for members; nothing when the campaign is not this organization's. Facts alone are
/// left to the statistics: listed one by one, they would be counted without any threshold.
pub async fn list_published(
    app: &App,
    owner: OrganizationId,
    campaign: CampaignId,
    page: Page,
) -> Result<Option<PublishedTestimonyList>, DbErr> {
    let own = campaign::of(owner).filter(campaign::Column::Id.eq(campaign));
    if own.count(&app.db.read).await? == 0 {
        return Ok(None);
    }
    let mut rows = of(owner)
        .filter(Column::CampaignId.eq(campaign))
        .filter(Column::WithdrawnOn.is_null())
        .filter(
            Condition::any()
                .add(Column::Text.ne(""))
                .add(Column::Id.in_subquery(with_photographs(owner))),
        )
        .order_by_asc(Column::Id)
        .limit(page.fetch());
    if let Some(after) = page.after {
        rows = rows.filter(Column::Id.gt(after));
    }
    let (rows, next) = page.cut(rows.all(&app.db.read).await?, |row| row.id.0);
    let texts: Vec<_> = rows.iter().map(|row| row.id).collect();
    let mut pictures = published_with(app, &texts).await?;
    let verified = Verified::load(&app.db.read, campaign).await?;
    let rows = rows.into_iter().filter_map(|row| of_row(row, &verified));
    let items = rows.map(|row| Published {
        photographs: pictures.remove(&row.id).unwrap_or_default(),
        ..Published::from(row)
    });
    Ok(Some(PublishedTestimonyList {
        items: items.collect(),
        next,
    }))
}

pub(super) fn of_row(row: Model, verified: &Verified) -> Option<PublishedTestimony> {
    let is_shown = verified.may_be_shown(&row);
    Some(PublishedTestimony {
        id: row.id,
        campaign: row.campaign_id,
        text: Redacted::from_published_row(row.text),
        kind: row.kind.parse().ok()?,
        language: row.language,
        division: row.division_id,
        quarter: row.quarter,
        job_group: row.job_group,
        verified: is_shown,
        published_on: row.published_on,
    })
}
