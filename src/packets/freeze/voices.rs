//! What people told: approved testimony as exhibits, the statistics release, and reviewed comments.

use broadside_press::document::{
    Comment, Exhibit, Figure, Labelled, Paragraphs, Quotation, Statistics,
};

use super::compose::day;
use super::facts::{Facts, Signer};
use crate::directory::DivisionId;
use crate::incidents::Released;
use crate::incidents::disclosure::{self, Table};
use crate::incidents::themes::Theme;
use crate::packets::rules::{Language, letter};
use crate::review::entity::published_testimony;
use crate::signatures::counts::THRESHOLD_MIN;

/// The report stays within twelve pages; what does not fit is counted as not printed here.
const MOST_EXHIBITS: usize = 10;
const MOST_EXHIBIT_CHARACTERS: usize = 12_000;
const MOST_COMMENTS: usize = 12;
const LONGEST_QUOTATION: usize = 280;

/// The addressee's own district comes first in the choice; the letters follow the testimonies' fixed ids.
pub fn exhibits(facts: &Facts, own: Option<DivisionId>, say: Language) -> Vec<Exhibit> {
    let mut chosen: Vec<&published_testimony::Model> = facts.testimonies.iter().collect();
    chosen.sort_by_key(|row| (own.is_some() && row.division_id != own, row.id));
    let mut room = MOST_EXHIBIT_CHARACTERS;
    chosen.truncate(MOST_EXHIBITS);
    chosen.retain(|row| {
        let length = row.text.chars().count();
        let fits = length <= room;
        room -= if fits { length } else { 0 };
        fits
    });
    chosen.sort_by_key(|row| row.id);
    chosen
        .into_iter()
        .enumerate()
        .map(|(at, row)| exhibit(facts, at, row, say))
        .collect()
}

fn exhibit(facts: &Facts, at: usize, row: &published_testimony::Model, say: Language) -> Exhibit {
    let division = row.division_id.and_then(|id| facts.division(id));
    Exhibit {
        letter: letter(at),
        id: row.id.to_string(),
        title: None,
        district: division.map(|division| division.name.clone()),
        quarter: row.quarter.as_deref().map(|quarter| say.quarter(quarter)),
        job_group: row.job_group.clone(),
        verified_worker: row.verified_worker,
        paragraphs: Paragraphs::from(row.text.as_str()).paragraphs,
    }
}

/// The first sentences of an exhibit of this district, or a reviewed comment.
pub fn quotation(
    facts: &Facts,
    exhibits: &[Exhibit],
    own: Option<DivisionId>,
    say: Language,
) -> Option<Quotation> {
    let district = own
        .and_then(|id| facts.division(id))
        .map(|division| &division.name);
    let here = |exhibit: &&Exhibit| district.is_none() || exhibit.district.as_ref() == district;
    let told = exhibits.iter().filter(here).chain(exhibits);
    let mut quotable =
        told.filter_map(|exhibit| Some((first_sentences(exhibit.paragraphs.first()?)?, exhibit)));
    if let Some((text, exhibit)) = quotable.next() {
        let about = [exhibit.job_group.clone(), exhibit.district.clone()];
        let about: Vec<String> = about.into_iter().flatten().collect();
        let attribution = (!about.is_empty()).then(|| about.join(", "));
        return Some(Quotation {
            text,
            exhibit: Some(exhibit.letter.clone()),
            attribution,
        });
    }
    let comment = comments(facts, own, &[], say).into_iter().next()?;
    Some(Quotation {
        text: comment.text,
        exhibit: None,
        attribution: comment.attribution,
    })
}

/// Whole sentences from the beginning, as many as fit.
fn first_sentences(text: &str) -> Option<String> {
    if text.chars().count() <= LONGEST_QUOTATION {
        return Some(text.to_owned());
    }
    let mut end = None;
    for (count, (at, c)) in text.char_indices().enumerate() {
        if count >= LONGEST_QUOTATION {
            break;
        }
        let next = text[at + c.len_utf8()..].chars().next();
        if matches!(c, '.' | '!' | '?' | '。') && next.is_none_or(char::is_whitespace) {
            end = Some(at + c.len_utf8());
        }
    }
    end.map(|end| text[..end].to_owned())
}

/// Reviewed comments, those from the addressee's own district first. A name stands beside one only where the roll prints it.
pub fn comments(
    facts: &Facts,
    own: Option<DivisionId>,
    named: &[&Signer],
    say: Language,
) -> Vec<Comment> {
    let mut spoke: Vec<&Signer> = facts
        .signers
        .iter()
        .filter(|signer| signer.comment.is_some())
        .collect();
    spoke.sort_by_key(|signer| (own.is_some() && signer.division != own, signer.id));
    let comment = |signer: &Signer| {
        let printed = named.iter().any(|named| named.id == signer.id);
        let name = signer
            .name
            .as_ref()
            .filter(|_| printed)
            .map(|name| name.to_string());
        Some(Comment {
            text: signer.comment.as_ref()?.to_string(),
            attribution: name.or_else(|| general(facts, signer, say)),
        })
    };
    spoke
        .into_iter()
        .take(MOST_COMMENTS)
        .filter_map(comment)
        .collect()
}

/// "Patron, District 1", where at least five people answer to it.
fn general(facts: &Facts, signer: &Signer, say: Language) -> Option<String> {
    let division = signer.division?;
    let alike = facts
        .counts
        .iter()
        .filter(|count| count.division_key == division.0 && count.standing == signer.standing);
    if super::facts::total(alike) < u64::from(THRESHOLD_MIN) {
        return None;
    }
    let standing = say.one_standing(&signer.standing)?;
    Some(format!("{standing}, {}", facts.division(division)?.name))
}

/// The number of published testimonies, as it may be shown.
pub fn published(facts: &Facts, say: Language) -> String {
    let k = u64::try_from(facts.organization.k).unwrap_or_default();
    let k = k.max(crate::campaigns::rules::K_MIN.into());
    let n = facts.testimonies.len() as u64;
    if n == 0 {
        say.number(0)
    } else if n < k {
        say.fewer_than(k)
    } else {
        say.about((n + 2) / 5 * 5)
    }
}

pub fn testimony_figure(facts: &Facts, say: Language) -> Option<Figure> {
    let release = facts.release.as_ref()?;
    Some(Figure {
        value: published(facts, say),
        label: say.testimonies(),
        source: say.release(
            u32::try_from(release.number).unwrap_or_default(),
            release.released_on,
        ),
    })
}

/// The latest release of the whole campaign; every packet quotes the same.
pub fn statistics(facts: &Facts, say: Language) -> Option<Statistics> {
    let release = release(facts)?;
    let totals = |themes: &[Theme]| {
        let tables = themes.iter().flat_map(|theme| release.tables(*theme));
        let row = |table: &Table| labelled(table, table.total, say);
        tables.filter_map(row).collect::<Vec<_>>()
    };
    let mut said: Vec<&str> = Vec::new();
    for note in release.content.themes.iter().flat_map(|theme| &theme.notes) {
        if !said.contains(&note.as_str()) {
            said.push(note);
        }
    }
    Some(Statistics {
        release: u32::try_from(release.number).unwrap_or_default(),
        released_on: Some(day(release.released_on)),
        testimonies: published(facts, say),
        incidents: totals(&ABOUT_INCIDENTS),
        layoffs: totals(&ABOUT_LAYOFFS),
        note: (!said.is_empty()).then(|| said.join(" ")),
    })
}

pub fn incidents_in(facts: &Facts, division: &str, say: Language) -> Vec<Labelled> {
    rows_in(facts, &ABOUT_INCIDENTS, division, say)
}

pub fn layoffs_in(facts: &Facts, division: &str, say: Language) -> Vec<Labelled> {
    rows_in(facts, &ABOUT_LAYOFFS, division, say)
}

const ABOUT_INCIDENTS: [Theme; 4] = [
    Theme::IncidentTypes,
    Theme::Circumstances,
    Theme::WhoWasCalled,
    Theme::WhatCameOfIt,
];
const ABOUT_LAYOFFS: [Theme; 3] = [Theme::Employers, Theme::NoticeGiven, Theme::PeopleAffected];

fn release(facts: &Facts) -> Option<Released> {
    Released::from_row(facts.release.clone()?)
}

/// The row of one division in each table of some themes.
fn rows_in(facts: &Facts, themes: &[Theme], division: &str, say: Language) -> Vec<Labelled> {
    let Some(release) = release(facts) else {
        return Vec::new();
    };
    let row = |table: &Table| {
        let at = table.places.iter().position(|place| place == division)?;
        labelled(table, *table.place_totals.get(at)?, say)
    };
    let tables = themes.iter().flat_map(|theme| release.tables(*theme));
    tables.filter_map(row).collect()
}

fn labelled(table: &Table, value: disclosure::Figure, say: Language) -> Option<Labelled> {
    Some(Labelled {
        label: format!(
            "{}, {}",
            table.kind.replace('_', " "),
            say.quarter(&table.period)
        ),
        value: figure(value, say)?,
    })
}

fn figure(figure: disclosure::Figure, say: Language) -> Option<String> {
    use disclosure::Figure as F;
    match figure {
        F::About(n) => Some(say.about(n.into())),
        F::FewerThan(k) => Some(say.fewer_than(k.into())),
        F::Withheld => Some(say.not_shown()),
        F::Nobody => None,
    }
}
