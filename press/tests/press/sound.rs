//! What every document has to be, whatever kind, language, sheet or volume it is.

use std::path::Path;
use std::process::{Command, Stdio};

use broadside_press::document::{Exhibit, Kind, Language, Packet, Paper, RollEntry, Standing};
use broadside_press::render;
use serde_json::{Value, json};

use super::kit::{FIXTURES, empty, packet, set, through};

/// One of each kind of document that leaves the press.
pub fn documents() -> Vec<(&'static str, Packet)> {
    let [english, spanish, association] = FIXTURES.map(packet);
    let kind = |kind| Packet {
        kind,
        ..english.clone()
    };
    let a4 = |packet: &Packet| Packet {
        paper: Paper::A4,
        ..packet.clone()
    };
    let spanish_first_day = Packet {
        language: Language::Es,
        ..empty()
    };
    vec![
        ("full", kind(Kind::Full)),
        ("one page", kind(Kind::OnePage)),
        ("on A4", a4(&english)),
        ("Spanish on A4", a4(&spanish)),
        ("one page on A4", a4(&kind(Kind::OnePage))),
        ("first day", empty()),
        ("first day in Spanish", spanish_first_day),
        ("exhibits", volume(&english, "exhibits")),
        ("exhibits in Spanish", volume(&spanish, "exhibits")),
        ("a page of names", with_names(&volume(&english, "roll"), 40)),
        (
            "two pages of names",
            with_names(&volume(&english, "roll"), 150),
        ),
        (
            "many pages of names",
            with_names(&volume(&spanish, "roll"), 900),
        ),
        ("two more pages of names", with_names(&english, 130)),
        ("district", english),
        ("Spanish district", spanish),
        ("association", association),
    ]
}

fn volume(packet: &Packet, holds: &str) -> Packet {
    Packet {
        volume: serde_json::from_value(json!({"number": 2, "of": 3, "holds": holds}))
            .expect("a volume"),
        quotation: None,
        ..packet.clone()
    }
}

fn with_names(packet: &Packet, names: usize) -> Packet {
    let mut packet = packet.clone();
    let entry = |n| RollEntry {
        name: format!("Rosalind Featherstone {n}"),
        standing: Some(Standing::Patron),
        workplace: None,
        division: Some("District 3".to_owned()),
        signed_on: packet
            .roll
            .signatures
            .first()
            .and_then(|entry| entry.signed_on),
    };
    packet.roll.signatures = (0..names).map(entry).collect();
    packet
}

/// `set` has refused any warning of the typesetter, whose validators have refused any error.
#[test]
fn qpdf_finds_nothing_wrong() {
    for (name, packet) in documents() {
        let Some(said) = through("qpdf", &["--check", "{}"], &set(&packet).pdf) else {
            return;
        };
        assert!(
            said.contains("No syntax or stream encoding errors found"),
            "{name}: {said}"
        );
        assert!(!said.to_lowercase().contains("warning"), "{name}: {said}");
    }
}

#[test]
fn a_screen_reader_finds_nothing_in_its_way() {
    for (name, packet) in documents() {
        let arguments = ["--fail-on", "never", "--json", "-", "--quiet", "{}"];
        let Some(said) = through("outloud", &arguments, &set(&packet).pdf) else {
            return;
        };
        // A line for people stands before the report.
        let (_, report) = said.split_at(said.find("{\n").expect("a report"));
        let mut reports = serde_json::Deserializer::from_str(report).into_iter::<Value>();
        let report = reports
            .next()
            .expect("a report")
            .expect("the report is JSON");
        let result = &report["results"][0];
        assert_eq!(
            result["counts"]["error"], 0,
            "{name}: {}",
            result["findings"]
        );
    }
}

#[test]
fn one_thread_or_many_and_one_run_or_another_give_the_same_bytes() {
    for (name, packet) in documents() {
        let snapshot = serde_json::to_vec(&packet).expect("a packet is JSON");
        let here = render(&snapshot).expect("a packet can be set");
        assert_eq!(alone(&snapshot, "1"), here.pdf, "{name} with one thread");
        assert_eq!(alone(&snapshot, "4"), here.pdf, "{name} with four");
    }
}

/// In a process of its own, with so many threads.
fn alone(snapshot: &[u8], threads: &str) -> Vec<u8> {
    use std::io::Write as _;
    let mut child = Command::new(Path::new(env!("CARGO_BIN_EXE_broadside-press")))
        .env("RAYON_NUM_THREADS", threads)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the press can be started");
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(snapshot).expect("the press reads");
    drop(stdin);
    child.wait_with_output().expect("the press ends").stdout
}

#[test]
fn every_font_is_embedded_and_its_text_can_be_found() {
    for (name, packet) in documents() {
        let Some(fonts) = through("pdffonts", &["{}"], &set(&packet).pdf) else {
            return;
        };
        let lines: Vec<&str> = fonts.lines().skip(2).collect();
        assert!(!lines.is_empty());
        for line in lines {
            let words: Vec<&str> = line.split_whitespace().rev().skip(2).take(3).collect();
            assert_eq!(words, ["yes", "yes", "yes"], "{name}: {line}");
        }
    }
}

#[test]
fn title_language_and_date_are_set() {
    for (name, packet) in documents() {
        let pdf = set(&packet).pdf;
        let about = through("pdfinfo", &["-isodates", "{}"], &pdf);
        let objects = through("qpdf", &["--json", "--json-key=qpdf", "{}"], &pdf);
        let (Some(about), Some(objects)) = (about, objects) else {
            return;
        };
        let line = |key: &str| {
            let found = about.lines().find_map(|line| line.strip_prefix(key));
            found
                .unwrap_or_else(|| panic!("{name}: {key}"))
                .trim()
                .to_owned()
        };
        let title = line("Title:");
        assert!(title.contains(&packet.addressee.name), "{name}: {title}");
        assert!(title.contains(&packet.re), "{name}: {title}");
        let day = packet.dated_on.to_string();
        assert!(line("CreationDate:").starts_with(&day), "{name}");
        assert_eq!(line("Tagged:"), "yes");
        let objects: Value = serde_json::from_str(&objects).expect("qpdf writes JSON");
        let catalog = objects["qpdf"][1]
            .as_object()
            .expect("objects")
            .values()
            .find(|object| object["value"]["/Type"] == "/Catalog")
            .expect("a catalog");
        let language = catalog["value"]["/Lang"].as_str().expect("a language");
        let expected = format!("u:{}", packet.language.tag());
        assert!(language.starts_with(&expected), "{name}: {language}");
    }
}

#[test]
fn no_name_of_any_script_turns_a_date_around() {
    const NAMES: [&str; 8] = [
        "فاطمة الزهراء المنصوري",
        "יעל בן־דרור",
        "अनुराधा देशपांडे",
        "สมหญิง ใจดี",
        "王小明",
        "김민지",
        "Олександра Гриценко",
        "Đặng Hoàng Yến",
    ];
    let mut packet = packet(FIXTURES[0]);
    let signed_on = packet.roll.signatures[0].signed_on;
    let entry = |name: &&str| RollEntry {
        name: (*name).to_owned(),
        standing: None,
        workplace: Some("Harbor (4)".to_owned()),
        division: None,
        signed_on,
    };
    packet.roll.signatures = NAMES.iter().map(entry).collect();
    packet.exhibits[0] = Exhibit {
        district: Some(NAMES[1].to_owned()),
        quarter: Some("2026-11-12 (4)".to_owned()),
        ..packet.exhibits[0].clone()
    };
    let pdf = set(&packet).pdf;
    // By the place of each word on the page: what an eye reads from left to right.
    let Some(boxes) = through("pdftotext", &["-bbox", "{}", "-"], &pdf) else {
        return;
    };
    let signed = signed_on.expect("a day").to_string();
    let words: Vec<&str> = boxes
        .lines()
        .filter_map(|line| line.split_once("\">")?.1.strip_suffix("</word>"))
        .collect();
    let count = |wanted: &str| words.iter().filter(|word| word.contains(wanted)).count();
    assert_eq!(count(&signed), NAMES.len());
    assert_eq!((count("(4)"), count("2026-11-12")), (NAMES.len() + 1, 1));
    // Each line of the roll ends with its day: in the order of the page, the workplace comes just before it.
    let days = words
        .iter()
        .enumerate()
        .filter(|(_, word)| **word == signed);
    for (at, _) in days {
        let before = words[..at].iter().rev().take(3);
        assert!(before.into_iter().any(|word| *word == "(4)"), "{at}");
    }
}
