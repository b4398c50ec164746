//! What a reader sees: pages that say where they are, contents that are true, charts that can be heard, one page that is one.

use super::kit::{FIXTURES, empty, packet, pages_as_pictures, set, squeezed, through};
use broadside_press::Packet;
use broadside_press::document::{Holds, Kind, RollEntry, RollOrder, Volume};
use serde_json::Value;

#[test]
fn every_page_says_which_of_how_many_it_is() {
    for (fixture, of) in FIXTURES.into_iter().zip(["of", "de", "of"]) {
        let rendered = set(&packet(fixture));
        let Some(text) = through("pdftotext", &["-layout", "{}", "-"], &rendered.pdf) else {
            return;
        };
        let pages: Vec<&str> = text
            .split('\u{c}')
            .filter(|page| !page.is_empty())
            .collect();
        assert_eq!(pages.len(), rendered.report.pages);
        for (at, page) in pages.iter().enumerate() {
            let says = format!("{} {of} {}", at + 1, pages.len());
            assert!(page.contains(&says), "{says}: {page}");
        }
    }
}

#[test]
fn the_contents_are_the_outline_of_the_file() {
    for (fixture, title) in FIXTURES.into_iter().zip(["Contents", "Índice", "Contents"]) {
        let pdf = set(&packet(fixture)).pdf;
        let outline = through("qpdf", &["--json", "--json-key=outlines", "{}"], &pdf);
        let text = through(
            "pdftotext",
            &["-layout", "-f", "2", "-l", "3", "{}", "-"],
            &pdf,
        );
        let (Some(outline), Some(text)) = (outline, text) else {
            return;
        };
        let outline: Value = serde_json::from_str(&outline).expect("qpdf writes JSON");
        let in_file: Vec<(String, u64)> = outline["outlines"]
            .as_array()
            .expect("a list of outlines")
            .iter()
            .map(|entry| {
                let title = entry["title"].as_str().expect("a title");
                (
                    squeezed(title),
                    entry["destpageposfrom1"].as_u64().expect("a page"),
                )
            })
            .collect();
        let (_, after) = text.split_once(title).expect("there are contents");
        let on_page: Vec<(String, u64)> = after.lines().filter_map(entry).collect();
        let named = |entries: &[(String, u64)]| -> Vec<(String, u64)> {
            let without = |title: &str| {
                title
                    .trim_start_matches(|c: char| c.is_ascii_digit() || c == '.')
                    .to_owned()
            };
            entries
                .iter()
                .map(|(title, page)| (without(title), *page))
                .collect()
        };
        assert!(in_file.len() >= 8, "{in_file:?}");
        assert_eq!(named(&on_page), named(&in_file));
    }
}

/// "4. All districts ……… 5".
fn entry(line: &str) -> Option<(String, u64)> {
    let line = squeezed(line);
    let (title, page) = line.split_once("...")?;
    // Invisible joiners stand among the dots.
    let page: String = page.chars().filter(char::is_ascii_digit).collect();
    Some((title.to_owned(), page.parse().ok()?))
}

#[test]
fn no_key_of_the_snapshot_and_no_empty_place_reaches_the_page() {
    for fixture in FIXTURES {
        let Some(text) = through("pdftotext", &["{}", "-"], &set(&packet(fixture)).pdf) else {
            return;
        };
        for raw in [
            "public_record",
            "laid_off",
            "association_member",
            "by_division",
            "by_name",
            "own_",
            "{",
            "}",
            "none)",
            "()",
        ] {
            assert!(!text.contains(raw), "{raw}");
        }
    }
}

#[test]
fn charts_and_codes_have_words_for_those_who_cannot_see_them() {
    let Some(plain) = through(
        "qpdf",
        &["--qdf", "--object-streams=disable", "{}", "-"],
        &set(&packet(FIXTURES[0])).pdf,
    ) else {
        return;
    };
    let spoken: Vec<&str> = plain
        .lines()
        .filter(|line| line.contains("/Alt "))
        .collect();
    // Workplaces, districts, what happened, and the QR code.
    assert!(spoken.len() >= 4, "{spoken:?}");
    assert!(
        spoken.iter().any(|line| line.contains("District 3: 97")),
        "{spoken:?}"
    );
}

#[test]
fn the_code_on_the_last_page_leads_to_the_printed_address() {
    for fixture in FIXTURES {
        let packet = packet(fixture);
        let url = packet
            .verification
            .verify_url
            .clone()
            .expect("the fixtures have one");
        for mut packet in [packet.clone(), one_page(packet)] {
            packet.fictional = false;
            let Some(codes) = pages_as_pictures(&set(&packet).pdf, "zbarimg", &["-q", "--raw"])
            else {
                return;
            };
            assert_eq!(codes.trim(), url);
        }
    }
}

fn one_page(mut packet: Packet) -> Packet {
    packet.kind = Kind::OnePage;
    packet
}

#[test]
fn one_page_is_one_page() {
    for fixture in FIXTURES {
        let mut packet = one_page(packet(fixture));
        assert_eq!(set(&packet).report.pages, 1);
        // More to say than usual: long demands, a long quotation, a long title.
        for demand in &mut packet.demands {
            demand.text =
                "Post one trained, unarmed guard at each branch of the county. ".repeat(9);
        }
        if let Some(quotation) = &mut packet.quotation {
            quotation.text = "We locked the workroom and listened to him try the door. ".repeat(5);
        }
        packet.re = "Security staff at the high-risk library branches of our districts ".repeat(4);
        assert_eq!(set(&packet).report.pages, 1);
    }
    assert_eq!(set(&one_page(empty())).report.pages, 1);
}

#[test]
fn a_further_volume_prints_its_exhibits_and_no_second_letter() {
    let mut packet = packet(FIXTURES[0]);
    packet.quotation = None;
    packet.volume = Some(Volume {
        number: 2,
        of: 2,
        holds: Holds::Exhibits,
        first: None,
        named: None,
    });
    let rendered = set(&packet);
    let Some(text) = through("pdftotext", &["{}", "-"], &rendered.pdf) else {
        return;
    };
    assert!(text.contains("Volume 2 of 2") && text.contains("Exhibit A"));
    assert!(!text.contains("Respectfully") && !text.contains("Contents"));
    assert!(text.contains("How to check this packet"));
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "a test's own switch is no setting of the service"
)]
fn the_published_schema_is_the_shape_that_is_read() {
    let here = concat!(env!("CARGO_MANIFEST_DIR"), "/snapshot.schema.json");
    let schema = broadside_press::document::schema();
    if std::env::var_os("BROADSIDE_RECORD").is_some() {
        std::fs::write(here, &schema).expect("the schema can be written");
    }
    let published = std::fs::read_to_string(here).expect("the schema is committed");
    assert!(
        published == schema,
        "BROADSIDE_RECORD=1 writes press/snapshot.schema.json anew"
    );
    let schema: Value = serde_json::from_str(&schema).expect("a schema is JSON");
    for member in [
        "packet_id",
        "addressee",
        "volume",
        "redactions",
        "statistics",
    ] {
        assert!(schema["properties"][member].is_object(), "{member}");
    }
    assert_eq!(schema["additionalProperties"], false);
}

/// With groups of other sizes the last page begins somewhere else: in some rolls it would be right behind the name of a group.
#[test]
fn no_page_of_the_roll_ends_with_the_name_of_a_group() {
    const SIGNERS: u32 = 110;
    for together in 2..10 {
        let mut packet = empty();
        packet.roll.order = RollOrder::ByDivisionThenName;
        let entry = |n: u32| RollEntry {
            name: format!("Rosalind Featherstone {n}"),
            standing: None,
            workplace: None,
            division: Some(format!("Ward {}", n / together)),
            signed_on: None,
        };
        packet.roll.signatures = (0..SIGNERS).map(entry).collect();
        let Some(text) = through("pdftotext", &["-raw", "{}", "-"], &set(&packet).pdf) else {
            return;
        };
        let lines: Vec<&str> = text.lines().collect();
        let groups = lines.windows(2).filter(|two| two[0].starts_with("Ward "));
        let mut seen = 0;
        for two in groups {
            seen += 1;
            assert!(two[1].starts_with("Rosalind"), "{together}: {two:?}");
        }
        assert_eq!(seen, SIGNERS.div_ceil(together));
    }
}
