//! The volumes behind the report: every exhibit that twelve pages have no room for.

use broadside_press::document::{Exhibit, Holds, Packet, Roll, Summary, Volume};

use super::addressee::Addressee;
use super::compose::{Frozen, Terms, told};
use super::facts::Facts;
use super::redactions::redactions;
use super::voices;
use crate::packets::rules::Kind;

/// A volume is read by people, and set by one process: neither likes them thick.
const MOST_EXHIBITS: usize = 250;
const MOST_CHARACTERS: usize = 250_000;

#[expect(dead_code, reason = "storage keeps one document a packet so far")]
/// The snapshots of all volumes of a packet; the first is the report itself. One page has no volumes.
pub fn further_exhibits(
    facts: &Facts,
    to: &Addressee,
    terms: &Terms,
    report: Frozen,
) -> Vec<Frozen> {
    let printed = &report.packet.exhibits;
    let others = match terms.kind {
        Kind::OnePage => Vec::new(),
        _ => voices::further(facts, to.division(), printed, terms.language),
    };
    if others.is_empty() {
        return vec![report];
    }
    let parts = parts(others);
    let of = u32::try_from(parts.len() + 1).unwrap_or(u32::MAX);
    let mut report = report;
    report.packet.volume = Some(Volume {
        number: 1,
        of,
        holds: Holds::Report,
    });
    let volumes: Vec<Frozen> = (2..)
        .zip(parts)
        .map(|(number, exhibits)| {
            volume(
                &report.packet,
                Volume {
                    number,
                    of,
                    holds: Holds::Exhibits,
                },
                exhibits,
                terms,
            )
        })
        .collect();
    std::iter::once(report).chain(volumes).collect()
}

/// In the order they came, a volume full at a time.
fn parts(exhibits: Vec<Exhibit>) -> Vec<Vec<Exhibit>> {
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

/// What the report says of sender, addressee and ask stands on each volume; everything else stands in the report alone.
fn volume(report: &Packet, volume: Volume, exhibits: Vec<Exhibit>, terms: &Terms) -> Frozen {
    let told = told(&exhibits, None);
    let packet = Packet {
        volume: Some(volume),
        figures: Vec::new(),
        quotation: None,
        summary: Summary::default(),
        membership: None,
        divisions: Vec::new(),
        elsewhere: None,
        statistics: None,
        redactions: redactions(&exhibits, terms.language),
        exhibits,
        further_exhibits: true,
        comments: Vec::new(),
        evidence: Vec::new(),
        roll: Roll::default(),
        ..report.clone()
    };
    Frozen {
        packet,
        named: 0,
        personal: Vec::new(),
        told,
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
        let short = parts((0..600).map(|number| exhibit(number, 10)).collect());
        assert_eq!(
            short.iter().map(Vec::len).collect::<Vec<_>>(),
            [250, 250, 100]
        );
        let long = parts((0..3).map(|number| exhibit(number, 200_000)).collect());
        assert_eq!(long.iter().map(Vec::len).collect::<Vec<_>>(), [1, 1, 1]);
    }
}
