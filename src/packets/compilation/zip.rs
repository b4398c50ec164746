//! An archive that exists nowhere: where each byte of it would lie, and what it would be. Nothing is compressed, so the same files
//! give the same bytes, and any range can be had without making the rest.

use std::ops::Range;

use chrono::{Datelike, NaiveDate};
use uuid::Uuid;

const LOCAL: u32 = 0x0403_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;
/// Version 2.0, and names in UTF-8.
const VERSION: u16 = 20;
const UTF8: u16 = 1 << 11;

/// What is listed.
#[derive(Clone, Debug)]
pub struct Entry {
    pub name: String,
    pub on: NaiveDate,
    pub crc: u32,
    pub content: Content,
}

/// Here, or in the vault.
#[derive(Clone, Debug)]
pub enum Content {
    Bytes(Vec<u8>),
    Stored { object: Uuid, size: usize },
}

impl Content {
    pub fn size(&self) -> usize {
        match self {
            Self::Bytes(bytes) => bytes.len(),
            Self::Stored { size, .. } => *size,
        }
    }
}

/// The pieces of the whole, in their order.
#[derive(Clone, Debug)]
pub struct Archive {
    pieces: Vec<Content>,
    pub size: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an archive of this form has at most four gigabytes")]
pub struct TooLarge;

impl Archive {
    pub fn of(entries: Vec<Entry>) -> Result<Self, TooLarge> {
        let (mut pieces, mut central, mut at) = (Vec::new(), Vec::new(), 0_usize);
        let count = u16::try_from(entries.len()).map_err(|_| TooLarge)?;
        for entry in entries {
            let facts = facts(&entry)?;
            central.extend(CENTRAL.to_le_bytes());
            central.extend(VERSION.to_le_bytes());
            central.extend(&facts);
            // No comment, no disk, no attributes.
            central.extend([0; 10]);
            central.extend(narrow(at)?.to_le_bytes());
            central.extend(entry.name.as_bytes());
            let mut head = LOCAL.to_le_bytes().to_vec();
            head.extend(&facts);
            head.extend(entry.name.as_bytes());
            at += head.len() + entry.content.size();
            pieces.extend([Content::Bytes(head), entry.content]);
        }
        let length = narrow(central.len())?;
        central.extend(END.to_le_bytes());
        central.extend([0; 4]);
        central.extend([count.to_le_bytes(), count.to_le_bytes()].concat());
        central.extend(length.to_le_bytes());
        central.extend(narrow(at)?.to_le_bytes());
        central.extend([0; 2]);
        let size = at + central.len();
        narrow(size)?;
        pieces.push(Content::Bytes(central));
        Ok(Self { pieces, size })
    }

    /// What a range of the whole is made of: pieces, and the part of each.
    pub fn parts(&self, range: &Range<usize>) -> Vec<(Content, Range<usize>)> {
        let (mut parts, mut at) = (Vec::new(), 0);
        for piece in &self.pieces {
            let size = piece.size();
            let from = range.start.clamp(at, at + size) - at;
            let to = range.end.clamp(at, at + size) - at;
            if from < to {
                parts.push((piece.clone(), from..to));
            }
            at += size;
        }
        parts
    }

    /// Everything but the stored files themselves, which are told by their sums and sizes.
    pub fn frame(&self) -> impl Iterator<Item = &[u8]> {
        self.pieces.iter().filter_map(|piece| match piece {
            Content::Bytes(bytes) => Some(bytes.as_slice()),
            Content::Stored { .. } => None,
        })
    }
}

/// What both lists of an archive say of a file.
fn facts(entry: &Entry) -> Result<Vec<u8>, TooLarge> {
    let size = narrow(entry.content.size())?.to_le_bytes();
    let name = u16::try_from(entry.name.len()).map_err(|_| TooLarge)?;
    let year = u16::try_from(entry.on.year().clamp(1980, 2107) - 1980).unwrap_or_default();
    let of = |n: u32| u16::try_from(n).unwrap_or_default();
    let day = (year << 9) | (of(entry.on.month()) << 5) | of(entry.on.day());
    Ok([
        &VERSION.to_le_bytes()[..],
        &UTF8.to_le_bytes(),
        // Stored as it is, at midnight.
        &[0; 4],
        &day.to_le_bytes(),
        &entry.crc.to_le_bytes(),
        &size,
        &size,
        &name.to_le_bytes(),
        &[0; 2],
    ]
    .concat())
}

fn narrow(size: usize) -> Result<u32, TooLarge> {
    u32::try_from(size).map_err(|_| TooLarge)
}

/// The sum that archives use.
pub fn crc32(bytes: &[u8]) -> u32 {
    let step = |sum: u32, byte: &u8| {
        let index = ((sum ^ u32::from(*byte)) & 0xff) as usize;
        TABLE.get(index).copied().unwrap_or_default() ^ (sum >> 8)
    };
    !bytes.iter().fold(!0, step)
}

static TABLE: [u32; 256] = table();

const fn table() -> [u32; 256] {
    let mut table = [0; 256];
    let mut index = 0;
    while index < 256 {
        let (mut sum, mut bit) = (index as u32, 0);
        while bit < 8 {
            sum = if sum & 1 == 1 {
                (sum >> 1) ^ 0xedb8_8320
            } else {
                sum >> 1
            };
            bit += 1;
        }
        table[index] = sum;
        index += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    fn archive() -> Archive {
        let entry = |name: &str, content: &[u8]| Entry {
            name: name.to_owned(),
            on: "2026-10-05".parse().unwrap(),
            crc: crc32(content),
            content: Content::Bytes(content.to_vec()),
        };
        Archive::of(vec![entry("01-Peña.pdf", b"%PDF"), entry("empty", b"")]).unwrap()
    }

    fn bytes(archive: &Archive, range: Range<usize>) -> Vec<u8> {
        let part = |(piece, range): (Content, Range<usize>)| match piece {
            Content::Bytes(bytes) => bytes[range].to_vec(),
            Content::Stored { .. } => vec![],
        };
        archive.parts(&range).into_iter().flat_map(part).collect()
    }

    #[test]
    fn the_sum_is_the_one_that_everybody_computes() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(crc32(b""), 0);
    }

    #[test]
    fn every_range_is_that_part_of_the_whole() {
        let archive = archive();
        let whole = bytes(&archive, 0..archive.size);
        assert_eq!(whole.len(), archive.size);
        for from in 0..archive.size {
            for to in from..=archive.size {
                assert_eq!(bytes(&archive, from..to), whole[from..to]);
            }
        }
    }
}
