//! All tables of a release side by side. Answers add up to no more than the testimonies, at each place, in a quarter as in the
//! year that it is part of: a small number that this would narrow down is not listed at all.
//!
//! Each number is a range, and each sum narrows the ranges of its parts and of its whole until nothing gives way any more.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::coarseness::{ALL_DISTRICTS, ALL_PERIODS};
use super::disclosure::{ALL_JOB_GROUPS, HeldBack, Table};
use super::figure::Figure;
use super::latest::ThemeTables;
use super::ranges::{OPEN, Range, Sum, narrow};
use super::themes::{About, Theme};

/// What a table is about: its kind and period.
pub type Named = (String, String);

/// Which tables of `theme` are not to be listed beside those that are: a reader of all could rule out some of 1..k-1 for a
/// number that is hidden. Those that were published before stay.
pub fn telling(
    listed: &[ThemeTables],
    held_back: &[HeldBack],
    theme: Theme,
    tables: &[Table],
    stays: impl Fn(&Named) -> bool,
    k: u32,
) -> BTreeSet<Named> {
    let named = |table: &Table| (table.kind.clone(), table.period.clone());
    let narrowed = |left_out: &BTreeSet<Named>| {
        let own = tables
            .iter()
            .filter(|table| !left_out.contains(&named(table)));
        let others = listed
            .iter()
            .flat_map(|made| made.tables.iter().map(|t| (made.theme, t)));
        let all: Vec<(Theme, &Table)> = others.chain(own.map(|table| (theme, table))).collect();
        Reading::of(&all, held_back, k).narrowed()
    };
    let may_go: BTreeSet<Named> = tables
        .iter()
        .map(named)
        .filter(|table| !stays(table))
        .collect();
    // What cannot be mended here is no reason to say nothing.
    let anyway = narrowed(&may_go);
    let mut left_out = BTreeSet::new();
    loop {
        let narrow: Vec<Hidden> = narrowed(&left_out).difference(&anyway).cloned().collect();
        let Some(first) = narrow.first() else {
            return left_out;
        };
        let is_own = |hidden: &&Hidden| hidden.theme == theme && may_go.contains(&hidden.table);
        let next = match narrow.iter().find(is_own) {
            Some(hidden) => Some(hidden.table.clone()),
            // The small number is another theme's: what goes is what tells most of it.
            None => {
                let candidates = may_go.difference(&left_out);
                let without = |table: &&Named| {
                    let mut fewer = left_out.clone();
                    fewer.insert((*table).clone());
                    let after = narrowed(&fewer);
                    (after.contains(first), after.len())
                };
                candidates.min_by_key(without).cloned()
            }
        };
        match next {
            Some(table) => left_out.insert(table),
            None => return left_out,
        };
    }
}

/// One small number that is not printed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hidden {
    pub(super) theme: Theme,
    pub(super) table: Named,
    spot: Spot,
}

/// A place and a job group; all of them where there is none.
pub(super) type Spot = (Option<String>, Option<String>);

/// What a number counts: testimonies, or those with one answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Subject {
    Told(About),
    Answer(Theme, String),
}

pub(super) type Key = (Subject, String, Spot);

/// Everything that is printed, as a reader with a pencil has it before them.
#[derive(Default)]
pub(super) struct Reading {
    pub(super) numbers: HashMap<Key, usize>,
    /// What is printed of a number, and whether it is a cell.
    pub(super) printed: HashMap<usize, (Figure, bool)>,
    pub(super) ranges: Vec<Range>,
    pub(super) sums: Vec<Sum>,
    pub(super) hidden: Vec<(Hidden, usize, i64)>,
}

impl Reading {
    pub(super) fn of(tables: &[(Theme, &Table)], held_back: &[HeldBack], k: u32) -> Self {
        let mut reading = Self::default();
        for (theme, table) in tables {
            reading.print(*theme, table, k);
        }
        for (theme, table) in tables
            .iter()
            .filter(|(theme, _)| *theme != Theme::Testimonies)
        {
            reading.compare(*theme, table, tables);
        }
        reading.add_up_kinds();
        reading.add_up_spots();
        reading.add_up_periods(tables, held_back);
        reading
    }

    fn narrowed(mut self) -> BTreeSet<Hidden> {
        // Numbers that have moved since they were carried may contradict each other, and would go on for ever.
        let mut rounds = 0..200;
        while rounds.next().is_some() && narrow(&self.sums, &mut self.ranges) {}
        let small = self.hidden.into_iter();
        let told = small.filter(|(_, i, k)| is_told(self.ranges[*i], *k));
        told.map(|(hidden, ..)| hidden).collect()
    }

    fn number(&mut self, subject: &Subject, period: &str, spot: &Spot) -> usize {
        let key = (subject.clone(), period.to_owned(), spot.clone());
        *self.numbers.entry(key).or_insert_with(|| {
            self.ranges.push(Range {
                least: 0,
                most: OPEN,
            });
            self.ranges.len() - 1
        })
    }

    fn print(&mut self, theme: Theme, table: &Table, k: u32) {
        let subject = subject(theme, &table.kind);
        let mut put = |place: Option<&String>, group: Option<&String>, figure: Figure| {
            let spot = spot(place, group);
            let i = self.number(&subject, &table.period, &spot);
            let is_cell = place.is_some() && group.is_some();
            self.printed.entry(i).or_insert((figure, false)).1 |= is_cell;
            let range = &mut self.ranges[i];
            range.least = range.least.max(i64::from(figure.least(k)));
            range.most = range.most.min(figure.most().map_or(OPEN, i64::from));
            if let Figure::FewerThan(k) = figure {
                let table = (table.kind.clone(), table.period.clone());
                let hidden = Hidden { theme, table, spot };
                self.hidden.push((hidden, i, i64::from(k)));
            }
            i
        };
        let mut rows = Vec::new();
        let mut sums = Vec::new();
        for ((place, cells), total) in table
            .places
            .iter()
            .zip(&table.cells)
            .zip(&table.place_totals)
        {
            let cells = table.job_groups.iter().zip(cells);
            let cells: Vec<usize> = cells.map(|(g, f)| put(Some(place), Some(g), *f)).collect();
            let total = put(Some(place), None, *total);
            sums.push((cells.clone(), total));
            rows.push((cells, total));
        }
        let all = put(None, None, table.total);
        sums.push((rows.iter().map(|(_, total)| *total).collect(), all));
        let mut columns = Vec::new();
        for (c, (group, total)) in table
            .job_groups
            .iter()
            .zip(&table.job_group_totals)
            .enumerate()
        {
            let total = put(None, Some(group), *total);
            sums.push((
                rows.iter()
                    .filter_map(|(cells, _)| cells.get(c).copied())
                    .collect(),
                total,
            ));
            columns.push(total);
        }
        sums.push((columns, all));
        for (parts, whole) in sums {
            self.add(parts, whole, true);
        }
    }

    /// A number that stands for itself adds up to nothing new.
    fn add(&mut self, parts: Vec<usize>, whole: usize, exact: bool) {
        if !parts.is_empty() && !parts.contains(&whole) {
            self.sums.push(Sum {
                parts,
                whole,
                exact,
            });
        }
    }

    /// The answers of one theme beside the testimonies of the same period.
    fn compare(&mut self, theme: Theme, table: &Table, tables: &[(Theme, &Table)]) {
        let (about, is_one_answer) = theme.is_about();
        let own = subject(theme, &table.kind);
        for spot in self.spots(&own, &table.period) {
            let whole = self.number(&Subject::Told(about), &table.period, &spot);
            let mut parts = vec![self.number(&own, &table.period, &spot)];
            if is_one_answer {
                let same =
                    |(t, other): &&(Theme, &Table)| *t == theme && other.period == table.period;
                let kinds: Vec<&str> = tables
                    .iter()
                    .filter(same)
                    .map(|(_, t)| t.kind.as_str())
                    .collect();
                // Once for all of them.
                if kinds.first() != Some(&table.kind.as_str()) {
                    continue;
                }
                let others = kinds.iter().skip(1).filter_map(|kind| {
                    let key = (subject(theme, kind), table.period.clone(), spot.clone());
                    self.numbers.get(&key).copied()
                });
                parts.extend(others);
            }
            self.add(parts, whole, false);
        }
    }

    fn spots(&self, subject: &Subject, period: &str) -> BTreeSet<Spot> {
        let keys = self
            .numbers
            .keys()
            .filter(|(s, p, _)| s == subject && p == period);
        keys.map(|(_, _, spot)| spot.clone()).collect()
    }

    /// All testimonies are those of incidents and those of layoffs.
    fn add_up_kinds(&mut self) {
        let any = self
            .numbers
            .keys()
            .filter(|(s, ..)| *s == Subject::Told(About::Any));
        for (_, period, spot) in any.cloned().collect::<Vec<_>>() {
            let parts = [About::Incidents, About::Layoffs]
                .map(|about| self.number(&Subject::Told(about), &period, &spot));
            let whole = self.number(&Subject::Told(About::Any), &period, &spot);
            self.add(parts.to_vec(), whole, true);
        }
    }

    /// Districts and job groups of one table beside another that has them together.
    fn add_up_spots(&mut self) {
        let mut parts: BTreeMap<usize, [Vec<usize>; 2]> = BTreeMap::new();
        for ((subject, period, (place, group)), part) in &self.numbers {
            let wholes = [(None, group.clone()), (place.clone(), None)];
            for (side, spot) in wholes.into_iter().enumerate() {
                let key = (subject.clone(), period.clone(), spot);
                let whole = self.numbers.get(&key).filter(|whole| *whole != part);
                if let (Some(whole), Subject::Told(_)) = (whole, subject) {
                    parts.entry(*whole).or_default()[side].push(*part);
                }
            }
        }
        for (whole, sides) in parts {
            for parts in sides {
                self.add(parts, whole, false);
            }
        }
    }

    /// Quarters beside their year, and years beside all periods. They are all of it where each that has testimonies is listed.
    fn add_up_periods(&mut self, tables: &[(Theme, &Table)], held_back: &[HeldBack]) {
        let mut periods: HashMap<(About, Spot), BTreeSet<String>> = HashMap::new();
        for (subject, period, spot) in self.numbers.keys() {
            if let Subject::Told(about) = subject {
                let known = periods.entry((*about, spot.clone())).or_default();
                known.insert(period.clone());
            }
        }
        let is_listed = |about: About, period: &str| {
            tables.iter().any(|(theme, table)| {
                *theme == Theme::Testimonies && table.period == period && told(&table.kind) == about
            })
        };
        for ((about, spot), known) in periods {
            for whole in &known {
                let within: Vec<&String> = known.iter().filter(|part| holds(whole, part)).collect();
                let widest = within.iter().filter(|part| {
                    !within
                        .iter()
                        .any(|other| other != *part && holds(other, part))
                });
                let parts: Vec<&String> = widest.copied().collect();
                let hides = held_back
                    .iter()
                    .any(|table| told(&table.kind) == about && holds(whole, &table.period));
                let exact = !hides && parts.iter().all(|part| is_listed(about, part));
                let subject = Subject::Told(about);
                let i = self.number(&subject, whole, &spot);
                let parts = parts
                    .iter()
                    .map(|part| self.number(&subject, part, &spot))
                    .collect();
                self.add(parts, i, exact);
            }
        }
    }
}

/// Whether some of the values 1..k-1 are ruled out.
pub(super) fn is_told(range: Range, k: i64) -> bool {
    range.least > 1 || range.most < k - 1
}

fn subject(theme: Theme, kind: &str) -> Subject {
    match theme {
        Theme::Testimonies => Subject::Told(told(kind)),
        _ => Subject::Answer(theme, kind.to_owned()),
    }
}

fn told(kind: &str) -> About {
    match kind {
        "safety_incident" => About::Incidents,
        "layoff" => About::Layoffs,
        _ => About::Any,
    }
}

fn spot(place: Option<&String>, group: Option<&String>) -> Spot {
    let place = place.filter(|place| *place != ALL_DISTRICTS);
    let group = group.filter(|group| *group != ALL_JOB_GROUPS);
    (place.cloned(), group.cloned())
}

/// Whether one period is a part of another: a quarter of its year, and everything of all periods.
pub(super) fn holds(whole: &str, part: &str) -> bool {
    let is_all = whole == ALL_PERIODS && part != ALL_PERIODS;
    let of_year = part
        .strip_prefix(whole)
        .is_some_and(|rest| rest.starts_with('-'));
    is_all || of_year
}

#[cfg(test)]
mod tests;
