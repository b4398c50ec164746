//! What comes due, or has fallen overdue, on a day: pure, from the record.

use chrono::NaiveDate;

use crate::accountability::commitments::rules::State;
use crate::accountability::record::rules::Status;
use crate::accountability::record::wire::PublicRecord;

/// Days after the day at which somebody is told again; before it once.
const TOLD_ON: [i64; 5] = [-3, 1, 14, 30, 60];

/// What is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    Answer,
    Promise(String),
}

/// One line of the mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    pub campaign: String,
    pub who: String,
    pub what: What,
    pub on: NaiveDate,
    /// Negative while the day is to come.
    pub days_late: i64,
}

/// Of the record as it stands now: nobody is reminded of what has come since.
pub fn due(record: &PublicRecord, day: NaiveDate) -> Vec<Due> {
    let mut lines = Vec::new();
    for entry in &record.entries {
        let mut note = |what, on: NaiveDate| {
            let days_late = (day - on).num_days();
            if TOLD_ON.contains(&days_late) {
                lines.push(Due {
                    campaign: record.campaign.clone(),
                    who: entry.name.clone(),
                    what,
                    on,
                    days_late,
                });
            }
        };
        if let (Some(on), false) = (entry.answer_due_on, entry.status == Status::Answered) {
            note(What::Answer, on);
        }
        for promise in &entry.commitments {
            let stands = matches!(promise.state, State::Open | State::Overdue);
            if stands && promise.retracted_on.is_none() {
                note(What::Promise(promise.what.clone()), promise.due_on);
            }
        }
    }
    lines
}
