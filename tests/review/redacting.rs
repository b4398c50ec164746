//! Whatever was told and however it was decided: what is masked stands nowhere, and how long it was shows nowhere.

use broadside::review::Redacted;
use broadside::review::finder::{Decision, Directory, Finding, Label, MARKED, Replacement, find};
use proptest::prelude::*;
use proptest::sample::select;

const NAMES: [&str; 10] = [
    "Marisol",
    "Halloran",
    "Nguyễn",
    "Özdemir",
    "O'Malley",
    "Bo",
    "Lee",
    "Wu",
    "Quintanilla",
    "Ana",
];
const WORDS: [&str; 16] = [
    "the",
    "door",
    "was",
    "open",
    "at",
    "5:40 pm",
    "on",
    "March 3, 2026",
    "and",
    "called",
    "(555) 010-4477",
    "a.ruiz@mail.example",
    "screamed",
    "leeway",
    "badge 448812",
    "rewoven",
];
/// What stands around a word, also without a gap.
const GLUE: [&str; 8] = [" ", " ", " ", ", ", ". ", "-", "", "'s "];

fn piece() -> impl Strategy<Value = String> {
    let word = prop_oneof![select(&NAMES[..]), select(&WORDS[..])];
    let cased = (word, 0..4).prop_map(|(word, case)| match case {
        0 => word.to_lowercase(),
        1 => word.to_uppercase(),
        _ => word.to_owned(),
    });
    (cased, select(&GLUE[..])).prop_map(|(word, glue)| format!("{word}{glue}"))
}

fn text() -> impl Strategy<Value = String> {
    proptest::collection::vec(piece(), 1..25).prop_map(|pieces| pieces.concat())
}

fn decisions() -> impl Strategy<Value = Vec<Decision>> {
    let one = prop_oneof![
        5 => Just(Decision::Mask),
        1 => Just(Decision::Generalise),
        2 => Just(Decision::Keep),
    ];
    proptest::collection::vec(one, 40)
}

fn mark(start: usize, end: usize) -> Finding {
    Finding {
        number: 0,
        start: start as u32,
        end: end as u32,
        label: Label::Person,
        why: MARKED.to_owned(),
        decision: Decision::Mask,
        replacement: Replacement::Coworker,
    }
}

fn letters(text: &str, finding: &Finding) -> String {
    let span = finding.end.saturating_sub(finding.start) as usize;
    text.chars()
        .skip(finding.start as usize)
        .take(span)
        .collect()
}

/// Without what redacting put in.
fn outside_of_brackets(text: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in text.chars() {
        match c {
            '[' => (inside, out) = (true, out + " | "),
            ']' => inside = false,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out.to_lowercase()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_masked_span_of_four_letters_recurs_but_where_it_was_kept(text in text(), decisions in decisions(), marked in proptest::option::of((0usize..200, 4usize..12))) {
        let mut findings = find(&text, &Directory::default());
        let length = text.chars().count();
        if let Some((start, span)) = marked.filter(|(start, _)| *start < length) {
            let end = (start + span).min(length);
            findings.retain(|f| f.end as usize <= start || f.start as usize >= end);
            findings.push(mark(start, end));
            findings.sort_by_key(|f| f.start);
        }
        for (finding, decision) in findings.iter_mut().zip(decisions.iter().cycle()) {
            if finding.why != MARKED {
                finding.decision = *decision;
            }
        }
        let redacted = Redacted::redact(&text, &findings).unwrap();
        let published = outside_of_brackets(redacted.as_str());
        let told: Vec<char> = text.to_lowercase().chars().collect();
        let mut kept = vec![false; told.len()];
        for finding in findings.iter().filter(|f| f.decision == Decision::Keep) {
            kept[finding.start as usize..finding.end as usize].fill(true);
        }
        for finding in findings.iter().filter(|f| f.decision != Decision::Keep) {
            let masked = letters(&text, finding).to_lowercase();
            let counts = masked.chars().filter(|c| c.is_alphanumeric()).count() >= 4;
            let masked_letters: Vec<char> = masked.chars().collect();
            let mut places = told.windows(masked_letters.len()).enumerate();
            let is_kept = places.any(|(at, place)| {
                place == masked_letters && kept[at..at + place.len()].contains(&true)
            });
            if counts && !is_kept {
                prop_assert!(!published.contains(&masked), "{masked:?} stands in {published:?} of {text:?}");
            }
        }
    }

    #[test]
    fn how_long_a_masked_name_was_shows_nowhere(order in proptest::collection::vec(0usize..3, 1..8)) {
        let tell = |names: [&str; 3]| {
            let (mut text, mut findings, mut at) = (String::new(), Vec::new(), 0);
            for which in &order {
                let before = "It was ";
                let start = at + before.chars().count();
                let end = start + names[*which].chars().count();
                text.push_str(before);
                text.push_str(names[*which]);
                text.push_str(". ");
                findings.push(mark(start, end));
                at = end + 2;
            }
            Redacted::redact(&text, &findings).unwrap()
        };
        let long = tell(["Quintanilla Vandergriff", "Halloran", "Nguyễn Thị Mai"]);
        prop_assert_eq!(tell(["Bo", "Wu", "Al"]), long.clone());
        prop_assert_eq!(tell(["X", "Y", "Z"]), long);
    }
}

#[test]
fn of_a_marked_person_each_name_is_followed_as_a_whole_word() {
    let text = "Marisol Vega came. Then marisol left, and VEGA called; the vegan stayed.";
    let redacted = Redacted::redact(text, &[mark(0, 12)]).unwrap();
    assert_eq!(
        redacted.as_str(),
        "[a coworker] came. Then [a coworker] left, and [a coworker] called; the vegan stayed."
    );
}

#[test]
fn of_two_findings_that_overlap_no_end_is_left_standing() {
    let text = "Marisol Vega came.";
    let redacted = Redacted::redact(text, &[mark(0, 9), mark(5, 12)]).unwrap();
    assert!(!redacted.as_str().contains("ega"), "{redacted:?}");
}

#[test]
fn ten_thousand_findings_and_one_word_of_sixty_thousand_letters_are_no_work() {
    let text: String = (0..10_000).map(|n| format!("x{n:04} ")).collect();
    let marks: Vec<Finding> = (0..10_000).map(|n| mark(n * 6, n * 6 + 5)).collect();
    let began = std::time::Instant::now();
    let redacted = Redacted::redact(&text, &marks).unwrap();
    assert_eq!(redacted.as_str().matches("[").count(), 10_000);
    let word = "ab".repeat(30_000);
    let redacted = Redacted::redact(&word, &[mark(0, 4)]).unwrap();
    assert!(
        !redacted.as_str().contains("abab"),
        "half a word tells the rest"
    );
    assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
}
