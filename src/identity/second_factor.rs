//! Time-based codes (RFC 6238) in the one form that every authenticator app knows: SHA-1, six digits, 30 seconds.

use chrono::{DateTime, Utc};
use totp_rs::{Builder, Totp};

use super::entity::member;
use super::seal;
use crate::app::App;
use crate::http::{Problem, catalogue as known};

/// RFC 4226 recommends 160 bits.
pub const SECRET_BYTES: usize = 20;
const ISSUER: &str = "Broadside";

fn totp(secret: &[u8], account: &str) -> Option<Totp> {
    Builder::new()
        .with_secret(secret.to_vec())
        .with_skew(1)
        .with_account_name(account)
        .with_issuer(Some(ISSUER))
        .build()
        .ok()
}

/// What an authenticator app reads from a QR code.
pub fn otpauth_url(secret: &[u8], account: &str) -> Option<String> {
    totp(secret, account)?.to_url().ok()
}

/// The time step that a code belongs to: this one, the one before or the one after, and later than `last`,
/// since a code counts once (RFC 6238, 5.2).
pub fn step_of(secret: &[u8], code: &str, last: Option<i64>, now: DateTime<Utc>) -> Option<i64> {
    let digits: String = code.chars().filter(|c| *c != ' ').collect();
    let time = u64::try_from(now.timestamp()).ok()?;
    let step = i64::try_from(totp(secret, "")?.check(&digits, time)?).ok()?;
    (last < Some(step)).then_some(step)
}

/// Why a session gets no second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoSecondFactor {
    #[error("a code is needed")]
    Needed,
    #[error("the code is wrong or was used before")]
    Wrong,
}

/// Nothing where no second factor is set up; else the step of a code that is right.
pub fn judge(
    app: &App,
    member: &member::Model,
    code: Option<&str>,
) -> Result<Option<i64>, NoSecondFactor> {
    let Some(sealed) = &member.totp_sealed else {
        return Ok(None);
    };
    let code = code.ok_or(NoSecondFactor::Needed)?;
    let secret = seal::open_secret(app, "member.totp", member.id.0, sealed);
    let step = secret
        .and_then(|secret| step_of(&secret, code, member.totp_last_step, app.clock.now()))
        .ok_or(NoSecondFactor::Wrong)?;
    Ok(Some(step))
}

impl From<NoSecondFactor> for Problem {
    fn from(error: NoSecondFactor) -> Self {
        match error {
            NoSecondFactor::Needed => Self::new(known::SECOND_FACTOR_NEEDED),
            NoSecondFactor::Wrong => Self::new(known::SECOND_FACTOR_WRONG),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B; the last six of its eight digits.
    const SECRET: &[u8] = b"12345678901234567890";

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    #[test]
    fn codes_are_those_of_the_rfc() {
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (2_000_000_000, "279037"),
        ] {
            assert_eq!(step_of(SECRET, code, None, at(seconds)), Some(seconds / 30));
        }
    }

    #[test]
    fn a_code_counts_once_and_no_older_one_after_it() {
        assert_eq!(step_of(SECRET, "287082", Some(0), at(59)), Some(1));
        assert_eq!(step_of(SECRET, "287082", Some(1), at(59)), None);
        assert_eq!(step_of(SECRET, "287082", Some(2), at(59)), None);
    }

    #[test]
    fn a_clock_may_be_wrong_by_one_step_and_no_more() {
        assert_eq!(step_of(SECRET, "287082", None, at(29)), Some(1));
        assert_eq!(step_of(SECRET, "287082", None, at(89)), Some(1));
        assert_eq!(step_of(SECRET, "287082", None, at(90)), None);
    }

    #[test]
    fn what_is_no_code_is_refused() {
        for code in ["", "28708", "2870820", "28708x", "２８７０８２", "-87082"] {
            assert_eq!(step_of(SECRET, code, None, at(59)), None);
        }
        assert_eq!(step_of(SECRET, "287 082", None, at(59)), Some(1));
    }
}
