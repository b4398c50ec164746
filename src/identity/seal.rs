//! Members' names and addresses: sealed in the row, found by keyed hash.

use zeroize::Zeroizing;

use crate::app::App;
use crate::secrets::field::{open_field, seal_field};
use crate::secrets::hmac_sha256;

/// Members sign in by address, so case and surrounding space do not matter.
pub fn canonical(email: &str) -> String {
    email.trim().to_lowercase()
}

pub fn email_key(app: &App, email: &str) -> Vec<u8> {
    hmac_sha256(
        &app.keys.fields,
        "member.email",
        &[canonical(email).as_bytes()],
    )
    .to_vec()
}

pub fn seal(app: &App, column: &str, row: uuid::Uuid, text: &str) -> Vec<u8> {
    app.entropy
        .with(|rng| seal_field(rng, &app.keys.fields, column, row.as_bytes(), text))
}

/// Empty when the key no longer fits: a member list must not fail over one row.
pub fn open(app: &App, column: &str, row: uuid::Uuid, sealed: &[u8]) -> String {
    open_field(&app.keys.fields, column, row.as_bytes(), sealed)
        .map(|text| text.to_string())
        .unwrap_or_default()
}

/// A key of the organization's own, sealed in its row under a key that the database does not hold.
pub fn seal_bytes(app: &App, column: &str, row: uuid::Uuid, bytes: &[u8]) -> Vec<u8> {
    let text = data_encoding::HEXLOWER.encode(bytes);
    seal(app, column, row, &text)
}

/// A secret that `seal_bytes` sealed, or nothing when the key no longer fits.
pub fn open_secret(
    app: &App,
    column: &str,
    row: uuid::Uuid,
    sealed: &[u8],
) -> Option<Zeroizing<Vec<u8>>> {
    let text = open_field(&app.keys.fields, column, row.as_bytes(), sealed).ok()?;
    let bytes = data_encoding::HEXLOWER.decode(text.as_bytes()).ok()?;
    Some(Zeroizing::new(bytes))
}
