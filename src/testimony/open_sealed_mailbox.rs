//! Hands a witness's client what lies in the mailbox as it is stored; the receipt never comes here.

use data_encoding::BASE64URL_NOPAD;
use sea_orm::{ColumnTrait, QueryFilter};

use super::entity::{testimony, testimony_note};
use super::holds::holds_of;
use super::mailbox::{MailboxError, by_auth, keeping, retention_days, withdraw_until};
use super::readers::wrap_of;
use super::told::Told;
use super::wire::sealing::{SealedMailbox, SealedNote};
use super::wrap::Recipient;
use crate::app::App;

pub async fn open_sealed_mailbox(app: &App, auth: &Told) -> Result<SealedMailbox, MailboxError> {
    let db = &app.db.read;
    let row = by_auth(app, db, auth, testimony::for_jobs()).await?;
    let wrap = wrap_of(db, row.id, Recipient::Mailbox).await?;
    let wrap = wrap.ok_or(MailboxError::Unknown)?;
    let notes = testimony_note::for_jobs()
        .filter(testimony_note::Column::TestimonyId.eq(row.id))
        .all(db)
        .await?;
    let mut notes: Vec<_> = notes.into_iter().filter_map(shown).collect();
    notes.sort_by(|a, b| (a.written_on, &a.sealed).cmp(&(b.written_on, &b.sealed)));
    let holds = holds_of(db, row.organization_id).await?;
    let setting = retention_days(db, row.organization_id).await?;
    let kept = keeping(&row, setting, &holds).map_err(|_| MailboxError::CannotOpen)?;
    Ok(SealedMailbox {
        organization_id: row.organization_id,
        testimony_id: row.id,
        state: row.state.parse().map_err(|_| MailboxError::CannotOpen)?,
        wrapped: BASE64URL_NOPAD.encode(&wrap.wrapped),
        notes,
        wants_approval: row.wants_approval,
        verified_worker: row.verified_worker,
        legal_hold: kept.legal_hold,
        withdraw_until: withdraw_until(db, row.campaign_id).await?,
        destroyed_from: kept.destroyed_from,
    })
}

fn shown(note: testimony_note::Model) -> Option<SealedNote> {
    Some(SealedNote {
        from: note.author.parse().ok()?,
        sealed: BASE64URL_NOPAD.encode(&note.sealed),
        written_on: note.added_on,
    })
}
