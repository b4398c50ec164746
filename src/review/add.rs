//! Seals what a witness adds later, under the key of the testimony.

use super::mailbox::{MailboxError, unlock, write_note};
use super::wire::{NewAddition, NoteAuthor, State};
use crate::app::App;
use crate::text::clean_text;

pub async fn add_to_testimony(app: &App, new: &NewAddition) -> Result<(), MailboxError> {
    app.db
        .write_intake(|tx| async move {
            let tx = &*tx;
            let opened = unlock(app, tx, &new.receipt).await?;
            if opened.receipt.appears_in(new.text.expose()) {
                return Err(MailboxError::ReceiptInText);
            }
            if opened.testimony.state != State::Received.as_str() {
                return Err(MailboxError::Decided);
            }
            let text = clean_text(new.text.expose(), 16_000).map_err(MailboxError::Text)?;
            let text = zeroize::Zeroizing::new(text);
            let row = &opened.testimony;
            write_note(app, tx, &opened.key, row, NoteAuthor::Witness, &text).await
        })
        .await
}
