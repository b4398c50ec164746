//! Whatever somebody writes, there is a packet: one signer must never block it.

use std::path::Path;
use std::time::Duration;

use super::kit::{empty, packet, set};
use broadside_press::document::{Exhibit, Kind, RollEntry, Standing};
use broadside_press::{Limits, PressError, Rendered, render_in_child};

fn with_text_everywhere(text: &str) -> Rendered {
    let mut packet = packet(super::kit::FIXTURES[0]);
    let text = || text.to_owned();
    packet.addressee.name = text();
    packet.addressee.division = Some(text());
    packet.sender.organization = text();
    packet.campaign = text();
    packet.re = text();
    packet.petition.title = text();
    packet.petition.paragraphs = vec![text()];
    packet.figures[0].value = text();
    packet.figures[1].label = text();
    packet.demands[0].text = text();
    packet.roll.signatures.truncate(3);
    packet.roll.signatures[1].name = text();
    packet.comments[0].text = text();
    packet.evidence[0].source = text();
    packet.exhibits[0].paragraphs = vec![text()];
    packet
        .quotation
        .iter_mut()
        .for_each(|quotation| quotation.text = text());
    packet.divisions[0].official = Some(text());
    if let Some(own) = &mut packet.own_division {
        own.label = text();
        own.workplaces[0].name = text();
        own.workplaces[1].signed = text();
    }
    if let Some(statistics) = &mut packet.statistics {
        statistics.themes[0].about = text();
        statistics.themes[0].rows[0].label = text();
        statistics.themes[0].rows[0].all = text();
    }
    packet.divisions[1].label = text();
    packet.redactions[0].mark = text();
    let report = set(&packet);
    packet.kind = Kind::OnePage;
    set(&packet);
    report
}

#[test]
fn sixty_four_thousand_combining_marks_are_cut_down() {
    let rendered = with_text_everywhere(&format!("A{}", "\u{0301}".repeat(64_000)));
    assert!(rendered.report.substitutions.removed > 0);
}

#[test]
fn forty_thousand_direction_overrides_vanish() {
    let rendered = with_text_everywhere(&format!("{}a", "\u{202E}".repeat(40_000)));
    assert!(rendered.report.substitutions.removed > 0);
}

#[test]
fn controls_and_private_use_vanish() {
    let rendered =
        with_text_everywhere("a\0b\u{E000}c\u{FEFF}d\u{FDD0}e\u{1}f\u{10FFFF}g\u{FFFC}h\u{85}i");
    assert!(rendered.report.substitutions.removed > 0);
}

#[test]
fn a_word_of_twenty_thousand_characters_breaks() {
    let rendered = with_text_everywhere(&"Donaudampf".repeat(2_000));
    assert!(rendered.report.pages < 40);
}

#[test]
fn a_text_without_a_glyph_becomes_boxes() {
    let rendered = with_text_everywhere("😀𓀀👩‍👩‍👧 ꧁ x̖̗ 1\u{20E3}");
    assert!(!rendered.report.substitutions.without_glyph.is_empty());
}

#[test]
fn scripts_mixed_in_one_name_do_not_stop_the_press() {
    with_text_everywhere("ﷺ שָׁלוֹם क्ष्म्य สวัสดี 각각 ﬁ ǅ ﷽ ½ İ ß ﺍ ـــ ك\u{064E}\u{0651}");
}

#[test]
fn an_officials_name_of_two_hundred_characters_fits() {
    let name = "Maximiliana Wolfeschlegelsteinhausenbergerdorff ".repeat(5);
    let mut packet = packet(super::kit::FIXTURES[0]);
    packet.addressee.name = name.chars().take(200).collect();
    let rendered = set(&packet);
    assert!(rendered.report.substitutions.is_empty());
}

#[test]
fn a_long_roll_and_many_exhibits_are_set() {
    let mut packet = empty();
    let entry = |n: u32| RollEntry {
        name: format!("Rosalind Featherstone {n}"),
        standing: Some(Standing::Patron),
        workplace: None,
        division: Some("District 1".to_owned()),
        signed_on: None,
    };
    packet.roll.signatures = (0..1_500).map(entry).collect();
    let exhibit = |n: u32| Exhibit {
        letter: n.to_string(),
        id: format!("exh_{n}"),
        title: None,
        district: None,
        quarter: None,
        job_group: None,
        language: None,
        verified_worker: false,
        paragraphs: vec!["It was late. [A coworker] called.".to_owned()],
    };
    packet.exhibits = (0..100).map(exhibit).collect();
    assert!(set(&packet).report.pages > 10);
}

/// The service puts at most 250 into a volume; whoever gives the press ten thousand gets a packet or is told why not.
#[test]
fn ten_thousand_testimonies_are_set_or_refused_in_time() {
    let mut packet = packet(super::kit::FIXTURES[0]);
    let first = packet.exhibits[0].clone();
    let exhibit = |n: u32| Exhibit {
        letter: n.to_string(),
        id: format!("exh_{n}"),
        ..first.clone()
    };
    packet.exhibits = (0..10_000).map(exhibit).collect();
    packet.quotation = None;
    let snapshot = serde_json::to_vec(&packet).expect("a packet is JSON");
    let limits = Limits {
        wall_clock: Duration::from_secs(30),
        memory_bytes: 2 << 30,
    };
    let press = Path::new(env!("CARGO_BIN_EXE_broadside-press"));
    match render_in_child(press, &[], &snapshot, limits) {
        Ok(rendered) => assert!(rendered.report.pages > 1_000),
        Err(error) => assert!(
            matches!(error, PressError::TimedOut { .. } | PressError::OutOfMemory),
            "{error}"
        ),
    }
}

#[test]
fn nobody_signed_and_nobody_testified() {
    let mut packet = packet(super::kit::FIXTURES[0]);
    packet.petition.signatures = 0;
    packet.roll = Default::default();
    packet.exhibits.clear();
    packet.redactions.clear();
    packet.comments.clear();
    packet.quotation = None;
    packet.statistics = None;
    for kind in [
        Kind::Full,
        Kind::PublicRecordSafe,
        Kind::Association,
        Kind::OnePage,
    ] {
        packet.kind = kind;
        assert!(set(&packet).report.substitutions.is_empty());
    }
}
