//! What a restored backup has to forget again: answers that were taken back.

use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::app::App;
use crate::db::Tx;
use crate::events::RsvpId;
use crate::events::entity::rsvp;
use crate::http::entity::deletion::{self, DeletionId};
use crate::ids;
use crate::jobs::{self, Kind, NewJob};

/// How the deletion list names answers.
pub const KIND: &str = "rsvp";

pub async fn note_deletion(app: &App, tx: &Tx, id: RsvpId) -> Result<(), DbErr> {
    let at = crate::clock::hour(app.clock.now());
    let row = deletion::ActiveModel {
        id: Set(DeletionId(ids::at(at, &app.entropy))),
        kind: Set(KIND.to_owned()),
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
