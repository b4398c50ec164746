//! Published testimonies, for packets and for the members of the organization.

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, QueryFilter, QueryOrder};

use super::entity::published_testimony::{Column, Model, for_jobs};
use super::redact::Redacted;
use crate::campaigns::CampaignId;
use crate::directory::DivisionId;
use crate::incidents::PublishedTestimonyId;
use crate::testimony::wire::TestimonyKind;

/// A text that is safe to print, with what may be printed beside it.
#[derive(Clone, Debug)]
pub struct PublishedTestimony {
    pub id: PublishedTestimonyId,
    pub campaign: CampaignId,
    /// Empty where only facts were told.
    pub text: Redacted,
    pub kind: TestimonyKind,
    pub language: String,
    pub division: Option<DivisionId>,
    pub quarter: Option<String>,
    pub job_group: Option<String>,
    pub verified: bool,
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
    Ok(rows.into_iter().filter_map(of_row).collect())
}

pub(super) fn of_row(row: Model) -> Option<PublishedTestimony> {
    Some(PublishedTestimony {
        id: row.id,
        campaign: row.campaign_id,
        text: Redacted::from_published_row(row.text),
        kind: row.kind.parse().ok()?,
        language: row.language,
        division: row.division_id,
        quarter: row.quarter,
        job_group: row.job_group,
        verified: row.verified_worker,
        published_on: row.published_on,
    })
}
