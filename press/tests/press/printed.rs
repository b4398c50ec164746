//! Signature sheets and posters: what stands on them, whoever wrote it.

use broadside_press::print;
use serde_json::{Value, json};

use super::kit::{pages_as_pictures, squeezed, through};

const URL: &str =
    "https://petitions.example/sign?petition=pet_0199b4b0c3a17f0e8f3b5a6d7e8f9012&lang=en";

fn document() -> Value {
    json!({
        "print": "sheets", "language": "en", "paper": "letter", "fictional": true, "dated_on": "2026-10-05",
        "organization": "Alder County Library Workers", "contact": "Marisol Member (marisol@union.example)",
        "sign_url": URL, "for_public_body": true,
        "petition": {
            "title": "Security guards at every high-risk branch", "version": 2, "language": "en",
            "paragraphs": ["We ask the Board to post guards.", "Branches first."],
            "demands": [
                {"number": 1, "text": "A guard at each high-risk branch.", "alternative_to": null},
                {"number": 2, "text": "Two social workers.", "alternative_to": 1},
            ],
            "addressees": ["Alder County Board of Supervisors"],
        },
        "beginning": ["We ask the Board to post guards.", "Branches first."], "has_text_page": false,
        "lines": 10, "return_by_on": "2026-12-07", "kept_at": "the union's locked cabinet", "destroyed_after_days": 30,
        "sheets": [{"number": 1, "code": "7H2K-9QZX"}, {"number": 2, "code": "V40M-1CTA"}],
    })
}

fn pages(document: &Value, pages: usize) -> Vec<u8> {
    let printed = print(document.to_string().as_bytes()).expect("it can be printed");
    assert_eq!(printed.report.warnings, Vec::<String>::new());
    assert_eq!(printed.report.pages, pages);
    printed.pdf
}

fn text(pdf: &[u8]) -> Option<String> {
    through("pdftotext", &["-raw", "{}", "-"], pdf).map(|text| squeezed(&text))
}

#[test]
fn every_sheet_has_its_own_number_and_code_and_all_that_a_signer_has_to_know() {
    let Some(text) = text(&pages(&document(), 2)) else {
        return;
    };
    for once_a_sheet in [
        "Version 2 of the text",
        "We ask the Board to post guards.",
        "your employer and anyone who requests records may read",
        "marisol@union.example",
        "December 7, 2026",
        "30 days",
        "the union's locked cabinet",
    ] {
        assert_eq!(
            text.matches(&squeezed(once_a_sheet)).count(),
            2,
            "{once_a_sheet}"
        );
    }
    assert_eq!(text.matches("7H2K-9QZX").count(), 1);
    assert_eq!(text.matches("V40M-1CTA").count(), 1);
}

#[test]
fn every_size_fits_on_its_page_in_both_languages() {
    let long = "We ask the Board of Supervisors to post guards. ".repeat(10);
    for language in ["en", "es"] {
        for paper in ["letter", "a4"] {
            for lines in [1, 4, 5, 12] {
                let mut document = document();
                document["language"] = json!(language);
                document["paper"] = json!(paper);
                document["lines"] = json!(lines);
                document["beginning"] = json!([long]);
                document["has_text_page"] = json!(true);
                document["petition"]["paragraphs"] = json!([long]);
                pages(&document, 3);
            }
            let mut poster = document();
            poster["language"] = json!(language);
            poster["paper"] = json!(paper);
            poster["print"] = json!("poster");
            poster["sheets"] = json!([]);
            poster["petition"]["title"] = json!("Security for every branch. ".repeat(7));
            pages(&poster, 1);
        }
    }
}

/// A text of 371 characters in one paragraph stands there to its last word, and a long one says that it goes on.
#[test]
fn no_text_is_cut_without_saying_so() {
    let petition = format!("{}and nothing less.", "We ask for guards now. ".repeat(16));
    let petition = &petition[petition.len() - 371..];
    let mut whole = document();
    whole["petition"]["paragraphs"] = json!([petition]);
    whole["beginning"] = json!([petition]);
    if let Some(text) = text(&pages(&whole, 2)) {
        assert_eq!(text.matches(&squeezed(petition)).count(), 2, "{text}");
        assert!(!text.contains(&squeezed("This is the beginning")));
    }
    let long = "We ask for guards now. ".repeat(100);
    let mut announced = document();
    announced["petition"]["paragraphs"] = json!([long]);
    announced["beginning"] = json!([format!("{}…", &long[..506])]);
    announced["has_text_page"] = json!(true);
    if let Some(text) = text(&pages(&announced, 3)) {
        assert_eq!(text.matches(&squeezed(&long)).count(), 1, "{text}");
        let told = squeezed("This is the beginning. The whole text lies beside this sheet");
        assert_eq!(text.matches(&told).count(), 2, "{text}");
    }
    let mut silent = announced;
    silent["has_text_page"] = json!(false);
    assert!(print(silent.to_string().as_bytes()).is_err());
}

#[test]
fn a_contact_with_every_way_and_a_long_addressee_are_printed_to_the_end() {
    let mut document = document();
    let long = format!(
        "{} (last@union.example)",
        "Marisol of the Union ".repeat(25)
    );
    document["contact"] = json!(long);
    document["petition"]["addressees"] = json!([format!("{long} Board")]);
    if let Some(text) = text(&pages(&document, 2)) {
        assert_eq!(text.matches("(last@union.example)").count(), 4, "{text}");
        assert!(!text.contains('…'));
    }
}

#[test]
fn a_sheet_says_what_signing_means_and_one_of_a_single_line_speaks_of_nobody_below() {
    for (language, signing, below) in [
        (
            "en",
            "By signing I support the text above",
            "signs below you",
        ),
        (
            "es",
            "Al firmar apoyo el texto de arriba",
            "firme debajo de usted",
        ),
    ] {
        for lines in [1, 10] {
            let mut document = document();
            document["language"] = json!(language);
            document["lines"] = json!(lines);
            let Some(text) = text(&pages(&document, 2)) else {
                return;
            };
            assert_eq!(text.matches(&squeezed(signing)).count(), 2, "{text}");
            let others = if lines == 1 { 0 } else { 2 };
            assert_eq!(text.matches(&squeezed(below)).count(), others, "{text}");
        }
    }
}

#[test]
fn the_code_leads_to_the_petition_and_the_document_is_accessible() {
    let mut poster = document();
    poster["print"] = json!("poster");
    poster["sheets"] = json!([]);
    for (document, number) in [(document(), 2), (poster, 1)] {
        let pdf = pages(&document, number);
        if let Some(codes) = pages_as_pictures(&pdf, "zbarimg", &["-q", "--raw"]) {
            assert_eq!(codes.lines().filter(|line| *line == URL).count(), number);
        }
        let words = String::from_utf8_lossy(&pdf).into_owned();
        assert!(words.contains("pdfuaid") && words.contains("/StructTreeRoot"));
    }
}

#[test]
fn what_strangers_wrote_is_printed_as_text_and_nothing_else() {
    let mut document = document();
    document["petition"]["title"] = json!("#panic() *bold* \u{202E}guards \u{1F600}");
    document["kept_at"] = json!("{contact} $x$ مكتب");
    let pdf = pages(&document, 2);
    if let Some(text) = text(&pdf) {
        assert!(text.contains("#panic()*bold*guards") && text.contains("{contact}$x$"));
    }
    for broken in [
        json!({"sheets": []}),
        json!({"lines": 13}),
        json!({"sign_url": "javascript:alert(1)"}),
        json!({"unknown": 1}),
    ] {
        let mut document = self::document();
        for (name, value) in broken.as_object().expect("an object") {
            document[name] = value.clone();
        }
        assert!(print(document.to_string().as_bytes()).is_err(), "{broken}");
    }
}
