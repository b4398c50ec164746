//! Volumes of one packet, and the table of names that may be attached to them.

use super::kit::{empty, set, squeezed, through};
use broadside_press::document::{
    FurtherVolume, Holds, Packet, RollEntry, RollOrder, Sha256Hex, Volume,
};
use broadside_press::{PressError, SIGNATURES_CSV, render};

fn signed(names: impl IntoIterator<Item = String>) -> Packet {
    let mut packet = empty();
    packet.roll.order = RollOrder::ByName;
    packet.roll.signatures = names
        .into_iter()
        .map(|name| RollEntry {
            name,
            standing: None,
            workplace: None,
            division: None,
            signed_on: None,
        })
        .collect();
    packet
}

/// What is attached to a PDF, as a reader would save it.
fn attachment(pdf: &[u8]) -> Option<Vec<u8>> {
    let list = through("pdfdetach", &["-list", "{}"], pdf)?;
    if !list.starts_with("1 ") {
        return None;
    }
    assert!(list.contains(SIGNATURES_CSV), "{list}");
    let saved = through("pdfdetach", &["-save", "1", "-o", "/dev/stdout", "{}"], pdf);
    saved.map(String::into_bytes)
}

#[test]
fn the_attached_table_holds_the_printed_names_and_its_digest_is_printed() {
    let hostile = [
        "=HYPERLINK(\"http://evil.example\")",
        "Ana Ruiz, Jr.",
        "阮文雄",
        "@x",
    ];
    let mut packet = signed(hostile.map(str::to_owned));
    packet.attach_signatures = true;
    let rendered = set(&packet);
    let digest = rendered.report.digests.signatures_csv_sha256.clone();
    let digest = digest.expect("a table is attached");
    if let Some(table) = attachment(&rendered.pdf) {
        assert_eq!(Sha256Hex::of(&table), digest);
        assert_eq!(Some(table.len()), rendered.report.signatures_csv_bytes);
        let table = String::from_utf8(table).expect("UTF-8");
        let names: Vec<&str> = table.lines().skip(1).collect();
        assert_eq!(
            names,
            [
                "\"'=HYPERLINK(\"\"http://evil.example\"\")\",,,,",
                "\"Ana Ruiz, Jr.\",,,,",
                "阮文雄,,,,",
                "'@x,,,,"
            ]
        );
    }
    let Some(text) = through("pdftotext", &["{}", "-"], &rendered.pdf) else {
        return;
    };
    assert!(squeezed(&text).contains(digest.as_str()) && text.contains(SIGNATURES_CSV));
    let info = through("pdfinfo", &["{}"], &rendered.pdf).expect("poppler is here");
    assert!(info.contains("Tagged:          yes"), "{info}");
    let plain = through(
        "qpdf",
        &["--qdf", "--object-streams=disable", "{}", "-"],
        &rendered.pdf,
    );
    let plain = plain.unwrap_or_default();
    for piece in ["<pdfaid:part>3</pdfaid:part>", "/AFRelationship /Data"] {
        assert!(plain.is_empty() || plain.contains(piece), "{piece}");
    }
    assert_eq!(set(&packet), rendered, "the same bytes");
}

#[test]
fn nothing_is_attached_where_nobody_is_named_or_nobody_asked() {
    let mut nobody = empty();
    nobody.attach_signatures = true;
    let unasked = signed(["Ana Ruiz".to_owned()]);
    for packet in [nobody, unasked] {
        let rendered = set(&packet);
        assert_eq!(rendered.report.digests.signatures_csv_sha256, None);
        assert!(attachment(&rendered.pdf).is_none());
    }
}

#[test]
fn a_part_of_the_roll_says_which_part_it_is() {
    let mut packet = signed((0..700).map(|n| format!("Rosalind Featherstone {n}")));
    packet.volume = Some(Volume {
        number: 3,
        of: 3,
        holds: Holds::Roll,
        first: Some(10_001),
        named: Some(10_700),
    });
    let rendered = set(&packet);
    let Some(text) = through("pdftotext", &["-layout", "{}", "-"], &rendered.pdf) else {
        return;
    };
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains("Names 10,001 to 10,700 of 10,700"), "{flat}");
    assert!(!flat.contains("left out of this roll") && !flat.contains("Respectfully"));
    assert!(squeezed(&text).contains(rendered.report.digests.roll_sha256.as_str()));
    let heads = text.matches("The undersigned ask:").count();
    assert!(
        heads >= rendered.report.pages - 1,
        "at the head of every page"
    );
    let info = through("pdfinfo", &["{}"], &rendered.pdf).expect("poppler is here");
    assert!(info.contains("Volume 3 of 3"), "{info}");
}

#[test]
fn the_report_lists_its_volumes_with_their_digests() {
    let mut packet = empty();
    packet.petition.signatures = 20_412;
    packet.volume = Some(Volume {
        number: 1,
        of: 4,
        holds: Holds::Report,
        first: None,
        named: None,
    });
    let further = |(number, holds, entries)| FurtherVolume {
        number,
        holds,
        entries,
        snapshot_sha256: Sha256Hex::of(&[u8::try_from(number).unwrap_or_default()]),
    };
    packet.volumes = [
        (2, Holds::Exhibits, 31),
        (3, Holds::Roll, 10_000),
        (4, Holds::Roll, 412),
    ]
    .map(further)
    .to_vec();
    let rendered = set(&packet);
    let Some(text) = through("pdftotext", &["{}", "-"], &rendered.pdf) else {
        return;
    };
    let flat = squeezed(&text);
    assert!(flat.contains("10,412peoplearenamed") && flat.contains("involumes3to4"));
    assert!(flat.contains("3furthervolumes") && flat.contains("Furtherexhibits:31testimonies"));
    for volume in &packet.volumes {
        assert!(flat.contains(volume.snapshot_sha256.as_str()));
    }
    assert!(
        !flat.contains(rendered.report.digests.roll_sha256.as_str()),
        "no digest of no names"
    );
    packet.volumes.pop();
    let bytes = serde_json::to_vec(&packet).expect("JSON");
    let refused = render(&bytes).expect_err("one is missing");
    assert!(matches!(refused, PressError::Invalid { .. }));
}
