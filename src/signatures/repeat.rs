//! An address that is there already: its mailbox gets a mail that looks the same from outside.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbBackend, DbErr,
    IntoActiveModel, QueryFilter, QuerySelect,
};

use super::SignatureId;
use super::counters::Counters;
use super::door::Admitted;
use super::entity::signature::{Column, Model, for_jobs};
use super::rules::State;
use super::seal::{self, Sealed};
use super::sign::{Ballot, comment_state, expires_at, hour};
use crate::app::App;
use crate::db::Tx;

/// What was not confirmed yet is replaced under its own id. Where it says something else now, earlier mails no longer
/// confirm it: anybody who knows an address could have put it there. What was confirmed stays as it is. Gives the signature that the mail is about.
pub async fn repeat(
    app: &App,
    tx: &Tx,
    ballot: &Ballot,
    admitted: Admitted,
    counters: &mut Counters,
) -> Result<Option<SignatureId>, DbErr> {
    let mut found = for_jobs()
        .filter(Column::PetitionId.eq(ballot.petition))
        .filter(Column::DedupeKey.eq(ballot.dedupe_key.clone()));
    if tx.get_database_backend() == DbBackend::Postgres {
        found = found.lock_exclusive();
    }
    // Withdrawn a moment ago by another node: as if the mail had crossed the withdrawal.
    let Some(row) = found.one(tx).await? else {
        return Ok(None);
    };
    let Ok(state) = row.state.parse::<State>() else {
        return Ok(None);
    };
    let id = row.id;
    let sealed = seal::seal(
        app,
        id,
        &ballot.address,
        ballot.name.as_ref().map(|name| name.as_str()),
        ballot.comment.as_ref().map(|text| text.as_str()),
    );
    match state {
        State::Pending | State::Expired => {
            replace(app, tx, row, ballot, admitted, sealed, counters, state).await?
        }
        // The address was erased at confirmation: it comes back until this one mail has left. Where the signature was
        // struck out or set aside, that mail says so, and whom to ask.
        _ => {
            let mut row = row.into_active_model();
            row.address_sealed = Set(Some(sealed.address));
            row.update(tx).await?;
        }
    }
    Ok(Some(id))
}

#[expect(
    clippy::too_many_arguments,
    reason = "one row, what is known of it, and what replaces it"
)]
async fn replace(
    app: &App,
    tx: &Tx,
    old: Model,
    ballot: &Ballot,
    admitted: Admitted,
    sealed: Sealed,
    counters: &mut Counters,
    was: State,
) -> Result<(), DbErr> {
    let now = app.clock.now();
    let same = says_the_same(app, &old, ballot, admitted);
    if was == State::Expired {
        counters.moved(&old, State::Expired, State::Pending);
    }
    let mut row = old.into_active_model();
    row.version_number = Set(admitted.version);
    row.address_sealed = Set(Some(sealed.address));
    row.name_sealed = Set(sealed.name);
    row.comment_sealed = Set(sealed.comment);
    row.comment_state = Set(comment_state(ballot.comment.as_ref()).to_owned());
    row.visibility = Set(ballot.visibility.as_str().to_owned());
    row.standing = Set(ballot.standing.as_str().to_owned());
    row.workplace_id = Set(admitted.workplace);
    row.division_id = Set(admitted.division);
    row.language = Set(ballot.language.clone());
    row.wants_updates = Set(ballot.wants_updates);
    if !same {
        row.nonce = Set(ballot.nonce.to_vec());
    }
    row.state = Set(State::Pending.as_str().to_owned());
    row.reason = Set(None);
    row.signed_at = Set(hour(now));
    row.expires_at = Set(expires_at(now));
    row.ended_at = Set(None);
    row.update(tx).await.map(drop)
}

/// Whether a mail sent for the old row may confirm the new one.
fn says_the_same(app: &App, old: &Model, ballot: &Ballot, admitted: Admitted) -> bool {
    let text =
        |text: &Option<zeroize::Zeroizing<String>>| text.as_ref().map(|text| text.to_string());
    old.version_number == admitted.version
        && old.visibility == ballot.visibility.as_str()
        && old.standing == ballot.standing.as_str()
        && old.workplace_id == admitted.workplace
        && old.division_id == admitted.division
        && old.wants_updates == ballot.wants_updates
        && text(&seal::name(app, old)) == text(&ballot.name)
        && text(&seal::comment(app, old)) == text(&ballot.comment)
}
