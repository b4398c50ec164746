//! Shows a witness what stands behind the receipt.

use super::holds::holds_of;
use super::mailbox::{
    MailboxError, keeping, notes, printed_beside, retention_days, unlock, withdraw_until,
};
use super::photograph::kept::sheets;
use super::told::Told;
use super::wire::{Mailbox, Note, NoteAuthor, OwnPhotograph, State};
use crate::app::App;

pub async fn open_mailbox(app: &App, receipt: &Told) -> Result<Mailbox, MailboxError> {
    let db = &app.db.read;
    let opened = unlock(app, db, receipt).await?;
    let row = &opened.testimony;
    let state = row.state.parse().map_err(|_| MailboxError::CannotOpen)?;
    let notes = notes(db, &opened.key, row).await?;
    let waits = |note: &&super::mailbox::OpenNote| note.from == NoteAuthor::Wording;
    let wording = notes
        .iter()
        .find(waits)
        .filter(|_| state == State::Received);
    let wording = wording.map(|note| Told::from(note.text.expose().to_owned()));
    let beside = wording.as_ref().and_then(|_| printed_beside(&notes));
    let said = notes
        .into_iter()
        .filter(|note| !matches!(note.from, NoteAuthor::Wording | NoteAuthor::Beside));
    let said = said.map(|note| Note {
        from: note.from,
        text: note.text,
        written_on: note.written_on,
    });
    let photographs = sheets(db, &opened.key, row, None).await?.into_iter();
    let holds = holds_of(db, row.organization_id).await?;
    let setting = retention_days(db, row.organization_id).await?;
    let kept = keeping(row, setting, &holds).map_err(|_| MailboxError::CannotOpen)?;
    Ok(Mailbox {
        state,
        notes: said.collect(),
        wording,
        beside,
        photographs: photographs.map(OwnPhotograph::from).collect(),
        wants_approval: row.wants_approval,
        verified_worker: row.verified_worker,
        legal_hold: kept.legal_hold,
        withdraw_until: withdraw_until(db, row.campaign_id).await?,
        destroyed_from: kept.destroyed_from,
    })
}
