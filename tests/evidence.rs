//! Published evidence: added, put right, taken away, printed with its source, and warned of where something is missing.

use poem::http::Method;
use serde_json::{Value, json};

use crate::packets::{County, id, words};

fn survey() -> Value {
    json!({
        "statistic": "Libraries that reported a threatening incident in one year",
        "value": "1,142",
        "source": "Example State Library, Survey of Safety in Public Libraries",
        "published": "2025",
        "n": "1,530 libraries",
        "quote": "Three of four responding libraries reported at least one incident.",
        "link": "https://library.example/safety-2025",
    })
}

async fn add(county: &County, body: Value) -> Value {
    let path = format!("/v1/campaigns/{}/evidence", county.campaign);
    let made = county.world.post(&path, Some(&county.owner), body).await;
    made.expect(201)
}

#[tokio::test]
async fn evidence_is_added_put_right_and_taken_away() {
    let county = County::new().await;
    let (world, owner) = (&county.world, &county.owner);
    let made = add(&county, survey()).await;
    assert_eq!(made["warnings"], json!([]));
    let path = format!("/v1/evidence/{}", id(&made));
    let list = format!("/v1/campaigns/{}/evidence", county.campaign);
    let listed = world.get(&list, Some(owner)).await.expect(200);
    assert_eq!(listed["items"], json!([made]));
    let body = json!({"statistic": "Calls for service", "value": " 318 ", "source": "  "});
    let changed = world
        .change(Method::PUT, (&path, &path), owner, body.clone())
        .await;
    let changed = changed.expect(200);
    assert_eq!(
        (&changed["value"], &changed["revision"]),
        (&json!("318"), &json!(2))
    );
    assert_eq!(changed["warnings"], json!(["without_n", "without_source"]));
    assert!(changed.get("quote").is_none());
    let late = world.put(&path, owner, "\"1\"", body).await;
    assert_eq!(late.problem(), "precondition-failed");
    let gone = world.send(Method::DELETE, &path, Some(owner), None).await;
    assert_eq!(gone.status, 204);
    assert_eq!(world.get(&path, Some(owner)).await.problem(), "not-found");
    let gone = world.send(Method::DELETE, &path, Some(owner), None).await;
    assert_eq!(gone.problem(), "not-found");
}

#[tokio::test]
async fn what_is_no_line_or_address_is_refused() {
    let county = County::new().await;
    let path = format!("/v1/campaigns/{}/evidence", county.campaign);
    for (field, value) in [
        ("link", "javascript:alert(1)"),
        ("link", "library.example"),
        ("statistic", "   "),
        ("value", "one\u{0}two"),
    ] {
        let mut body = survey();
        body[field] = json!(value);
        let refused = county.world.post(&path, Some(&county.owner), body).await;
        assert_eq!(refused.problem(), "invalid-body", "{field} {value:?}");
    }
}

#[tokio::test]
async fn a_campaign_has_no_more_evidence_than_a_packet_prints() {
    let county = County::new().await;
    for n in 0..30 {
        add(
            &county,
            json!({"statistic": format!("Figure {n}"), "value": "1"}),
        )
        .await;
    }
    let path = format!("/v1/campaigns/{}/evidence", county.campaign);
    let refused = county
        .world
        .post(&path, Some(&county.owner), survey())
        .await;
    assert_eq!(refused.problem(), "evidence-full");
}

#[tokio::test]
async fn nobody_else_sees_or_changes_it() {
    let county = County::new().await;
    let made = add(&county, survey()).await;
    let stranger = county.world.organization("Another Local").await;
    let world = &county.world;
    let list = format!("/v1/campaigns/{}/evidence", county.campaign);
    let path = format!("/v1/evidence/{}", id(&made));
    assert_eq!(
        world.get(&list, Some(&stranger)).await.problem(),
        "not-found"
    );
    let added = world.post(&list, Some(&stranger), survey()).await;
    assert_eq!(added.problem(), "not-found");
    assert_eq!(
        world.get(&path, Some(&stranger)).await.problem(),
        "not-found"
    );
    let put = world.put(&path, &stranger, "\"1\"", survey()).await;
    assert_eq!(put.problem(), "not-found");
    let gone = world
        .send(Method::DELETE, &path, Some(&stranger), None)
        .await;
    assert_eq!(gone.problem(), "not-found");
}

#[tokio::test]
async fn a_packet_prints_it_with_its_source_and_warns_of_what_is_missing() {
    let county = County::signed().await;
    let without = county.packet(county.supervisors[0], json!({})).await;
    assert_eq!(without["warnings"], json!([]));
    add(&county, survey()).await;
    let sourced = county.packet(county.supervisors[0], json!({})).await;
    assert_eq!(sourced["warnings"], json!([]));
    add(
        &county,
        json!({"statistic": "Calls for service in *District* #1", "value": "318"}),
    )
    .await;
    let packet = county.packet(county.supervisors[0], json!({})).await;
    assert_eq!(packet["state"], "ready", "{packet}");
    assert_eq!(packet["warnings"], json!(["without_n", "without_source"]));
    let document = county.document(id(&packet)).await.bytes;
    let Some(words) = words(&document) else {
        return;
    };
    for printed in [
        "1,142",
        "1,530 libraries",
        "Survey of Safety in Public Libraries",
        "https://library.example/safety-2025",
        "Calls for service in *District* #1",
        "not given",
        "Source not given",
    ] {
        assert!(words.contains(printed), "{printed}: {words}");
    }
    let spanish = county
        .packet(county.supervisors[0], json!({"language": "es"}))
        .await;
    let document = county.document(id(&spanish)).await.bytes;
    assert!(
        super::packets::words(&document)
            .unwrap()
            .contains("Fuente no indicada")
    );
}
