//! Layoff notices as a packet cites them: how many by employer and year, from where, and what the records leave open.

use std::collections::BTreeSet;

use broadside_press::document::{LayoffNotices, NoticeRow};
use chrono::Datelike;

use super::compose::day;
use super::facts::Facts;
use super::wording::{MESES, MONTHS};
use crate::layoffs::notices::Chosen;
use crate::layoffs::notices::figures::Sum;
use crate::packets::rules::Language;

/// A page has no room for more; the rest is one row.
const MOST_ROWS: usize = 18;
const MOST_SOURCES: usize = 12;

/// Nothing where the campaign cites none.
pub fn notices(facts: &Facts, say: Language) -> Option<LayoffNotices> {
    let chosen = facts.notices.as_ref()?;
    let (sum, rows) = (chosen.sum(), chosen.by_year());
    if sum.notices == 0 {
        return None;
    }
    let beyond = rows.iter().skip(MOST_ROWS);
    let beyond = beyond.fold(Sum::default(), |all, (_, _, sum)| all.and(*sum));
    let shown = rows.iter().take(MOST_ROWS);
    let mut shown: Vec<NoticeRow> = shown
        .map(|(employer, year, sum)| row(employer.clone(), year.map(|y| y.to_string()), *sum, say))
        .collect();
    if beyond.notices > 0 {
        shown.push(row(say.others(), None, beyond, say));
    }
    Some(LayoffNotices {
        notices: sum.notices,
        people: say.number(sum.people),
        without_number: sum.without_number,
        possible_repeats: chosen.possible_repeats() as u64,
        covers: covers(chosen, say),
        rows: shown,
        sources: sources(chosen),
        read_on: chosen
            .rows
            .iter()
            .map(|row| row.imported_at)
            .max()
            .map(|at| day(at.date_naive())),
    })
}

fn row(employer: String, year: Option<String>, sum: Sum, say: Language) -> NoticeRow {
    NoticeRow {
        employer,
        year,
        notices: say.number(sum.notices),
        people: sum.people_known().map(|people| say.number(people)),
    }
}

fn covers(chosen: &Chosen, say: Language) -> Option<String> {
    let days = || chosen.rows.iter().filter_map(|row| row.dated_on);
    let month = |day: chrono::NaiveDate| {
        let (month, year) = (day.month0() as usize, day.year());
        say.say(
            format!("{} {year}", MONTHS[month]),
            format!("{} de {year}", MESES[month]),
        )
    };
    let (from, to) = (month(days().min()?), month(days().max()?));
    if from == to {
        return Some(from);
    }
    Some(say.say(format!("{from} to {to}"), format!("de {from} a {to}")))
}

/// State and host: the whole addresses stand in the public figures of the campaign.
fn sources(chosen: &Chosen) -> Vec<String> {
    let host = |link: &str| {
        let (_, rest) = link.split_once("://")?;
        rest.split(['/', '?', '#']).next().map(str::to_owned)
    };
    let named = chosen.rows.iter().filter_map(|row| {
        let host = host(row.source_url.as_deref()?)?;
        Some(format!("{}: {host}", row.state))
    });
    let named: BTreeSet<String> = named.collect();
    named.into_iter().take(MOST_SOURCES).collect()
}
