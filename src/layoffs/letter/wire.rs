//! What the letter generator hears; nothing of it is stored, logged or counted.

use std::fmt;

use chrono::NaiveDate;
use poem_openapi::Object;

crate::words! {
    /// In which language the letter is written.
    LetterLanguage { En = "en", Es = "es" }
}

crate::words! {
    /// Whose law the letter may name.
    LetterPlace {
        /// Names California Labor Code section 6401.9 (SB 553), in words that are to be checked against the statute.
        California = "california",
        /// Names no law.
        Elsewhere = "elsewhere",
    }
}

crate::words! {
    /// The sheet.
    LetterPaper { Letter = "letter", A4 = "a4" }
}

/// What the letter says of its writer and asks for.
#[derive(Clone, Default, Object)]
#[oai(deny_unknown_fields, skip_serializing_if_is_none)]
pub struct NewLogRequest {
    /// As the employer calls itself.
    #[oai(validator(max_length = 200))]
    pub employer: String,
    /// Its address, line by line.
    #[oai(validator(max_items = 5, max_length = 120))]
    pub employer_address: Option<Vec<String>>,
    /// The branch or site whose log is asked for.
    #[oai(validator(max_length = 200))]
    pub workplace: String,
    /// From this day on; everything that is kept when both days are left out.
    pub from: Option<NaiveDate>,
    /// Up to this day.
    pub to: Option<NaiveDate>,
    /// Your own name; a line to sign on when left out.
    #[oai(validator(max_length = 200))]
    pub name: Option<String>,
    /// Where the answer is to go, line by line; lines to fill in by hand when left out.
    #[oai(validator(max_items = 5, max_length = 120))]
    pub reply_to: Option<Vec<String>>,
    /// The day that the letter bears: yours, which in your evening may be the day before the server's (UTC). At most a day from that;
    /// the server's when left out.
    pub date: Option<NaiveDate>,
    /// `elsewhere` when left out.
    pub place: Option<LetterPlace>,
    /// English when left out.
    pub language: Option<LetterLanguage>,
    /// Letter when left out.
    pub paper: Option<LetterPaper>,
}

impl fmt::Debug for NewLogRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewLogRequest(hidden)")
    }
}

/// The letter as plain text.
#[derive(Clone, Object)]
pub struct LogRequestText {
    /// The letter, ready to be sent.
    pub letter: String,
    /// What to know before it is sent; no part of the letter.
    pub before_you_send: Vec<String>,
}

impl fmt::Debug for LogRequestText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LogRequestText(hidden)")
    }
}
