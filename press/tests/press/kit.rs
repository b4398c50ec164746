//! Snapshots to set, and the tools that look into what came out.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;

use broadside_press::{Packet, Rendered, render};

use super::needs;

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
    packet.further_exhibits = false;
    packet.petition.signatures = 0;
    packet.methods.signatures_confirmed = 0;
    packet.summary = Default::default();
    packet.roll = Default::default();
    packet.verification = Default::default();
    packet.sender.officer = None;
    for list in [
        &mut packet.sender.postal_lines,
        &mut packet.addressee.postal_lines,
    ] {
        list.clear();
    }
    packet.demands.clear();
    packet.figures.clear();
    packet.divisions.clear();
    packet.series.clear();
    packet.elsewhere = None;
    packet.exhibits.clear();
    packet.comments.clear();
    packet.evidence.clear();
    packet.redactions.clear();
    packet
}

pub fn set(packet: &Packet) -> Rendered {
    let rendered = render(&serde_json::to_vec(packet).expect("a packet is JSON"))
        .expect("a packet can be set");
    assert!(rendered.pdf.starts_with(b"%PDF-1.7"));
    assert_eq!(rendered.report.warnings, Vec::<String>::new());
    rendered
}

/// The output of a tool that reads a PDF file; nothing where it is not installed. `{}` is the file.
pub fn through(tool: &str, arguments: &[&str], pdf: &[u8]) -> Option<String> {
    if !needs::has(needs::of(tool)) {
        return None;
    }
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let name = format!("{}-{}.pdf", std::process::id(), COUNT.fetch_add(1, Relaxed));
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&file, pdf).expect("the test folder is writable");
    let path = file.to_str().expect("a plain path");
    let output = Command::new(needs::program(tool))
        .args(
            arguments
                .iter()
                .map(|argument| argument.replace("{}", path)),
        )
        .output();
    std::fs::remove_file(&file).expect("the file is ours");
    let output = output.expect("the tool was found before");
    assert!(
        output.status.success(),
        "{tool}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Pictures of the pages in black and white alone, at the resolution of a cheap printer (PBM).
pub fn pictures(pdf: &[u8]) -> Option<Vec<Vec<u8>>> {
    in_folder(pdf, |pictures| {
        let read = |picture: &PathBuf| std::fs::read(picture).expect("a picture");
        pictures.iter().map(read).collect()
    })
}

/// What a tool reads from these pictures.
pub fn pages_as_pictures(pdf: &[u8], tool: &str, arguments: &[&str]) -> Option<String> {
    if !needs::has(needs::of(tool)) {
        return None;
    }
    // Pages without a code make the tool fail; the text it found is what counts.
    let look = |pictures: &[PathBuf]| {
        let output = Command::new(tool).args(arguments).args(pictures).output();
        let output = output.expect("the tool was found before");
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    in_folder(pdf, look)
}

fn in_folder<T>(pdf: &[u8], look: impl FnOnce(&[PathBuf]) -> T) -> Option<T> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let name = format!(
        "pages-{}-{}",
        std::process::id(),
        COUNT.fetch_add(1, Relaxed)
    );
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).expect("the test folder is writable");
    let to = folder.join("p");
    let to = to.to_str().expect("a plain path");
    let made = through("pdftoppm", &["-r", "150", "-mono", "{}", to], pdf);
    let files = std::fs::read_dir(&folder).expect("the folder is ours");
    let mut files: Vec<_> = files.flatten().map(|file| file.path()).collect();
    files.sort();
    let seen = made.map(|_| look(&files));
    std::fs::remove_dir_all(&folder).expect("the folder is ours");
    seen
}

/// Without spaces and invisible characters: lines break where they like.
pub fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')).collect()
}
