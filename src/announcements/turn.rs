//! Who sends an announcement now: one at a time, and what the last one left half done is known to be in doubt.

use chrono::{DateTime, Duration, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, QuerySelect,
};
use uuid::Uuid;

use super::AnnouncementId;
use super::entity::{announcement, announcement_recipient};
use super::find::{is_any_queued, state};
use super::rules::{Stand, State};
use super::wire::AnnouncementTrouble;
use crate::app::App;
use crate::db::Tx;
use crate::ids;
use crate::jobs::{self, Kind, NewJob};

/// Longer than one mail can take. Only several nodes wait for it: SQLite belongs to one process.
const HELD_MINUTES: i64 = 5;

/// What was leaving when its node died.
const CUT_OFF: &str = "cut-off-while-sending";

/// The right to send one announcement.
#[derive(Debug)]
pub struct Turn {
    pub id: AnnouncementId,
    holder: Uuid,
}

/// What follows a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// There is more to do, from then on.
    At(DateTime<Utc>),
    /// Nobody is left.
    Finished,
    /// Somebody else decides how it goes on.
    Stop,
    /// It paused by itself.
    Trouble(AnnouncementTrouble),
}

/// Lets its job come at that time, and makes strays of all others.
pub async fn come_back(
    app: &App,
    tx: &Tx,
    row: announcement::Model,
    at: DateTime<Utc>,
) -> Result<announcement::Model, DbErr> {
    let id = row.id;
    let mut row = row.into_active_model();
    row.next_at = Set(Some(at));
    let row = row.update(tx).await?;
    let key = format!("announcement:{id}:{}", at.timestamp_millis());
    let job = NewJob::new(Kind::SendAnnouncement, id.0, at).only_once(key);
    jobs::enqueue(app, tx, job).await?;
    Ok(row)
}

impl Turn {
    /// Nothing where there is nothing to send now, or somebody else does.
    pub async fn take(
        app: &App,
        id: AnnouncementId,
    ) -> Result<Option<(announcement::Model, Self)>, DbErr> {
        let holder = ids::timeless(&app.entropy);
        let taken = app
            .db
            .write(|tx| async move { take(app, &tx, id, holder).await });
        Ok(taken.await?.map(|row| (row, Self { id, holder })))
    }

    /// Whether the announcement still goes on, and by us. Until the transaction ends, nobody stops it.
    pub async fn holds(&self, app: &App, tx: &Tx) -> Result<bool, DbErr> {
        let mut row = announcement::for_jobs().filter(announcement::Column::Id.eq(self.id));
        if !app.db.is_sqlite() {
            row = row.lock_exclusive();
        }
        let Some(row) = row.one(tx).await? else {
            return Ok(false);
        };
        if row.sender != Some(self.holder) || state(&row) != State::Sending {
            return Ok(false);
        }
        let now = app.clock.now();
        let enough = now + Duration::minutes(HELD_MINUTES / 2);
        if row.sender_until.is_none_or(|until| until < enough) {
            let mut row = row.into_active_model();
            row.sender_until = Set(Some(now + Duration::minutes(HELD_MINUTES)));
            row.update(tx).await?;
        }
        Ok(true)
    }

    pub async fn end(self, app: &App, next: Next) -> Result<(), DbErr> {
        let turn = &self;
        app.db
            .write(|tx| async move { turn.ended(app, &tx, next).await })
            .await
    }

    async fn ended(&self, app: &App, tx: &Tx, next: Next) -> Result<(), DbErr> {
        let found = announcement::for_jobs().filter(announcement::Column::Id.eq(self.id));
        let Some(row) = found.lock_exclusive().one(tx).await? else {
            return Ok(());
        };
        if row.sender != Some(self.holder) {
            return Ok(());
        }
        let is_sending = state(&row) == State::Sending;
        let again = match next {
            Next::At(at) => Some(at),
            Next::Finished if is_any_queued(tx, self.id).await? => Some(app.clock.now()),
            _ => None,
        };
        let revision = row.revision + 1;
        let mut row = row.into_active_model();
        row.sender = Set(None);
        row.sender_until = Set(None);
        match next {
            Next::Finished if is_sending && again.is_none() => {
                row.state = Set(State::Sent.as_str().to_owned());
                row.finished_at = Set(Some(app.clock.now()));
                row.revision = Set(revision);
            }
            Next::Trouble(trouble) if is_sending => {
                row.state = Set(State::Paused.as_str().to_owned());
                row.trouble = Set(Some(trouble.as_str().to_owned()));
                row.revision = Set(revision);
            }
            _ => {}
        }
        let row = row.update(tx).await?;
        if let (true, Some(at)) = (is_sending, again) {
            come_back(app, tx, row, at).await?;
        }
        Ok(())
    }
}

async fn take(
    app: &App,
    tx: &Tx,
    id: AnnouncementId,
    holder: Uuid,
) -> Result<Option<announcement::Model>, DbErr> {
    let now = app.clock.now();
    let found = announcement::for_jobs().filter(announcement::Column::Id.eq(id));
    let Some(row) = found.lock_exclusive().one(tx).await? else {
        return Ok(None);
    };
    let held = row.sender_until.filter(|until| *until > now);
    if let (Some(until), false) = (held, app.db.is_sqlite()) {
        come_back(app, tx, row, until).await?;
        return Ok(None);
    }
    set_uncertain_aside(tx, id).await?;
    let goes = matches!(state(&row), State::Scheduled | State::Sending);
    if !goes || row.next_at.is_some_and(|next| next > now) {
        return Ok(None);
    }
    let begun_at = row.begun_at.or(Some(now));
    let mut row = row.into_active_model();
    row.state = Set(State::Sending.as_str().to_owned());
    row.begun_at = Set(begun_at);
    row.sender = Set(Some(holder));
    row.sender_until = Set(Some(now + Duration::minutes(HELD_MINUTES)));
    row.update(tx).await.map(Some)
}

/// Nobody sends now, so whoever is marked as being written to was cut off: the mail may have left, and nobody guesses.
async fn set_uncertain_aside(tx: &Tx, id: AnnouncementId) -> Result<(), DbErr> {
    use announcement_recipient::Column as C;
    announcement_recipient::Entity::update_many()
        .col_expr(C::State, Expr::value(Stand::Uncertain.as_str()))
        .col_expr(C::Reason, Expr::value(CUT_OFF))
        .filter(C::AnnouncementId.eq(id))
        .filter(C::State.eq(Stand::Sending.as_str()))
        .exec(tx)
        .await
        .map(drop)
}
