//! The witness's answer to the wording: yes, or another wording. Like every act of a witness, it touches nothing else.

use sea_orm::{ColumnTrait, QueryFilter, QuerySelect};

use super::desk::{WitnessAnswer, answer};
use super::entity::review;
use super::said::{Said, said, say};
use super::wire::WordingAnswer;
use crate::app::App;
use crate::db::Tx;
use crate::listen::Nearby;
use crate::testimony::entity::testimony;
use crate::testimony::mailbox::{MailboxError, put_note, unlock_to_change, warned, write_note};
use crate::testimony::seal::Sealed;
use crate::testimony::told::Told;
use crate::testimony::wire::{NoteAuthor, TEXT_MAX};
use crate::text::clean_text;

pub async fn answer_wording(
    app: &App,
    new: &WordingAnswer,
    nearby: Nearby,
) -> Result<(), MailboxError> {
    app.db
        .write_intake(|tx| async move {
            let tx = &*tx;
            let opened = unlock_to_change(app, tx, &new.receipt).await?;
            let row = &opened.testimony;
            waiting(tx, row).await?;
            let said = match (&new.text, new.approve) {
                (Some(text), _) => {
                    warned(tx, row, nearby, new.accept_risk).await?;
                    if opened.receipt.appears_in(text.expose()) {
                        return Err(MailboxError::ReceiptInText);
                    }
                    let text = clean_text(text.expose(), TEXT_MAX).map_err(MailboxError::Text)?;
                    let text = Told::from(text);
                    let key = &opened.key;
                    write_note(app, tx, key, row, NoteAuthor::Correction, text.expose()).await?;
                    Said::Corrected
                }
                (None, Some(true)) => Said::Approved,
                _ => return Err(MailboxError::NothingSaid),
            };
            Ok(say(app, tx, row, said).await?)
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
    waiting(tx, row).await?;
    let said = match wording {
        Some(sealed) => {
            put_note(app, tx, row, NoteAuthor::Correction, sealed).await?;
            Said::Corrected
        }
        None => Said::Approved,
    };
    Ok(say(app, tx, row, said).await?)
}

/// Whether a wording lies in the mailbox and was not answered.
async fn waiting(tx: &Tx, row: &testimony::Model) -> Result<(), MailboxError> {
    let found = review::of(row.organization_id).filter(review::Column::TestimonyId.eq(row.id));
    let review = found.lock_exclusive().one(tx).await?;
    let waits = |review: &review::Model| {
        answer(review) == Some(WitnessAnswer::Waiting) && said(review).is_none()
    };
    match review.is_some_and(|review| waits(&review)) {
        true => Ok(()),
        false => Err(MailboxError::NothingToAnswer),
    }
}
