//! What a mail carries: a token for the link and a code to type. Neither stands in a row: both are worked out anew.
//!
//! What confirms is bound to the row's nonce, and a signature that is replaced before it was confirmed gets another
//! one: so a mail confirms what it was sent for, never what somebody else put in its place.

use chrono::{DateTime, Duration, Utc};
use data_encoding::BASE64URL_NOPAD;
use sea_orm::{ColumnTrait, Condition};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::SignatureId;
use super::entity::signature::{Column, Model};
use crate::app::App;
use crate::secrets::{crockford, ct_eq, hmac_sha256};

/// What a token is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    Confirm,
    /// Stays good when a signature was replaced: nobody is harmed by a refusal.
    Withdraw,
}

/// What a mail's link or a typed code points at, not yet compared with the row.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Slip {
    Token(SignatureId, [u8; 32], Purpose),
    Code([u8; SYMBOLS]),
}

/// 13 bits of the hour, 18 of the id to find the row by, and 39 to prove it.
const SYMBOLS: usize = 14;
const HOUR_BITS: u32 = 13;
const HINT_BITS: u32 = 18;
const PROOF_BITS: u32 = 39;
/// The hour comes round every 341 days; so far back codes are looked for.
const ROUNDS: i64 = 6;

pub fn token(app: &App, row: &Model, purpose: Purpose) -> String {
    let bytes = [row.id.0.as_bytes().as_slice(), &proof(app, row, purpose)].concat();
    BASE64URL_NOPAD.encode(&bytes)
}

pub fn read_token(text: &str, purpose: Purpose) -> Option<Slip> {
    let bytes = BASE64URL_NOPAD.decode(text.trim().as_bytes()).ok()?;
    let (id, mac) = bytes.split_first_chunk::<16>()?;
    let id = SignatureId(Uuid::from_bytes(*id));
    Some(Slip::Token(id, mac.try_into().ok()?, purpose))
}

/// Sixteen characters in groups of four.
pub fn code(app: &App, row: &Model) -> Zeroizing<String> {
    crockford::print(&symbols(app, row))
}

/// Nothing where it is mistyped.
pub fn read_code(text: &str) -> Option<Slip> {
    let symbols = crockford::read::<SYMBOLS>(text).ok()?;
    Some(Slip::Code(*symbols))
}

impl Slip {
    /// The row that a token names; a code names none.
    pub fn id(&self) -> Option<SignatureId> {
        match self {
            Self::Token(id, ..) => Some(*id),
            Self::Code(_) => None,
        }
    }

    /// Rows that it may mean. `proves` decides.
    pub fn wanted(&self, now: DateTime<Utc>) -> Condition {
        match self {
            Self::Token(id, ..) => Condition::any().add(Column::Id.eq(*id)),
            Self::Code(symbols) => {
                let ranges = ranges(number(symbols), now).into_iter();
                ranges.fold(Condition::any(), |any, (first, last)| {
                    any.add(Column::Id.between(first, last))
                })
            }
        }
    }

    pub fn proves(&self, app: &App, row: &Model) -> bool {
        match self {
            Self::Token(id, mac, purpose) => {
                *id == row.id && ct_eq(&proof(app, row, *purpose), mac)
            }
            Self::Code(typed) => ct_eq(&symbols(app, row), typed),
        }
    }
}

fn proof(app: &App, row: &Model, purpose: Purpose) -> [u8; 32] {
    let id: &[u8] = row.id.0.as_bytes();
    let key = &app.keys.mail_tokens;
    match purpose {
        Purpose::Confirm => hmac_sha256(key, "confirm-signature", &[id, &row.nonce]),
        Purpose::Withdraw => hmac_sha256(key, "withdraw-signature", &[id]),
    }
}

/// The code of a row.
pub fn symbols(app: &App, row: &Model) -> [u8; SYMBOLS] {
    let id = row.id.0.as_u128();
    let mac = hmac_sha256(
        &app.keys.mail_tokens,
        "signature-code",
        &[row.id.0.as_bytes(), &row.nonce],
    );
    let proof = mac
        .iter()
        .take(8)
        .fold(0_u128, |sum, byte| sum << 8 | u128::from(*byte));
    let hour = (id >> 80) / MILLIS_AN_HOUR % (1 << HOUR_BITS);
    let code = (hour << HINT_BITS | hint(id)) << PROOF_BITS | proof & ((1 << PROOF_BITS) - 1);
    std::array::from_fn(|i| (code >> (5 * (SYMBOLS - 1 - i)) & 31) as u8)
}

const MILLIS_AN_HOUR: u128 = 3_600_000;

/// The first random bits of a UUIDv7: twelve behind the version, six behind the variant.
fn hint(id: u128) -> u128 {
    (id >> 64 & 0xfff) << 6 | id >> 56 & 0x3f
}

fn number(symbols: &[u8; SYMBOLS]) -> u128 {
    symbols
        .iter()
        .fold(0, |sum, symbol| sum << 5 | u128::from(*symbol))
}

/// Ids that begin as the code says, in the last hours that it may mean.
fn ranges(code: u128, now: DateTime<Utc>) -> Vec<(SignatureId, SignatureId)> {
    let hour = i64::try_from(code >> (HINT_BITS + PROOF_BITS)).unwrap_or_default();
    let hint = code >> PROOF_BITS & ((1 << HINT_BITS) - 1);
    // An hour ahead: clocks of several nodes differ.
    let latest = (now + Duration::hours(1)).timestamp_millis() / 3_600_000;
    let round = 1_i64 << HOUR_BITS;
    let newest = latest - (latest - hour).rem_euclid(round);
    let first = |hour: i64| {
        let millis = u128::try_from(hour).ok()? * MILLIS_AN_HOUR;
        let start = millis << 80 | 7 << 76 | hint >> 6 << 64 | 2 << 62 | (hint & 0x3f) << 56;
        let id = |bits| SignatureId(Uuid::from_u128(bits));
        Some((id(start), id(start | ((1 << 56) - 1))))
    };
    let hours = (0..ROUNDS).map(|back| newest - back * round);
    hours.filter_map(first).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::Entropy;

    #[test]
    fn a_code_finds_its_row_for_five_years() -> Result<(), Box<dyn std::error::Error>> {
        let signed = "2026-10-06T18:00:00Z".parse::<DateTime<Utc>>()?;
        let entropy = Entropy::seeded(7);
        for days in [0, 7, 340, 400, 1700] {
            let id = crate::ids::at(signed, &entropy);
            let bits = id.as_u128();
            let hour = (bits >> 80) / MILLIS_AN_HOUR % (1 << HOUR_BITS);
            let code = (hour << HINT_BITS | hint(bits)) << PROOF_BITS;
            let found = ranges(code, signed + Duration::days(days));
            assert!(
                found
                    .iter()
                    .any(|(first, last)| first.0 <= id && id <= last.0),
                "after {days} days"
            );
        }
        Ok(())
    }
}
