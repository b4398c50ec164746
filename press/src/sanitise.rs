//! Makes untrusted text safe to print: no controls, no towers of marks, no tricks with direction, nothing no font has.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation as _;

use crate::fonts;

/// Stands for a character that no embedded font has.
pub const SUBSTITUTE: char = '\u{25A1}';
/// More marks than this on one base are an attack: no living orthography needs them.
pub const MOST_MARKS: usize = 8;
/// Longer runs without a place to break get one, or they would leave the page.
const LONGEST_RUN: usize = 24;
const FIRST_STRONG_ISOLATE: char = '\u{2068}';
const POP_ISOLATE: char = '\u{2069}';
const BREAK_HERE: char = '\u{200B}';

/// What had to be done to texts before they could be printed. Holds no text but single code points.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Substitutions {
    /// Characters that no font has, as "U+1F600", with how often each was replaced by a box.
    pub without_glyph: BTreeMap<String, u64>,
    /// Controls, direction overrides, private use, noncharacters and superfluous marks that were left out.
    pub removed: u64,
    /// Texts that were longer than their place allows.
    pub shortened: u64,
}

impl Substitutions {
    /// Whether every text is printed exactly as it came (Unicode normalization and spacing apart).
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.without_glyph.is_empty() && self.removed == 0 && self.shortened == 0
    }
}

/// One line of text, at most `most` characters: normalized, single-spaced, without anything invisible.
#[must_use]
pub fn line(text: &str, most: usize, done: &mut Substitutions) -> String {
    // Bounds the work on a hostile text; eight marks a base and controls between may all go.
    let head: String = text
        .chars()
        .take(most.saturating_mul(4).saturating_add(64))
        .collect();
    let visible = without_invisibles(&head, done);
    let marked = with_few_marks(visible.nfc(), done);
    let spaced = marked.split_whitespace().collect::<Vec<_>>().join(" ");
    let too_long = spaced.chars().count() > most || head.len() < text.len();
    if too_long {
        done.shortened += 1;
        let mut short: String = spaced.chars().take(most.saturating_sub(1)).collect();
        short.push('…');
        return short;
    }
    spaced
}

/// The same, with a box for each character that no embedded font has.
#[must_use]
pub fn printable(text: &str, most: usize, done: &mut Substitutions) -> String {
    let clean = line(text, most, done);
    let mut printed = String::with_capacity(clean.len());
    for cluster in clean.graphemes(true) {
        if fonts::one_has_all_of(cluster) {
            printed.push_str(cluster);
        } else {
            print_what_there_is(cluster, &mut printed, done);
        }
    }
    printed
}

/// Cannot reorder what stands beside it: between U+2068 and U+2069. Plain ASCII has nothing that could, and
/// stays bare, so that nobody copies an address with invisible characters in it.
#[must_use]
pub fn isolated(text: &str) -> String {
    if text.is_ascii() {
        text.to_owned()
    } else {
        format!("{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}")
    }
}

/// Has a place to break at least every few characters.
#[must_use]
pub fn breakable(text: &str) -> String {
    let mut broken = String::with_capacity(text.len());
    let mut run = 0;
    for word in text.split_inclusive(breaks_after) {
        run = push_with_breaks(word, run, &mut broken);
    }
    broken
}

fn push_with_breaks(word: &str, before: usize, wrapped: &mut String) -> usize {
    let long = before + word.chars().count() > LONGEST_RUN;
    if !long {
        wrapped.push_str(word);
        return if word.ends_with(breaks_after) {
            0
        } else {
            before + word.chars().count()
        };
    }
    for (at, cluster) in word.graphemes(true).enumerate() {
        if at > 0 && at % (LONGEST_RUN / 2) == 0 {
            wrapped.push(BREAK_HERE);
        }
        wrapped.push_str(cluster);
    }
    0
}

/// Where a line may break without help: spaces and the ideographs and syllables of East Asia.
fn breaks_after(c: char) -> bool {
    c == ' '
        || c == '-'
        || matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

fn without_invisibles(text: &str, done: &mut Substitutions) -> String {
    let mut visible = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut before = ' ';
    while let Some(c) = chars.next() {
        let joins = matches!(c, '\u{200C}' | '\u{200D}')
            && is_joining(before)
            && chars.peek().copied().is_some_and(is_joining);
        match c {
            '\t' | '\n' | '\r' | '\u{2028}' | '\u{2029}' => visible.push(' '),
            _ if joins => visible.push(c),
            _ if is_invisible(c) => done.removed += 1,
            _ => visible.push(c),
        }
        before = c;
    }
    visible
}

/// Letters between which the (non-)joiners spell something: Arabic script, the scripts of India and their kin.
fn is_joining(c: char) -> bool {
    matches!(c, '\u{0600}'..='\u{109F}' | '\u{1780}'..='\u{18AF}' | '\u{A840}'..='\u{ABFF}')
}

/// Controls, direction marks, zero widths, fillers, selectors, private use, noncharacters.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || u32::from(c) & 0xFFFE == 0xFFFE
        || matches!(c,
            '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{3164}' | '\u{FEFF}' | '\u{FFA0}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{E000}'..='\u{F8FF}' | '\u{FDD0}'..='\u{FDEF}' | '\u{FE00}'..='\u{FE0F}' | '\u{FFF0}'..='\u{FFFB}'
            | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{10FFFF}')
}

fn with_few_marks(chars: impl Iterator<Item = char>, done: &mut Substitutions) -> String {
    let mut text = String::new();
    let mut marks = MOST_MARKS; // A mark at the very start has no base.
    for c in chars {
        if is_combining_mark(c) {
            if marks >= MOST_MARKS {
                done.removed += 1;
                continue;
            }
            marks += 1;
        } else {
            marks = if c.is_whitespace() { MOST_MARKS } else { 0 };
        }
        text.push(c);
    }
    text
}

fn print_what_there_is(cluster: &str, printed: &mut String, done: &mut Substitutions) {
    let base = cluster.chars().next().unwrap_or(SUBSTITUTE);
    let has_base = fonts::one_has_all_of(base.encode_utf8(&mut [0; 4]));
    printed.push(if has_base { base } else { SUBSTITUTE });
    for lost in cluster.chars().skip(usize::from(has_base)) {
        *done
            .without_glyph
            .entry(format!("U+{:04X}", u32::from(lost)))
            .or_default() += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(text: &str) -> (String, Substitutions) {
        let mut done = Substitutions::default();
        (printable(text, 1_000, &mut done), done)
    }

    #[test]
    fn names_of_many_scripts_pass_unchanged() {
        for name in [
            "María José Peñalosa Ibáñez",
            "Nguyễn Thị Phương Thảo",
            "王小明",
            "陳怡君",
            "فاطمة الزهراء",
            "יעל כהן",
            "Ελένη Παπαδοπούλου",
            "Олександра Шевченко",
            "प्रिया शर्मा",
            "สมหญิง ใจดี",
            "佐藤 花子",
            "김민지",
            "می‌خواهم",
        ] {
            let (text, done) = printed(name);
            assert_eq!(text, name.nfc().collect::<String>());
            assert!(done.is_empty(), "{name}: {done:?}");
        }
    }

    #[test]
    fn direction_overrides_controls_and_private_use_leave_no_trace() {
        let (text, done) =
            printed("\u{FEFF}A\u{202E}na\0 \u{E000}\u{FFFE}Ruiz\u{2069}\u{200B}\n\tB\u{AD}ay");
        assert_eq!(text, "Ana Ruiz Bay");
        assert_eq!(done.removed, 8);
    }

    #[test]
    fn a_tower_of_marks_keeps_eight() {
        let (text, done) = printed(&format!("e{}x", "\u{0316}".repeat(3_000)));
        assert_eq!(
            text.chars().filter(|c| *c == '\u{0316}').count(),
            MOST_MARKS
        );
        assert!(done.removed > 0);
    }

    #[test]
    fn a_mark_without_a_base_is_left_out() {
        assert_eq!(printed("\u{0301}a \u{0301}b").0, "a b");
    }

    #[test]
    fn what_no_font_has_becomes_a_reported_box() {
        let (text, done) = printed("Ana 😀 𓀀");
        assert_eq!(text, "Ana □ □");
        assert_eq!(
            done.without_glyph.keys().cloned().collect::<Vec<_>>(),
            ["U+13000", "U+1F600"]
        );
    }

    #[test]
    fn a_long_text_is_cut_with_a_mark() {
        let mut done = Substitutions::default();
        assert_eq!(line("abcdef", 4, &mut done), "abc…");
        assert_eq!(done.shortened, 1);
    }

    #[test]
    fn a_long_word_gets_places_to_break() {
        assert_eq!(breakable(&"a".repeat(45)).matches(BREAK_HERE).count(), 3);
        assert_eq!(
            breakable("Hieronymus Thistlewood of Old Cannery"),
            "Hieronymus Thistlewood of Old Cannery"
        );
        assert_eq!(breakable(&"王".repeat(90)), "王".repeat(90));
    }

    #[test]
    fn only_what_could_reorder_its_neighbours_is_isolated() {
        assert_eq!(isolated("فاطمة"), "\u{2068}فاطمة\u{2069}");
        assert_eq!(
            isolated("steward@local417.example"),
            "steward@local417.example"
        );
        assert_eq!(isolated(""), "");
    }
}
