//! The short list at the end: who was addressed, with what, where it lies, and how to check it.

use super::story::{Finished, Told};
use crate::cli::words::counted;

pub fn print(told: &Told) {
    let at = |file: &str| told.folder.join(file).display().to_string();
    for packet in &told.packets {
        let follows = if packet.follows { ", follow-up" } else { "" };
        println!("\nFor {}{follows}", packet.addressee);
        println!("  {}, {}", signatures(packet), texts(packet.texts));
        for volume in &packet.volumes {
            let pages = counted(volume.pages, "page", "pages");
            println!("  {}, {pages}", at(&volume.file));
            println!("    SHA-256 {}", volume.digest);
        }
    }
    let Some(first) = told
        .packets
        .first()
        .and_then(|packet| packet.volumes.first())
    else {
        return;
    };
    println!("\nThe public record, as anybody can read it:");
    for file in told.record {
        println!("  {}", at(file));
    }
    println!("\nOpen {} first.", at(&first.file));
    println!(
        "Manifest and signature lie beside each packet, for all its volumes. To check all of them:"
    );
    println!("  broadside verify {} \\", at("*.pdf"));
    println!("    --key {}", told.public_key);
    println!("The key's fingerprint stands on each packet's last page.");
}

fn signatures(packet: &Finished) -> String {
    let all = counted(packet.signatures, "signature", "signatures");
    match packet.own_signatures {
        Some(own) => format!("{all} ({own} of the district)"),
        None => all,
    }
}

/// All testimonies stand in the figures, rounded: an exact number beside a rounded one would undo the rounding.
fn texts(published: u64) -> String {
    counted(
        published,
        "testimony with a text",
        "testimonies with a text",
    )
}
