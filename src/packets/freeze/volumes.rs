//! The volumes behind the report: every exhibit that twelve pages have no room for, and a roll that is long.

use std::mem;

use broadside_press::document::{Exhibit, Holds, Packet, Roll, RollEntry, Summary, Volume};

use super::addressee::Addressee;
use super::compose::{Frozen, Terms, told};
use super::facts::Facts;
use super::redactions::redactions;
use super::voices;
use crate::packets::rules::Kind;

/// A volume is read by people, and set by one process: neither likes them thick.
const MOST_EXHIBITS: usize = 250;
const MOST_CHARACTERS: usize = 250_000;
/// Up to here the roll stands at the end of the report; beyond, in volumes that hold as many each. One process sets
/// them in less than 400 MB (`broadside-press bench`).
const MOST_NAMES: usize = 10_000;

/// What a further volume prints.
enum Part {
    Exhibits(Vec<Exhibit>),
    Names { first: usize, names: Vec<RollEntry> },
}

/// The report, and the snapshots of the volumes behind it. One page has none.
pub fn in_volumes(
    facts: &Facts,
    to: &Addressee,
    terms: &Terms,
    report: Frozen,
) -> (Frozen, Vec<Frozen>) {
    let printed = &report.packet.exhibits;
    let others = match terms.kind {
        Kind::OnePage => Vec::new(),
        _ => voices::further(facts, to.division(), printed, terms.language),
    };
    bind(report, others, MOST_NAMES, terms)
}

fn bind(
    mut report: Frozen,
    others: Vec<Exhibit>,
    most_names: usize,
    terms: &Terms,
) -> (Frozen, Vec<Frozen>) {
    let mut parts: Vec<Part> = exhibit_parts(others)
        .into_iter()
        .map(Part::Exhibits)
        .collect();
    let named = report.packet.roll.signatures.len();
    if named > most_names {
        let names = mem::take(&mut report.packet.roll.signatures);
        parts.extend(name_parts(names, most_names));
    }
    if parts.is_empty() {
        return (report, Vec::new());
    }
    let of = u32::try_from(parts.len() + 1).unwrap_or(u32::MAX);
    let numbered = |number, holds| Volume {
        number,
        of,
        holds,
        first: None,
        named: None,
    };
    report.packet.volume = Some(numbered(1, Holds::Report));
    let bare = without_the_report(&report.packet);
    let further = (2..).zip(parts).map(|(number, part)| match part {
        Part::Exhibits(exhibits) => {
            exhibits_volume(&bare, numbered(number, Holds::Exhibits), exhibits, terms)
        }
        Part::Names { first, names } => {
            let place = Volume {
                first: u64::try_from(first).ok(),
                named: u64::try_from(named).ok(),
                ..numbered(number, Holds::Roll)
            };
            names_volume(&bare, place, names, terms)
        }
    });
    let further = further.collect();
    (report, further)
}

/// In the order they came, a volume full at a time.
fn exhibit_parts(exhibits: Vec<Exhibit>) -> Vec<Vec<Exhibit>> {
    let mut parts: Vec<Vec<Exhibit>> = Vec::new();
    let mut length = 0;
    for exhibit in exhibits {
        let more: usize = exhibit.paragraphs.iter().map(String::len).sum();
        let is_full =
            |part: &Vec<Exhibit>| part.len() >= MOST_EXHIBITS || length + more > MOST_CHARACTERS;
        match parts.last_mut().filter(|part| !is_full(part)) {
            Some(part) => {
                part.push(exhibit);
                length += more;
            }
            None => {
                parts.push(vec![exhibit]);
                length = more;
            }
        }
    }
    parts
}

fn name_parts(names: Vec<RollEntry>, most: usize) -> Vec<Part> {
    let mut names = names.into_iter().peekable();
    let mut parts = Vec::new();
    while names.peek().is_some() {
        parts.push(Part::Names {
            first: parts.len() * most + 1,
            names: names.by_ref().take(most).collect(),
        });
    }
    parts
}

/// What the report says of sender, addressee and ask stands on each volume; everything else stands in the report alone.
fn without_the_report(report: &Packet) -> Packet {
    Packet {
        figures: Vec::new(),
        quotation: None,
        follow_up: None,
        summary: Summary::default(),
        membership: None,
        divisions: Vec::new(),
        elsewhere: None,
        statistics: None,
        exhibits: Vec::new(),
        redactions: Vec::new(),
        further_exhibits: false,
        comments: Vec::new(),
        evidence: Vec::new(),
        series: Vec::new(),
        attach_signatures: false,
        roll: Roll {
            order: report.roll.order,
            ..Roll::default()
        },
        ..report.clone()
    }
}

fn exhibits_volume(bare: &Packet, place: Volume, exhibits: Vec<Exhibit>, terms: &Terms) -> Frozen {
    let told = told(&exhibits, None);
    let packet = Packet {
        volume: Some(place),
        redactions: redactions(&exhibits, terms.language),
        exhibits,
        further_exhibits: true,
        ..bare.clone()
    };
    Frozen {
        packet,
        named: 0,
        personal: Vec::new(),
        told,
    }
}

/// Whose names these are is said of the packet as a whole, beside the report.
fn names_volume(bare: &Packet, place: Volume, signatures: Vec<RollEntry>, terms: &Terms) -> Frozen {
    let roll = Roll {
        signatures,
        ..bare.roll.clone()
    };
    let packet = Packet {
        volume: Some(place),
        attach_signatures: terms.signatures_csv,
        roll,
        ..bare.clone()
    };
    Frozen {
        packet,
        named: 0,
        personal: Vec::new(),
        told: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
