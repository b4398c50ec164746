//! Cleaning of what people type: names, comments and petition texts that can be stored, compared and printed.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// More marks on one letter than any written language uses; 32,000 of them cost a renderer 2 GB.
pub const MARKS_PER_LETTER: usize = 8;

/// Why a text cannot be taken; `at` counts code points from 0 in the text as it was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    #[error("is empty")]
    Empty,
    #[error("is longer than {max} characters")]
    TooLong { max: usize },
    #[error("has a control character at position {at}")]
    ControlCharacter { at: usize },
    #[error("has a character that changes the writing direction at position {at}")]
    DirectionOverride { at: usize },
    #[error("has an invisible character at position {at}")]
    Invisible { at: usize },
    #[error("has a character that cannot be printed at position {at}")]
    Unprintable { at: usize },
    #[error("has more than {MARKS_PER_LETTER} combining marks on one letter")]
    TooManyMarks,
    #[error("has no letter")]
    NoLetter,
}

/// One line of text: a title, a label, a cell of a table. Line breaks become spaces, invisible characters are dropped.
pub fn clean_line(raw: &str, max: usize) -> Result<String, TextError> {
    cleaned(raw, max, Form::Line)
}

/// Text of several lines: a comment, the text of a petition. At most one empty line stays between paragraphs.
pub fn clean_text(raw: &str, max: usize) -> Result<String, TextError> {
    cleaned(raw, max, Form::Text)
}

/// The name of a person or a place. Direction and zero-width tricks are refused here rather than dropped,
/// because two names that look alike are worth a question.
pub fn clean_name(raw: &str, max: usize) -> Result<String, TextError> {
    let name = cleaned(raw, max, Form::Name)?;
    if name.chars().any(char::is_alphabetic) {
        Ok(name)
    } else {
        Err(TextError::NoLetter)
    }
}

/// A cell that a spreadsheet takes for text: what could start a formula gets an apostrophe in front (OWASP, CSV injection).
pub fn csv_safe(cell: &str) -> Cow<'_, str> {
    let starts_formula = |c: char| {
        matches!(
            c,
            '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠'
        )
    };
    let first = cell.chars().next();
    let visible = cell.trim_start().chars().next();
    if first.is_some_and(starts_formula) || visible.is_some_and(starts_formula) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Name,
    Line,
    Text,
}

enum Kind {
    Visible(char),
    Space,
    LineBreak,
    Joiner,
    DirectionMark,
    DirectionOverride,
    Invisible,
    Control,
    Unprintable,
}

fn cleaned(raw: &str, max: usize, form: Form) -> Result<String, TextError> {
    let text: String = kept(raw, form)?.nfc().collect();
    let text = match form {
        Form::Text => collapse_lines(&text),
        Form::Name | Form::Line => collapse_spaces(&text),
    };
    if text.is_empty() {
        return Err(TextError::Empty);
    }
    if text.chars().count() > max {
        return Err(TextError::TooLong { max });
    }
    if has_too_many_marks(&text) {
        return Err(TextError::TooManyMarks);
    }
    Ok(text)
}

fn kept(raw: &str, form: Form) -> Result<String, TextError> {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw.chars().enumerate().peekable();
    while let Some((at, c)) = rest.next() {
        let next = rest.peek().map(|(_, c)| *c);
        match kind(c) {
            Kind::Visible(c) => out.push(c),
            Kind::Space => out.push(' '),
            Kind::LineBreak if c == '\r' && next == Some('\n') => {}
            Kind::LineBreak if form == Form::Name && is_inside(&out, next) => {
                return Err(TextError::ControlCharacter { at });
            }
            Kind::LineBreak => out.push('\n'),
            Kind::Joiner if joins(out.chars().next_back(), next) => out.push(c),
            // Byte order marks and direction marks come along with honest copying and pasting.
            Kind::DirectionMark => {}
            Kind::DirectionOverride if form == Form::Name => {
                return Err(TextError::DirectionOverride { at });
            }
            Kind::Joiner | Kind::Invisible if form == Form::Name => {
                return Err(TextError::Invisible { at });
            }
            Kind::Joiner | Kind::Invisible | Kind::DirectionOverride => {}
            Kind::Control => return Err(TextError::ControlCharacter { at }),
            Kind::Unprintable => return Err(TextError::Unprintable { at }),
        }
    }
    Ok(out)
}

fn is_inside(before: &str, next: Option<char>) -> bool {
    next.is_some_and(|c| !c.is_whitespace()) && !before.trim().is_empty()
}

fn kind(c: char) -> Kind {
    match c {
        '\n' | '\r' | '\u{2028}' | '\u{2029}' => Kind::LineBreak,
        '\t' => Kind::Space,
        '\u{200C}' | '\u{200D}' => Kind::Joiner,
        '\u{200E}' | '\u{200F}' | '\u{61C}' | '\u{FEFF}' | '\u{AD}' => Kind::DirectionMark,
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => Kind::DirectionOverride,
        '\u{200B}'
        | '\u{2060}'..='\u{2065}'
        | '\u{206A}'..='\u{206F}'
        | '\u{34F}'
        | '\u{180E}'
        | '\u{115F}'
        | '\u{1160}'
        | '\u{3164}'
        | '\u{FFA0}'
        | '\u{17B4}'
        | '\u{17B5}'
        | '\u{2800}'
        | '\u{E0000}'..='\u{E0FFF}' => Kind::Invisible,
        '\u{FFF9}'..='\u{FFFC}'
        | '\u{FDD0}'..='\u{FDEF}'
        | '\u{E000}'..='\u{F8FF}'
        | '\u{F0000}'.. => Kind::Unprintable,
        c if u32::from(c) & 0xFFFE == 0xFFFE => Kind::Unprintable,
        c if c.is_control() => Kind::Control,
        c if c.is_whitespace() => Kind::Space,
        c => Kind::Visible(c),
    }
}

/// A joiner means something only between two letters of one of these scripts (UAX 31, profiles for joiners).
fn joins(before: Option<char>, next: Option<char>) -> bool {
    let needs_joiners = |c: char| {
        matches!(u32::from(c),
            0x0600..=0x08FF | 0x0900..=0x0DFF | 0x0F00..=0x109F | 0x1780..=0x18AF | 0x1A20..=0x1AAF | 0x1B00..=0x1C4F
            | 0xA840..=0xA87F | 0xA8E0..=0xA9DF | 0xAA60..=0xAA7F | 0xFB50..=0xFDCF | 0xFE70..=0xFEFC | 0x10A00..=0x11FFF | 0x1E900..=0x1E95F)
            && (c.is_alphabetic() || is_combining_mark(c))
    };
    before.is_some_and(needs_joiners) && next.is_some_and(needs_joiners)
}

fn collapse_spaces(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn collapse_lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty_lines = 0;
    for line in text.split('\n').map(collapse_spaces) {
        if line.is_empty() {
            empty_lines += 1;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if empty_lines > 0 { "\n\n" } else { "\n" });
        }
        out.push_str(&line);
        empty_lines = 0;
    }
    out
}

fn has_too_many_marks(text: &str) -> bool {
    let mut marks = 0;
    text.chars().any(|c| {
        marks = if is_combining_mark(c) { marks + 1 } else { 0 };
        marks > MARKS_PER_LETTER
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_name_is_composed_and_its_spaces_are_collapsed() {
        assert_eq!(
            clean_name("  Jose\u{301}\u{A0} \t Nguye\u{302}\u{303}n ", 80),
            Ok("José Nguyễn".into())
        );
        assert_eq!(clean_name("李", 80), Ok("李".into()));
    }

    #[test]
    fn a_name_has_a_letter() {
        assert_eq!(clean_name("123 --", 80), Err(TextError::NoLetter));
        assert_eq!(clean_name(" \u{200E} ", 80), Err(TextError::Empty));
    }

    #[test]
    fn nul_and_other_controls_are_refused_everywhere() {
        for c in ['\0', '\u{7}', '\u{1b}', '\u{85}', '\u{7f}'] {
            assert_eq!(
                clean_text(&format!("ab{c}"), 80),
                Err(TextError::ControlCharacter { at: 2 })
            );
            assert_eq!(
                clean_name(&format!("ab{c}"), 80),
                Err(TextError::ControlCharacter { at: 2 })
            );
        }
        assert_eq!(
            clean_name("Ana\r\nBcc: x", 80),
            Err(TextError::ControlCharacter { at: 4 })
        );
    }

    #[test]
    fn direction_and_zero_width_tricks_are_refused_in_names_and_dropped_elsewhere() {
        assert_eq!(
            clean_name("Ana\u{202E}zeP", 80),
            Err(TextError::DirectionOverride { at: 3 })
        );
        assert_eq!(
            clean_name("A\u{200B}na", 80),
            Err(TextError::Invisible { at: 1 })
        );
        assert_eq!(
            clean_name("A\u{200D}na", 80),
            Err(TextError::Invisible { at: 1 })
        );
        assert_eq!(
            clean_line("A\u{200B}na\u{202E} x\u{2069}", 80),
            Ok("Ana x".into())
        );
    }

    #[test]
    fn joiners_stay_where_the_script_needs_them() {
        let persian = "می\u{200C}خواهم";
        assert_eq!(clean_name(persian, 80), Ok(persian.into()));
        let sinhala = "ශ්\u{200D}රී";
        assert_eq!(clean_name(sinhala, 80), Ok(sinhala.into()));
    }

    #[test]
    fn paragraphs_stay_and_extra_empty_lines_go() {
        assert_eq!(
            clean_text("One \r\n two\r\n\r\n\r\nthree\n", 80),
            Ok("One\ntwo\n\nthree".into())
        );
    }

    #[test]
    fn length_is_counted_in_code_points_after_cleaning() {
        assert_eq!(clean_line(" ééé ", 3), Ok("ééé".into()));
        assert_eq!(clean_line("éééé", 3), Err(TextError::TooLong { max: 3 }));
    }

    #[test]
    fn a_letter_carries_at_most_eight_marks() {
        let marked = |n: usize| format!("x{}", "\u{33F}".repeat(n));
        assert!(clean_line(&marked(8), 80).is_ok());
        assert_eq!(clean_line(&marked(9), 80), Err(TextError::TooManyMarks));
    }

    #[test]
    fn private_use_and_noncharacters_are_refused() {
        for c in ['\u{E000}', '\u{FFFF}', '\u{1FFFE}', '\u{FDD0}', '\u{F0000}'] {
            assert_eq!(
                clean_text(&format!("{c}a"), 80),
                Err(TextError::Unprintable { at: 0 })
            );
        }
    }

    #[test]
    fn a_cell_cannot_become_a_formula() {
        for cell in ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", " =1", "＝1"] {
            assert_eq!(csv_safe(cell), format!("'{cell}"));
        }
        assert_eq!(csv_safe("a=b"), "a=b");
    }

    proptest! {
        #[test]
        fn cleaning_twice_changes_nothing(raw in "\\PC{0,60}") {
            for clean in [clean_line, clean_text, clean_name] {
                if let Ok(once) = clean(&raw, 80) {
                    prop_assert_eq!(clean(&once, 80), Ok(once));
                }
            }
        }

        #[test]
        fn nothing_cleaned_holds_a_control_or_direction_character(raw in any::<String>()) {
            if let Ok(line) = clean_line(&raw, 200) {
                let hidden = |c: char| c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
                prop_assert!(!line.chars().any(hidden));
            }
        }
    }
}
