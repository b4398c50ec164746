//! What every verb of review begins with: the testimony, its key opened by the reviewer's, its review row and draft.

use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
};

use super::draft::Draft;
use super::entity::review;
use super::finder::Directory;
use super::queue::{first_hidden_day, has_arrived};
use super::said::{forget_yes, settle};
use super::trouble::ReviewError;
use super::unlock::Unlocked;
use crate::app::App;
use crate::db::Tx;
use crate::directory::entity::{body, person, workplace};
use crate::directory::roster_names;
use crate::http::IfMatch;
use crate::identity::{MemberId, OrganizationId};
use crate::testimony::TestimonyId;
use crate::testimony::entity::testimony;
use crate::testimony::mailbox::{notes, open_original, take_wording_back};
use crate::testimony::readers::{address, wrap_of};
use crate::testimony::seal::ContentKey;
use crate::testimony::wire::{NoteAuthor, State};
use crate::testimony::wrap::{Recipient, Wrapped, unwrap};

crate::words! {
    /// What the witness said to the wording.
    WitnessAnswer {
        /// The wording lies in the mailbox; silence never publishes.
        Waiting = "waiting",
        Approved = "approved",
        /// The witness sent another wording; it goes through finder and both reviewers again.
        Corrected = "corrected",
    }
}

/// One testimony on a reviewer's desk.
#[derive(Debug)]
pub struct Desk {
    pub testimony: testimony::Model,
    pub key: ContentKey,
    pub review: review::Model,
    pub draft: Draft,
    /// What the witness has said from this day on is not for reviewers yet.
    pub hidden_from: NaiveDate,
}

/// Loads a testimony that is still undecided and opens it with the reviewer's key. Until the transaction ends it is
/// nobody else's: whoever comes second sees what the first has done.
pub async fn take(app: &App, tx: &Tx, by: &Unlocked, id: TestimonyId) -> Result<Desk, ReviewError> {
    let testimony = undecided(app, tx, by, id).await?;
    let recipient = Recipient::Reviewer(by.member.0.into_bytes());
    let wrap = wrap_of(tx, id, recipient).await?;
    let wrap = Wrapped::from(wrap.ok_or(ReviewError::NotSealedToYou)?.wrapped);
    let address = address(by.organization, id, recipient);
    let by_client = testimony.sealed_by_client;
    let key = unwrap(&wrap, &by.key, &address).map_err(|_| match by_client {
        true => ReviewError::DoesNotOpen,
        false => ReviewError::NotSealedToYou,
    })?;
    // Nobody could look into what a client sealed before it was stored.
    let desk = opened(app, tx, key, testimony).await;
    desk.map_err(|error| match error {
        ReviewError::CannotOpen if by_client => ReviewError::DoesNotOpen,
        error => error,
    })
}

/// The row of a testimony that waits for a decision.
pub async fn undecided(
    app: &App,
    tx: &Tx,
    by: &Unlocked,
    id: TestimonyId,
) -> Result<testimony::Model, ReviewError> {
    let found = testimony::of(by.organization).filter(testimony::Column::Id.eq(id));
    let testimony = found.lock_exclusive().one(tx).await?;
    let testimony = testimony.filter(|row| has_arrived(app, row));
    let testimony = testimony.ok_or(ReviewError::NotFound)?;
    if testimony.state != State::Received.as_str() {
        return Err(ReviewError::AlreadyDecided);
    }
    Ok(testimony)
}

async fn opened(
    app: &App,
    tx: &Tx,
    key: ContentKey,
    testimony: testimony::Model,
) -> Result<Desk, ReviewError> {
    // Opened each time: a correction alone must not hide that the original is none.
    open_original(&key, &testimony).ok_or(ReviewError::CannotOpen)?;
    let (owner, id) = (testimony.organization_id, testimony.id);
    let hidden_from = first_hidden_day(app);
    let mut review = review_row(tx, owner, id).await?;
    if settle(&mut review, hidden_from) {
        take_wording_of(tx, &testimony, &review).await?;
        if !replace(tx, review.clone()).await? {
            return Err(ReviewError::Stale);
        }
        review.revision += 1;
    }
    let answer = answer(&review);
    let draft = match review.sealed_draft.clone() {
        Some(sealed) if answer != Some(WitnessAnswer::Corrected) => {
            Draft::open(&key, &testimony, sealed)?
        }
        _ => {
            let mut draft = first_draft(app, tx, &key, &testimony, answer).await?;
            // What was left out on purpose stays out, whatever the wording.
            if let Some(before) = review.sealed_draft.take() {
                draft.left_out = Draft::open(&key, &testimony, before)?.left_out;
            }
            review.witness_answer = None;
            save(app, tx, &key, &testimony, &mut review, &draft).await?;
            draft
        }
    };
    Ok(Desk {
        testimony,
        key,
        review,
        draft,
        hidden_from,
    })
}

/// A wording that was approved before reviewers knew better waits for nobody.
async fn take_wording_of(
    tx: &Tx,
    testimony: &testimony::Model,
    review: &review::Model,
) -> Result<(), DbErr> {
    match answer(review) {
        Some(WitnessAnswer::Waiting) => Ok(()),
        _ => take_wording_back(tx, testimony).await,
    }
}

pub fn answer(review: &review::Model) -> Option<WitnessAnswer> {
    review.witness_answer.as_deref()?.parse().ok()
}

async fn first_draft(
    app: &App,
    tx: &Tx,
    key: &ContentKey,
    testimony: &testimony::Model,
    answer: Option<WitnessAnswer>,
) -> Result<Draft, ReviewError> {
    let directory = directory(app, tx, testimony.organization_id).await?;
    if answer == Some(WitnessAnswer::Corrected) {
        let notes = notes(tx, key, testimony).await?;
        let correction = notes
            .iter()
            .find(|note| note.from == NoteAuthor::Correction);
        return Ok(Draft::of(correction.map(|note| &note.text), &directory));
    }
    let content = open_original(key, testimony).ok_or(ReviewError::CannotOpen)?;
    Ok(Draft::of_original(&content, &directory))
}

/// The names that the finder knows from the organization's own directory.
async fn directory(app: &App, tx: &Tx, organization: OrganizationId) -> Result<Directory, DbErr> {
    let people = person::of(organization).all(tx).await?;
    let workplaces = workplace::of(organization).all(tx).await?;
    let bodies = body::of(organization).all(tx).await?;
    let roster = roster_names(app, tx, organization).await?;
    let people = people.into_iter().map(|person| person.name);
    Ok(Directory {
        people: people.chain(roster).collect(),
        workplaces: workplaces
            .into_iter()
            .map(|workplace| workplace.name)
            .collect(),
        organizations: bodies.into_iter().map(|body| body.name).collect(),
    })
}

/// The row of a review, made when the first one asks for it.
pub(super) async fn review_row(
    tx: &Tx,
    organization: OrganizationId,
    id: TestimonyId,
) -> Result<review::Model, DbErr> {
    let found = review::of(organization).filter(review::Column::TestimonyId.eq(id));
    if let Some(row) = found.lock_exclusive().one(tx).await? {
        return Ok(row);
    }
    let row = review::Model {
        testimony_id: id,
        organization_id: organization,
        sealed_draft: None,
        claimed_by: None,
        claimed_on: None,
        approved_by: None,
        approved_on: None,
        witness_answer: None,
        witness_said: None,
        witness_said_on: None,
        undecided: 0,
        revision: 0,
    };
    let new = row.clone().into_active_model().reset_all();
    review::Entity::insert(new)
        .exec_without_returning(tx)
        .await?;
    Ok(row)
}

/// What was approved is not what stands there now.
pub async fn end_approval(tx: &Tx, desk: &mut Desk) -> Result<(), DbErr> {
    desk.review.approved_by = None;
    desk.review.approved_on = None;
    desk.review.witness_answer = None;
    forget_yes(&mut desk.review);
    take_wording_back(tx, &desk.testimony).await
}

/// Writes the draft and the row, one revision on.
pub async fn save(
    app: &App,
    tx: &Tx,
    key: &ContentKey,
    testimony: &testimony::Model,
    review: &mut review::Model,
    draft: &Draft,
) -> Result<(), ReviewError> {
    review.sealed_draft = Some(draft.seal(app, key, testimony)?);
    review.undecided = draft.undecided();
    if !replace(tx, review.clone()).await? {
        return Err(ReviewError::Stale);
    }
    review.revision += 1;
    Ok(())
}

/// Writes the row in the place of the one that was read, one revision on; false when that one is there no more.
pub async fn replace(tx: &Tx, mut row: review::Model) -> Result<bool, DbErr> {
    let (id, read) = (row.testimony_id, row.revision);
    row.revision += 1;
    let replaced = review::Entity::update_many()
        .set(row.into_active_model().reset_all())
        .filter(review::Column::TestimonyId.eq(id))
        .filter(review::Column::Revision.eq(read))
        .exec(tx)
        .await?;
    Ok(replaced.rows_affected == 1)
}

impl Desk {
    pub fn check(&self, if_match: &IfMatch) -> Result<(), ReviewError> {
        // Not `*`: a decision is about what was read.
        let fits = if_match.check_named(self.review.revision);
        fits.map_err(|_| ReviewError::Stale)
    }

    /// One reviewer changes a draft at a time.
    pub fn check_claim(&self, by: MemberId) -> Result<(), ReviewError> {
        match self.review.claimed_by {
            Some(other) if other != by => Err(ReviewError::ClaimedByAnother),
            _ => Ok(()),
        }
    }
}
