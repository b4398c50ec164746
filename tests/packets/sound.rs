//! What a real packet is to the programs that officials, archives and readers with a screen reader use.

use std::process::Command;

use broadside::signatures::entity::signature;
use broadside::signatures::seal;
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use super::county::{County, SUPERVISORS};
use super::signing::Signing;
use super::{id, keep, through, unpacked, words};
use crate::kit::needs::{self, Tool};

/// Without spaces and invisible characters: lines break where they like.
fn squeezed(text: &str) -> String {
    let invisible = |c: &char| matches!(c, '\u{200B}'..='\u{200F}' | '\u{2066}'..='\u{2069}');
    text.chars()
        .filter(|c| !c.is_whitespace() && !invisible(c))
        .collect()
}

/// People of many scripts, named for everybody, for the recipient alone, and at a branch of too few.
async fn county_of_many_scripts() -> County {
    let county = County::signed().await;
    let named = [
        "Олександра Гриценко",
        "Ελένη Παπαδοπούλου",
        "김민지",
        "佐藤花子",
        "Ọlámidé Ògúnṣọlá-Àjàyí",
        "Łucja Żółć-Kowalczyk",
    ];
    let mut signings: Vec<Signing> = named.iter().map(|name| Signing::public(1, name)).collect();
    signings.push(Signing::recipients(0, "Hedwig Nurfürdich"));
    signings.push(Signing {
        name: Some("Casimir Zuwenige".to_owned()),
        ..Signing::public(6, "")
    });
    county.sign(&signings).await;
    county
}

#[tokio::test]
async fn every_name_given_for_print_is_printed_and_every_count_is_the_databases() {
    let county = county_of_many_scripts().await;
    let app = &county.world.app;
    let rows = signature::Entity::find().all(&app.db.read).await.unwrap();
    let at = |place| rows.iter().filter(|row| row.workplace_id == place).count();
    for (kind, wanted) in [
        ("public_record_safe", &["public"][..]),
        ("full", &["public", "recipients"]),
        ("one_page", &[]),
    ] {
        let made = county
            .packet(county.supervisors[0], json!({"kind": kind}))
            .await;
        let pdf = county.document(id(&made)).await.bytes;
        keep(&format!("sound-{kind}"), &pdf);
        let raw = through(Tool::Poppler, "pdftotext", &["-raw", "{}", "-"], &pdf);
        let (Some(text), Some(plain)) = (raw, unpacked(&pdf)) else {
            return;
        };
        let (text, mut printed) = (squeezed(&text), 0);
        for row in &rows {
            let Some(name) = seal::name(app, row) else {
                continue;
            };
            let past_threshold = row.workplace_id.is_none() || at(row.workplace_id) >= 5;
            let may = wanted.contains(&row.visibility.as_str()) && past_threshold;
            printed += usize::from(may);
            // A search program turns lines of right-to-left words around: they are looked for one by one.
            let found = name.split(' ').all(|word| text.contains(&squeezed(word)));
            assert_eq!(found, may, "{kind}: {}", name.as_str());
            assert!(may || !plain.contains(name.as_str()), "{kind}");
        }
        assert_eq!(made["names"], printed);
        assert_eq!(made["signatures"], rows.len());
        assert!(text.contains(&rows.len().to_string()), "{kind}");
        for address in ["@patrons.example", "owner@", "@members.example"] {
            assert!(
                !text.contains(address) && !plain.contains(address),
                "{kind}"
            );
        }
    }
}

#[tokio::test]
async fn each_packet_of_the_county_is_sound() {
    let county = county_of_many_scripts().await;
    let [first, second] = [county.supervisors[0], county.supervisors[3]];
    for (target, more) in [
        (first, json!({"kind": "full"})),
        (first, json!({"kind": "one_page", "paper": "a4"})),
        (second, json!({"language": "es", "paper": "a4"})),
        (second, json!({"kind": "one_page", "language": "es"})),
        (county.association, json!({})),
    ] {
        let made = county.packet(target, more.clone()).await;
        let pdf = county.document(id(&made)).await.bytes;
        if let Some(said) = through(Tool::Qpdf, "qpdf", &["--check", "{}"], &pdf) {
            assert!(
                said.contains("No syntax or stream encoding errors found"),
                "{said}"
            );
        }
        if let Some(fonts) = through(Tool::Poppler, "pdffonts", &["{}"], &pdf) {
            for line in fonts.lines().skip(2) {
                let said: Vec<&str> = line.split_whitespace().rev().skip(2).take(3).collect();
                assert_eq!(said, ["yes", "yes", "yes"], "{line}");
            }
        }
        if let Some(about) = through(Tool::Poppler, "pdfinfo", &["-isodates", "{}"], &pdf) {
            let has = |line: &str| about.lines().any(|said| said.starts_with(line));
            assert!(has("CreationDate:    2026-10-05"), "{about}");
            assert!(
                about.contains(made["addressee"].as_str().unwrap()),
                "{about}"
            );
        }
        let language = made["language"].as_str().unwrap();
        if let Some(plain) = unpacked(&pdf) {
            assert!(plain.contains(&format!("/Lang ({language}-US)")), "{more}");
        }
        let arguments = ["--fail-on", "never", "--quiet", "--json", "-", "{}"];
        if let Some(said) = through(Tool::Outloud, &needs::outloud(), &arguments, &pdf) {
            let report = said.find("{\n").map(|at| &said[at..]).unwrap();
            let mut reports = serde_json::Deserializer::from_str(report).into_iter::<Value>();
            let result = &reports.next().unwrap().unwrap()["results"][0];
            assert_eq!(
                result["counts"]["error"], 0,
                "{more}: {}",
                result["findings"]
            );
        }
    }
}

#[tokio::test]
async fn the_code_leads_to_the_address_beside_it() {
    if !needs::has_here(Tool::Zbar) || !needs::has_here(Tool::Poppler) {
        return;
    }
    let county = County::signed().await;
    for more in [json!({}), json!({"kind": "one_page"})] {
        let made = county.packet(county.supervisors[0], more).await;
        let pdf = county.document(id(&made)).await.bytes;
        let text = squeezed(&words(&pdf).unwrap());
        let folder = tempfile::tempdir().unwrap();
        let to = folder.path().join("page");
        let arguments = ["-r", "150", "-mono", "{}", to.to_str().unwrap()];
        through(Tool::Poppler, "pdftoppm", &arguments, &pdf).unwrap();
        let pictures = std::fs::read_dir(folder.path()).unwrap();
        let pictures: Vec<_> = pictures
            .map(|file| file.unwrap().path())
            .filter(|file| file.extension().is_some_and(|ending| ending == "pbm"))
            .collect();
        let mut reader = Command::new("zbarimg");
        let read = reader.args(["-q", "--raw"]).args(pictures);
        let read = read.output().unwrap();
        let url = String::from_utf8(read.stdout).unwrap();
        assert!(
            url.trim().ends_with(&format!("/check/{}", id(&made))),
            "{url}"
        );
        assert!(text.contains(&squeezed(&url)), "{url}");
    }
}

#[tokio::test]
async fn the_title_names_what_it_is_and_whom_it_is_for() {
    let county = County::signed().await;
    let made = county.packet(county.supervisors[4], json!({})).await;
    assert_eq!(made["addressee"], SUPERVISORS[4]);
    let pdf = county.document(id(&made)).await.bytes;
    if let Some(about) = through(Tool::Poppler, "pdfinfo", &["{}"], &pdf) {
        let title = about
            .lines()
            .find(|line| line.starts_with("Title:"))
            .unwrap();
        assert!(
            title.contains("Safe branches") && title.contains(SUPERVISORS[4]),
            "{title}"
        );
    }
}
