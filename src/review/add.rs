//! Seals what a witness adds later, under the key of the testimony. Nobody publishes over it unread.

use sea_orm::{ColumnTrait, DbErr, QueryFilter, QuerySelect};

use super::desk::{WitnessAnswer, answer, replace};
use super::entity::review;
use crate::app::App;
use crate::db::Tx;
use crate::testimony::entity::testimony;
use crate::testimony::mailbox::{
    MailboxError, put_note, take_wording_back, unlock_to_change, write_note,
};
use crate::testimony::seal::Sealed;
use crate::testimony::wire::{NewAddition, NoteAuthor, State};
use crate::text::clean_text;

pub async fn add_to_testimony(app: &App, new: &NewAddition) -> Result<(), MailboxError> {
    app.db
        .write_intake(|tx| async move {
            let tx = &*tx;
            let opened = unlock_to_change(app, tx, &new.receipt).await?;
            if opened.receipt.appears_in(new.text.expose()) {
                return Err(MailboxError::ReceiptInText);
            }
            undecided(&opened.testimony)?;
            let text = clean_text(new.text.expose(), 16_000).map_err(MailboxError::Text)?;
            let text = zeroize::Zeroizing::new(text);
            let row = &opened.testimony;
            write_note(app, tx, &opened.key, row, NoteAuthor::Witness, &text).await?;
            Ok(end_approval(tx, row).await?)
        })
        .await
}

/// The same from a client that sealed it.
pub(super) async fn add_sealed(
    app: &App,
    tx: &Tx,
    row: &testimony::Model,
    note: Sealed,
) -> Result<(), MailboxError> {
    undecided(row)?;
    put_note(app, tx, row, NoteAuthor::Witness, note).await?;
    Ok(end_approval(tx, row).await?)
}

fn undecided(row: &testimony::Model) -> Result<(), MailboxError> {
    match row.state == State::Received.as_str() {
        true => Ok(()),
        false => Err(MailboxError::Decided),
    }
}

/// Who approved had not read this. A wording that waits for the witness is none any more; a correction stays to be read.
pub(super) async fn end_approval(tx: &Tx, row: &testimony::Model) -> Result<(), DbErr> {
    let found = review::of(row.organization_id).filter(review::Column::TestimonyId.eq(row.id));
    let Some(mut review) = found.lock_exclusive().one(tx).await? else {
        return Ok(());
    };
    if answer(&review) != Some(WitnessAnswer::Corrected) {
        review.witness_answer = None;
    }
    (review.approved_by, review.approved_on) = (None, None);
    take_wording_back(tx, row).await?;
    replace(tx, review).await.map(drop)
}
