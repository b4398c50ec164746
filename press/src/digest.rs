//! The digests that a packet prints, computed from exactly what it prints.

use crate::document::{Roll, Sha256Hex};
use crate::prepare::most_of;
use crate::sanitise::{Substitutions, line};

/// Digest of a petition's text: its lines, cleaned (see `sanitise::line`), empty ones left out, joined by one
/// empty line. Public pages can print the same digest.
#[must_use]
pub fn petition_digest(paragraphs: &[String]) -> Sha256Hex {
    let mut done = Substitutions::default();
    let lines = paragraphs.iter().flat_map(|paragraph| paragraph.lines());
    let cleaned: Vec<String> = lines
        .map(|text| line(text, most_of("paragraphs"), &mut done))
        .filter(|text| !text.is_empty())
        .collect();
    Sha256Hex::of(cleaned.join("\n\n").as_bytes())
}

/// Digest of the printed roll: one line a signature, `name TAB standing TAB workplace TAB division TAB day LF`,
/// what is not printed left empty.
#[must_use]
pub fn roll_digest(roll: &Roll) -> Sha256Hex {
    let mut lines = String::new();
    for entry in &roll.signatures {
        let standing = entry.standing.map(|standing| standing.word());
        let day = entry.signed_on.map(|day| day.to_string());
        let fields = [
            Some(entry.name.as_str()),
            standing,
            entry.workplace.as_deref(),
            entry.division.as_deref(),
            day.as_deref(),
        ];
        lines.push_str(&fields.map(Option::unwrap_or_default).join("\t"));
        lines.push('\n');
    }
    Sha256Hex::of(lines.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{RollEntry, Standing};

    #[test]
    fn the_roll_is_digested_as_documented() {
        let entry = RollEntry {
            name: "Ana Ruiz".into(),
            standing: Some(Standing::LaidOff),
            workplace: None,
            division: Some("District 3".into()),
            signed_on: "2026-10-06".parse().ok(),
        };
        let roll = Roll {
            signatures: vec![entry],
            ..Roll::default()
        };
        assert_eq!(
            roll_digest(&roll),
            Sha256Hex::of(b"Ana Ruiz\tlaid_off\t\tDistrict 3\t2026-10-06\n")
        );
    }

    #[test]
    fn spacing_and_normal_form_do_not_change_a_petitions_digest() {
        let composed = vec!["Peñalosa  asks.\n\nNow.".to_owned()];
        let decomposed = vec!["Pen\u{0303}alosa asks.".to_owned(), "Now.".to_owned()];
        assert_eq!(petition_digest(&composed), petition_digest(&decomposed));
    }
}
