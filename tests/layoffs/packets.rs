//! A packet cites notices apart from testimony: how many, by employer and year, from where, and what the records leave open.

use serde_json::json;

use super::{REGISTER, choose, import};
use crate::packets::{County, id, keep, words};

const CHOICE: &[&str] = &[
    "Baker & Taylor",
    "Follett Content Solutions",
    "Follett Educational Services",
    "Brooklyn Public Library",
    "Providence Public Library",
];

fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn an_association_reads_what_employers_filed_in_both_languages() {
    let county = County::signed().await;
    let (world, owner) = (&county.world, &county.owner);
    import(world, owner, REGISTER).await.expect(200);
    let campaign = county.campaign.to_string();
    let body = json!({"employers": CHOICE, "states": []});
    choose(world, owner, &campaign, body).await.expect(200);
    for (language, said) in [
        (
            "en",
            [
                "Layoffs that employers announced",
                "Employers filed 15 notices of layoffs",
                "One notice gives no number of people",
                "One pair looks like one notice filed twice",
                "never added to it",
                "NJ: www.nj.gov",
            ],
        ),
        (
            "es",
            [
                "Despidos que anunciaron los empleadores",
                "Los empleadores presentaron 15 avisos de despido",
                "Un aviso no da ningún número de personas",
                "Una pareja parece un mismo aviso",
                "nunca se suman a ello",
                "NJ: www.nj.gov",
            ],
        ),
    ] {
        let more = json!({"kind": "association", "language": language});
        let packet = county.packet(county.association, more).await;
        let document = county.document(id(&packet)).await.bytes;
        keep(&format!("notices_{language}"), &document);
        let Some(text) = words(&document) else { return };
        let text = flat(&text);
        for words in said {
            assert!(text.contains(words), "{words}: {text}");
        }
        assert!(text.contains("Baker & Taylor 2025 2 607"), "{text}");
    }
}

#[tokio::test]
async fn one_page_has_no_room_for_notices_and_a_campaign_that_chose_none_prints_none() {
    let county = County::signed().await;
    let (world, owner) = (&county.world, &county.owner);
    import(world, owner, REGISTER).await.expect(200);
    let packet = county.packet(county.association, json!({})).await;
    let document = county.document(id(&packet)).await.bytes;
    let Some(text) = words(&document) else { return };
    assert!(!text.contains("Layoffs that employers announced"));
    let body = json!({"employers": [], "states": []});
    choose(world, owner, &county.campaign.to_string(), body)
        .await
        .expect(200);
    let packet = county
        .packet(county.association, json!({"kind": "one_page"}))
        .await;
    let document = county.document(id(&packet)).await.bytes;
    assert!(
        !words(&document)
            .unwrap()
            .contains("Layoffs that employers announced")
    );
}
