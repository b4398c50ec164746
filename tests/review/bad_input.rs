//! What a witness may send by mistake or on purpose: a clear problem, nothing stored, and never an echo of the text.

use poem::http::Method;
use serde_json::{Value, json};

use crate::kit::{Answer, Call, World};

const CANARY: &str = "zanzibarine";

async fn sent(world: &World, path: &str, media: &str, body: String) -> Answer {
    let request = world
        .request(Method::POST, path)
        .header("x-receipt", CANARY)
        .content_type(media)
        .body(body);
    Answer::read(request.send().await).await
}

#[track_caller]
fn is_silent(answer: &Answer, sent: &str) {
    let status = answer.status.as_u16();
    assert!((400..500).contains(&status), "{status} for {:.200}", sent);
    assert!(!answer.problem().is_empty());
    let said = format!(
        "{:?} {}",
        answer.headers,
        String::from_utf8_lossy(&answer.bytes)
    );
    assert!(!said.to_lowercase().contains(CANARY), "{said}");
}

#[tokio::test]
async fn nothing_that_a_witness_sends_wrongly_comes_back() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let campaign = format!("/v1/campaigns/{}", call.campaign);
    let long = format!("{CANARY} ").repeat(6_000);
    let wrong = [
        json!({"kind": CANARY, "text": "x"}),
        json!({"kind": "layoff", "text": [CANARY]}),
        json!({"kind": "layoff", "text": {"it was": {CANARY: 1}}}),
        json!({"kind": "layoff", "text": long}),
        json!({"kind": "layoff", "text": format!("{CANARY}\u{0}")}),
        json!({"kind": "layoff", format!("It was {CANARY}, I saw it"): "x"}),
        json!({"kind": "layoff", "language": CANARY.repeat(9)}),
        json!({"kind": "layoff", "happened_on": CANARY}),
        json!({"kind": "layoff", "workplace_id": CANARY}),
        json!({"kind": "layoff", "job_group": CANARY.repeat(99)}),
        json!({"kind": "layoff", "text": "x", "receipt": CANARY}),
        json!({"kind": "layoff", "layoff": {"notice_given": CANARY}}),
        json!({"kind": "safety_incident", "incident": {"circumstances": [CANARY]}}),
        json!({"receipt": CANARY, "text": CANARY, "approve": CANARY}),
        json!({"receipt": [CANARY]}),
        json!({"receipt": CANARY, format!("{CANARY} did it"): CANARY}),
        json!({"receipt": CANARY, "photograph_id": CANARY}),
        json!({"auth": CANARY, "mailbox_public_key": CANARY, "sealed": CANARY, "wraps": [CANARY]}),
        json!([CANARY]),
        json!(CANARY),
    ];
    let paths = [
        format!("{campaign}/testimonies"),
        format!("{campaign}/testimonies/sealed"),
        "/v1/mailbox/open".to_owned(),
        "/v1/mailbox/sealed".to_owned(),
        "/v1/mailbox/add".to_owned(),
        "/v1/mailbox/approval".to_owned(),
        "/v1/mailbox/withdraw".to_owned(),
        "/v1/mailbox/photographs/open".to_owned(),
        "/v1/mailbox/photographs/remove".to_owned(),
    ];
    for path in &paths {
        for body in &wrong {
            let body = body.to_string();
            is_silent(
                &sent(&world, path, "application/json", body.clone()).await,
                &body,
            );
        }
        for (media, body) in [
            ("application/json", format!("{{\"text\": \"{CANARY}\"")),
            ("text/plain", CANARY.to_owned()),
            ("application/json", CANARY.repeat(300_000)),
        ] {
            is_silent(&sent(&world, path, media, body.clone()).await, &body);
        }
    }
    let picture = sent(
        &world,
        "/v1/mailbox/photographs",
        "image/png",
        CANARY.to_owned(),
    )
    .await;
    is_silent(&picture, CANARY);
    assert!(
        world.queue(&call.ana).await.is_empty(),
        "nothing was stored"
    );
}

/// The whole road for one text, every finding masked.
async fn published(world: &World, call: &Call, text: &str) -> String {
    let body = json!({"kind": "layoff", "text": text});
    world.testify(call, body).await.expect(201);
    let row = world.publish_all(call).await.remove(0);
    row["text"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn one_word_of_sixty_thousand_letters_and_mixed_scripts_go_the_whole_road() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let word = "x".repeat(60_000);
    let whole = published(&world, &call, &word).await;
    assert!(whole == word || whole.starts_with('['), "{}", whole.len());
    let mixed = "Мисс Halloran told 田中さん that \u{202e}marisol\u{202c} and مريم left. Наlloran wept; H\u{200b}alloran too.";
    let text = published(&world, &call, mixed).await;
    for name in ["Halloran", "marisol", "田中", "مريم", "Наlloran", "alloran"] {
        assert!(!text.contains(name), "{name} stands in {text}");
    }
}

#[tokio::test]
async fn ten_thousand_findings_are_decided_approved_and_published() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let text: String = (0..10_000)
        .map(|n| format!("@a{:03} ", n % 1_000))
        .collect();
    let body = json!({"kind": "layoff", "text": text.trim_end()});
    world.testify(&call, body).await.expect(201);
    let id = world.queue(&call.ana).await.remove(0);
    let decided = world.decide_all(&call.ana, &id, "mask").await;
    let findings = decided["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 10_000);
    assert!(findings.iter().all(|finding| finding["decision"] == "mask"));
    let path = format!("/v1/review/testimonies/{id}/findings");
    let unknown = json!({"decisions": [{"finding": 10_000, "decision": "keep"}]});
    let revision = decided["revision"].as_i64();
    let refused = world
        .review(&call.ana, Method::PATCH, &path, revision, Some(unknown))
        .await;
    assert_eq!(refused.problem(), "invalid-body");
    let approved = world
        .approve(&call.ana, &id, &decided["revision"])
        .await
        .expect(200);
    let published = world
        .publish(&call.ben, &id, &approved["revision"])
        .await
        .expect(200);
    let text: &Value = &published["text"];
    assert!(!text.as_str().unwrap().contains('@'));
}
