//! Every night the rows of witnesses and reviewers go into the order of their random ids, so that neither pages nor row versions tell who came first or what belongs together.

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbErr};

use crate::app::App;
use crate::db::{Db, Tx, lock_tables, put_back, take_out};
use crate::tokens::sweep::sweep_tokens;

/// Moved once, in the night after they came: they are too large to be moved every night.
const PHOTOGRAPHS: &str = "testimony_photograph";

/// The tables of the witness and of the reviewers' work on it, and the order of their rows.
const SEALED: [(&str, &str); 9] = [
    ("testimony", "id"),
    (
        "testimony_wrap",
        "testimony_id, recipient_kind, recipient_id",
    ),
    ("testimony_note", "id"),
    (PHOTOGRAPHS, "id"),
    ("review", "testimony_id"),
    ("tombstone", "mark"),
    ("token_voucher", "mark"),
    ("token_epoch", "id"),
    ("spent_token", "epoch_id, mark"),
];

/// What is published; the first is what the others point at.
const PUBLISHED: [(&str, &str); 4] = [
    ("published_testimony", "id"),
    ("incident", "id"),
    ("layoff", "id"),
    ("published_photograph", "id"),
];

fn tables() -> Vec<&'static str> {
    SEALED
        .iter()
        .chain(&PUBLISHED)
        .map(|(table, _)| *table)
        .collect()
}

/// Waits for whoever writes there, and keeps the next one waiting: what they say must not be undone.
pub(super) async fn lock(tx: &Tx) -> Result<(), DbErr> {
    lock_tables(tx, &tables()).await
}

/// What was deleted or moved is still legible in places until then.
pub(super) async fn clear_traces(db: &Db) -> Result<(), DbErr> {
    db.clear_traces(&tables()).await
}

pub async fn shuffle(app: &App) -> Result<(), DbErr> {
    let today = app.clock.today();
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            lock(tx).await?;
            sweep_tokens(tx, today).await?;
            for (table, which) in moving(today) {
                take_out(tx, table, &which).await?;
            }
            let settled = format!("UPDATE moved_{PHOTOGRAPHS} SET settled = TRUE");
            tx.execute_unprepared(&settled).await?;
            for (table, key) in SEALED.iter().chain(&PUBLISHED) {
                put_back(tx, table, key).await?;
            }
            Ok::<_, DbErr>(())
        })
        .await?;
    clear_traces(&app.db).await
}

/// The days that are over; whoever points at a row goes before it.
fn moving(today: NaiveDate) -> [(&'static str, String); 13] {
    let over = format!("received_on < '{today}'");
    let of_them = format!("testimony_id IN (SELECT id FROM testimony WHERE {over})");
    let all = || "1 = 1".to_owned();
    [
        ("review", of_them.clone()),
        ("testimony_wrap", of_them),
        ("testimony_note", format!("added_on < '{today}'")),
        (PHOTOGRAPHS, format!("added_on < '{today}' AND NOT settled")),
        ("testimony", over),
        ("tombstone", all()),
        ("token_epoch", all()),
        ("token_voucher", all()),
        ("spent_token", all()),
        ("incident", all()),
        ("layoff", all()),
        ("published_photograph", all()),
        ("published_testimony", all()),
    ]
}
