//! The second reviewer publishes: redacted text and generalised facts, under a fresh random id.

use chrono::{Datelike, NaiveDate};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, QuerySelect, QueryTrait,
};
use serde::Serialize;

use super::beside::ends_where_it_has_changed;
use super::desk::{Desk, WitnessAnswer, answer, take};
use super::entity::{published_testimony, review};
use super::generalise::generalised;
use super::photographs::publish_photographs;
use super::published::of_row;
use super::redact::Redacted;
use super::said::{Said, said};
use super::trouble::ReviewError;
use super::unlock::{Unlocked, is_reviewer};
use super::verified::{Verified, is_one_of_many};
use super::wire::{GeneralFacts, Published};
use crate::app::App;
use crate::audit::{self, Action};
use crate::campaigns::entity::campaign;
use crate::db::Tx;
use crate::directory::BodyId;
use crate::directory::entity::body;
use crate::http::IfMatch;
use crate::identity::OrganizationId;
use crate::ids;
use crate::incidents::IncidentId;
use crate::incidents::entity::incident;
use crate::layoffs::entity::layoff;
use crate::layoffs::{LayoffId, PublishedTestimonyId};
use crate::petitions::entity::{petition, petition_text, petition_version};
use crate::testimony::TestimonyId;
use crate::testimony::content::Facts;
use crate::testimony::entity::{testimony, testimony_note, testimony_photograph};
use crate::testimony::mailbox::{open_original, place, retention_days};
use crate::testimony::seal::{Purpose, seal};
use crate::testimony::wire::{NoteAuthor, State, TestimonyKind};

pub async fn publish_testimony(
    app: &App,
    by: &Unlocked,
    id: TestimonyId,
    if_match: &IfMatch,
) -> Result<Published, ReviewError> {
    let published = app
        .db
        .write(|tx| async move {
            let tx = &*tx;
            let mut desk = take(app, tx, by, id).await?;
            desk.check(if_match)?;
            let text = may_be_published(tx, &desk, by).await?;
            if ends_where_it_has_changed(app, tx, &mut desk).await? {
                return Ok(None);
            }
            let content = open_original(&desk.key, &desk.testimony);
            let facts = content.ok_or(ReviewError::CannotOpen)?.facts;
            let left_out = &desk.draft.left_out;
            let general = generalised(tx, by.organization, &facts, left_out).await?;
            let mut published = published_row(app, &desk, &facts, &general, &text);
            published.language = spoken(tx, &desk, &facts.language).await?;
            if published.verified_worker {
                let today = app.clock.today();
                published.verified_worker = is_one_of_many(tx, &published, today).await?;
            }
            let row = published.clone().into_active_model().reset_all();
            published_testimony::Entity::insert(row)
                .exec_without_returning(tx)
                .await?;
            leave_facts(app, tx, &published, &facts).await?;
            let photographs = publish_photographs(app, tx, &desk, &published).await?;
            close(app, tx, desk, published.id).await?;
            // Names the testimony: an entry with the new id and a day would link the two.
            let entry = Action::new(&by.actor, "publish_testimony", id).by_day();
            audit::record(app, tx, by.organization, entry).await?;
            let verified = Verified::load(tx, published.campaign_id).await?;
            let published = of_row(published, &verified).ok_or(ReviewError::CannotOpen)?;
            Ok::<_, ReviewError>(Some(Published {
                photographs,
                ..Published::from(published)
            }))
        })
        .await?;
    // That the approval is over stays written.
    published.ok_or(ReviewError::BesideChanged)
}

/// Approved by somebody else who is a reviewer still, everything decided, and the witness heard where the witness asked
/// to be.
async fn may_be_published(tx: &Tx, desk: &Desk, by: &Unlocked) -> Result<Redacted, ReviewError> {
    let text = Redacted::redact(desk.draft.text.expose(), &desk.draft.findings);
    let text = text.map_err(|_| ReviewError::Undecided)?;
    let first = desk.review.approved_by.ok_or(ReviewError::NotApproved)?;
    if first == by.member {
        return Err(ReviewError::SecondReviewerNeeded);
    }
    if !is_reviewer(tx, first).await? {
        return Err(ReviewError::NotApproved);
    }
    // What the approver could not have read.
    if matches!(said(&desk.review), Some(Said::Added | Said::Corrected)) {
        return Err(ReviewError::NotApproved);
    }
    let heard = answer(&desk.review) == Some(WitnessAnswer::Approved);
    if desk.testimony.wants_approval && !heard {
        return Err(ReviewError::WitnessNotAnswered);
    }
    Ok(text)
}

fn published_row(
    app: &App,
    desk: &Desk,
    facts: &Facts,
    general: &GeneralFacts,
    text: &Redacted,
) -> published_testimony::Model {
    published_testimony::Model {
        id: PublishedTestimonyId(ids::timeless(&app.entropy)),
        organization_id: desk.testimony.organization_id,
        campaign_id: desk.testimony.campaign_id,
        kind: facts.kind.as_str().to_owned(),
        language: None,
        text: text.as_str().to_owned(),
        division_id: general.division_id,
        quarter: general.quarter.clone(),
        job_group: general.job_group.clone(),
        verified_worker: desk.testimony.verified_worker,
        published_on: month(app.clock.today()),
        withdrawn_on: None,
        takedown_asked_by: None,
        takedown_asked_on: None,
    }
}

/// What is published has a month: its day would be that of a decision.
pub(super) fn month(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

/// The language of the text where the campaign or one of its petitions speaks it: a rare one, or a region, would point at
/// somebody.
async fn spoken(tx: &Tx, desk: &Desk, told: &str) -> Result<Option<String>, DbErr> {
    let campaign = desk.testimony.campaign_id;
    let found = campaign::for_jobs().filter(campaign::Column::Id.eq(campaign));
    let own = found.one(tx).await?.map(|campaign| campaign.language);
    let petitions = petition::of(desk.testimony.organization_id)
        .filter(petition::Column::CampaignId.eq(campaign))
        .select_only()
        .column(petition::Column::Id);
    let versions = petition_version::of(desk.testimony.organization_id)
        .filter(petition_version::Column::PetitionId.in_subquery(petitions.into_query()))
        .select_only()
        .column(petition_version::Column::Id);
    let texts: Vec<String> = petition_text::for_jobs()
        .filter(petition_text::Column::VersionId.in_subquery(versions.into_query()))
        .select_only()
        .column(petition_text::Column::Language)
        .distinct()
        .into_tuple()
        .all(tx)
        .await?;
    let told = primary(told);
    let mut known = own.iter().chain(&texts);
    Ok(known.any(|tag| primary(tag) == told).then_some(told))
}

fn primary(tag: &str) -> String {
    let first = tag.split(['-', '_']).next();
    first.unwrap_or_default().to_lowercase()
}

/// What statistics count of the facts. The others are for the reviewers: beside a text that everybody may read, they would only
/// tell more of its witness to whoever has the database.
async fn leave_facts(
    app: &App,
    tx: &Tx,
    row: &published_testimony::Model,
    facts: &Facts,
) -> Result<(), DbErr> {
    match facts.kind {
        TestimonyKind::SafetyIncident => {
            let told = facts.incident.clone().unwrap_or_default();
            let row = incident::Model {
                id: IncidentId(ids::timeless(&app.entropy)),
                organization_id: row.organization_id,
                campaign_id: row.campaign_id,
                published_id: row.id,
                division_id: row.division_id,
                quarter: row.quarter.clone(),
                job_group: row.job_group.clone(),
                verified_worker: row.verified_worker,
                circumstances: list(told.circumstances),
                incident_types: list(told.incident_types),
                who_was_called: told.who_was_called.map(|word| word.as_str().to_owned()),
                what_came_of_it: told.what_came_of_it.map(|word| word.as_str().to_owned()),
            };
            let row = row.into_active_model().reset_all();
            incident::Entity::insert(row)
                .exec_without_returning(tx)
                .await?;
        }
        TestimonyKind::Layoff => {
            let told = facts.layoff.clone().unwrap_or_default();
            let row = layoff::Model {
                id: LayoffId(ids::timeless(&app.entropy)),
                organization_id: row.organization_id,
                campaign_id: row.campaign_id,
                published_id: row.id,
                division_id: row.division_id,
                quarter: row.quarter.clone(),
                job_group: row.job_group.clone(),
                verified_worker: row.verified_worker,
                employer_id: known_body(tx, row.organization_id, told.employer_id).await?,
                notice_given: told.notice_given.map(|word| word.as_str().to_owned()),
                people_affected: told.people_affected.map(|word| word.as_str().to_owned()),
            };
            let row = row.into_active_model().reset_all();
            layoff::Entity::insert(row)
                .exec_without_returning(tx)
                .await?;
        }
    }
    Ok(())
}

/// A client that seals may have named a body that this organization has not.
async fn known_body(
    tx: &Tx,
    organization: OrganizationId,
    told: Option<BodyId>,
) -> Result<Option<BodyId>, DbErr> {
    let Some(id) = told else {
        return Ok(None);
    };
    let found = body::of(organization).filter(body::Column::Id.eq(id));
    Ok(found.one(tx).await?.map(|body| body.id))
}

fn list<T: Serialize>(words: Option<Vec<T>>) -> serde_json::Value {
    serde_json::to_value(words.unwrap_or_default()).unwrap_or_default()
}

/// The working copy goes; the sealed original stays until its day, with the one link that its receipt opens.
async fn close(
    app: &App,
    tx: &Tx,
    desk: Desk,
    published: PublishedTestimonyId,
) -> Result<(), ReviewError> {
    let link = app.entropy.with(|rng| {
        let place = place(Purpose::Decisions, &desk.testimony);
        seal(rng, &desk.key.for_link(), &place, published.0.as_bytes())
    });
    let link = link.map_err(|_| ReviewError::CannotOpen)?.into_bytes();
    decided(app, tx, desk.testimony, State::Published, Some(link)).await
}

/// Marks a testimony as decided and destroys what reviewing it left behind.
pub(super) async fn decided(
    app: &App,
    tx: &Tx,
    row: testimony::Model,
    state: State,
    link: Option<Vec<u8>>,
) -> Result<(), ReviewError> {
    let changed = testimony::ActiveModel {
        state: Set(state.as_str().to_owned()),
        decided_on: Set(Some(app.clock.today())),
        keep_days: Set(Some(retention_days(tx, row.organization_id).await?)),
        link_sealed: Set(link),
        ..Default::default()
    };
    let done = testimony::Entity::update_many()
        .set(changed)
        .filter(testimony::Column::Id.eq(row.id))
        .filter(testimony::Column::State.eq(State::Received.as_str()))
        .exec(tx)
        .await?;
    if done.rows_affected != 1 {
        return Err(ReviewError::AlreadyDecided);
    }
    testimony_note::Entity::delete_many()
        .filter(testimony_note::Column::TestimonyId.eq(row.id))
        .filter(testimony_note::Column::Author.is_in([
            NoteAuthor::Wording.as_str(),
            NoteAuthor::Correction.as_str(),
            NoteAuthor::Beside.as_str(),
        ]))
        .exec(tx)
        .await?;
    testimony_photograph::Entity::update_many()
        .col_expr(
            testimony_photograph::Column::SealedPrint,
            Expr::value(None::<Vec<u8>>),
        )
        .filter(testimony_photograph::Column::TestimonyId.eq(row.id))
        .exec(tx)
        .await?;
    review::Entity::delete_many()
        .filter(review::Column::TestimonyId.eq(row.id))
        .exec(tx)
        .await?;
    Ok(())
}
