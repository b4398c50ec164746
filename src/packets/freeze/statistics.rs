//! What packets quote from the campaign's numbered statistics release: published figures, and only those.

use broadside_press::document::{Figure, Labelled, Statistics};

use super::compose::day;
use super::facts::Facts;
use crate::incidents::Released;
use crate::incidents::disclosure::{self, Table};
use crate::incidents::themes::Theme;
use crate::packets::rules::Language;

/// Themes about safety incidents, in the order of print; then those about layoffs.
const INCIDENTS: [Theme; 4] = [
    Theme::IncidentTypes,
    Theme::Circumstances,
    Theme::WhoWasCalled,
    Theme::WhatCameOfIt,
];
const LAYOFFS: [Theme; 3] = [Theme::Employers, Theme::NoticeGiven, Theme::PeopleAffected];

/// The latest release of the whole campaign; every packet quotes the same.
pub fn statistics(facts: &Facts, say: Language) -> Option<Statistics> {
    let release = facts.release.as_ref()?;
    let note = coarseness(release, say);
    let total = |table: &Table| Some(table.total);
    Some(Statistics {
        release: u32::try_from(release.number).unwrap_or_default(),
        released_on: Some(day(release.released_on)),
        testimonies: published(facts, say),
        incidents: rows(facts, &INCIDENTS, say, total),
        layoffs: rows(facts, &LAYOFFS, say, total),
        note,
    })
}

/// How the printed tables were made coarser, each sentence with the tables that it is true of.
fn coarseness(release: &Released, say: Language) -> Option<String> {
    let mut said: Vec<(&str, Vec<Theme>)> = Vec::new();
    let mut all = 0;
    for theme in INCIDENTS.into_iter().chain(LAYOFFS) {
        let mut themes = release.content.themes.iter();
        let Some(tables) = themes.find(|tables| tables.theme == theme) else {
            continue;
        };
        all += 1;
        for note in &tables.notes {
            match said.iter_mut().find(|(known, _)| known == note) {
                Some((_, themes)) => themes.push(theme),
                None => said.push((note, vec![theme])),
            }
        }
    }
    let mut sentences: Vec<String> = said
        .iter()
        .map(|(note, themes)| say.coarseness(note, themes, all))
        .collect();
    if !sentences.is_empty() {
        sentences.push(say.why_together());
    }
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

pub fn incidents_in(facts: &Facts, division: &str, say: Language) -> Vec<Labelled> {
    rows(facts, &INCIDENTS, say, |table| at(table, division))
}

pub fn layoffs_in(facts: &Facts, division: &str, say: Language) -> Vec<Labelled> {
    rows(facts, &LAYOFFS, say, |table| at(table, division))
}

fn at(table: &Table, place: &str) -> Option<disclosure::Figure> {
    let row = table.places.iter().position(|name| name == place)?;
    table.place_totals.get(row).copied()
}

fn rows(
    facts: &Facts,
    themes: &[Theme],
    say: Language,
    of: impl Fn(&Table) -> Option<disclosure::Figure>,
) -> Vec<Labelled> {
    let Some(release) = &facts.release else {
        return Vec::new();
    };
    let row = |theme: Theme, table: &Table| {
        let value = shown(of(table)?, say)?;
        let (about, kind) = (say.theme(theme), say.kind(&table.kind));
        let label = match say.period(&table.period) {
            Some(period) => format!("{about}: {kind} ({period})"),
            None => format!("{about}: {kind}"),
        };
        Some(Labelled { label, value })
    };
    let tables = themes.iter().flat_map(|theme| {
        release
            .tables(*theme)
            .iter()
            .map(move |table| (*theme, table))
    });
    tables
        .filter_map(|(theme, table)| row(theme, table))
        .collect()
}

/// A withheld figure has no row: a table of blanks says nothing.
fn shown(figure: disclosure::Figure, say: Language) -> Option<String> {
    use disclosure::Figure as F;
    match figure {
        F::About(n) => Some(say.about(n.into())),
        F::FewerThan(k) => Some(say.fewer_than(k.into())),
        F::Withheld | F::Nobody => None,
    }
}

/// The number of published testimonies as the release gives it, and no fresher: an exact or a live one beside it would
/// tell of single testimonies. Nothing before there is a release that gives any.
pub fn published(facts: &Facts, say: Language) -> Option<String> {
    let release = facts.release.as_ref()?;
    match release.tables(Theme::Testimonies) {
        [only] => shown(only.total, say),
        several => {
            let least = several
                .iter()
                .map(|table| table.total.least(release.content.k));
            let least: u32 = least.sum();
            (least > 0).then(|| say.at_least(least.into()))
        }
    }
}

pub fn testimony_figure(facts: &Facts, say: Language) -> Option<Figure> {
    let release = facts.release.as_ref()?;
    Some(Figure {
        value: published(facts, say)?,
        label: say.testimonies(),
        source: say.release(
            u32::try_from(release.number).unwrap_or_default(),
            release.released_on,
        ),
    })
}

/// Of one district alone, where the release tells it.
pub fn testimony_figure_in(facts: &Facts, division: &str, say: Language) -> Option<Figure> {
    let release = facts.release.as_ref()?;
    let [only] = release.tables(Theme::Testimonies) else {
        return None;
    };
    Some(Figure {
        value: shown(at(only, division)?, say)?,
        label: say.testimonies_from(division),
        source: say.release(
            u32::try_from(release.number).unwrap_or_default(),
            release.released_on,
        ),
    })
}
