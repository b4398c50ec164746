//! What is asked of a follow-up packet over HTTP.

use chrono::NaiveDate;
use poem_openapi::Object;

use crate::packets::rules::{Language, Paper};

/// A packet that follows one that was delivered.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct NewFollowUp {
    /// What has happened since, in your own words; an empty line between paragraphs. What was answered and promised stands there by itself.
    #[oai(validator(max_length = 4000))]
    pub since: Option<String>,
    /// By when an answer is asked for now, a day to come; in 30 days when absent.
    pub answer_by: Option<NaiveDate>,
    /// `letter` when absent.
    pub paper: Option<Paper>,
    /// The first packet's when absent.
    pub language: Option<Language>,
}
