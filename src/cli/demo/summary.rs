//! The short table at the end: who was addressed, with what, and where it lies.

use super::story::Told;

pub fn print(told: &Told) {
    println!(
        "\n{:<26} {:>10} {:>12} {:>11} {:>5}  {:<30} SHA-256",
        "addressed", "signatures", "of district", "testimonies", "pages", "file"
    );
    for packet in &told.packets {
        println!(
            "{:<26} {:>10} {:>12} {:>11} {:>5}  {:<30} {}…",
            packet.addressee,
            packet.signatures,
            packet
                .own_signatures
                .map_or("-".to_owned(), |count| count.to_string()),
            packet.testimonies,
            packet.pages,
            packet.file,
            &packet.digest[..16],
        );
    }
    println!(
        "\nEach packet's manifest and signature lie beside it: whoever has the three files checks them with\n  \
         broadside verify {}/*.pdf --key {}\nand is told a changed byte from a wrong key. The key's fingerprint stands on each packet's last page.",
        told.folder.display(),
        told.public_key
    );
}
