//! What a restored backup has to forget again: answers that were taken back, and who was struck out.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter,
};
use uuid::Uuid;

use crate::app::App;
use crate::db::Tx;
use crate::events::RsvpId;
use crate::events::entity::rsvp;
use crate::events::rules::Standing;
use crate::http::entity::deletion::{self, DeletionId};
use crate::ids;
use crate::jobs::{self, Kind, NewJob};

/// How the deletion list names answers.
pub const KIND: &str = "rsvp";

/// How it names those who were taken off a list.
pub const STRUCK_OUT_KIND: &str = "rsvp_struck_out";

pub async fn note_deletion(app: &App, tx: &Tx, id: RsvpId) -> Result<(), DbErr> {
    note(app, tx, KIND, id).await
}

pub async fn note_strike_out(app: &App, tx: &Tx, id: RsvpId) -> Result<(), DbErr> {
    note(app, tx, STRUCK_OUT_KIND, id).await
}

async fn note(app: &App, tx: &Tx, kind: &str, id: RsvpId) -> Result<(), DbErr> {
    let at = crate::clock::hour(app.clock.now());
    let row = deletion::ActiveModel {
        id: Set(DeletionId(ids::at(at, &app.entropy))),
        kind: Set(kind.to_owned()),
        subject: Set(id.0),
        created_at: Set(at),
    };
    row.insert(tx).await?;
    let log = NewJob::new(Kind::LogDeletions, Uuid::nil(), app.clock.now());
    jobs::enqueue(app, tx, log.only_once("log_deletions")).await
}

/// Deletes the answer of one entry of the list, where a backup has brought it back.
pub async fn forget_again(tx: &Tx, subject: Uuid) -> Result<(), DbErr> {
    rsvp::Entity::delete_many()
        .filter(rsvp::Column::Id.eq(RsvpId(subject)))
        .exec(tx)
        .await
        .map(drop)
}

/// Strikes somebody out again: the row stays, so that the address does not get in by a second answer.
pub async fn strike_out_again(tx: &Tx, subject: Uuid) -> Result<(), DbErr> {
    let found = rsvp::for_jobs().filter(rsvp::Column::Id.eq(RsvpId(subject)));
    let Some(row) = found.one(tx).await? else {
        return Ok(());
    };
    let mut row = row.into_active_model();
    shut_out(&mut row);
    row.update(tx).await.map(drop)
}

/// Name and address go, and with them everything that a place was.
pub fn shut_out(row: &mut rsvp::ActiveModel) {
    row.state = Set(Standing::StruckOut.as_str().to_owned());
    row.address_sealed = Set(None);
    row.name_sealed = Set(None);
    row.waiting_number = Set(None);
    row.wants_updates = Set(false);
    row.join_seen = Set(None);
}
