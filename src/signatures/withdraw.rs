//! A signer takes the signature back: it no longer counts, and what told who it was is destroyed.

use sea_orm::{ActiveValue::Set, DbErr};

use super::SignatureId;
use super::codes::{self, Purpose};
use super::confirm::ConfirmRefused;
use super::counters::Counters;
use super::deletion::note_deletion;
use super::entity::signature::Model;
use super::rules::{State, Transition};
use super::transition::{ChangeError, by_slip, forget_person, state_of, step, write};
use super::wire::{NewWithdrawal, WithdrawnSignature};
use crate::app::App;
use crate::db::Tx;
use crate::http::{Problem, Violation};
use crate::jobs::{self, Kind, NewJob};

/// Why nothing was withdrawn.
#[derive(Debug, thiserror::Error)]
pub enum WithdrawError {
    #[error("give a token or a code")]
    NeitherOrBoth,
    #[error("the token or code is not one of ours, or its signature is struck out")]
    NotValid,
    #[error(transparent)]
    Change(#[from] ChangeError),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

pub async fn withdraw(app: &App, new: &NewWithdrawal) -> Result<WithdrawnSignature, WithdrawError> {
    let slip = match (&new.token, &new.code) {
        (Some(token), None) => codes::read_token(token, Purpose::Withdraw),
        (None, Some(code)) => codes::read_code(code),
        _ => return Err(WithdrawError::NeitherOrBoth),
    };
    let slip = &slip.ok_or(WithdrawError::NotValid)?;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let row = by_slip(app, tx, slip)
                .await?
                .ok_or(WithdrawError::NotValid)?;
            let petition_id = row.petition_id;
            let state = match state_of(&row)? {
                State::Confirmed | State::Quarantined => take_back(app, tx, row).await?,
                State::Pending => decline(app, tx, row).await?,
                state @ (State::Withdrawn | State::Expired) => state,
                State::Invalidated | State::Erased => return Err(WithdrawError::NotValid),
            };
            Ok(WithdrawnSignature { petition_id, state })
        })
        .await
}

async fn take_back(app: &App, tx: &Tx, row: Model) -> Result<State, WithdrawError> {
    let now = app.clock.now();
    let (id, address, language) = (row.id, row.address_sealed.clone(), row.language.clone());
    let mut counters = Counters::default();
    let (state, mut row) = step(row, Transition::Withdraw, now, &mut counters)?;
    forget_person(&mut row, id);
    if address.is_some() {
        // The mailbox is told, so that nobody withdraws for another unnoticed; that mail takes the address with it.
        row.address_sealed = Set(address);
        let job = NewJob::new(Kind::SendWithdrawn, id.0, now).language(&language);
        jobs::enqueue(app, tx, job).await?;
    }
    write(tx, row, None, None).await?;
    counters.write(tx).await?;
    note_deletion(app, tx, id).await?;
    Ok(state)
}

/// Whoever says no to a signature that was never confirmed ends it at once.
async fn decline(app: &App, tx: &Tx, row: Model) -> Result<State, WithdrawError> {
    let id: SignatureId = row.id;
    let mut counters = Counters::default();
    let (state, mut row) = step(row, Transition::Expire, app.clock.now(), &mut counters)?;
    forget_person(&mut row, id);
    write(tx, row, Some("declined".to_owned()), None).await?;
    counters.write(tx).await?;
    Ok(state)
}

impl From<WithdrawError> for Problem {
    fn from(error: WithdrawError) -> Self {
        match error {
            WithdrawError::NeitherOrBoth => Self::invalid(vec![Violation::new(
                "",
                "must have a `token` or a `code`, and not both",
            )]),
            WithdrawError::NotValid => ConfirmRefused::NotValid.into(),
            WithdrawError::Change(error) => error.into(),
            WithdrawError::Db(error) => error.into(),
        }
    }
}
