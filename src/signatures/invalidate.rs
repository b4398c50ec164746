//! Strikes out a batch of signatures that are not people's own; they stay visible, with the reason.

use sea_orm::DbErr;
use uuid::Uuid;

use super::counters::Counters;
use super::rules::Transition;
use super::transition::{ChangeError, own, step, write};
use super::wire::{Invalidation, NewInvalidation};
use crate::app::App;
use crate::audit;
use crate::http::idempotency::NotOnce;
use crate::http::{Once, Problem};
use crate::identity::Caller;
use crate::ids;
use crate::petitions::PetitionId;

/// Why a batch was not struck out. All of it is, or nothing.
#[derive(Debug, thiserror::Error)]
pub enum InvalidateError {
    #[error(transparent)]
    Change(#[from] ChangeError),
    #[error(transparent)]
    Once(#[from] NotOnce),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

pub async fn invalidate(
    app: &App,
    caller: &Caller,
    petition: PetitionId,
    new: &NewInvalidation,
    once: &Once,
) -> Result<Invalidation, InvalidateError> {
    let batch: Uuid = ids::timely(&app.clock, &app.entropy);
    let mut wanted = new.signature_ids.clone();
    wanted.sort();
    wanted.dedup();
    let wanted = &wanted;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            if let Some(first) = once.claim(app, tx).await? {
                return Ok(first);
            }
            let mut counters = Counters::default();
            for id in wanted {
                let row = own(tx, caller.organization, *id).await?;
                if row.petition_id != petition {
                    return Err(ChangeError::NotFound.into());
                }
                let (_, row) = step(row, Transition::Invalidate, app.clock.now(), &mut counters)?;
                write(tx, row, Some(new.reason.as_str().to_owned()), Some(batch)).await?;
            }
            counters.write(tx).await?;
            let done = Invalidation { batch: batch.to_string(), number: u32::try_from(wanted.len()).unwrap_or(u32::MAX), reason: new.reason };
            let action = audit::Action::new(caller.actor(), "invalidate_signatures", petition);
            let detail = serde_json::json!({"reason": new.reason.as_str(), "number": done.number, "batch": done.batch});
            audit::record(app, tx, caller.organization, action.detail(detail)).await?;
            once.keep(app, tx, &done).await?;
            Ok(done)
        })
        .await
}

impl From<InvalidateError> for Problem {
    fn from(error: InvalidateError) -> Self {
        match error {
            InvalidateError::Change(error) => error.into(),
            InvalidateError::Once(error) => error.into(),
            InvalidateError::Db(error) => error.into(),
        }
    }
}
