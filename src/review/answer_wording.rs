//! The witness's answer to the wording: yes, or another wording. Like every act of a witness, it touches nothing else.

use sea_orm::{ColumnTrait, QueryFilter, QuerySelect};

use super::desk::{WitnessAnswer, answer, replace};
use super::entity::review;
use super::wire::WordingAnswer;
use crate::app::App;
use crate::testimony::mailbox::{MailboxError, take_wording_back, unlock_to_change, write_note};
use crate::testimony::told::Told;
use crate::testimony::wire::{NoteAuthor, TEXT_MAX};
use crate::text::clean_text;

pub async fn answer_wording(app: &App, new: &WordingAnswer) -> Result<(), MailboxError> {
    app.db
        .write_intake(|tx| async move {
            let tx = &*tx;
            let opened = unlock_to_change(app, tx, &new.receipt).await?;
            let row = &opened.testimony;
            let found =
                review::of(row.organization_id).filter(review::Column::TestimonyId.eq(row.id));
            let review = found.lock_exclusive().one(tx).await?;
            let review = review.ok_or(MailboxError::NothingToAnswer)?;
            if answer(&review) != Some(WitnessAnswer::Waiting) {
                return Err(MailboxError::NothingToAnswer);
            }
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
            let mut changed = review;
            changed.witness_answer = Some(said.as_str().to_owned());
            if said == WitnessAnswer::Corrected {
                (changed.approved_by, changed.approved_on) = (None, None);
            }
            take_wording_back(tx, row).await?;
            replace(tx, changed).await?;
            Ok(())
        })
        .await
}
