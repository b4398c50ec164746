//! The volumes behind the report: every exhibit and the roll of names that twelve pages have no room for.

use std::collections::VecDeque;
use std::mem;

use broadside_press::document::{Exhibit, Holds, Packet, Roll, RollEntry, Summary, Volume};

use super::addressee::Addressee;
use super::compose::{Frozen, Terms, told};
use super::facts::Facts;
use super::redactions::redactions;
use super::{length, voices};
use crate::packets::rules::Kind;

/// A volume is read by people, and set by one process: neither likes them thick.
const MOST_EXHIBITS: usize = 250;
const MOST_CHARACTERS: usize = 250_000;
/// As many stand in one volume of the roll. One process sets them in less than 400 MB (`broadside-press bench`).
const MOST_NAMES: usize = 10_000;
/// A report is not read without any voices, however long the rest of it is.
const FEWEST_EXHIBITS: usize = 3;

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
    if terms.kind == Kind::OnePage {
        return (report, Vec::new());
    }
    let printed = &report.packet.exhibits;
    let others = voices::further(facts, to.division(), printed, terms.language);
    bind(report, others, terms)
}

/// The roll leaves a report that would be too long; where that is not enough, exhibits follow it, the last first.
fn bind(mut report: Frozen, others: Vec<Exhibit>, terms: &Terms) -> (Frozen, Vec<Frozen>) {
    let behind = others.len().div_ceil(MOST_EXHIBITS);
    let names = names_that_leave(&mut report.packet, behind);
    let named = names.len();
    let behind = behind + named.div_ceil(MOST_NAMES);
    let mut leaving = exhibits_that_leave(&mut report.packet, behind, terms);
    leaving.extend(others);
    let exhibits = exhibit_parts(leaving).into_iter().map(Part::Exhibits);
    let mut parts: Vec<Part> = exhibits.collect();
    parts.extend(name_parts(names, MOST_NAMES));
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

fn names_that_leave(report: &mut Packet, behind: usize) -> Vec<RollEntry> {
    let named = report.roll.signatures.len();
    if named > MOST_NAMES || (named > 0 && is_too_long(report, behind)) {
        return mem::take(&mut report.roll.signatures);
    }
    Vec::new()
}

fn exhibits_that_leave(report: &mut Packet, behind: usize, terms: &Terms) -> Vec<Exhibit> {
    let mut left = VecDeque::new();
    while report.exhibits.len() > FEWEST_EXHIBITS && is_too_long(report, behind) {
        if let Some(last) = report.exhibits.pop() {
            left.push_front(last);
        }
    }
    if left.is_empty() {
        return Vec::new();
    }
    report.redactions = redactions(&report.exhibits, terms.language);
    report.further_exhibits = true;
    // A voice on page 2 names no exhibit that stands in another volume.
    if let Some(quoted) = &mut report.quotation {
        let is_here = |letter: &String| report.exhibits.iter().any(|it| it.letter == *letter);
        quoted.exhibit = quoted.exhibit.take().filter(is_here);
    }
    left.into()
}

/// With so many volumes behind it.
fn is_too_long(report: &Packet, behind: usize) -> bool {
    length::pages(report, behind) > length::MOST_PAGES
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
        topics: Vec::new(),
        layoff_notices: None,
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
mod tests;
