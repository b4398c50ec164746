//! Seals what a witness adds later, under the key of the testimony. Nobody publishes over it unread.

use super::said::{Said, say};
use crate::app::App;
use crate::db::Tx;
use crate::listen::Nearby;
use crate::testimony::entity::testimony;
use crate::testimony::mailbox::{MailboxError, put_note, unlock_to_change, warned, write_note};
use crate::testimony::seal::Sealed;
use crate::testimony::wire::{NewAddition, NoteAuthor, State};
use crate::text::clean_text;

pub async fn add_to_testimony(
    app: &App,
    new: &NewAddition,
    nearby: Nearby,
) -> Result<(), MailboxError> {
    app.db
        .write_intake(|tx| async move {
            let tx = &*tx;
            let opened = unlock_to_change(app, tx, &new.receipt).await?;
            warned(tx, &opened.testimony, nearby, new.accept_risk).await?;
            if opened.receipt.appears_in(new.text.expose()) {
                return Err(MailboxError::ReceiptInText);
            }
            undecided(&opened.testimony)?;
            let text = clean_text(new.text.expose(), 16_000).map_err(MailboxError::Text)?;
            let text = zeroize::Zeroizing::new(text);
            let row = &opened.testimony;
            write_note(app, tx, &opened.key, row, NoteAuthor::Witness, &text).await?;
            Ok(say(app, tx, row, Said::Added).await?)
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
    Ok(say(app, tx, row, Said::Added).await?)
}

fn undecided(row: &testimony::Model) -> Result<(), MailboxError> {
    match row.state == State::Received.as_str() {
        true => Ok(()),
        false => Err(MailboxError::Decided),
    }
}
