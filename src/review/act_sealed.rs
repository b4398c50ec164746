//! What a witness does in a mailbox whose receipt never comes here: the client shows its `auth` and seals for itself.

use data_encoding::BASE64URL_NOPAD;
use sea_orm::QuerySelect;

use super::add::add_sealed;
use super::answer_wording::answer_sealed;
use super::wire::sealed_act::{MailboxAct, NewMailboxAct};
use super::withdraw::take_back;
use crate::app::App;
use crate::listen::Nearby;
use crate::secrets::unpack;
use crate::testimony::entity::testimony;
use crate::testimony::mailbox::{MailboxError, by_auth, purpose, warned};
use crate::testimony::seal::{ContentKey, Sealed};
use crate::testimony::told::Told;
use crate::testimony::wire::NoteAuthor;

/// Does it; false when a legal hold keeps the sealed original of what was withdrawn for now.
pub async fn act_on_sealed_mailbox(
    app: &App,
    new: &NewMailboxAct,
    nearby: Nearby,
) -> Result<bool, MailboxError> {
    app.db
        .write_intake(|tx| async move {
            let tx = &*tx;
            let row = by_auth(app, tx, &new.auth, testimony::for_jobs().lock_exclusive()).await?;
            if matches!(new.act, MailboxAct::Add | MailboxAct::Correct) {
                warned(tx, &row, nearby, new.accept_risk).await?;
            }
            match new.act {
                MailboxAct::Add => {
                    add_sealed(app, tx, &row, note(new, NoteAuthor::Witness)?).await?
                }
                MailboxAct::Correct => {
                    let wording = note(new, NoteAuthor::Correction)?;
                    answer_sealed(app, tx, &row, Some(wording)).await?;
                }
                MailboxAct::Approve => answer_sealed(app, tx, &row, None).await?,
                MailboxAct::Withdraw => {
                    let key = new.link_key.as_ref().and_then(link_key);
                    return take_back(app, tx, row, key.as_ref()).await;
                }
            }
            Ok(true)
        })
        .await
}

fn note(new: &NewMailboxAct, from: NoteAuthor) -> Result<Sealed, MailboxError> {
    let sealed = new.sealed.as_deref().unwrap_or_default();
    let bytes = BASE64URL_NOPAD.decode(sealed.as_bytes());
    let bytes = bytes.map_err(|_| MailboxError::NotSealed)?;
    Sealed::from_client(purpose(from), bytes).map_err(|_| MailboxError::NotSealed)
}

fn link_key(text: &Told) -> Option<ContentKey> {
    unpack::<32>(text.expose()).map(|bytes| ContentKey::from_bytes(&bytes))
}
