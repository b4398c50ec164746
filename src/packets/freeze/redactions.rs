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
    let known = vocabulary();
    let mut met: Vec<(Reason, Vec<&str>, u32)> = Vec::new();
    let texts = exhibits.iter().flat_map(|exhibit| &exhibit.paragraphs);
    for mark in texts.flat_map(|text| marks(text)) {
        let Some(reason) = reason(mark, &known) else {
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

/// A mark as redacting writes it, the same in Spanish, and why it stands there.
type Mark = (String, String, Reason);

/// The words that redacting puts in; anything else in brackets is the witness's.
fn vocabulary() -> Vec<Mark> {
    let people = [
        ("coworker", " del equipo"),
        ("manager", " de la dirección"),
        ("patron", " usuaria"),
        ("official", " con cargo público"),
        ("person", ""),
    ];
    let counted = [
        ("a", "una persona"),
        ("an", "una persona"),
        ("another", "otra persona"),
        ("a third", "una tercera persona"),
        ("a fourth", "una cuarta persona"),
        ("one more", "una persona más"),
    ];
    let fixed = [
        ("contact details", "datos de contacto", Reason::Trace),
        ("a number", "un número", Reason::Trace),
        ("a branch", "una sucursal", Reason::Place),
        ("a place", "un lugar", Reason::Place),
        (
            "a place in this district",
            "un lugar de este distrito",
            Reason::Place,
        ),
        ("an organization", "una organización", Reason::Place),
        ("a date", "una fecha", Reason::Time),
        ("a time", "una hora", Reason::Time),
        ("some time", "un tiempo", Reason::Time),
        ("in the morning", "por la mañana", Reason::Time),
        ("in the afternoon", "por la tarde", Reason::Time),
        ("in the evening", "al anochecer", Reason::Time),
        ("at night", "de noche", Reason::Time),
        ("a role", "un puesto", Reason::Post),
        (
            "a member of staff",
            "una persona de la plantilla",
            Reason::Post,
        ),
        ("an age", "una edad", Reason::Age),
        ("a minor", "una persona menor de edad", Reason::Age),
        ("an adult", "una persona adulta", Reason::Age),
        ("an older adult", "una persona mayor", Reason::Age),
        ("removed", "suprimido", Reason::Other),
    ];
    let bracketed = |word: &str| format!("[{word}]");
    let people = people.iter().flat_map(|(person, spanish)| {
        counted.iter().map(move |(count, one)| {
            let (english, spanish) = (format!("{count} {person}"), format!("{one}{spanish}"));
            (bracketed(&english), bracketed(&spanish), Reason::Person)
        })
    });
    let fixed = fixed.map(|(word, spanish, reason)| (bracketed(word), bracketed(spanish), reason));
    people.chain(fixed).collect()
}

/// A text whose marks are in the packet's language: they are the reviewers' words, not the witness's.
pub fn in_language(text: &str, say: Language) -> String {
    if say == Language::En {
        return text.to_owned();
    }
    let known = vocabulary();
    let mut said = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(mark) = marks(rest).next() {
        let at = offset(rest, mark);
        said.push_str(&rest[..at]);
        let spanish = known.iter().find(|(english, ..)| english == mark);
        match (spanish, year(mark, "in ")) {
            (Some((_, spanish, _)), _) => said.push_str(spanish),
            (None, Some(year)) => said.push_str(&format!("[en {year}]")),
            (None, None) => said.push_str(mark),
        }
        rest = &rest[at + mark.len()..];
    }
    said.push_str(rest);
    said
}

fn offset(text: &str, part: &str) -> usize {
    text.find(part).unwrap_or_default()
}

fn reason(mark: &str, known: &[Mark]) -> Option<Reason> {
    let found = known
        .iter()
        .find(|(english, spanish, _)| mark == english || mark == spanish);
    let is_year = year(mark, "in ").or(year(mark, "en ")).is_some();
    found
        .map(|(.., reason)| *reason)
        .or(is_year.then_some(Reason::Time))
}

fn year<'a>(mark: &'a str, before: &str) -> Option<&'a str> {
    let word = mark.trim_matches(['[', ']']).strip_prefix(before)?;
    (word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit())).then_some(word)
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

    #[test]
    fn marks_are_said_in_the_packets_language_and_the_witnesss_own_stay() {
        let told = "[a coworker] called [an official] [in 2024] [sic] [unclosed";
        let said = "[una persona del equipo] called [una persona con cargo público] [en 2024] [sic] [unclosed";
        assert_eq!(in_language(told, Language::En), told);
        assert_eq!(in_language(told, Language::Es), said);
        let rows = redactions(&[exhibit(said)], Language::Es);
        assert_eq!(rows.iter().map(|row| row.times).collect::<Vec<_>>(), [2, 1]);
    }
}
