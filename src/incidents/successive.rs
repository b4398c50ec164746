//! A release beside those before it: a reader who has kept them all knows that nothing moves by less than k, and adds that to the
//! sums of each. What would narrow down a small number so is put off: a table stays as it was, and a new one waits.

use std::collections::{BTreeSet, HashMap};

use super::beside::{Hidden, Key, Named, Reading, holds, is_told};
use super::compose::Memories;
use super::disclosure::{HeldBack, Table};
use super::figure::Figure;
use super::latest::ThemeTables;
use super::ranges::{Move, Range, Sum, follow, narrow};
use super::themes::Theme;

/// As many releases before this one are read beside it.
pub const MOST_BEFORE: u64 = 8;

/// As often is everything added up to find the least that has to wait; then all waits that can.
const MOST_TRIES: usize = 40;

/// A release as it was printed.
#[derive(Clone, Debug)]
pub struct Printed {
    pub k: u32,
    pub themes: Vec<ThemeTables>,
}

type Which = (Theme, Named);

/// Puts off what would tell of a small number beside the releases `before`, the oldest first.
pub fn put_off(
    before: &[Printed],
    now: &mut Printed,
    held_back: &[HeldBack],
    memories: &mut Memories,
    old_memories: &Memories,
) {
    let Some(last) = before.last() else {
        return;
    };
    let back = waiting(before, last, now, held_back);
    if back.is_empty() {
        return;
    }
    for made in &mut now.themes {
        let of_theme = back.iter().filter(|(theme, _)| *theme == made.theme);
        let names: BTreeSet<Named> = of_theme.map(|(_, table)| table.clone()).collect();
        let old = |table: &Table| find(last, made.theme, &named(table)).cloned();
        let tables = std::mem::take(&mut made.tables).into_iter();
        let kept = tables.filter_map(|table| match names.contains(&named(&table)) {
            true => old(&table),
            false => Some(table),
        });
        let kept = kept.collect();
        made.tables = kept;
        let theme = made.theme.as_str();
        if let Some(memory) = memories.remove(theme).filter(|_| !made.tables.is_empty()) {
            let memory = memory.put_back(&names, old_memories.get(theme));
            memories.insert(theme.to_owned(), memory);
        }
    }
    now.themes.retain(|made| !made.tables.is_empty());
}

fn named(table: &Table) -> Named {
    (table.kind.clone(), table.period.clone())
}

fn find<'a>(printed: &'a Printed, theme: Theme, name: &Named) -> Option<&'a Table> {
    let themes = printed.themes.iter().filter(|made| made.theme == theme);
    themes
        .flat_map(|made| &made.tables)
        .find(|table| named(table) == *name)
}

fn all(printed: &Printed) -> impl Iterator<Item = (Theme, &Table)> {
    let themes = printed.themes.iter();
    themes.flat_map(|made| made.tables.iter().map(|table| (made.theme, table)))
}

/// Which tables have to wait: as few as are found soon, and all that can where that is not enough.
fn waiting(
    before: &[Printed],
    last: &Printed,
    now: &Printed,
    held_back: &[HeldBack],
) -> BTreeSet<Which> {
    let is_fresh = |(theme, table): &(Theme, &Table)| {
        find(last, *theme, &named(table)).is_none_or(|old| old != *table)
    };
    let may_wait: BTreeSet<Which> = all(now)
        .filter(is_fresh)
        .map(|(theme, table)| (theme, named(table)))
        .collect();
    if may_wait.is_empty() {
        return may_wait;
    }
    let mut past = Series::default();
    for (at, printed) in before.iter().enumerate() {
        let tables: Vec<_> = all(printed).collect();
        let later = before[at + 1..].iter().chain([now]);
        past.add(
            Reading::of(&tables, &not_there(&tables, later, held_back), printed.k),
            printed.k,
        );
    }
    let told = |back: &BTreeSet<Which>| {
        let as_printed = |(theme, table)| match back.contains(&(theme, named(table))) {
            true => find(last, theme, &named(table)).map(|old| (theme, old)),
            false => Some((theme, table)),
        };
        let tables: Vec<_> = all(now).filter_map(as_printed).collect();
        let mut series = past.clone();
        let held_back = not_there(&tables, [now], held_back);
        series.add(Reading::of(&tables, &held_back, now.k), now.k);
        series.told()
    };
    // What cannot be mended here is no reason to say nothing.
    let anyway = told(&may_wait);
    let mut back = BTreeSet::new();
    let mut tries = 0;
    while tries < MOST_TRIES {
        let narrowed: Vec<_> = told(&back).difference(&anyway).cloned().collect();
        tries += 1;
        let Some((_, first)) = narrowed.first() else {
            return back;
        };
        let could: Vec<&Which> = may_wait.difference(&back).collect();
        let own = narrowed
            .iter()
            .map(|(_, hidden)| (hidden.theme, &hidden.table));
        let own: Vec<_> = own.collect();
        let is_own = |which: &&&Which| own.contains(&(which.0, &which.1));
        let next = match could.iter().find(is_own) {
            Some(which) => Some((*which).clone()),
            // The small number is another table's: what waits is what tells most of it.
            None => {
                let near = |which: &&&Which| touches(&which.1.1, &first.table.1);
                let near: Vec<_> = could.iter().filter(near).collect();
                tries += near.len();
                let left = |which: &&&&Which| {
                    let mut more = back.clone();
                    more.insert((***which).clone());
                    told(&more).difference(&anyway).count()
                };
                near.iter().min_by_key(left).map(|which| (**which).clone())
            }
        };
        match next {
            Some(which) => back.insert(which),
            None => break,
        };
    }
    may_wait
}

/// Whether two periods have days in common.
fn touches(one: &str, other: &str) -> bool {
    one == other || holds(one, other) || holds(other, one)
}

/// What is held back now was so before, and what was first printed later.
fn not_there<'a>(
    tables: &[(Theme, &Table)],
    later: impl IntoIterator<Item = &'a Printed>,
    held_back: &[HeldBack],
) -> Vec<HeldBack> {
    let is_there = |theme: Theme, name: &Named| {
        tables
            .iter()
            .any(|(t, table)| *t == theme && named(table) == *name)
    };
    let later = later.into_iter().flat_map(all);
    let missing = later
        .filter(|(theme, table)| *theme == Theme::Testimonies && !is_there(*theme, &named(table)));
    let missing = missing.map(|(_, table)| HeldBack {
        kind: table.kind.clone(),
        period: table.period.clone(),
    });
    held_back.iter().cloned().chain(missing).collect()
}

/// Releases one after the other, as one system of sums and moves.
#[derive(Clone, Default)]
struct Series {
    ranges: Vec<Range>,
    sums: Vec<Sum>,
    moves: Vec<Move>,
    hidden: Vec<((usize, Hidden), usize, i64)>,
    /// Where each number was printed last, and as what.
    last: HashMap<Key, (usize, Figure)>,
    releases: usize,
}

impl Series {
    fn add(&mut self, reading: Reading, k: u32) {
        let (from, release) = (self.ranges.len(), self.releases);
        self.releases += 1;
        for (key, i) in reading.numbers {
            let Some((figure, is_cell)) = reading.printed.get(&i) else {
                continue;
            };
            let new = from + i;
            if let Some((old, was)) = self.last.insert(key, (new, *figure)) {
                self.moves.push(Move {
                    old,
                    new,
                    stays: was == *figure && *figure != Figure::Withheld,
                    k: i64::from(k),
                    is_cell: *is_cell,
                });
            }
        }
        self.ranges.extend(reading.ranges);
        self.sums.extend(reading.sums.into_iter().map(|sum| Sum {
            parts: sum.parts.into_iter().map(|part| from + part).collect(),
            whole: from + sum.whole,
            ..sum
        }));
        let hidden = reading.hidden.into_iter();
        self.hidden
            .extend(hidden.map(|(hidden, i, k)| ((release, hidden), from + i, k)));
    }

    fn told(mut self) -> BTreeSet<(usize, Hidden)> {
        let mut rounds = 0..200;
        while rounds.next().is_some() {
            let by_sums = narrow(&self.sums, &mut self.ranges);
            if !follow(&self.moves, &mut self.ranges) && !by_sums {
                break;
            }
        }
        let small = self.hidden.into_iter();
        let told = small.filter(|(_, i, k)| is_told(self.ranges[*i], *k));
        told.map(|(hidden, ..)| hidden).collect()
    }
}

#[cfg(test)]
mod tests;
