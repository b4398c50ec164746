//! One table of testimony counts: which of its numbers are shown, so that no small one can be worked out, now or from the release before.

use serde::{Deserialize, Serialize};

pub use super::figure::Figure;
use super::figure::{ROUNDED_TO, rounded};
use super::leeway::{Leeway, Shape, Way, reach};

/// One number to be published: testimonies, and the people among whom a witness would be looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    pub testimonies: u32,
    pub headcount: u32,
}

/// What is kept of a published number for the next release. It holds true counts: never published, sealed at rest.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    pub testimonies: u32,
    pub figure: Figure,
    /// What all releases so far leave open together.
    pub leeway: Leeway,
    /// The small number that an earlier release has hidden here, from which it has risen since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hidden: Option<u32>,
}

/// Why a table is not published as it is now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unpublishable {
    #[error("over half of the table would be blank")]
    MostlyBlank,
    #[error("a small number in it could be worked out")]
    CannotBeProtected,
}

/// Decides every number of a table, in the order of `Shape`. `cells` are the inner ones, `before` all numbers of its last release.
pub fn protect(
    shape: Shape,
    cells: &[Count],
    k: u32,
    before: Option<&[Kept]>,
) -> Result<Vec<Kept>, Unpublishable> {
    let values: Vec<u32> = cells.iter().map(|cell| cell.testimonies).collect();
    let values = match before {
        Some(before) => carried(shape, &values, before, k),
        None => shape.with_totals(&values),
    };
    let headcounts: Vec<u32> = cells.iter().map(|cell| cell.headcount).collect();
    let headcounts = shape.with_totals(&headcounts);
    let mut table = Table {
        shape,
        k,
        values,
        headcounts,
        figures: Vec::new(),
        before,
    };
    table.figures = (0..shape.numbers()).map(|i| table.own_figure(i)).collect();
    if table.is_mostly_blank() {
        return Err(Unpublishable::MostlyBlank);
    }
    table.withhold_what_betrays()?;
    if table.is_mostly_blank() {
        Err(Unpublishable::MostlyBlank)
    } else {
        Ok(table.kept())
    }
}

/// How many of the cells are blank before any is withheld for another's sake, of how many that could be shown.
pub fn blank_share(cells: &[Count], k: u32) -> (usize, usize) {
    let figures = cells
        .iter()
        .map(|cell| figure(*cell, k))
        .filter(|figure| *figure != Figure::Nobody);
    figures.fold((0, 0), |(blank, all), figure| {
        (blank + usize::from(figure.is_suppressed()), all + 1)
    })
}

fn figure(count: Count, k: u32) -> Figure {
    match count {
        Count {
            testimonies: 0,
            headcount: 0,
        } => Figure::Nobody,
        Count { testimonies, .. } if testimonies < k => Figure::FewerThan(k),
        Count { headcount, .. } if headcount < k => Figure::Withheld,
        Count { testimonies, .. } => Figure::About(rounded(testimonies, k)),
    }
}

/// A cell that moved by 1 to k-1 since it last changed carries its old value, and so does one that falls from a shown
/// number so low that the fall itself would tell how low it fell, or rises to one so low that the rise would tell how low
/// it was: who moves by k to 7 was at 2 at most. Totals are the sums of what is carried.
fn carried(shape: Shape, now: &[u32], before: &[Kept], k: u32) -> Vec<u32> {
    let old = |i: usize| before[i].testimonies;
    let mut cells: Vec<u32> = now
        .iter()
        .enumerate()
        .map(|(i, now)| carried_cell(old(i), *now, k))
        .collect();
    loop {
        let values = shape.with_totals(&cells);
        let small_move = |i: &usize| (1..k).contains(&values[*i].abs_diff(old(*i)));
        let Some(total) = (shape.cells()..shape.numbers()).find(small_move) else {
            return values;
        };
        // Cells moved both ways and nearly cancel: the least of these moves is put off.
        let moved = (0..shape.cells()).filter(|i| {
            cells[*i] != old(*i) && (total == shape.total() || shape.is_beside(total, *i))
        });
        match moved.min_by_key(|i| cells[*i].abs_diff(old(*i))) {
            Some(least) => cells[least] = old(least),
            None => return values,
        }
    }
}

fn carried_cell(old: u32, now: u32, k: u32) -> u32 {
    let (low, high) = (old.min(now), old.max(now));
    let too_near = low < k && high >= k && high < 2 * k - 1;
    if now.abs_diff(old) < k || too_near {
        old
    } else {
        now
    }
}

struct Table<'a> {
    shape: Shape,
    k: u32,
    values: Vec<u32>,
    headcounts: Vec<u32>,
    figures: Vec<Figure>,
    before: Option<&'a [Kept]>,
}

impl Table<'_> {
    fn own_figure(&self, i: usize) -> Figure {
        figure(
            Count {
                testimonies: self.values[i],
                headcount: self.headcounts[i],
            },
            self.k,
        )
    }

    fn is_mostly_blank(&self) -> bool {
        let cells = self.figures[..self.shape.cells()]
            .iter()
            .filter(|figure| **figure != Figure::Nobody);
        let (blank, all) = cells.fold((0, 0), |(blank, all), figure| {
            (blank + usize::from(figure.is_suppressed()), all + 1)
        });
        blank * 2 > all
    }

    fn is_sensitive(&self, i: usize) -> bool {
        self.own_figure(i).is_suppressed()
    }

    fn withhold_what_betrays(&mut self) -> Result<(), Unpublishable> {
        for i in (0..self.shape.numbers())
            .filter(|i| self.is_sensitive(*i))
            .collect::<Vec<_>>()
        {
            while self.missing(i) > 0 {
                let complement = self
                    .best_complement(i)
                    .ok_or(Unpublishable::CannotBeProtected)?;
                self.figures[complement] = Figure::Withheld;
            }
        }
        for (i, hidden) in (0..self.shape.numbers())
            .filter_map(|i| Some((i, self.hidden(i)?)))
            .collect::<Vec<_>>()
        {
            // What is shown now must not tell what was hidden then; not to show this number itself is often enough.
            if self.missing_of_hidden(i, hidden) > 0 && matches!(self.figures[i], Figure::About(_))
            {
                self.figures[i] = Figure::Withheld;
            }
            while self.missing_of_hidden(i, hidden) > 0 {
                let complement = self
                    .best_by(i, |table| table.missing_of_hidden(i, hidden))
                    .ok_or(Unpublishable::CannotBeProtected)?;
                self.figures[complement] = Figure::Withheld;
            }
        }
        Ok(())
    }

    /// The small number that a release before this one has hidden where another stands now.
    fn hidden(&self, i: usize) -> Option<u32> {
        let before = self.before?.get(i)?;
        let is_small = before.testimonies < self.k || self.headcounts[i] < self.k;
        let was_hidden = is_small && before.figure.is_suppressed();
        let fresh = (was_hidden && self.has_changed(i)).then_some(before.testimonies);
        before.hidden.or(fresh)
    }

    /// How many of the values 1..k-1 that were possible of a number hidden before could be ruled out by now.
    fn missing_of_hidden(&self, i: usize, hidden: u32) -> u32 {
        let (down, up) = (
            hidden.saturating_sub(1),
            (self.k - 1).saturating_sub(hidden),
        );
        let together: Vec<Leeway> = (0..self.shape.numbers()).map(|n| self.leeway(n)).collect();
        let of_then: Vec<Leeway> = (0..self.shape.numbers())
            .map(|n| self.leeway_of_then(n))
            .collect();
        [(Way::Down, down), (Way::Up, up)]
            .map(|(way, wanted)| {
                let reached = reach(self.shape, &together, i, way, wanted);
                wanted - reached.max(reach(self.shape, &of_then, i, way, wanted))
            })
            .iter()
            .sum()
    }

    /// The number whose withholding leaves the least to be worked out about number `i`; of equals, the smallest.
    fn best_complement(&mut self, i: usize) -> Option<usize> {
        self.best_by(i, |table| table.missing(i))
    }

    fn best_by(&mut self, i: usize, missing: impl Fn(&Self) -> u32) -> Option<usize> {
        let is_shown =
            |figures: &[Figure], other: usize| matches!(figures[other], Figure::About(_));
        let mut shown: Vec<usize> = (0..self.shape.numbers())
            .filter(|other| self.shape.is_beside(i, *other) && is_shown(&self.figures, *other))
            .collect();
        if shown.is_empty() {
            shown = (0..self.shape.numbers())
                .filter(|other| is_shown(&self.figures, *other))
                .collect();
        }
        let tried = shown.into_iter().map(|other| {
            let figure = std::mem::replace(&mut self.figures[other], Figure::Withheld);
            let missing = missing(self);
            self.figures[other] = figure;
            (missing, self.values[other], other)
        });
        tried.min().map(|(_, _, other)| other)
    }

    /// How many of the values 1..k-1 (and the truth) of number `i` a reader could rule out.
    fn missing(&self, i: usize) -> u32 {
        let value = self.values[i];
        let (down, up) = (value.saturating_sub(1), (self.k - 1).saturating_sub(value));
        let together: Vec<Leeway> = (0..self.shape.numbers()).map(|n| self.leeway(n)).collect();
        let mut reached = [(Way::Down, down), (Way::Up, up)]
            .map(|(way, wanted)| reach(self.shape, &together, i, way, wanted));
        if self.has_changed(i) {
            // Or the release before stays as it was, and only what has changed since differs.
            let alone: Vec<Leeway> = (0..self.shape.numbers())
                .map(|n| self.leeway_of_change(n))
                .collect();
            for (reached, (way, wanted)) in
                reached.iter_mut().zip([(Way::Down, down), (Way::Up, up)])
            {
                *reached = (*reached).max(reach(self.shape, &alone, i, way, wanted));
            }
        }
        down - reached[0] + (up - reached[1])
    }

    fn has_changed(&self, i: usize) -> bool {
        self.before
            .is_some_and(|before| before[i].testimonies != self.values[i])
    }

    /// What this release and all before it leave open, the number having been off by the same in each.
    fn leeway(&self, i: usize) -> Leeway {
        let fresh = self.fresh_leeway(i);
        let Some(before) = self.before else {
            return fresh;
        };
        let both = fresh.both(before[i].leeway);
        Leeway {
            down: both.down.min(self.room_above_the_gap(i)),
            ..both
        }
    }

    /// A reader knows that nothing crosses k from or to less than 2k-1.
    fn room_above_the_gap(&self, i: usize) -> u32 {
        let Some(before) = self.before else {
            return u32::MAX;
        };
        let (old, new) = (before[i].testimonies, self.values[i]);
        match (old < self.k) == (new < self.k) {
            true => u32::MAX,
            false => old.max(new).saturating_sub(2 * self.k - 1),
        }
    }

    /// What could have been otherwise before, everything being as it is now.
    fn leeway_of_then(&self, i: usize) -> Leeway {
        let Some(before) = self.before.filter(|_| self.has_changed(i)) else {
            return Leeway::NONE;
        };
        let (old, new, open) = (before[i].testimonies, self.values[i], before[i].leeway);
        let spare = new.abs_diff(old).saturating_sub(self.k);
        match new > old {
            true => Leeway {
                up: open.up.min(spare),
                ..open
            },
            false => Leeway {
                down: open.down.min(spare).min(self.room_above_the_gap(i)),
                ..open
            },
        }
    }

    fn leeway_of_change(&self, i: usize) -> Leeway {
        let Some(before) = self.before.filter(|_| self.has_changed(i)) else {
            return Leeway::NONE;
        };
        let (old, new) = (before[i].testimonies, self.values[i]);
        let fresh = self.fresh_leeway(i);
        // A reader knows that nothing moves by less than k.
        let spare = new.abs_diff(old).saturating_sub(self.k);
        if new > old {
            Leeway {
                down: fresh.down.min(spare).min(self.room_above_the_gap(i)),
                ..fresh
            }
        } else {
            Leeway {
                up: fresh.up.min(spare),
                ..fresh
            }
        }
    }

    /// What this release alone leaves open to a reader who knows the headcounts and these rules.
    fn fresh_leeway(&self, i: usize) -> Leeway {
        let (value, headcount) = (self.values[i], self.headcounts[i]);
        let (least, most) = match self.figures[i] {
            Figure::Nobody => (0, 0),
            Figure::FewerThan(k) => (0, k - 1),
            // Not less than its rounded number would leave open: withholding must never tell more than showing.
            Figure::Withheld => (
                if headcount < self.k { 0 } else { self.k },
                headcount.max(rounded(value, self.k) + ROUNDED_TO / 2),
            ),
            Figure::About(about) => (self.figures[i].least(self.k), about + ROUNDED_TO / 2),
        };
        Leeway {
            down: value.saturating_sub(least),
            up: most.saturating_sub(value),
        }
    }

    fn kept(&self) -> Vec<Kept> {
        let kept = |i| Kept {
            testimonies: self.values[i],
            figure: self.figures[i],
            leeway: self.leeway(i),
            hidden: self.hidden(i),
        };
        (0..self.shape.numbers()).map(kept).collect()
    }
}

#[cfg(test)]
mod tests;
