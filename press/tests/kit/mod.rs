//! Snapshots to set, and the tools that look into what came out.

use std::io::Write as _;
use std::process::{Command, Stdio};

use broadside_press::{Packet, Rendered, render};

pub const FIXTURES: [&str; 3] = [
    include_str!("../fixtures/district.en.json"),
    include_str!("../fixtures/district.es.json"),
    include_str!("../fixtures/association.json"),
];

pub fn packet(fixture: &str) -> Packet {
    serde_json::from_str(fixture).expect("a fixture is a packet")
}

/// A campaign on its first day: nobody has signed, told or published anything.
pub fn empty() -> Packet {
    let mut packet = packet(FIXTURES[0]);
    packet.own_division = None;
    packet.addressee.division = None;
    packet.agenda_item = None;
    packet.answer_requested_on = None;
    packet.quotation = None;
    packet.statistics = None;
    packet.further_exhibits = 0;
    packet.petition.signatures = 0;
    packet.methods.signatures_confirmed = 0;
    packet.summary = Default::default();
    packet.roll = Default::default();
    packet.verification = Default::default();
    packet.sender.officer = None;
    for list in [&mut packet.sender.postal_lines, &mut packet.addressee.postal_lines] {
        list.clear();
    }
    packet.demands.clear();
    packet.figures.clear();
    packet.other_divisions.clear();
    packet.exhibits.clear();
    packet.comments.clear();
    packet.evidence.clear();
    packet
}

pub fn set(packet: &Packet) -> Rendered {
    let rendered = render(&serde_json::to_vec(packet).expect("a packet is JSON")).expect("a packet can be set");
    assert!(rendered.pdf.starts_with(b"%PDF-1.7"));
    assert_eq!(rendered.report.warnings, Vec::<String>::new());
    rendered
}

/// The output of a tool that reads the PDF on standard input; nothing, loudly, where it is not installed.
pub fn through(tool: &str, arguments: &[&str], pdf: &[u8]) -> Option<String> {
    let child = Command::new(tool).args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let Ok(mut child) = child else {
        eprintln!("skipped: {tool} not found");
        return None;
    };
    let mut stdin = child.stdin.take().expect("a pipe");
    let pdf = pdf.to_vec();
    let feeder = std::thread::spawn(move || stdin.write_all(&pdf));
    let output = child.wait_with_output().expect("the tool ends");
    feeder.join().expect("no panic").expect("the tool reads all");
    assert!(output.status.success(), "{tool}: {}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Without spaces and invisible characters: lines break where they like.
pub fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')).collect()
}
