//! The codes that invitations and password resets carry: made from the row's id and a key that the database
//! does not hold, printed for typing, found again by their hash.

use sha2::{Digest, Sha256};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::app::App;
use crate::secrets::{crockford, hmac_sha256};

/// 20 characters of five bits: 100 bits.
const SYMBOLS: usize = 20;

/// What a code is for; one for the other does not fit.
#[derive(Clone, Copy, Debug)]
pub enum Purpose {
    Invitation,
    PasswordReset,
}

impl Purpose {
    fn as_str(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::PasswordReset => "password-reset",
        }
    }
}

fn symbols(app: &App, purpose: Purpose, row: Uuid) -> Zeroizing<[u8; SYMBOLS]> {
    let parts: [&[u8]; 2] = [purpose.as_str().as_bytes(), row.as_bytes()];
    let mac = Zeroizing::new(hmac_sha256(&app.keys.mail_tokens, "member-mail", &parts));
    Zeroizing::new(std::array::from_fn(|at| mac[at] & 31))
}

/// As the mail prints it.
pub fn print(app: &App, purpose: Purpose, row: Uuid) -> Zeroizing<String> {
    crockford::print(&*symbols(app, purpose, row))
}

/// As the row keeps it; with 100 random bits a plain hash is enough.
pub fn hash(app: &App, purpose: Purpose, row: Uuid) -> Vec<u8> {
    Sha256::digest(*symbols(app, purpose, row)).to_vec()
}

/// The hash of what somebody typed, or nothing when it is mistyped.
pub fn read(typed: &str) -> Option<Vec<u8>> {
    let symbols = crockford::read::<SYMBOLS>(typed).ok()?;
    Some(Sha256::digest(*symbols).to_vec())
}
