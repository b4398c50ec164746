//! The witness's answer to the wording: yes, or another wording. Like every act of a witness, it touches nothing else.

use sea_orm::{ColumnTrait, DbErr, QueryFilter, QuerySelect};

use super::desk::{WitnessAnswer, answer, replace};
use super::entity::review;
use super::wire::WordingAnswer;
use crate::app::App;
use crate::db::Tx;
use crate::testimony::entity::testimony;
use crate::testimony::mailbox::{
    MailboxError, put_note, take_wording_back, unlock_to_change, write_note,
};
use crate::testimony::seal::Sealed;
use crate::testimony::told::Told;
use crate::testimony::wire::{NoteAuthor, TEXT_MAX};
use crate::text::clean_text;

pub async fn answer_wording(app: &App, new: &WordingAnswer) -> Result<(), MailboxError> {
    app.db
        .write_intake(|tx| async move {
            let tx = &*tx;
            let opened = unlock_to_change(app, tx, &new.receipt).await?;
            let row = &opened.testimony;
            let review = waiting(tx, row).await?;
            let said = match (&new.text, new.approve) {
                (Some(text), _) => {
                    if opened.receipt.appears_in(text.expose()) {
                        return Err(MailboxError::ReceiptInText);
                    }
                    let text = clean_text(text.expose(), TEXT_MAX).map_err(MailboxError::Text)?;
                    let text = Told::from(text);
                    let key = &opened.key;
                    write_note(app, tx, key, row, NoteAuthor::Correction, text.expose()).await?;
                    WitnessAnswer::Corrected
                }
                (None, Some(true)) => WitnessAnswer::Approved,
                _ => return Err(MailboxError::NothingSaid),
            };
            Ok(answered(tx, row, review, said).await?)
        })
        .await
}

/// The same from a client that keeps the receipt to itself: yes, or the wording that it sealed.
pub(super) async fn answer_sealed(
    app: &App,
    tx: &Tx,
    row: &testimony::Model,
    wording: Option<Sealed>,
) -> Result<(), MailboxError> {
    let review = waiting(tx, row).await?;
    let said = match wording {
        Some(sealed) => {
            put_note(app, tx, row, NoteAuthor::Correction, sealed).await?;
            WitnessAnswer::Corrected
        }
        None => WitnessAnswer::Approved,
    };
    Ok(answered(tx, row, review, said).await?)
}

/// The review whose wording lies in the mailbox.
async fn waiting(tx: &Tx, row: &testimony::Model) -> Result<review::Model, MailboxError> {
    let found = review::of(row.organization_id).filter(review::Column::TestimonyId.eq(row.id));
    let review = found.lock_exclusive().one(tx).await?;
    review
        .filter(|review| answer(review) == Some(WitnessAnswer::Waiting))
        .ok_or(MailboxError::NothingToAnswer)
}

async fn answered(
    tx: &Tx,
    row: &testimony::Model,
    mut review: review::Model,
    said: WitnessAnswer,
) -> Result<(), DbErr> {
    review.witness_answer = Some(said.as_str().to_owned());
    if said == WitnessAnswer::Corrected {
        (review.approved_by, review.approved_on) = (None, None);
    }
    take_wording_back(tx, row).await?;
    replace(tx, review).await.map(drop)
}
