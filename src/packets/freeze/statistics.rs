//! What packets quote from the campaign's numbered statistics release: published figures, and only those.

use broadside_press::document::{Figure, Statistics, Subject, ThemeRow, ThemeTable};

use super::compose::day;
use super::facts::Facts;
use crate::directory::entity::division;
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

/// The latest release of the whole campaign; every packet quotes the same. `own` is a division by its name in the directory.
pub fn statistics(facts: &Facts, own: Option<&str>, say: Language) -> Option<Statistics> {
    let release = facts.release.as_ref()?;
    let (themes, some_are_together) = themes(release, own, say);
    Some(Statistics {
        release: u32::try_from(release.number).unwrap_or_default(),
        released_on: Some(day(release.released_on)),
        testimonies: published(facts, say),
        own_testimonies: own.and_then(|own| testimonies_at(facts, own, say)),
        themes,
        note: coarseness(release, say),
        own_note: some_are_together.then(|| say.only_together()),
    })
}

/// One table a theme, and whether a figure of the own division is missing beside others.
fn themes(release: &Released, own: Option<&str>, say: Language) -> (Vec<ThemeTable>, bool) {
    let incidents = INCIDENTS.map(|theme| (Subject::Incidents, theme));
    let layoffs = LAYOFFS.map(|theme| (Subject::Layoffs, theme));
    let table = |(subject, theme): (Subject, Theme)| {
        let (period, rows) = rows(release.tables(theme), own, say);
        let about = say.theme(theme);
        (!rows.is_empty()).then(|| ThemeTable {
            subject,
            about: match period {
                Some(period) => format!("{about} ({period})"),
                None => about,
            },
            rows,
        })
    };
    let all = incidents.into_iter().chain(layoffs);
    let themes: Vec<ThemeTable> = all.filter_map(table).collect();
    let mut rows = themes.iter().flat_map(|theme| &theme.rows);
    let some_are_together = own.is_some() && rows.any(|row| row.own.is_none());
    (themes, some_are_together)
}

/// The period that all rows share, and the rows, the most frequent first. A theme of which over half of the own
/// division's figures are too small is told for all divisions together alone.
fn rows(tables: &[Table], own: Option<&str>, say: Language) -> (Option<String>, Vec<ThemeRow>) {
    let here = |table: &Table| own.and_then(|own| at(table, own));
    let printed: Vec<&Table> = tables
        .iter()
        .filter(|table| shown(table.total, say).is_some())
        .collect();
    let suppressed = printed
        .iter()
        .filter(|table| here(table).is_none_or(disclosure::Figure::is_suppressed))
        .count();
    let is_told_here = suppressed * 2 <= printed.len();
    let first = printed.first().map(|table| &table.period);
    let shares_period = printed.iter().all(|table| Some(&table.period) == first);
    let row = |table: &&Table| {
        let kind = sentence(&say.kind(&table.kind));
        let label = match say.period(&table.period).filter(|_| !shares_period) {
            Some(period) => format!("{kind} ({period})"),
            None => kind,
        };
        let own = here(table).filter(|_| is_told_here);
        Some(ThemeRow {
            label,
            all: shown(table.total, say)?,
            all_about: about(table.total),
            own: own.and_then(|figure| shown(figure, say)),
        })
    };
    let mut rows: Vec<ThemeRow> = printed.iter().filter_map(row).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.all_about));
    let period = first.filter(|_| shares_period);
    (period.and_then(|period| say.period(period)), rows)
}

/// Begins with a capital: a row of a table stands by itself.
pub(super) fn sentence(label: &str) -> String {
    let mut letters = label.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

fn about(figure: disclosure::Figure) -> Option<u32> {
    match figure {
        disclosure::Figure::About(n) => Some(n),
        _ => None,
    }
}

/// How the release calls a division: two of one name are told apart there. One that it knows nothing of has no name in it.
pub fn called<'a>(facts: &'a Facts, division: &'a division::Model) -> &'a str {
    let release = facts.release.as_ref();
    let names = release.map(|release| &release.content.districts);
    match names.filter(|names| !names.is_empty()) {
        Some(names) => names.get(division.id.0).unwrap_or_default(),
        None => &division.name,
    }
}

/// What the release tells of one division's testimonies, whatever they are about.
pub fn testimonies_at(facts: &Facts, division: &str, say: Language) -> Option<String> {
    let release = facts.release.as_ref()?;
    match release.tables(Theme::Testimonies) {
        [only] => shown(at(only, division)?, say),
        _ => None,
    }
}

/// Whether the release has a figure about this division's testimonies that is not too small to be told.
pub fn tells_of(facts: &Facts, division: &str, say: Language) -> bool {
    let release = facts.release.as_ref();
    let tables = release.map_or(&[][..], |release| release.tables(Theme::Testimonies));
    let figure = tables.first().and_then(|only| at(only, division));
    figure.is_some_and(|figure| !figure.is_suppressed() && shown(figure, say).is_some())
}

/// What most testimonies tell of, among the figures that are published.
pub fn strongest(facts: &Facts, say: Language) -> Option<Figure> {
    let release = facts.release.as_ref()?;
    let of = |theme: Theme| {
        let tables = release.tables(theme).iter();
        tables
            .filter_map(|table| Some((about(table.total)?, table)))
            .max_by_key(|(n, table)| (*n, std::cmp::Reverse(&table.kind)))
    };
    let themes = [Theme::IncidentTypes, Theme::NoticeGiven];
    let (theme, (_, table)) = themes
        .into_iter()
        .find_map(|theme| Some((theme, of(theme)?)))?;
    let (about, kind) = (say.theme(theme), say.kind(&table.kind));
    Some(Figure {
        value: shown(table.total, say)?,
        label: say.testimonies_that_tell(&about, &kind),
        source: source(release, say),
    })
}

fn source(release: &Released, say: Language) -> String {
    let number = u32::try_from(release.number).unwrap_or_default();
    say.release(number, release.released_on)
}

/// What the printed tables add up, and why.
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
    let parts: Vec<String> = said
        .iter()
        .map(|(note, themes)| say.coarseness(note, themes, all))
        .collect();
    (!parts.is_empty()).then(|| say.added_up(&parts))
}

fn at(table: &Table, place: &str) -> Option<disclosure::Figure> {
    let row = table.places.iter().position(|name| name == place)?;
    table.place_totals.get(row).copied()
}

/// A withheld figure has no row: a table of blanks says nothing.
pub(super) fn shown(figure: disclosure::Figure, say: Language) -> Option<String> {
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

/// How many worker tokens were issued and used, as the release says it.
pub fn tokens(facts: &Facts, say: Language) -> (Option<String>, Option<String>) {
    let release = facts.release.as_ref();
    let figures = release.and_then(|release| release.content.worker_tokens);
    let said = |figure| shown(figure, say).unwrap_or_else(|| say.not_shown());
    figures
        .map(|figures| (said(figures.issued), said(figures.spent)))
        .unzip()
}

pub fn testimony_figure(facts: &Facts, say: Language) -> Option<Figure> {
    let release = facts.release.as_ref()?;
    Some(Figure {
        value: published(facts, say)?,
        label: say.testimonies(),
        source: source(release, say),
    })
}

/// Of one district alone, where the release tells it.
pub fn testimony_figure_in(
    facts: &Facts,
    division: &division::Model,
    say: Language,
) -> Option<Figure> {
    let release = facts.release.as_ref()?;
    Some(Figure {
        value: testimonies_at(facts, called(facts, division), say)?,
        label: say.testimonies_from(&division.name),
        source: source(release, say),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use disclosure::Figure as F;

    fn table(kind: &str, here: F, total: F) -> Table {
        Table {
            kind: kind.to_owned(),
            period: "all periods".to_owned(),
            places: vec!["District 1".to_owned()],
            job_groups: vec!["all staff".to_owned()],
            cells: vec![vec![here]],
            place_totals: vec![here],
            job_group_totals: vec![total],
            total,
        }
    }

    fn told(tables: &[Table]) -> Vec<(Option<String>, String)> {
        let (_, rows) = rows(tables, Some("District 1"), Language::En);
        rows.into_iter().map(|row| (row.own, row.all)).collect()
    }

    #[test]
    fn the_own_district_stands_beside_the_whole_campaign() {
        let tables = [
            table("threat", F::About(15), F::About(40)),
            table("other", F::FewerThan(10), F::About(20)),
        ];
        let expected = [
            (Some("about 15".to_owned()), "about 40".to_owned()),
            (Some("fewer than 10".to_owned()), "about 20".to_owned()),
        ];
        assert_eq!(told(&tables), expected);
    }

    #[test]
    fn where_most_figures_of_the_district_are_too_small_all_districts_stand_together() {
        let tables = [
            table("threat", F::About(15), F::About(40)),
            table("other", F::FewerThan(10), F::About(20)),
            table("animal_attack", F::Withheld, F::About(10)),
        ];
        assert!(told(&tables).iter().all(|(own, _)| own.is_none()));
    }

    #[test]
    fn a_figure_that_is_withheld_everywhere_has_no_row() {
        let tables = [
            table("threat", F::About(15), F::About(40)),
            table("other", F::Withheld, F::Withheld),
        ];
        assert_eq!(told(&tables).len(), 1);
    }
}
