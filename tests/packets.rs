//! Packets: what one addressee is told, frozen, set, kept and handed out.

mod county;

use std::process::Command;

use poem::http::Method;
use serde_json::json;

use county::{County, SUPERVISORS, Signing};

use crate::kit::Answer;

/// The words of a PDF, as a search would find them; nothing where the machine has no `pdftotext`.
fn words(pdf: &[u8]) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("packet.pdf");
    std::fs::write(&file, pdf).unwrap();
    let run = Command::new("pdftotext")
        .arg("-layout")
        .arg(&file)
        .arg("-")
        .output();
    let Ok(run) = run else {
        eprintln!("skipped: pdftotext is not installed, so the words of a packet are not read");
        return None;
    };
    // Names stand between isolates, which are no part of them.
    Some(String::from_utf8_lossy(&run.stdout).replace(['\u{2068}', '\u{2069}'], ""))
}

#[tokio::test]
async fn a_packet_for_a_supervisor_has_only_their_own_district_in_front() {
    let county = County::signed().await;
    let packet = county.packet(county.supervisors[0], json!({})).await;
    assert_eq!(packet["state"], "ready", "{packet}");
    assert_eq!(packet["kind"], "public_record_safe");
    assert_eq!(
        (&packet["signatures"], &packet["own_signatures"]),
        (&json!(91), &json!(39))
    );
    let answer = county.document(packet["id"].as_str().unwrap()).await;
    keep("supervisor-1", &answer.bytes);
    let Some(words) = words(&answer.bytes) else {
        return;
    };
    let own = words.split("The other districts").nth(1).unwrap();
    assert!(own.contains("Alder Street Branch") && own.contains("Eastmont Branch"));
    for elsewhere in ["Harbor Branch", "Millrace Branch", "Orchard Branch"] {
        assert!(!own.contains(elsewhere), "{elsewhere}");
    }
    assert!(words.contains(SUPERVISORS[0]) && words.contains("39") && words.contains("91"));
}

/// Leaves a packet to look at, where `BROADSIDE_KEEP_PACKETS` names a folder.
fn keep(name: &str, pdf: &[u8]) {
    if let Ok(folder) = std::env::var("BROADSIDE_KEEP_PACKETS") {
        std::fs::write(format!("{folder}/{name}.pdf"), pdf).unwrap();
    }
}
