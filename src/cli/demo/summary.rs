//! The short table at the end: who was addressed, with what, and where it lies.

use super::story::Told;

pub fn print(told: &Told) {
    println!("\n{:<34} {:>10} {:>12}  {:<30} SHA-256", "addressed", "signatures", "testimonies", "file");
    for packet in &told.packets {
        println!(
            "{:<34} {:>10} {:>12}  {:<30} {}",
            packet.addressee,
            packet.signatures,
            packet.testimonies,
            packet.file,
            &packet.digest[..16],
        );
    }
}
