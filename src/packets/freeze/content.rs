//! Whether two packets say the same: a digest of all that they could differ in.

use std::io::{self, Write};
use std::mem;

use broadside_press::document::{Day, Verification};
use broadside_press::{ENGINE, Packet, TEMPLATE_VERSION};
use sha2::{Digest, Sha256};

use super::facts::Facts;
use crate::packets::rules::Language;

/// No day of any packet.
const NO_DAY: Day = Day {
    year: 1,
    month: 1,
    day: 1,
};

/// Of all volumes. Left out: the packet's own name and address, the day of the freeze, and how far the audit list had come, which moves
/// with everything that is done. The volumes are as before afterwards.
pub fn digest<'a>(
    volumes: impl Iterator<Item = &'a mut Packet>,
    say: Language,
    facts: &Facts,
) -> serde_json::Result<Vec<u8>> {
    let mut digest = Hashing(Sha256::new());
    digest.0.update(TEMPLATE_VERSION);
    digest.0.update(ENGINE);
    for volume in volumes {
        add(volume, &mut digest, say, facts)?;
    }
    Ok(digest.0.finalize().to_vec())
}

fn add(
    packet: &mut Packet,
    digest: &mut Hashing,
    say: Language,
    facts: &Facts,
) -> serde_json::Result<()> {
    let notes = packet.methods.notes.clone();
    if let Some(head) = &facts.audit_head {
        let own = say.audit_entry(head.sequence);
        packet.methods.notes.retain(|note| *note != own);
    }
    let key_fingerprint = packet.verification.key_fingerprint.clone();
    let nobody = Verification {
        key_fingerprint,
        ..Verification::default()
    };
    let id = mem::take(&mut packet.packet_id);
    let day = mem::replace(&mut packet.dated_on, NO_DAY);
    let verification = mem::replace(&mut packet.verification, nobody);
    let written = serde_json::to_writer(digest, packet);
    packet.packet_id = id;
    packet.dated_on = day;
    packet.verification = verification;
    packet.methods.notes = notes;
    written
}

struct Hashing(Sha256);

impl Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
