//! The same made-up county for everybody who is measured.

use broadside_press::Packet;
use broadside_press::document::{Day, Roll, RollEntry, RollOrder, Standing, Volume};
use serde_json::json;

use super::Failure;

/// Ten pages of report, as the tests set it.
const REPORT: &str = include_str!("../../tests/fixtures/district.en.json");
/// Names that one volume of the roll holds, as the service binds them.
const A_VOLUME: usize = 10_000;

const FIRST: [&str; 16] = [
    "Rosalind",
    "Ignacio",
    "Thanh Hương",
    "Oluwaseun",
    "Magdalena",
    "Desmond",
    "Yesenia",
    "Björn",
    "Priscilla",
    "Tomás",
    "Ngozi",
    "Wilhelmina",
    "Anatoly",
    "Soledad",
    "Kwame",
    "Beatrix",
];
const LAST: [&str; 16] = [
    "Featherstone",
    "Villaseñor",
    "Nguyễn",
    "Adeyemi-Clarke",
    "Kowalczyk",
    "O’Rourke",
    "Castellanos",
    "Lindqvist",
    "Abernathy",
    "Quintanilla",
    "Okonkwo",
    "Haverkamp",
    "Sokolov",
    "Iturralde",
    "Mensah",
    "Thistlewood",
];
/// One in fifty is written in another script.
const ELSEWHERE: [&str; 5] = [
    "王小明",
    "فاطمة المنصوري",
    "יעל בן־דרור",
    "Олександра Гриценко",
    "김민지",
];
const BRANCHES: [&str; 6] = [
    "Alder Street Branch",
    "Eastmont Branch",
    "Harbor Branch",
    "Millrace Branch",
    "Orchard Branch",
    "Juniper Flats Branch",
];
const STANDINGS: [Standing; 4] = [
    Standing::Employee,
    Standing::Patron,
    Standing::Ally,
    Standing::LaidOff,
];

/// Letter, report and roll, with the snapshot that the press reads.
pub fn packet(signatures: usize) -> Result<(Vec<u8>, Packet), Failure> {
    let mut packet: Packet = serde_json::from_str(REPORT)?;
    packet.petition.signatures = u64::try_from(signatures)?;
    packet.roll = roll_of(0..signatures)?;
    Ok((serde_json::to_vec(&packet)?, packet))
}

/// A volume that prints names alone, and the same names for the peers.
pub fn roll(signatures: usize) -> Result<(Vec<u8>, Vec<u8>), Failure> {
    let mut packet = packet(signatures)?.1;
    packet.volume = Some(volume(2, 2, "roll")?);
    let roll = serde_json::to_vec(&packet.roll.signatures)?;
    Ok((serde_json::to_vec(&packet)?, roll))
}

/// The report, then one volume of names after another.
pub fn volumes(signatures: usize) -> Result<Vec<Vec<u8>>, Failure> {
    let of = u32::try_from(1 + signatures.div_ceil(A_VOLUME))?;
    let mut report = packet(0)?.1;
    report.petition.signatures = u64::try_from(signatures)?;
    report.volume = Some(volume(1, of, "report")?);
    let mut all = vec![serde_json::to_vec(&report)?];
    for (number, from) in (2..).zip((0..signatures).step_by(A_VOLUME)) {
        report.volume = Some(volume(number, of, "roll")?);
        report.roll = roll_of(from..signatures.min(from + A_VOLUME))?;
        all.push(serde_json::to_vec(&report)?);
    }
    Ok(all)
}

fn volume(number: u32, of: u32, holds: &str) -> Result<Volume, Failure> {
    let volume = json!({"number": number, "of": of, "holds": holds});
    Ok(serde_json::from_value(volume)?)
}

fn roll_of(which: std::ops::Range<usize>) -> Result<Roll, Failure> {
    let signatures: Result<Vec<RollEntry>, Failure> = which.map(entry).collect();
    Ok(Roll {
        signatures: signatures?,
        withheld: 0,
        order: RollOrder::ByName,
    })
}

fn entry(at: usize) -> Result<RollEntry, Failure> {
    let name = if at % 50 == 49 {
        ELSEWHERE[at / 50 % ELSEWHERE.len()].to_owned()
    } else {
        format!("{} {}", FIRST[at % 16], LAST[at / 16 % 16])
    };
    Ok(RollEntry {
        name,
        standing: Some(STANDINGS[at % 4]),
        workplace: at
            .is_multiple_of(4)
            .then(|| BRANCHES[at / 4 % 6].to_owned()),
        division: Some(format!("District {}", at % 5 + 1)),
        signed_on: Some(Day {
            year: 2026,
            month: 9,
            day: u8::try_from(at % 30 + 1)?,
        }),
    })
}
