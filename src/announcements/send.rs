//! Sends an announcement, mail by mail: each recipient's row is marked on disk before the first byte of the text leaves, and stays so
//! unless it is certain how it ended.

use chrono::{DateTime, Duration, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use zeroize::Zeroizing;

use super::audience::{is_kept_away, reach};
use super::entity::announcement;
use super::entity::announcement_recipient::{self as recipient, Column, Entity};
use super::find::category;
use super::keys::{self, Person};
use super::post::{Post, unsubscribe_address};
use super::rules::{Stand, TOO_MANY_REFUSALS, tried_again_after};
use super::suppress::{note_bounce, noted};
use super::turn::{Next, Turn};
use super::wire::AnnouncementTrouble;
use crate::app::App;
use crate::db::Tx;
use crate::mail::{Mail, Sent, Unsent};

/// Mails in one turn: then another announcement, or somebody who stops the service, has theirs.
const TURN: u32 = 200;
const BATCH: u64 = 16;
/// After a server was not there. The way out knows better when to try again.
const SOON_SECONDS: i64 = 10;

/// How one recipient went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Done,
    Refused,
    Stop(Next),
}

pub async fn send(app: &App, row: &announcement::Model, turn: &Turn) -> Result<Next, DbErr> {
    let Some(post) = Post::of(app, row).await? else {
        return Ok(Next::Finished);
    };
    let (mut left, mut refused) = (TURN, 0);
    loop {
        let batch = due(app, turn).await?;
        if batch.is_empty() {
            return rest(app, turn).await;
        }
        for one in &batch {
            let now = app.clock.now();
            if left == 0 {
                return Ok(Next::At(now));
            }
            let a_minute = app.settings.mail.announcements_a_minute;
            if let Err(at) = app.bulk_mailer.pace.take(now, a_minute) {
                return Ok(Next::At(at));
            }
            left -= 1;
            match write_to(app, row, turn, &post, one).await? {
                Step::Done => refused = 0,
                Step::Refused => refused += 1,
                Step::Stop(next) => return Ok(next),
            }
            if refused == TOO_MANY_REFUSALS {
                return Ok(Next::Trouble(AnnouncementTrouble::ServerRefuses));
            }
        }
    }
}

async fn due(app: &App, turn: &Turn) -> Result<Vec<recipient::Model>, DbErr> {
    let now = app.clock.now();
    let is_due = Condition::any()
        .add(Column::NotBefore.is_null())
        .add(Column::NotBefore.lte(now));
    recipient::for_jobs()
        .filter(Column::AnnouncementId.eq(turn.id))
        .filter(Column::State.eq(Stand::Queued.as_str()))
        .filter(is_due)
        .limit(BATCH)
        .all(&app.db.read)
        .await
}

/// Nobody is due: the first of those whom a server wants later, or the end.
async fn rest(app: &App, turn: &Turn) -> Result<Next, DbErr> {
    let later = recipient::for_jobs()
        .filter(Column::AnnouncementId.eq(turn.id))
        .filter(Column::State.eq(Stand::Queued.as_str()))
        .order_by_asc(Column::NotBefore)
        .one(&app.db.read)
        .await?;
    let now = app.clock.now();
    Ok(later.map_or(Next::Finished, |row| {
        Next::At(row.not_before.unwrap_or(now).max(now))
    }))
}

async fn write_to(
    app: &App,
    row: &announcement::Model,
    turn: &Turn,
    post: &Post,
    one: &recipient::Model,
) -> Result<Step, DbErr> {
    let audience = one.audience.parse().ok();
    let reached = match audience {
        Some(audience) => reach(app, row, audience, one.source_id).await?,
        None => None,
    };
    let Some((address, asked_on)) = reached else {
        return ended(app, one, Stand::Suppressed, Some("gone")).await;
    };
    let person = Person {
        campaign: row.campaign_id,
        key: one.person_key.clone(),
    };
    let unsubscribe = unsubscribe_address(app, &person);
    let Some((language, rendered)) = post.rendered(&one.language, &unsubscribe) else {
        return ended(app, one, Stand::Failed, Some("no-text")).await;
    };
    let mail = Mail {
        to: Zeroizing::new(address.expose().to_owned()),
        subject: rendered.subject,
        text: Zeroizing::new(rendered.text),
        html: Some(Zeroizing::new(rendered.html)),
        calendar: None,
        message_id: keys::message_id(app, one.id),
        language: language.to_owned(),
    };
    let now = app.clock.now();
    let announced = app.bulk_mailer.announce_listed(&mail, &unsubscribe, now);
    let announced = match announced.await {
        Ok(announced) => announced,
        Err(unsent) => return did_not_begin(app, row, one, unsent).await,
    };
    let marking = app
        .db
        .write(|tx| async move { mark(app, &tx, row, turn, one, asked_on).await });
    match marking.await? {
        Marked::Ours => {}
        Marked::KeptAway => return Ok(Step::Done),
        Marked::Lost => return Ok(Step::Stop(Next::Stop)),
    }
    match announced.send(now).await {
        Sent::Accepted => ended(app, one, Stand::Sent, None).await,
        Sent::NotNow => put_off(app, one).await,
        Sent::Refused => {
            ended(app, one, Stand::Failed, Some("refused")).await?;
            Ok(Step::Refused)
        }
        Sent::Uncertain => {
            let why = Some("connection-lost-while-sending");
            ended(app, one, Stand::Uncertain, why).await?;
            Ok(Step::Stop(soon(app)))
        }
    }
}

/// No byte of the text has left.
async fn did_not_begin(
    app: &App,
    row: &announcement::Model,
    one: &recipient::Model,
    unsent: Unsent,
) -> Result<Step, DbErr> {
    match unsent {
        Unsent::NoServer => Ok(Step::Stop(soon(app))),
        Unsent::Stopping => Ok(Step::Stop(Next::At(app.clock.now()))),
        Unsent::NotNow => put_off(app, one).await,
        Unsent::NoAnswer => {
            put_off(app, one).await?;
            Ok(Step::Stop(soon(app)))
        }
        Unsent::Refused => {
            ended(app, one, Stand::Failed, Some("refused")).await?;
            Ok(Step::Refused)
        }
        Unsent::NoMailbox => {
            let write = app.db.write(|tx| async move {
                let tx = &*tx;
                note_bounce(app, tx, row.organization_id, &one.mailbox_key).await?;
                settle(tx, one, Stand::Failed, Some("no-mailbox")).await
            });
            write.await?;
            Ok(Step::Refused)
        }
    }
}

fn soon(app: &App) -> Next {
    Next::At(app.clock.now() + Duration::seconds(SOON_SECONDS))
}

/// Whether the text may leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Marked {
    Ours,
    /// They unsubscribed a moment ago, or were dealt with.
    KeptAway,
    /// It was stopped, or somebody else sends it.
    Lost,
}

/// In one transaction with the last look at whether it is still wanted: who cancelled before it sees no further mail leave.
async fn mark(
    app: &App,
    tx: &Tx,
    row: &announcement::Model,
    turn: &Turn,
    one: &recipient::Model,
    asked_on: chrono::NaiveDate,
) -> Result<Marked, DbErr> {
    if !turn.holds(app, tx).await? {
        return Ok(Marked::Lost);
    }
    let keys = (one.person_key.as_slice(), one.mailbox_key.as_slice());
    let noted = noted(tx, [keys.0, keys.1]).await?;
    if is_kept_away(&noted, keys, category(row), asked_on) {
        settle(tx, one, Stand::Suppressed, Some("unsubscribed")).await?;
        return Ok(Marked::KeptAway);
    }
    let marked = Entity::update_many()
        .col_expr(Column::State, Expr::value(Stand::Sending.as_str()))
        .col_expr(Column::Attempts, Expr::value(one.attempts + 1))
        .filter(Column::Id.eq(one.id))
        .filter(Column::State.eq(Stand::Queued.as_str()))
        .exec(tx)
        .await?;
    Ok(match marked.rows_affected {
        1 => Marked::Ours,
        _ => Marked::KeptAway,
    })
}

async fn ended(
    app: &App,
    one: &recipient::Model,
    stand: Stand,
    why: Option<&'static str>,
) -> Result<Step, DbErr> {
    let write = app
        .db
        .write(|tx| async move { settle(&tx, one, stand, why).await });
    write.await?;
    Ok(Step::Done)
}

/// A report may have come back before we write that the mail was taken: then that stands.
async fn settle(
    tx: &Tx,
    one: &recipient::Model,
    stand: Stand,
    why: Option<&'static str>,
) -> Result<(), DbErr> {
    let open = [Stand::Queued, Stand::Sending, Stand::Uncertain].map(Stand::as_str);
    Entity::update_many()
        .col_expr(Column::State, Expr::value(stand.as_str()))
        .col_expr(Column::Reason, Expr::value(why))
        .col_expr(Column::NotBefore, Expr::value(None::<DateTime<Utc>>))
        .filter(Column::Id.eq(one.id))
        .filter(Column::State.is_in(open))
        .exec(tx)
        .await
        .map(drop)
}

/// The server wants it later, and certainly has not taken it.
async fn put_off(app: &App, one: &recipient::Model) -> Result<Step, DbErr> {
    let attempts = one.attempts + 1;
    let Some(wait) = tried_again_after(attempts) else {
        return ended(app, one, Stand::Failed, Some("not-now")).await;
    };
    let at = app.clock.now() + wait;
    let write = app.db.write(|tx| async move {
        Entity::update_many()
            .col_expr(Column::State, Expr::value(Stand::Queued.as_str()))
            .col_expr(Column::Attempts, Expr::value(attempts))
            .col_expr(Column::NotBefore, Expr::value(at))
            .filter(Column::Id.eq(one.id))
            .filter(Column::State.is_in([Stand::Queued.as_str(), Stand::Sending.as_str()]))
            .exec(&*tx)
            .await
            .map(drop)
    });
    write.await?;
    Ok(Step::Done)
}
