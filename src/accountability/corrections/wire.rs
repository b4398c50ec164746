//! How corrections are told.

use chrono::NaiveDate;
use poem_openapi::Object;

use crate::accountability::entity::correction;

/// What an entry said before it was put right.
#[derive(Clone, Debug, PartialEq, Eq, Object)]
pub struct Correction {
    /// From 1.
    pub number: i32,
    /// The fields that said something else.
    pub said_before: Vec<Said>,
    /// In the words of whoever put it right; the `failure` of a delivery that was sent and failed, where nobody said more.
    pub why: String,
    pub made_on: NaiveDate,
}

/// One field, as it was.
#[derive(Clone, Debug, PartialEq, Eq, Object, serde::Serialize, serde::Deserialize)]
pub struct Said {
    /// Its name in the entry, such as `delivered_on`.
    pub field: String,
    pub was: String,
}

impl From<correction::Model> for Correction {
    fn from(row: correction::Model) -> Self {
        Self {
            number: row.number,
            said_before: serde_json::from_value(row.said_before).unwrap_or_default(),
            why: row.why,
            made_on: row.made_on,
        }
    }
}
