//! The second reviewer publishes: redacted text and generalised facts, under a fresh random id.

use sea_orm::{ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter};
use serde::Serialize;

use super::desk::{Desk, WitnessAnswer, answer, take};
use super::entity::{published_testimony, review};
use super::generalise::generalised;
use super::published::{PublishedTestimony, of_row};
use super::redact::Redacted;
use super::trouble::ReviewError;
use super::unlock::Unlocked;
use super::wire::GeneralFacts;
use crate::app::App;
use crate::audit::{self, Action};
use crate::db::Tx;
use crate::http::IfMatch;
use crate::ids;
use crate::incidents::IncidentId;
use crate::incidents::entity::incident;
use crate::layoffs::entity::layoff;
use crate::layoffs::{LayoffId, PublishedTestimonyId};
use crate::testimony::TestimonyId;
use crate::testimony::content::Facts;
use crate::testimony::entity::{testimony, testimony_note};
use crate::testimony::mailbox::{open_original, place, retention_days};
use crate::testimony::seal::{Purpose, seal};
use crate::testimony::wire::{NoteAuthor, State, TestimonyKind};

pub async fn publish_testimony(
    app: &App,
    by: &Unlocked,
    id: TestimonyId,
    if_match: &IfMatch,
) -> Result<PublishedTestimony, ReviewError> {
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let desk = take(app, tx, by, id).await?;
            desk.check(if_match)?;
            let text = may_be_published(&desk, by)?;
            let content = open_original(&desk.key, &desk.testimony);
            let facts = content.ok_or(ReviewError::CannotOpen)?.facts;
            let general = generalised(tx, by.organization, &facts).await?;
            let published = published_row(app, &desk, &facts, &general, &text);
            let row = published.clone().into_active_model().reset_all();
            published_testimony::Entity::insert(row)
                .exec_without_returning(tx)
                .await?;
            leave_facts(app, tx, &published, &facts).await?;
            close(app, tx, desk, published.id).await?;
            let entry = Action::new(&by.actor, "publish_testimony", published.id).by_day();
            audit::record(app, tx, by.organization, entry).await?;
            of_row(published).ok_or(ReviewError::CannotOpen)
        })
        .await
}

/// Approved by somebody else, everything decided, and the witness heard where the witness asked to be.
fn may_be_published(desk: &Desk, by: &Unlocked) -> Result<Redacted, ReviewError> {
    let text = Redacted::redact(desk.draft.text.expose(), &desk.draft.findings);
    let text = text.map_err(|_| ReviewError::Undecided)?;
    let first = desk.review.approved_by.ok_or(ReviewError::NotApproved)?;
    if first == by.member {
        return Err(ReviewError::SecondReviewerNeeded);
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
        language: facts.language.clone(),
        text: text.as_str().to_owned(),
        division_id: general.division_id,
        quarter: general.quarter.clone(),
        job_group: general.job_group.clone(),
        verified_worker: false,
        published_on: app.clock.today(),
        withdrawn_on: None,
    }
}

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
                violence_type: told.violence_type.map(|word| word.as_str().to_owned()),
                perpetrator: told.perpetrator.map(|word| word.as_str().to_owned()),
                circumstances: list(told.circumstances),
                place: told.place.map(|word| word.as_str().to_owned()),
                incident_types: list(told.incident_types),
                who_was_called: told.who_was_called.map(|word| word.as_str().to_owned()),
                what_came_of_it: told.what_came_of_it.map(|word| word.as_str().to_owned()),
                days_away: told.days_away.map(|word| word.as_str().to_owned()),
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
                employer_id: told.employer_id,
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
        seal(rng, &desk.key, &place, published.0.as_bytes())
    });
    let link = link.map_err(|_| ReviewError::CannotOpen)?.into_bytes();
    let linked = sea_orm::Set(Some(link));
    let mut row = desk.testimony.into_active_model();
    row.link_sealed = linked;
    let row = row.update(tx).await?;
    decided(app, tx, row, State::Published).await
}

/// Marks a testimony as decided and destroys what reviewing it left behind.
pub(super) async fn decided(
    app: &App,
    tx: &Tx,
    row: testimony::Model,
    state: State,
) -> Result<(), ReviewError> {
    let organization = row.organization_id;
    let mut row = row.into_active_model();
    row.state = sea_orm::Set(state.as_str().to_owned());
    row.decided_on = sea_orm::Set(Some(app.clock.today()));
    let setting = retention_days(tx, organization).await?;
    row.keep_days = sea_orm::Set(Some(setting));
    let row = row.update(tx).await?;
    testimony_note::Entity::delete_many()
        .filter(testimony_note::Column::TestimonyId.eq(row.id))
        .filter(testimony_note::Column::Author.is_in([
            NoteAuthor::Wording.as_str(),
            NoteAuthor::Correction.as_str(),
        ]))
        .exec(tx)
        .await?;
    review::Entity::delete_many()
        .filter(review::Column::TestimonyId.eq(row.id))
        .exec(tx)
        .await?;
    Ok(())
}
