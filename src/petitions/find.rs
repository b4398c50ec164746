//! Finds petitions of one organization, with their versions and texts.

use std::collections::HashMap;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, QueryFilter, QueryOrder, QuerySelect};

use super::entity::{petition, petition_text, petition_version};
use super::rules::{self, Dates, State, Transition};
use super::wire::{Petition, PetitionList, PetitionText, PetitionVersion};
use super::{PetitionId, PetitionVersionId};
use crate::app::App;
use crate::campaigns::CampaignId;
use crate::campaigns::entity::campaign;
use crate::db::Tx;
use crate::identity::OrganizationId;
use crate::identity::entity::organization;
use crate::page::Page;

pub async fn list_petitions(
    app: &App,
    organization: OrganizationId,
    of_campaign: Option<CampaignId>,
    page: Page,
) -> Result<PetitionList, DbErr> {
    let mut rows = petition::of(organization).order_by_asc(petition::Column::Id);
    if let Some(campaign) = of_campaign {
        rows = rows.filter(petition::Column::CampaignId.eq(campaign));
    }
    if let Some(after) = page.after {
        rows = rows.filter(petition::Column::Id.gt(after));
    }
    let rows = rows.limit(page.fetch()).all(&app.db.read).await?;
    let (rows, next) = page.cut(rows, |row| row.id.0);
    let items = described(app, &app.db.read, rows).await?;
    Ok(PetitionList { items, next })
}

pub async fn get_petition(
    app: &App,
    organization: OrganizationId,
    id: PetitionId,
) -> Result<Option<Petition>, DbErr> {
    find_petition(app, &app.db.read, organization, id).await
}

/// The petition whole, with its versions and the texts of the present one.
pub async fn find_petition(
    app: &App,
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    id: PetitionId,
) -> Result<Option<Petition>, DbErr> {
    let rows = petition::of(organization).filter(petition::Column::Id.eq(id));
    let found = described(app, db, rows.all(db).await?).await?;
    Ok(found.into_iter().next())
}

/// The row, held until the transaction ends.
pub(super) async fn locked(
    tx: &Tx,
    organization: OrganizationId,
    id: PetitionId,
) -> Result<Option<petition::Model>, DbErr> {
    let row = petition::of(organization).filter(petition::Column::Id.eq(id));
    row.lock_exclusive().one(tx).await
}

/// Whether the organization reads petitions before they open.
pub(super) async fn organization_of(
    db: &impl ConnectionTrait,
    id: OrganizationId,
) -> Result<Option<organization::Model>, DbErr> {
    let row = organization::for_jobs().filter(organization::Column::Id.eq(id));
    row.one(db).await
}

pub(super) async fn campaign_of(
    db: &impl ConnectionTrait,
    petition: &petition::Model,
) -> Result<Option<campaign::Model>, DbErr> {
    let row = campaign::of(petition.organization_id)
        .filter(campaign::Column::Id.eq(petition.campaign_id));
    row.one(db).await
}

/// The dates that act by themselves. An answer is late once the day that was asked for is over (UTC).
pub fn dates(petition: &petition::Model, answer_requested_by: Option<NaiveDate>) -> Dates {
    let day_after = answer_requested_by.and_then(|day| day.checked_add_days(Days::new(1)));
    Dates {
        opens_at: petition.opens_at,
        closes_at: petition.closes_at,
        answer_by: day_after.map(|day| day.and_time(NaiveTime::MIN).and_utc()),
    }
}

pub(super) fn stored_state(petition: &petition::Model) -> State {
    petition.state.parse().unwrap_or(State::Removed)
}

/// The state that holds now, dates included.
pub fn state_now(
    petition: &petition::Model,
    answer_requested_by: Option<NaiveDate>,
    now: DateTime<Utc>,
) -> State {
    let dates = dates(petition, answer_requested_by);
    rules::effective(stored_state(petition), &dates, now)
}

pub(super) async fn versions_of(
    db: &impl ConnectionTrait,
    petitions: &[PetitionId],
) -> Result<Vec<petition_version::Model>, DbErr> {
    petition_version::for_jobs()
        .filter(petition_version::Column::PetitionId.is_in(petitions.iter().copied()))
        .order_by_asc(petition_version::Column::Number)
        .all(db)
        .await
}

/// The texts of one version, the original first.
pub(super) async fn texts_of(
    db: &impl ConnectionTrait,
    versions: &[PetitionVersionId],
) -> Result<Vec<petition_text::Model>, DbErr> {
    petition_text::for_jobs()
        .filter(petition_text::Column::VersionId.is_in(versions.iter().copied()))
        .order_by_desc(petition_text::Column::IsOriginal)
        .order_by_asc(petition_text::Column::Language)
        .all(db)
        .await
}

/// Rows of one organization with all that belongs to them, in the same order.
pub(super) async fn described(
    app: &App,
    db: &impl ConnectionTrait,
    rows: Vec<petition::Model>,
) -> Result<Vec<Petition>, DbErr> {
    let Some(owner) = rows.first().map(|row| row.organization_id) else {
        return Ok(vec![]);
    };
    let moderated = organization_of(db, owner)
        .await?
        .is_some_and(|row| row.moderates);
    let campaigns = rows.iter().map(|row| row.campaign_id);
    let campaigns = campaign::of(owner).filter(campaign::Column::Id.is_in(campaigns));
    let answers: HashMap<CampaignId, Option<NaiveDate>> = campaigns
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.id, row.answer_requested_by))
        .collect();
    let ids: Vec<PetitionId> = rows.iter().map(|row| row.id).collect();
    let versions = versions_of(db, &ids).await?;
    let is_current = |version: &&petition_version::Model| {
        rows.iter()
            .any(|row| row.id == version.petition_id && row.current_version == version.number)
    };
    let current: Vec<_> = versions.iter().filter(is_current).map(|v| v.id).collect();
    let texts = texts_of(db, &current).await?;
    let now = app.clock.now();
    let mut described = Vec::with_capacity(rows.len());
    for row in rows {
        let answer = answers.get(&row.campaign_id).copied().flatten();
        let mine = versions
            .iter()
            .filter(|version| version.petition_id == row.id);
        let mine: Vec<_> = mine.cloned().collect();
        let theirs = texts
            .iter()
            .filter(|text| mine.iter().any(|version| version.id == text.version_id));
        let theirs = theirs.cloned().map(PetitionText::from).collect();
        described.push(describe(row, answer, mine, theirs, moderated, now));
    }
    Ok(described)
}

fn describe(
    row: petition::Model,
    answer: Option<NaiveDate>,
    versions: Vec<petition_version::Model>,
    texts: Vec<PetitionText>,
    moderated: bool,
    now: DateTime<Utc>,
) -> Petition {
    let (dates, stored) = (dates(&row, answer), stored_state(&row));
    let can = |by: &Transition| rules::next(stored, &dates, *by, moderated, now).is_ok();
    Petition {
        id: row.id,
        campaign_id: row.campaign_id,
        state: rules::effective(stored, &dates, now),
        reason: row.reason.as_deref().and_then(|word| word.parse().ok()),
        opens_at: row.opens_at,
        closes_at: row.closes_at,
        closed_at: row.closed_at,
        changes_at: rules::next_change(stored, &dates, now),
        goal: row.goal,
        workplace_threshold: row.workplace_threshold,
        version: row.current_version,
        versions: versions.into_iter().map(PetitionVersion::from).collect(),
        texts,
        frozen_at: row.frozen_at,
        transitions: Transition::ALL.iter().copied().filter(can).collect(),
        revision: row.revision,
        created_at: row.created_at,
    }
}

impl From<petition_version::Model> for PetitionVersion {
    fn from(row: petition_version::Model) -> Self {
        Self {
            number: row.number,
            correction_note: row.correction_note,
            created_at: row.created_at,
        }
    }
}

impl From<petition_text::Model> for PetitionText {
    fn from(row: petition_text::Model) -> Self {
        Self {
            language: row.language,
            title: row.title,
            body: row.body,
            is_original: row.is_original,
            added_on: row.added_on,
        }
    }
}
