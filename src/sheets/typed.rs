//! A line of a sheet as somebody typed it: checked, comparable with what somebody else typed, and sealed until both agree.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use sea_orm::{ColumnTrait, DbErr, QueryFilter};
use serde::{Deserialize, Serialize};

use super::SheetId;
use super::rules::LeftOut;
use super::wire::NewSheetLine;
use crate::app::App;
use crate::db::Tx;
use crate::directory::WorkplaceId;
use crate::directory::entity::workplace;
use crate::http::Violation;
use crate::identity::OrganizationId;
use crate::secrets::field::{open_field, seal_field};
use crate::signatures::address::{Address, canonical};
use crate::signatures::rules::{Standing, Visibility};
use crate::text::clean_name;

const ENTRY: &str = "sheet_entries.lines";
const NAME_MAX: usize = 120;

/// What stands on the lines that somebody wrote on, by their number.
pub type Lines = BTreeMap<i32, Line>;

#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub enum Line {
    Signed(Signed),
    LeftOut(LeftOut),
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Signed {
    pub name: Option<String>,
    pub workplace: Option<WorkplaceId>,
    pub standing: Standing,
    pub visibility: Visibility,
    pub signed_on: Option<NaiveDate>,
    /// In the one spelling by which its signer is known.
    pub address: Option<String>,
}

/// `Debug` shows nothing of the person.
impl std::fmt::Debug for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Line")
    }
}

impl std::fmt::Debug for Signed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Signed")
    }
}

/// What every line is measured by.
#[derive(Clone, Copy, Debug)]
pub struct Measure {
    pub lines: i32,
    pub printed_on: NaiveDate,
    pub today: NaiveDate,
}

/// The lines as they are compared and kept; every mistake with a pointer to it, and nobody's words.
pub fn typed(new: &[NewSheetLine], measure: Measure) -> Result<Lines, Vec<Violation>> {
    let (mut lines, mut wrong) = (Lines::new(), Vec::new());
    for (at, line) in new.iter().enumerate() {
        let mut refuse = |field: &str, detail: &str| {
            wrong.push(Violation::new(format!("/lines/{at}/{field}"), detail));
        };
        if !(1..=measure.lines).contains(&line.line) {
            refuse("line", "must be a line that the sheet has");
        }
        let read = line_of(line, measure, &mut refuse);
        if lines.contains_key(&line.line) {
            refuse("line", "is there twice");
        }
        if let Some(read) = read {
            lines.insert(line.line, read);
        }
    }
    if wrong.is_empty() {
        Ok(lines)
    } else {
        Err(wrong)
    }
}

fn line_of(
    new: &NewSheetLine,
    measure: Measure,
    refuse: &mut impl FnMut(&str, &str),
) -> Option<Line> {
    if let Some(why) = new.left_out {
        if says_more(new) {
            refuse(
                "left_out",
                "stands alone: what is left out has no name and no choice",
            );
        }
        return Some(Line::LeftOut(why));
    }
    let visibility = new.visibility.unwrap_or(Visibility::Counted);
    let Some(standing) = new.standing else {
        refuse("standing", "is needed on a line that is signed");
        return None;
    };
    let given = new.name.as_deref().filter(|raw| !raw.trim().is_empty());
    let name = match given.map(|raw| clean_name(raw, NAME_MAX)) {
        Some(Ok(name)) => Some(name),
        Some(Err(error)) => {
            refuse("name", &error.to_string());
            None
        }
        None => None,
    };
    if given.is_none() && visibility != Visibility::Counted {
        refuse("name", "is needed where the name is to be printed");
    }
    let address = new.email.as_deref().filter(|raw| !raw.trim().is_empty());
    let address = address.and_then(|raw| match Address::parse(raw) {
        Ok(address) => Some(spelled(&address)),
        Err(error) => {
            refuse("email", &error.to_string());
            None
        }
    });
    // Printed in the evening in California is printed tomorrow by the clock that days are kept by.
    let earliest = measure.printed_on - Days::new(1);
    if new
        .signed_on
        .is_some_and(|day| day < earliest || day > measure.today)
    {
        refuse(
            "signed_on",
            "must be a day between the printing of the sheet and today",
        );
    }
    Some(Line::Signed(Signed {
        name,
        workplace: workplace_of(new, refuse),
        standing,
        visibility,
        signed_on: new.signed_on,
        address,
    }))
}

fn says_more(new: &NewSheetLine) -> bool {
    new.name.is_some()
        || new.workplace_id.is_some()
        || new.standing.is_some()
        || new.visibility.is_some()
        || new.signed_on.is_some()
        || new.email.is_some()
}

fn spelled(address: &Address) -> String {
    String::from_utf8_lossy(canonical(address).as_bytes()).into_owned()
}

fn workplace_of(new: &NewSheetLine, refuse: &mut impl FnMut(&str, &str)) -> Option<WorkplaceId> {
    let named = new.workplace_id.as_deref()?;
    if named == "not_listed" {
        return None;
    }
    let read = named.parse().ok();
    if read.is_none() {
        refuse("workplace_id", NO_WORKPLACE);
    }
    read
}

const NO_WORKPLACE: &str = "must be a workplace of the organization, or `not_listed`";

/// What was read of `new` names workplaces of this organization only.
pub async fn check_workplaces(
    tx: &Tx,
    organization: OrganizationId,
    new: &[NewSheetLine],
    lines: &Lines,
) -> Result<Vec<Violation>, DbErr> {
    let named = lines.values().filter_map(|line| match line {
        Line::Signed(signed) => signed.workplace,
        Line::LeftOut(_) => None,
    });
    let ours = workplace::of(organization).filter(workplace::Column::Id.is_in(named));
    let ours: Vec<WorkplaceId> = ours.all(tx).await?.into_iter().map(|row| row.id).collect();
    let strange = |new: &&NewSheetLine| match lines.get(&new.line) {
        Some(Line::Signed(signed)) => signed.workplace.is_some_and(|id| !ours.contains(&id)),
        _ => false,
    };
    let at = new.iter().enumerate().filter(|(_, new)| strange(new));
    let pointer = |(at, _): (usize, _)| format!("/lines/{at}/workplace_id");
    Ok(at
        .map(pointer)
        .map(|pointer| Violation::new(pointer, NO_WORKPLACE))
        .collect())
}

/// Empty lines say nothing, whether they were sent or not.
pub fn without_empty(mut lines: Lines) -> Lines {
    lines.retain(|_, line| *line != Line::LeftOut(LeftOut::Empty));
    lines
}

/// The lines on which two entries do not agree.
pub fn differing(first: &Lines, second: &Lines) -> Vec<i32> {
    let mut lines: Vec<i32> = first.keys().chain(second.keys()).copied().collect();
    lines.sort_unstable();
    lines.dedup();
    lines.retain(|line| first.get(line) != second.get(line));
    lines
}

pub fn seal(app: &App, sheet: SheetId, lines: &Lines) -> Result<Vec<u8>, DbErr> {
    let text = serde_json::to_string(lines).map_err(|_| unreadable())?;
    let text = zeroize::Zeroizing::new(text);
    let (key, row) = (&app.keys.fields, sheet.0.as_bytes());
    Ok(app
        .entropy
        .with(|rng| seal_field(rng, key, ENTRY, row, &text)))
}

pub fn open(app: &App, sheet: SheetId, sealed: &[u8]) -> Result<Lines, DbErr> {
    let text = open_field(&app.keys.fields, ENTRY, sheet.0.as_bytes(), sealed);
    let text = text.map_err(|_| unreadable())?;
    serde_json::from_str(&text).map_err(|_| unreadable())
}

fn unreadable() -> DbErr {
    DbErr::Custom("what was typed from a sheet cannot be read".to_owned())
}
