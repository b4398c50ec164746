//! What holds for every packet that leaves the press.

use super::kit::{FIXTURES, empty, packet, set, squeezed, through};
use broadside_press::document::{Comment, RollEntry};
use broadside_press::{PressError, render};

#[test]
fn a_full_packet_is_set_without_warnings_within_twelve_pages() {
    for fixture in FIXTURES {
        let rendered = set(&packet(fixture));
        assert!(
            (6..=12).contains(&rendered.report.pages),
            "{} pages",
            rendered.report.pages
        );
        assert!(
            rendered.report.substitutions.is_empty(),
            "{:?}",
            rendered.report.substitutions
        );
    }
}

#[test]
fn one_changed_signature_changes_the_printed_digests() {
    let whole = set(&packet(FIXTURES[2]));
    let mut shorter = packet(FIXTURES[2]);
    shorter.roll.signatures.pop();
    let shorter = set(&shorter);
    assert_ne!(
        whole.report.digests.roll_sha256,
        shorter.report.digests.roll_sha256
    );
    assert_ne!(
        whole.report.digests.snapshot_sha256,
        shorter.report.digests.snapshot_sha256
    );
    assert_eq!(
        whole.report.digests.petition_sha256,
        shorter.report.digests.petition_sha256
    );
}

#[test]
fn a_campaign_without_anything_yet_can_be_set() {
    let rendered = set(&empty());
    assert!(rendered.report.pages >= 3);
}

#[test]
fn every_named_signer_can_be_found_in_the_text() {
    for fixture in FIXTURES {
        let packet = packet(fixture);
        let Some(text) = through("pdftotext", &["-raw", "{}", "-"], &set(&packet).pdf) else {
            return;
        };
        let text = squeezed(&text);
        for entry in &packet.roll.signatures {
            // Poppler repeats a conjunct of Devanagari and turns right-to-left lines around: their words are looked for apart.
            let found = entry
                .name
                .split(' ')
                .all(|word| text.contains(&squeezed(word)) || is_devanagari(word));
            assert!(found, "{}", entry.name);
        }
        let dates = packet
            .roll
            .signatures
            .iter()
            .filter_map(|entry| entry.signed_on)
            .map(|day| day.to_string());
        assert!(dates.into_iter().all(|day| text.contains(&day)));
    }
}

fn is_devanagari(word: &str) -> bool {
    word.chars().all(|c| matches!(c, '\u{0900}'..='\u{097F}'))
}

#[test]
fn markup_in_a_text_is_printed_as_it_was_written() {
    let mut packet = empty();
    let written = "#panic(1) *b* _i_ $x^2$ <roll-start> @demands = h `raw` // c \\u{41} {n}";
    packet.roll.signatures = vec![RollEntry {
        name: written.to_owned(),
        standing: None,
        workplace: None,
        division: None,
        signed_on: None,
    }];
    packet.petition.title = "{signatures} {day} ‘t’".to_owned();
    packet.comments = vec![Comment {
        text: written.to_owned(),
        attribution: None,
        times: 1,
    }];
    let Some(text) = through("pdftotext", &["-raw", "{}", "-"], &set(&packet).pdf) else {
        return;
    };
    assert!(
        squeezed(&text).matches(&squeezed(written)).count() == 2,
        "{text}"
    );
    assert!(squeezed(&text).contains("{signatures}{day}"));
}

#[test]
fn nobody_is_said_to_have_signed_words_that_came_later() {
    let mut packet = empty();
    packet.petition.signatures = 7;
    packet.petition.to_other_versions = 4;
    packet.petition.title = "Despidan a la directora".to_owned();
    packet.petition.translated_from = Some("es".to_owned());
    packet.petition.translated_on = Some(packet.dated_on);
    packet.petition.signed_title = Some("Guardias en nueve bibliotecas".to_owned());
    let Some(text) = through("pdftotext", &["-raw", "{}", "-"], &set(&packet).pdf) else {
        return;
    };
    let text = squeezed(&text);
    for said in [
        "signed and confirmed “Guardias en nueve bibliotecas”",
        "4 of these signed an earlier wording",
        "a translation that was added on",
    ] {
        assert!(text.contains(&squeezed(said)), "{said}: {text}");
    }
    assert!(!text.contains(&squeezed("as the signers saw it")));
    assert!(!text.contains(&squeezed("signed and confirmed “Despidan")));
}

#[test]
fn an_unknown_member_is_refused_without_quoting_it() {
    let grown = FIXTURES[0].replacen("\"packet_id\"", "\"secret words\": 1, \"packet_id\"", 1);
    let error = render(grown.as_bytes()).expect_err("unknown members are refused");
    assert!(matches!(error, PressError::Malformed { .. }));
    assert!(!error.to_string().contains("secret"));
}

#[test]
fn a_snapshot_that_contradicts_itself_is_refused() {
    let mut packet = empty();
    packet.packet_id = "../x".to_owned();
    let error = render(&serde_json::to_vec(&packet).expect("JSON")).expect_err("no such id");
    assert!(matches!(error, PressError::Invalid { .. }));
}
