//! What was typed in, the letter out: pure, the same for the page and for plain text.

use broadside_press::document::{Day, Language, Paper};
use broadside_press::letter::Letter;
use chrono::{Datelike, NaiveDate};

use super::wire::{LetterLanguage, LetterPaper, LetterPlace, NewLogRequest};
use crate::http::{Fields, Invalid};

const BLANK: &str = "______________________________";

/// A letter, and what its writer should know before it is sent.
pub struct Composed(pub Letter);

impl std::fmt::Debug for Composed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Composed(hidden)")
    }
}

pub fn compose(new: &NewLogRequest, today: NaiveDate) -> Result<Composed, Invalid> {
    let mut fields = Fields::default();
    let employer = fields.name("/employer", &new.employer, 200);
    let workplace = fields.name("/workplace", &new.workplace, 200);
    let name = fields.maybe_line("/name", new.name.as_deref(), 200);
    let address = lines(
        &mut fields,
        "/employer_address",
        new.employer_address.as_deref(),
    );
    let reply_to = lines(&mut fields, "/reply_to", new.reply_to.as_deref());
    if new.from.zip(new.to).is_some_and(|(from, to)| to < from) {
        fields.refuse("/to", "is before `from`");
    }
    let date = new.date.unwrap_or(today);
    if (date - today).num_days().abs() > 1 {
        fields.refuse("/date", "is more than a day from today (UTC)");
    }
    fields.done()?;
    let say = new.language.unwrap_or(LetterLanguage::En);
    let place = new.place.unwrap_or(LetterPlace::Elsewhere);
    let opening = say.opening(&employer, &workplace);
    let period = say.period(new.from, new.to);
    let mut to = vec![employer];
    to.extend(address);
    Ok(Composed(Letter {
        language: match say {
            LetterLanguage::En => Language::En,
            LetterLanguage::Es => Language::Es,
        },
        paper: match new.paper.unwrap_or(LetterPaper::Letter) {
            LetterPaper::Letter => Paper::Letter,
            LetterPaper::A4 => Paper::A4,
        },
        dated_on: day(date),
        date: say.day(date),
        to,
        re_label: say.re_label(),
        re: say.re(&workplace),
        salutation: say.salutation(),
        opening: [Some(opening), say.law(place), Some(say.ask())]
            .into_iter()
            .flatten()
            .collect(),
        items: say.items(place, &workplace, &period),
        end: vec![say.how(place)],
        closing: say.closing(),
        signature: signature(say, name, reply_to),
        note_heading: say.note_head(),
        notes: say.notes(place),
    }))
}

fn lines(fields: &mut Fields, pointer: &str, raw: Option<&[String]>) -> Vec<String> {
    let raw = raw.unwrap_or_default().iter().enumerate();
    raw.filter_map(|(at, line)| fields.maybe_line(&format!("{pointer}/{at}"), Some(line), 120))
        .collect()
}

fn signature(say: LetterLanguage, name: Option<String>, reply_to: Vec<String>) -> Vec<String> {
    let mut signature = match name {
        Some(name) => vec![name],
        None => vec![format!("{} {BLANK}", say.name_line())],
    };
    if reply_to.is_empty() {
        signature.push(format!("{} {BLANK}", say.reply_line()));
    } else {
        signature.push(say.reply_line());
        signature.extend(reply_to);
    }
    signature
}

fn day(day: NaiveDate) -> Day {
    let narrow = |n: u32| u8::try_from(n).unwrap_or_default();
    Day {
        year: u16::try_from(day.year()).unwrap_or_default(),
        month: narrow(day.month()),
        day: narrow(day.day()),
    }
}

impl Composed {
    /// The letter as plain text, without the notes.
    pub fn text(&self) -> String {
        let letter = &self.0;
        let items = letter.items.iter().enumerate();
        let items = items.map(|(at, item)| format!("{}. {item}", at + 1));
        let mut parts = vec![
            letter.date.clone(),
            letter.to.join("\n"),
            format!("{} {}", letter.re_label, letter.re),
            letter.salutation.clone(),
        ];
        parts.extend(letter.opening.clone());
        parts.push(items.collect::<Vec<_>>().join("\n"));
        parts.extend(letter.end.clone());
        parts.push(letter.closing.clone());
        parts.push(letter.signature.join("\n"));
        parts.join("\n\n") + "\n"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(place: Option<LetterPlace>) -> NewLogRequest {
        NewLogRequest {
            employer: "Alder County Library".into(),
            workplace: "Eastmont Branch".into(),
            place,
            ..NewLogRequest::default()
        }
    }

    fn today() -> NaiveDate {
        "2026-10-05".parse().unwrap()
    }

    fn text(new: &NewLogRequest) -> String {
        compose(new, today()).unwrap().text()
    }

    #[test]
    fn only_california_names_a_law_and_a_deadline() {
        let california = text(&asked(Some(LetterPlace::California)));
        assert!(
            california.contains("section 6401.9") && california.contains("within 15 calendar days")
        );
        let elsewhere = text(&asked(None));
        for word in ["6401", "Code", "calendar days", "California"] {
            assert!(!elsewhere.contains(word), "{word}");
        }
    }

    #[test]
    fn the_letter_says_neither_who_made_it_nor_that_the_law_is_to_be_checked_and_the_notes_do() {
        for language in LetterLanguage::ALL {
            let new = NewLogRequest {
                language: Some(*language),
                ..asked(Some(LetterPlace::California))
            };
            let composed = compose(&new, today()).unwrap();
            let text = composed.text().to_lowercase();
            assert!(
                !text.contains("broadside")
                    && !text.contains("checked")
                    && !text.contains("cotejar")
            );
            let note = composed.0.notes.join(" ");
            assert!(
                note.contains("To be checked against the statute")
                    || note.contains("Por cotejar con la ley")
            );
        }
    }

    #[test]
    fn a_letter_bears_its_writers_day_and_no_other_than_that_of_an_evening_or_a_morning() {
        let on = |date: Option<NaiveDate>| NewLogRequest {
            date,
            ..asked(None)
        };
        let yesterday = today().pred_opt();
        let letter = compose(&on(yesterday), today()).unwrap();
        assert_eq!(letter.0.date, LetterLanguage::En.day(yesterday.unwrap()));
        assert_eq!(letter.0.dated_on, day(yesterday.unwrap()));
        let plain = compose(&on(None), today()).unwrap();
        assert_eq!(plain.0.date, LetterLanguage::En.day(today()));
        for far in [-2, 2] {
            let far = today() + chrono::Duration::days(far);
            let refused = compose(&on(Some(far)), today()).unwrap_err();
            assert_eq!(refused.0[0].pointer, "/date");
        }
    }

    #[test]
    fn days_are_said_as_far_as_they_are_known_and_blank_lines_wait_for_a_hand() {
        let since = NewLogRequest {
            from: "2026-01-02".parse().ok(),
            ..asked(None)
        };
        assert!(text(&since).contains("since January 2, 2026"));
        assert!(text(&since).contains("Name: ____"));
        let signed = NewLogRequest {
            name: Some("Rosa Quill".into()),
            reply_to: Some(vec!["1 Alder St".into(), "  ".into()]),
            to: "2025-01-02".parse().ok(),
            ..since
        };
        let refused = compose(&signed, today()).unwrap_err();
        assert_eq!(refused.0.len(), 1);
        let signed = NewLogRequest { to: None, ..signed };
        assert!(
            text(&signed).ends_with("Sincerely,\n\nRosa Quill\nPlease answer to:\n1 Alder St\n")
        );
    }
}
