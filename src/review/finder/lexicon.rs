//! What is known of a word: how ordinary it is, and whether it is a name, a place or one of the closed lists.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

/// What is known of one word, as bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Known(pub u64);

macro_rules! facts {
    ($($name:ident = $bit:literal from $section:literal),+ $(,)?) => {
        $(pub(super) const $name: Known = Known(1 << $bit);)+
        fn fact(section: &str) -> Option<Known> {
            match section { $($section => Some($name),)+ _ => None }
        }
    };
}

facts! {
    GIVEN_COMMON = 3 from "given 1",
    GIVEN_RARE = 4 from "given 2",
    SURNAME_COMMON = 5 from "surname 1",
    SURNAME_RARE = 6 from "surname 2",
    PLACE_LARGE = 7 from "place 1",
    PLACE_SMALL = 8 from "place 2",
    FUNCTION = 10 from "function",
    SPANISH = 11 from "spanish",
    MONTH = 12 from "month",
    WEEKDAY = 13 from "weekday",
    HOLIDAY = 14 from "holiday",
    SEASON = 15 from "season",
    NUMBER = 16 from "number",
    DIGIT = 17 from "digit",
    TITLE = 18 from "title",
    STRONG_TITLE = 19 from "strong_title",
    RELATION = 20 from "relation",
    SPEECH = 21 from "speech",
    PLACE_PREP = 22 from "place_prep",
    PERSON_PREP = 23 from "person_prep",
    ORG_TAIL = 24 from "org_tail",
    BRANCH_TAIL = 25 from "branch_tail",
    PLACE_TAIL = 26 from "place_tail",
    STREET = 27 from "street",
    UNIT = 28 from "unit",
    DEMONYM = 29 from "demonym",
    ORDINARY_CAPITAL = 30 from "ordinary_capital",
    SLANG = 31 from "slang",
    ORG_WORD = 32 from "org_word",
    CLOCK_WORD = 33 from "clock_word",
    AGE_WORD = 34 from "age_word",
    POST_WORD = 35 from "post_word",
    NETWORK_WORD = 36 from "network_word",
    AT_WORD = 37 from "at_word",
    DOT_WORD = 38 from "dot_word",
    POST_TITLE = 39 from "post_title",
    JARGON = 40 from "jargon",
    SPANISH_WORD = 41 from "spanish 1",
    POST_HEAD = 42 from "post_head",
    POST_KIND = 43 from "post_kind",
    DESK = 44 from "desk",
    PLACE_FEATURE = 45 from "place_feature",
    COLLECTIVE = 46 from "collective",
    DEED = 47 from "deed",
    SPECIAL_POST = 48 from "special_post",
}

/// The word opens a place of several words ("new york").
pub(super) const PLACE_OPENS: Known = Known(1 << 9);
pub(super) const GIVEN: Known = Known(GIVEN_COMMON.0 | GIVEN_RARE.0);
pub(super) const SURNAME: Known = Known(SURNAME_COMMON.0 | SURNAME_RARE.0);
pub(super) const PLACE: Known = Known(PLACE_LARGE.0 | PLACE_SMALL.0);
pub(super) const NAME: Known = Known(GIVEN.0 | SURNAME.0);
pub(super) const CALENDAR: Known = Known(MONTH.0 | WEEKDAY.0 | HOLIDAY.0);

const TIER: u64 = 7;

impl Known {
    pub(super) fn is(self, any: Known) -> bool {
        self.0 & any.0 != 0
    }

    /// From 1, the most ordinary words of English, to 6, those of large dictionaries; 0 is no word.
    pub(super) fn tier(self) -> u8 {
        (self.0 & TIER) as u8
    }

    /// An ordinary word up to this tier.
    pub(super) fn ordinary(self, tier: u8) -> bool {
        (1..=tier).contains(&self.tier())
    }
}

/// By the hash of the word: half the memory of the words themselves, and two of some 330,000 words
/// sharing 64 bits is not to be expected (a test counts them).
type Table = HashMap<u64, Known, BuildHasherDefault<Ready>>;

static TABLE: LazyLock<Table> = LazyLock::new(table);

const FILES: &[(&str, &str)] = &[
    ("english", include_str!("data/english.txt")),
    ("given", include_str!("data/given.txt")),
    ("surname", include_str!("data/surnames.txt")),
    ("place", include_str!("data/places.txt")),
    ("spanish", include_str!("data/spanish.txt")),
];

fn table() -> Table {
    let mut table = Table::with_capacity_and_hasher(350_000, BuildHasherDefault::default());
    for (file, text) in FILES {
        let mut section = Known::default();
        for line in text.lines() {
            match line.strip_prefix("# ") {
                Some(tier) if *file == "english" => section = Known(tier.parse().unwrap_or(0)),
                Some(tier) => section = fact(&format!("{file} {tier}")).unwrap_or_default(),
                None => table.entry(hash(line)).or_default().0 |= section.0,
            }
            if let Some((first, _)) = line.split_once(' ').filter(|_| !line.starts_with('#')) {
                table.entry(hash(first)).or_default().0 |= PLACE_OPENS.0;
            }
        }
    }
    let mut section = Known::default();
    for line in include_str!("data/vocabulary.txt").lines() {
        match line.strip_prefix("# ") {
            Some(name) => section = fact(name).unwrap_or_default(),
            None => line
                .split(' ')
                .for_each(|word| table.entry(hash(word)).or_default().0 |= section.0),
        }
    }
    table
}

/// What is known of a folded word, or of several joined by single spaces.
pub(super) fn known(folded: &str) -> Known {
    TABLE.get(&hash(folded)).copied().unwrap_or_default()
}

/// FNV-1a, mixed once more at the end.
fn hash(word: &str) -> u64 {
    let fold = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
    let hash = word.bytes().fold(0xcbf2_9ce4_8422_2325, fold);
    (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// The keys are hashes already. The table is fixed, so no text can fill it with collisions.
#[derive(Default)]
struct Ready(u64);

impl Hasher for Ready {
    fn write(&mut self, _: &[u8]) {}

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_names_and_places_are_known() {
        assert_eq!(known("the").tier(), 1);
        assert!(known("denise").is(GIVEN_COMMON));
        assert!(known("smith").is(SURNAME_COMMON));
        assert!(known("new").is(PLACE_OPENS));
        assert!(known("new york").is(PLACE) || known("new york city").is(PLACE));
        assert!(known("march").is(MONTH));
        assert_eq!(known("xqzzt"), Known::default());
    }

    #[test]
    fn no_two_words_share_a_hash() {
        let lines = FILES.iter().flat_map(|(_, text)| text.lines());
        let words: std::collections::HashSet<&str> = lines.collect();
        let hashes: std::collections::HashSet<u64> = words.iter().map(|word| hash(word)).collect();
        assert_eq!(words.len(), hashes.len());
    }
}
