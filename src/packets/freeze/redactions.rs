//! Says of every mark in the printed texts why it stands there.

use broadside_press::document::{Exhibit, Redaction};

use crate::packets::rules::Language;

/// Why something is replaced; several marks share a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reason {
    Person,
    Trace,
    Place,
    Time,
    Post,
    Age,
    Other,
}

/// One row a reason, in the order in which the reader meets them. Brackets of the witness's own are left alone.
pub fn redactions(exhibits: &[Exhibit], say: Language) -> Vec<Redaction> {
    let mut met: Vec<(Reason, Vec<&str>, u32)> = Vec::new();
    let texts = exhibits.iter().flat_map(|exhibit| &exhibit.paragraphs);
    for mark in texts.flat_map(|text| marks(text)) {
        let Some(reason) = reason(mark) else {
            continue;
        };
        match met.iter_mut().find(|(known, ..)| *known == reason) {
            Some((_, marks, times)) => {
                *times += 1;
                if !marks.contains(&mark) {
                    marks.push(mark);
                }
            }
            None => met.push((reason, vec![mark], 1)),
        }
    }
    let row = |(reason, marks, times): (Reason, Vec<&str>, u32)| Redaction {
        mark: marks.join(", "),
        reason: why(reason, say),
        times,
    };
    met.into_iter().map(row).collect()
}

/// Everything in square brackets, with them.
fn marks(text: &str) -> impl Iterator<Item = &str> {
    let starts = text.match_indices('[');
    starts.filter_map(|(at, _)| {
        let end = text[at..].find(']')?;
        Some(&text[at..=at + end])
    })
}

/// The words that redacting puts in; anything else is the witness's.
fn reason(mark: &str) -> Option<Reason> {
    let word = mark.trim_matches(['[', ']']);
    let person = ["coworker", "manager", "patron", "official", "person"];
    let counted = [
        "a ",
        "an ",
        "another ",
        "a third ",
        "a fourth ",
        "one more ",
    ];
    if counted
        .iter()
        .filter_map(|before| word.strip_prefix(before))
        .any(|rest| person.contains(&rest))
    {
        return Some(Reason::Person);
    }
    Some(match word {
        "contact details" | "a number" => Reason::Trace,
        "a branch" | "a place" | "a place in this district" | "an organization" => Reason::Place,
        "a date" | "a time" | "some time" | "in the morning" | "in the afternoon"
        | "in the evening" | "at night" => Reason::Time,
        "a role" | "a member of staff" => Reason::Post,
        "an age" | "a minor" | "an adult" | "an older adult" => Reason::Age,
        "removed" => Reason::Other,
        _ if is_year(word) => Reason::Time,
        _ => return None,
    })
}

fn is_year(word: &str) -> bool {
    let year = word.strip_prefix("in ").unwrap_or_default();
    year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit())
}

fn why(reason: Reason, say: Language) -> String {
    let (english, spanish) = match reason {
        Reason::Person => (
            "Somebody who did not agree to be named.",
            "Alguien que no aceptó ser nombrado.",
        ),
        Reason::Trace => (
            "Leads straight to one person or to one report.",
            "Lleva directamente a una persona o a un parte.",
        ),
        Reason::Place => (
            "Narrower than a district: few people work there.",
            "Más preciso que un distrito: allí trabajan pocas personas.",
        ),
        Reason::Time => (
            "More exact than a quarter: rosters would tell who was there.",
            "Más exacto que un trimestre: los turnos dirían quién estaba.",
        ),
        Reason::Post => (
            "A post that few people hold.",
            "Un puesto que ocupan pocas personas.",
        ),
        Reason::Age => (
            "Would narrow down who is meant.",
            "Reduciría a pocas las personas posibles.",
        ),
        Reason::Other => (
            "Could have told a reader who somebody is.",
            "Podía revelar quién es alguien.",
        ),
    };
    say.say(english, spanish)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exhibit(text: &str) -> Exhibit {
        Exhibit {
            letter: "A".to_owned(),
            id: "pub_1".to_owned(),
            title: None,
            district: None,
            quarter: None,
            job_group: None,
            language: None,
            verified_worker: false,
            paragraphs: vec![text.to_owned()],
        }
    }

    #[test]
    fn every_mark_is_explained_once_and_counted() {
        let told = [
            exhibit("[a coworker] called [another coworker] [in the evening]. [sic]"),
            exhibit("[a coworker] left in [in 2024] [unclosed"),
        ];
        let rows = redactions(&told, Language::En);
        let marks: Vec<_> = rows
            .iter()
            .map(|row| (row.mark.as_str(), row.times))
            .collect();
        assert_eq!(
            marks,
            [
                ("[a coworker], [another coworker]", 3),
                ("[in the evening], [in 2024]", 2)
            ]
        );
    }
}
