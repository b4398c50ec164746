//! What a mail carries: a token for the link and a code to type. Both are derived from the id, so that no row holds them.

use data_encoding::BASE64URL_NOPAD;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::SignatureId;
use crate::app::App;
use crate::secrets::{crockford, ct_eq, hmac_sha256};

/// What a token is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Confirm,
    Withdraw,
}

impl Purpose {
    fn domain(self) -> &'static str {
        match self {
            Self::Confirm => "confirm-signature",
            Self::Withdraw => "withdraw-signature",
        }
    }
}

/// Ten symbols carry 50 bits; two more are checks.
const SYMBOLS: usize = 10;

pub fn token(app: &App, id: SignatureId, purpose: Purpose) -> String {
    let mac = hmac_sha256(&app.keys.mail_tokens, purpose.domain(), &[id.0.as_bytes()]);
    let bytes = [id.0.as_bytes().as_slice(), &mac].concat();
    BASE64URL_NOPAD.encode(&bytes)
}

pub fn read_token(app: &App, text: &str, purpose: Purpose) -> Option<SignatureId> {
    let bytes = BASE64URL_NOPAD.decode(text.trim().as_bytes()).ok()?;
    let (id, mac) = bytes.split_first_chunk::<16>()?;
    let ours = hmac_sha256(&app.keys.mail_tokens, purpose.domain(), &[id]);
    ct_eq(&ours, mac).then_some(SignatureId(Uuid::from_bytes(*id)))
}

/// Twelve characters in groups of four.
pub fn code(app: &App, id: SignatureId) -> Zeroizing<String> {
    crockford::print(&symbols(app, id)[..])
}

/// What the row holds of the code, to find the row by it.
pub fn code_hash(app: &App, id: SignatureId) -> Vec<u8> {
    hash(app, &symbols(app, id))
}

/// The hash of a typed code; nothing where it is mistyped.
pub fn read_code(app: &App, text: &str) -> Option<Vec<u8>> {
    let symbols = crockford::read::<SYMBOLS>(text).ok()?;
    Some(hash(app, &symbols))
}

fn symbols(app: &App, id: SignatureId) -> Zeroizing<[u8; SYMBOLS]> {
    let mac = hmac_sha256(&app.keys.mail_tokens, "signature-code", &[id.0.as_bytes()]);
    Zeroizing::new(std::array::from_fn(|i| mac[i] & 31))
}

fn hash(app: &App, symbols: &[u8; SYMBOLS]) -> Vec<u8> {
    hmac_sha256(&app.keys.mail_tokens, "signature-code-hash", &[symbols]).to_vec()
}
