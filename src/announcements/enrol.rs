//! Writes down who is to get an announcement, in chunks so small that nobody who signs waits for one.

use std::collections::BTreeMap;

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, Statement};
use uuid::Uuid;

use super::audience::{InAudience, is_kept_away, of_row, page};
use super::entity::announcement::{self, Column};
use super::find::category;
use super::keys::mailbox_key;
use super::rules::{Audience, Stand};
use super::suppress::noted;
use super::turn::Turn;
use crate::app::App;
use crate::db::many::{self, Cell};
use crate::ids;

/// About four milliseconds of the one writer that SQLite has.
const CHUNK: u64 = 250;
/// Then others have their turn.
const CHUNKS: usize = 40;

/// How far it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Enrolled {
    All,
    NotYet,
    /// Somebody stopped it.
    Stopped,
}

pub async fn enrol(app: &App, row: &announcement::Model, turn: &Turn) -> Result<Enrolled, DbErr> {
    let audiences = of_row(row);
    let mut done = usize::try_from(row.enrolled_audiences).unwrap_or_default();
    let mut after = row.enrolled_after;
    for _ in 0..CHUNKS {
        let Some(audience) = audiences.get(done) else {
            return Ok(Enrolled::All);
        };
        let (people, last) = page(app, row, *audience, after, CHUNK).await?;
        if last.is_none() {
            done += 1;
        }
        after = last;
        let people = &wanted(app, row, people).await?;
        let place = (done, after);
        let goes_on = app
            .db
            .write(|tx| async move {
                let tx = &*tx;
                if !turn.holds(app, tx).await? {
                    return Ok(false);
                }
                if !people.is_empty() {
                    let insert = insert(app, row, *audience, people);
                    tx.execute_raw(insert).await?;
                }
                note_place(tx, turn, place).await?;
                Ok::<_, DbErr>(true)
            })
            .await?;
        if !goes_on {
            return Ok(Enrolled::Stopped);
        }
    }
    Ok(Enrolled::NotYet)
}

async fn note_place(
    tx: &crate::db::Tx,
    turn: &Turn,
    (done, after): (usize, Option<Uuid>),
) -> Result<(), DbErr> {
    let done = i32::try_from(done).unwrap_or(i32::MAX);
    announcement::Entity::update_many()
        .col_expr(Column::EnrolledAudiences, Expr::value(done))
        .col_expr(Column::EnrolledAfter, Expr::value(after))
        .filter(Column::Id.eq(turn.id))
        .exec(tx)
        .await
        .map(drop)
}

/// One person, and the key of the mailbox.
type Keyed = (InAudience, Vec<u8>);

/// Those whom nothing keeps away, each once.
async fn wanted(
    app: &App,
    row: &announcement::Model,
    people: Vec<InAudience>,
) -> Result<Vec<Keyed>, DbErr> {
    let keyed: BTreeMap<Vec<u8>, Keyed> = people
        .into_iter()
        .map(|person| {
            let mailbox = mailbox_key(app, row.organization_id, &person.address);
            (person.person_key.clone(), (person, mailbox))
        })
        .collect();
    if keyed.is_empty() {
        return Ok(Vec::new());
    }
    let keys = keyed.values();
    let keys = keys.flat_map(|(person, mailbox)| [person.person_key.as_slice(), mailbox]);
    let noted = noted(&app.db.read, keys).await?;
    let category = category(row);
    let keeps = |(person, mailbox): &Keyed| {
        let keys = (person.person_key.as_slice(), mailbox.as_slice());
        !is_kept_away(&noted, keys, category, person.asked_on)
    };
    Ok(keyed.into_values().filter(keeps).collect())
}

const COLUMNS: &[(&str, Cell)] = &[
    ("id", Cell::Uuid),
    ("source_id", Cell::Uuid),
    ("person_key", Cell::Bytes),
    ("mailbox_key", Cell::Bytes),
    ("language", Cell::Text),
];

/// Somebody whom another audience has brought already stays with that one.
fn insert(app: &App, row: &announcement::Model, audience: Audience, people: &[Keyed]) -> Statement {
    let backend = app.db.backend();
    let rows = people.iter().map(|(person, mailbox)| {
        vec![
            ids::timeless(&app.entropy).into(),
            person.source.into(),
            person.person_key.clone().into(),
            mailbox.clone().into(),
            person.language.clone().into(),
        ]
    });
    let shared = vec![
        ("announcement_id", row.id.0.into()),
        ("audience", audience.as_str().into()),
        ("state", Stand::Queued.as_str().into()),
        ("attempts", 0.into()),
    ];
    let tail = "ON CONFLICT (announcement_id, person_key) DO NOTHING";
    many::insert(
        backend,
        "announcement_recipient",
        COLUMNS,
        shared,
        rows.collect(),
        ("true", tail),
    )
}
