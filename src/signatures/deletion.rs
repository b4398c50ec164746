//! What a restored backup has to forget again.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, IntoActiveModel, QueryFilter,
};
use uuid::Uuid;

use super::SignatureId;
use super::counters::Counters;
use super::entity::{paper_signature, signature};
use super::rules::State;
use super::transition::forget_person;
use crate::app::App;
use crate::db::Tx;
use crate::http::entity::deletion::{self, DeletionId};
use crate::ids;
use crate::jobs::{self, Kind, NewJob};

/// How the deletion list names signatures.
pub const KIND: &str = "signature";

/// By the hour: beside a log of who was on the network when, a minute would tell whose signature it was.
/// Packets that print the name learn of it by a job: they stand on signatures, not the other way round.
pub async fn note_deletion(app: &App, tx: &Tx, id: SignatureId) -> Result<(), DbErr> {
    let at = crate::clock::hour(app.clock.now());
    let row = deletion::ActiveModel {
        id: Set(DeletionId(ids::at(at, &app.entropy))),
        kind: Set(KIND.to_owned()),
        subject: Set(id.0),
        created_at: Set(at),
    };
    row.insert(tx).await?;
    let packets = NewJob::new(Kind::ForgetSignature, id.0, app.clock.now());
    jobs::enqueue(app, tx, packets).await?;
    let log = NewJob::new(Kind::LogDeletions, Uuid::nil(), app.clock.now());
    jobs::enqueue(app, tx, log.only_once("log_deletions")).await
}

/// Forgets the person of one entry of the deletion list, where a backup has brought them back.
pub async fn forget_again(tx: &Tx, subject: Uuid) -> Result<(), DbErr> {
    let id = SignatureId(subject);
    let found = signature::for_jobs()
        .filter(signature::Column::Id.eq(id))
        .one(tx)
        .await?;
    let Some(row) = found else {
        return forget_paper_again(tx, id).await;
    };
    let Ok(state) = row.state.parse::<State>() else {
        return Ok(());
    };
    let mut counters = Counters::default();
    if !matches!(state, State::Withdrawn | State::Erased) {
        counters.moved(&row, state, State::Erased);
    }
    let mut row = row.into_active_model();
    if !matches!(state, State::Withdrawn | State::Erased) {
        row.state = Set(State::Erased.as_str().to_owned());
    }
    forget_person(&mut row, id);
    row.update(tx).await?;
    counters.write(tx).await
}

async fn forget_paper_again(tx: &Tx, id: SignatureId) -> Result<(), DbErr> {
    let found = paper_signature::for_jobs().filter(paper_signature::Column::Id.eq(id));
    let Some(row) = found.one(tx).await? else {
        return Ok(());
    };
    let Ok(state) = row.state.parse::<State>() else {
        return Ok(());
    };
    let mut counters = Counters::default();
    let is_gone = matches!(state, State::Withdrawn | State::Erased);
    if !is_gone {
        counters.moved_on_paper(&row, Some(state), State::Erased);
    }
    let mut row = row.into_active_model();
    if !is_gone {
        row.state = Set(State::Erased.as_str().to_owned());
    }
    forget_on_paper(&mut row);
    row.update(tx).await?;
    counters.write(tx).await
}

/// Takes out of a line what tells who it was. Its sheet and number stay, so that nobody types it in again.
pub fn forget_on_paper(row: &mut paper_signature::ActiveModel) {
    row.name_sealed = Set(None);
    row.name_key = Set(None);
    row.address_key = Set(None);
}
