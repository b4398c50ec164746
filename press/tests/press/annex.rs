//! Names for one reader's eyes: marked on every page, and nothing to check them by.

use broadside_press::document::RollEntry;

use crate::kit::{FIXTURES, packet, set, through};

#[test]
fn every_page_of_an_annex_says_that_it_is_taken_home_again() {
    for fixture in &FIXTURES[..2] {
        let mut annex = packet(fixture);
        annex.annex = true;
        annex.roll.signatures = (0..400)
            .map(|n| RollEntry {
                name: format!("Zenobia Fictional-{n}"),
                standing: None,
                workplace: None,
                division: (n % 7 != 0).then(|| format!("District {}", n / 90 + 1)),
                signed_on: None,
            })
            .collect();
        let rendered = set(&annex);
        assert!(rendered.report.pages > 2, "{}", rendered.report.pages);
        let Some(text) = through("pdftotext", &["-layout", "{}", "-"], &rendered.pdf) else {
            return;
        };
        let pages: Vec<&str> = text
            .split('\u{c}')
            .filter(|page| !page.trim().is_empty())
            .collect();
        let mark = if annex.language == broadside_press::document::Language::Es {
            "PARA CONSULTAR Y LLEVARSE DE VUELTA"
        } else {
            "TO BE INSPECTED AND TAKEN HOME AGAIN"
        };
        assert!(pages.iter().all(|page| page.contains(mark)));
        assert_eq!(text.matches("Zenobia Fictional-").count(), 400);
        assert!(!text.contains("SHA-256"));
    }
}
