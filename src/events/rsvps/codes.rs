//! What mails carry: tokens that stand in no row and are worked out anew.

use data_encoding::BASE64URL_NOPAD;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, QueryFilter};
use uuid::Uuid;

use crate::app::App;
use crate::events::RsvpId;
use crate::events::entity::rsvp;
use crate::secrets::{ct_eq, hmac_sha256};

/// What a token is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Confirm,
    /// To be shown one's own answer, and to take it back.
    Own,
}

pub fn token(app: &App, row: &rsvp::Model, purpose: Purpose) -> String {
    let bytes = [row.id.0.as_bytes().as_slice(), &proof(app, row, purpose)].concat();
    BASE64URL_NOPAD.encode(&bytes)
}

/// The answer that a token proves; nothing for a stranger's.
pub async fn proven(
    app: &App,
    db: &impl ConnectionTrait,
    text: &str,
    purpose: Purpose,
) -> Result<Option<rsvp::Model>, DbErr> {
    let bytes = BASE64URL_NOPAD.decode(text.trim().as_bytes());
    let Ok(bytes) = bytes else { return Ok(None) };
    let Some((id, mac)) = bytes.split_first_chunk::<16>() else {
        return Ok(None);
    };
    let id = RsvpId(Uuid::from_bytes(*id));
    let found = rsvp::for_jobs().filter(rsvp::Column::Id.eq(id));
    let found = found.one(db).await?;
    Ok(found.filter(|row| ct_eq(&proof(app, row, purpose), mac)))
}

/// Bound to the row's nonce: a mail confirms what it was sent for, never what somebody else put in its place.
fn proof(app: &App, row: &rsvp::Model, purpose: Purpose) -> [u8; 32] {
    let purpose = match purpose {
        Purpose::Confirm => "confirm-rsvp",
        Purpose::Own => "own-rsvp",
    };
    let parts: [&[u8]; 2] = [row.id.0.as_bytes(), &row.nonce];
    hmac_sha256(&app.keys.mail_tokens, purpose, &parts)
}
