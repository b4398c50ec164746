//! Somebody was overlooked in a published text: one reviewer asks that it be taken down, another confirms. It is then as if its
//! witness had withdrawn it, but for the sealed original, of which nobody here knows which it is.

use chrono::NaiveDate;
use rand::seq::SliceRandom;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, IntoActiveModel, QueryFilter,
    QuerySelect,
};

use super::entity::published_testimony::{Column, Model, of};
use super::unlock::is_reviewer;
use super::wire::takedown::{OpenTakedown, OpenTakedowns};
use super::withdraw::unpublish;
use crate::app::App;
use crate::audit;
use crate::db::Tx;
use crate::http::{Problem, catalogue as known};
use crate::identity::{Caller, MemberId};
use crate::layoffs::PublishedTestimonyId;

const MOST: usize = 200;

/// Why it is printed still.
#[derive(Debug, thiserror::Error)]
pub enum TakedownError {
    #[error("nothing of this id is published in this organization")]
    NotFound,
    #[error("nobody has asked for it")]
    NotAsked,
    #[error("another reviewer has to confirm it")]
    SecondReviewerNeeded,
    #[error("the database failed")]
    Db(#[from] DbErr),
}

/// Who has asked already stays the one who asked.
pub async fn propose_takedown(
    app: &App,
    caller: &Caller,
    id: PublishedTestimonyId,
) -> Result<(), TakedownError> {
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let row = load(tx, caller, id).await?;
            if let Some(first) = row.takedown_asked_by
                && is_reviewer(tx, first).await?
            {
                return Ok(());
            }
            let by = (caller.member_id(), app.clock.today());
            asked(tx, row, Some(by)).await?;
            record(app, tx, caller, "propose_takedown", id).await
        })
        .await
}

pub async fn drop_takedown(
    app: &App,
    caller: &Caller,
    id: PublishedTestimonyId,
) -> Result<(), TakedownError> {
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let row = load(tx, caller, id).await?;
            if row.takedown_asked_by.is_none() {
                return Ok(());
            }
            asked(tx, row, None).await?;
            record(app, tx, caller, "drop_takedown", id).await
        })
        .await
}

/// The second reviewer's word: text, facts and pictures go. Packets that print it and were not delivered go in the night, or when
/// somebody asks for one before, as for a withdrawal.
pub async fn confirm_takedown(
    app: &App,
    caller: &Caller,
    id: PublishedTestimonyId,
) -> Result<(), TakedownError> {
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let row = load(tx, caller, id).await?;
            let first = row.takedown_asked_by.ok_or(TakedownError::NotAsked)?;
            if first == caller.member_id() || !is_reviewer(tx, first).await? {
                return Err(TakedownError::SecondReviewerNeeded);
            }
            unpublish(tx, &app.keys.pepper, app.clock.today(), id).await?;
            record(app, tx, caller, "confirm_takedown", id).await
        })
        .await
}

/// What waits for a second reviewer.
pub async fn list_takedowns(app: &App, caller: &Caller) -> Result<OpenTakedowns, DbErr> {
    let db = &app.db.read;
    let open = of(caller.organization)
        .filter(Column::TakedownAskedBy.is_not_null())
        .filter(Column::WithdrawnOn.is_null());
    let mut rows = open.all(db).await?;
    app.entropy.with(|rng| rows.shuffle(rng));
    rows.truncate(MOST);
    let (today, me) = (app.clock.today(), caller.member_id());
    let mut items = Vec::with_capacity(rows.len());
    for row in rows {
        let (Some(asked_by), Some(day)) = (row.takedown_asked_by, row.takedown_asked_on) else {
            continue;
        };
        items.push(OpenTakedown {
            published_id: row.id,
            campaign_id: row.campaign_id,
            asked_by,
            age_days: (today - day).num_days(),
            can_confirm: asked_by != me && is_reviewer(db, asked_by).await?,
        });
    }
    Ok(OpenTakedowns { items })
}

async fn load(tx: &Tx, caller: &Caller, id: PublishedTestimonyId) -> Result<Model, TakedownError> {
    let found = of(caller.organization)
        .filter(Column::Id.eq(id))
        .filter(Column::WithdrawnOn.is_null());
    let found = found.lock_exclusive().one(tx).await?;
    found.ok_or(TakedownError::NotFound)
}

async fn asked(tx: &Tx, row: Model, by: Option<(MemberId, NaiveDate)>) -> Result<(), DbErr> {
    let mut row = row.into_active_model();
    row.takedown_asked_by = Set(by.map(|(by, _)| by));
    row.takedown_asked_on = Set(by.map(|(_, on)| on));
    row.update(tx).await.map(drop)
}

async fn record(
    app: &App,
    tx: &Tx,
    caller: &Caller,
    action: &'static str,
    id: PublishedTestimonyId,
) -> Result<(), TakedownError> {
    let entry = audit::Action::new(caller.actor(), action, id).by_day();
    Ok(audit::record(app, tx, caller.organization, entry).await?)
}

impl From<TakedownError> for Problem {
    fn from(error: TakedownError) -> Self {
        use TakedownError as E;
        match error {
            E::NotFound => Self::new(known::NOT_FOUND),
            E::NotAsked => Self::new(known::SECOND_REVIEWER_NEEDED)
                .because("Taking a text down takes two reviewers, and none has asked for it."),
            E::SecondReviewerNeeded => Self::new(known::SECOND_REVIEWER_NEEDED)
                .because("Another reviewer than the one who asked has to confirm it."),
            E::Db(error) => error.into(),
        }
    }
}
