//! What a volume takes, that nothing is lost between them, and that a report stays within its twelve pages.

use broadside_press::document::{FurtherVolume, Language as Tongue, Paper as Sheet, Sha256Hex};
use uuid::Uuid;

use super::*;
use crate::packets::PacketId;
use crate::packets::rules::{Language, Paper};

fn exhibit(number: usize, length: usize) -> Exhibit {
    Exhibit {
        letter: number.to_string(),
        id: format!("pub_{number}"),
        title: None,
        district: None,
        quarter: None,
        job_group: None,
        language: None,
        verified_worker: false,
        paragraphs: vec!["x".repeat(length)],
    }
}

#[test]
fn a_volume_takes_no_more_than_a_reader_does_and_loses_nothing() {
    let short = exhibit_parts((0..600).map(|number| exhibit(number, 10)).collect());
    assert_eq!(
        short.iter().map(Vec::len).collect::<Vec<_>>(),
        [250, 250, 100]
    );
    let long = exhibit_parts((0..3).map(|number| exhibit(number, 200_000)).collect());
    assert_eq!(long.iter().map(Vec::len).collect::<Vec<_>>(), [1, 1, 1]);
}

#[test]
fn every_name_stands_in_one_part_of_the_roll_and_keeps_its_place() {
    let name = |n: usize| RollEntry {
        name: n.to_string(),
        standing: None,
        workplace: None,
        division: None,
        signed_on: None,
    };
    let mut next = 1;
    for part in name_parts((1..=25).map(name).collect(), 10) {
        let Part::Names { first, names } = part else {
            panic!("no exhibits were given")
        };
        assert_eq!(first, next);
        assert!(names.len() <= 10);
        for entry in names {
            assert_eq!(entry.name, next.to_string());
            next += 1;
        }
    }
    assert_eq!(next, 26);
}

const ENGLISH: &str = include_str!("../../../../press/tests/fixtures/district.en.json");
const SPANISH: &str = include_str!("../../../../press/tests/fixtures/district.es.json");
const TOLD: &str =
    "It was close to closing time and two of us were on the floor when he came back. ";

/// A whole report with so many names, and as many exhibits as a freeze puts into one.
fn report(fixture: &str, paper: Sheet, names: usize) -> Frozen {
    let mut packet: Packet = serde_json::from_str(fixture).unwrap();
    packet.paper = paper;
    let some = packet.roll.signatures.clone();
    let many = some.iter().cycle().take(names).enumerate();
    packet.roll.signatures = many
        .map(|(at, entry)| RollEntry {
            name: format!("{} {at}", entry.name),
            ..entry.clone()
        })
        .collect();
    let like = packet.exhibits.remove(0);
    packet.exhibits = (0..10)
        .map(|at| Exhibit {
            letter: crate::packets::rules::letter(at),
            id: format!("pub_{at:032}"),
            paragraphs: vec![TOLD.repeat(14)],
            ..like.clone()
        })
        .collect();
    Frozen {
        named: names,
        packet,
        personal: Vec::new(),
        told: Vec::new(),
    }
}

fn terms(packet: &Packet) -> Terms {
    Terms {
        id: PacketId(Uuid::nil()),
        kind: Kind::PublicRecordSafe,
        language: match packet.language {
            Tongue::En => Language::En,
            Tongue::Es => Language::Es,
        },
        paper: Paper::Letter,
        quotation: None,
        signatures_csv: false,
        verify_url: String::new(),
    }
}

/// As the report lists it.
fn listed(volume: &Frozen) -> FurtherVolume {
    let place = volume.packet.volume.unwrap();
    FurtherVolume {
        number: place.number,
        holds: place.holds,
        entries: 400,
        snapshot_sha256: Sha256Hex::of(b"made up"),
    }
}

fn set_pages(packet: &Packet) -> usize {
    let snapshot = serde_json::to_vec(packet).unwrap();
    broadside_press::render(&snapshot).unwrap().report.pages
}

#[test]
fn a_report_stays_within_twelve_pages_however_many_names_and_exhibits_there_are() {
    let cases = [
        (ENGLISH, Sheet::Letter, 50),
        (SPANISH, Sheet::A4, 50),
        (ENGLISH, Sheet::A4, 300),
        (SPANISH, Sheet::Letter, 300),
        (ENGLISH, Sheet::Letter, 1_000),
        (SPANISH, Sheet::A4, 9_999),
    ];
    for (fixture, paper, names) in cases {
        let whole = report(fixture, paper, names);
        let terms = terms(&whole.packet);
        let further = (10..400).map(|number| exhibit(number, 600)).collect();
        let (mut report, behind) = bind(whole, further, &terms);
        report.packet.volumes = behind.iter().map(listed).collect();
        let pages = set_pages(&report.packet);
        assert!(pages <= 12, "{pages} pages with {names} names");
        let all = || std::iter::once(&report).chain(&behind);
        let printed: usize = all().map(|it| it.packet.roll.signatures.len()).sum();
        assert_eq!(printed, names);
        let letters: Vec<&str> = all()
            .flat_map(|it| &it.packet.exhibits)
            .map(|exhibit| exhibit.letter.as_str())
            .collect();
        assert_eq!((letters.len(), letters[0]), (400, "A"));
        assert_eq!(
            letters.get(9),
            Some(&"J"),
            "none is skipped between volumes"
        );
    }
}

#[test]
fn a_short_report_keeps_its_names_and_is_judged_no_shorter_than_it_is() {
    for (fixture, paper) in [(ENGLISH, Sheet::A4), (SPANISH, Sheet::Letter)] {
        let mut whole = report(fixture, paper, 40);
        whole.packet.exhibits.truncate(2);
        let judged = length::pages(&whole.packet, 0);
        let terms = terms(&whole.packet);
        let (report, behind) = bind(whole, Vec::new(), &terms);
        let pages = set_pages(&report.packet);
        assert!(
            behind.is_empty() && pages as f64 <= judged,
            "{pages} pages, judged {judged}"
        );
    }
}
