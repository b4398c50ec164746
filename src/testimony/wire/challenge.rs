//! The work that a client does where many testify at once.

use poem_openapi::Object;

/// A challenge in the form of ALTCHA (version 1): find the number from 0 to `maxnumber` for which SHA-256 of the salt and
/// the number in decimal is the challenge.
#[derive(Clone, Debug, Object)]
pub struct TestimonyChallenge {
    /// Whether a testimony needs a solved challenge now; while few come, it does not.
    pub needed: bool,
    /// Always `SHA-256`.
    pub algorithm: String,
    /// Hexadecimal.
    pub challenge: String,
    /// It ends with the second at which the challenge expires.
    pub salt: String,
    /// Hexadecimal; sent back as it is.
    pub signature: String,
    /// The largest number to try; the dearer the more testimonies come.
    pub maxnumber: u64,
}
