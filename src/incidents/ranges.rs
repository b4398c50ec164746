//! What sums, and moves from one release to the next, leave of the ranges that printed numbers stand for.

/// More than there will ever be.
pub const OPEN: i64 = 1 << 40;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    pub least: i64,
    pub most: i64,
}

/// Parts that add up to the whole, or to less where others may be missing.
#[derive(Clone, Debug)]
pub struct Sum {
    pub parts: Vec<usize>,
    pub whole: usize,
    pub exact: bool,
}

/// One number in two releases that follow each other.
#[derive(Clone, Copy, Debug)]
pub struct Move {
    pub old: usize,
    pub new: usize,
    /// What is printed of it is the same, so that it is the same number: nothing moves by less than k.
    pub stays: bool,
    pub k: i64,
    /// A cell crosses k only from or to 2k-1 and more.
    pub is_cell: bool,
}

impl Move {
    /// Whether a number of `range` can be followed, or preceded, by `n`.
    fn allows(self, range: Range, n: i64) -> bool {
        let (Range { least, most }, k) = (range, self.k);
        if (least..=most).contains(&n) {
            return true;
        }
        match (self.is_cell, n < k) {
            (false, _) => least <= most && (most >= n + k || least <= n - k),
            (true, true) => most >= 2 * k - 1,
            (true, false) => {
                let above = most >= n + k || least.max(k) <= most.min(n - k);
                above || (least < k && n >= 2 * k - 1)
            }
        }
    }

    fn seen_from(self, other: Range, own: Range) -> Range {
        let Range {
            mut least,
            mut most,
        } = own;
        // No gap is wider than this; what contradicts itself stays as it is.
        let mut steps = 0..4 * self.k;
        while least <= most && steps.next().is_some() && !self.allows(other, least) {
            least += 1;
        }
        let mut steps = 0..4 * self.k;
        while least <= most && steps.next().is_some() && !self.allows(other, most) {
            most -= 1;
        }
        match least <= most {
            true => Range { least, most },
            false => own,
        }
    }
}

/// One look at every sum; whether a range has become narrower. What contradicts itself stays within bounds.
pub fn narrow(sums: &[Sum], ranges: &mut [Range]) -> bool {
    let before = ranges.to_vec();
    for sum in sums {
        let least: i64 = sum.parts.iter().map(|part| ranges[*part].least).sum();
        let most: i64 = sum.parts.iter().map(|part| ranges[*part].most).sum();
        let whole = ranges[sum.whole];
        for part in &sum.parts {
            let range = ranges[*part];
            let room = whole.most.saturating_sub(least - range.least);
            ranges[*part].most = range.most.min(room).max(-1);
            if sum.exact {
                let rest = whole.least.saturating_sub(most - range.most);
                ranges[*part].least = range.least.max(rest).min(OPEN);
            }
        }
        let range = &mut ranges[sum.whole];
        range.least = range.least.max(least).min(OPEN);
        if sum.exact {
            range.most = range.most.min(most).max(-1);
        }
    }
    before != ranges
}

/// One look at every number beside itself in the release before; whether a range has become narrower.
pub fn follow(moves: &[Move], ranges: &mut [Range]) -> bool {
    let mut is_narrower = false;
    for step in moves {
        let (old, new) = (ranges[step.old], ranges[step.new]);
        let both = match step.stays {
            true => {
                let both = Range {
                    least: old.least.max(new.least),
                    most: old.most.min(new.most),
                };
                (both, both)
            }
            false => (step.seen_from(new, old), step.seen_from(old, new)),
        };
        (ranges[step.old], ranges[step.new]) = both;
        is_narrower |= both != (old, new);
    }
    is_narrower
}

#[cfg(test)]
mod tests {
    use super::*;

    const K: i64 = 10;

    fn range(least: i64, most: i64) -> Range {
        Range { least, most }
    }

    /// By trying every pair of numbers.
    #[test]
    fn a_move_leaves_just_what_some_number_before_or_after_allows() {
        for is_cell in [false, true] {
            let step = Move {
                old: 0,
                new: 1,
                stays: false,
                k: K,
                is_cell,
            };
            let can_follow = |a: i64, b: i64| {
                let crosses = (a < K) != (b < K);
                a == b || ((a - b).abs() >= K && !(is_cell && crosses && a.max(b) < 2 * K - 1))
            };
            for least in 0..35 {
                for most in least..35 {
                    for n in 0..50 {
                        let found = (least..=most).any(|m| can_follow(m, n));
                        assert_eq!(
                            step.allows(range(least, most), n),
                            found,
                            "{least} {most} {n}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn about_ten_that_became_about_twenty_was_at_most_twelve_less() {
        let mut ranges = [range(10, 12), range(18, 22)];
        let step = Move {
            old: 0,
            new: 1,
            stays: false,
            k: K,
            is_cell: true,
        };
        assert!(follow(&[step], &mut ranges));
        assert_eq!(ranges, [range(10, 12), range(20, 22)]);
        assert!(!follow(&[step], &mut ranges));
    }
}
