//! The words of constant form that take the place of what was masked or made broader.

use super::super::finder::{Finding, Label, Replacement};
use super::people::People;

pub(super) fn constant(replacement: Replacement, words: &str, people: &mut People) -> String {
    let person = match replacement {
        Replacement::Coworker => "coworker",
        Replacement::Manager => "manager",
        Replacement::Patron => "patron",
        Replacement::Official => "official",
        Replacement::Person => "person",
        other => return fixed(other).to_owned(),
    };
    match people.rank(replacement, words) {
        0 if person == "official" => "[an official]".to_owned(),
        0 => format!("[a {person}]"),
        1 => format!("[another {person}]"),
        2 => format!("[a third {person}]"),
        3 => format!("[a fourth {person}]"),
        _ => format!("[one more {person}]"),
    }
}

fn fixed(replacement: Replacement) -> &'static str {
    match replacement {
        Replacement::Branch => "[a branch]",
        Replacement::Place => "[a place]",
        Replacement::Organization => "[an organization]",
        Replacement::Date => "[a date]",
        Replacement::Time => "[a time]",
        Replacement::Duration => "[some time]",
        Replacement::Age => "[an age]",
        Replacement::Role => "[a role]",
        Replacement::Contact => "[contact details]",
        Replacement::Number => "[a number]",
        _ => "[removed]",
    }
}

pub(super) fn broader(finding: &Finding, words: &str, people: &mut People) -> String {
    match finding.label {
        Label::Time => part_of_day(words).to_owned(),
        Label::Branch | Label::Location | Label::Address => "[a place in this district]".to_owned(),
        Label::Age => age_group(words).to_owned(),
        Label::Role => "[a member of staff]".to_owned(),
        Label::Date => year(words).map_or("[a date]".to_owned(), |year| format!("[in {year}]")),
        _ => constant(finding.replacement, words, people),
    }
}

/// Only where the words say which half of the day is meant.
fn part_of_day(words: &str) -> &'static str {
    let lower = words.to_lowercase().replace(['.', ' '], "");
    let digits: String = lower
        .chars()
        .skip_while(|c| !c.is_ascii_digit())
        .take_while(char::is_ascii_digit)
        .collect();
    let (am, pm) = (lower.contains("am"), lower.contains("pm"));
    let hour = match (digits.len(), digits.parse::<u32>()) {
        (4, Ok(whole)) => Ok(whole / 100),
        (_, hour) => hour,
    };
    let hour = match hour {
        Ok(12) if am => 0,
        Ok(hour) if pm && hour < 12 => hour + 12,
        Ok(1..=12) if !am && !pm => return spoken_part(&lower),
        Ok(hour) => hour,
        Err(_) => return spoken_part(&lower),
    };
    match hour {
        5..=11 => "[in the morning]",
        12..=16 => "[in the afternoon]",
        17..=21 => "[in the evening]",
        22..=24 | 0..=4 => "[at night]",
        _ => "[a time]",
    }
}

fn spoken_part(words: &str) -> &'static str {
    const PARTS: &[(&str, &str)] = &[
        ("morning", "[in the morning]"),
        ("mañana", "[in the morning]"),
        ("afternoon", "[in the afternoon]"),
        ("tarde", "[in the afternoon]"),
        ("evening", "[in the evening]"),
        ("night", "[at night]"),
        ("noche", "[at night]"),
    ];
    let said = PARTS.iter().find(|(word, _)| words.contains(word));
    said.map_or("[a time]", |(_, part)| part)
}

fn age_group(words: &str) -> &'static str {
    let numbers = words.split(|c: char| !c.is_ascii_digit());
    let ages: Vec<u32> = numbers.filter_map(|number| number.parse().ok()).collect();
    let group = |age: &u32| match age {
        0..18 => "[a minor]",
        18..65 => "[an adult]",
        _ => "[an older adult]",
    };
    let mut groups = ages.iter().map(group);
    match groups.next() {
        Some(first) if groups.all(|other| other == first) => first,
        _ => "[an age]",
    }
}

fn year(words: &str) -> Option<&str> {
    let all = words.split(|c: char| !c.is_ascii_digit());
    let mut years =
        all.filter(|part| part.len() == 4 && (part.starts_with("19") || part.starts_with("20")));
    years.next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_the_day_is_told_only_where_the_words_tell_it() {
        for (words, part) in [
            ("5:40 pm", "[in the evening]"),
            ("5:40 p. m.", "[in the evening]"),
            ("12:05 a.m.", "[at night]"),
            ("1930 hrs", "[in the evening]"),
            ("20:47", "[in the evening]"),
            ("7:40", "[a time]"),
            ("8", "[a time]"),
            ("half past nine", "[a time]"),
            ("las 7 de la noche", "[at night]"),
            ("siete de la mañana", "[in the morning]"),
            ("closing shift", "[a time]"),
        ] {
            assert_eq!(part_of_day(words), part, "{words}");
        }
    }

    #[test]
    fn an_age_becomes_a_group_where_all_of_it_is_in_one() {
        for (words, group) in [
            ("16-year-old", "[a minor]"),
            ("16 or 17", "[a minor]"),
            ("17 or 18", "[an age]"),
            ("81", "[an older adult]"),
            ("nineteen", "[an age]"),
        ] {
            assert_eq!(age_group(words), group, "{words}");
        }
    }
}
