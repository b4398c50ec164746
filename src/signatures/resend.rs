//! Mails link and code once more; the answer never tells whether the address has signed.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, IntoActiveModel, QueryFilter,
};

use super::address::Address;
use super::entity::signature::{Column, for_jobs};
use super::mail;
use super::proven::held;
use super::rules::State;
use super::sign::confirmation;
use super::wire::NewResend;
use super::{SigningQueues, seal};
use crate::app::App;
use crate::http::{Problem, Violation};
use crate::jobs;
use crate::petitions::PetitionId;

/// Why nothing was looked up.
#[derive(Debug, thiserror::Error)]
pub enum ResendError {
    #[error("the address {0}")]
    Address(super::address::AddressError),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

pub async fn resend(
    app: &App,
    queues: &SigningQueues,
    petition: PetitionId,
    new: &NewResend,
) -> Result<(), ResendError> {
    let address = &Address::parse(&new.email).map_err(ResendError::Address)?;
    let Some(key) = queues.keys.of(&app.petition_keys, petition) else {
        return Ok(());
    };
    let dedupe_key = &seal::dedupe_key(&key, address);
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            // Written whether or not the address has signed: both answers take one commit.
            mail::note_asked(app, tx, address).await?;
            let row = for_jobs()
                .filter(Column::PetitionId.eq(petition))
                .filter(Column::DedupeKey.eq(dedupe_key.clone()));
            let Some(row) = held(tx, row).one(tx).await? else {
                return Ok(());
            };
            let (id, language) = (row.id, row.language.clone());
            if row.address_sealed.is_none() && row.state != State::Expired.as_str() {
                let mut row = row.into_active_model();
                row.address_sealed = Set(Some(seal::seal(app, id, address, None, None).address));
                row.update(tx).await?;
            }
            let job = confirmation(id, &language, app.clock.now());
            jobs::enqueue(app, tx, job.only_once(format!("confirm:{id}"))).await
        })
        .await
        .map_err(ResendError::Db)
}

impl From<ResendError> for Problem {
    fn from(error: ResendError) -> Self {
        match error {
            ResendError::Address(error) => {
                Self::invalid(vec![Violation::new("/email", error.to_string())])
            }
            ResendError::Db(error) => error.into(),
        }
    }
}
