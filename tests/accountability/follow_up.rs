//! Follow-up packets cite the first one, what was promised, and what happened since.

use chrono::Duration;
use serde_json::json;

use super::{by_hand, one_page, post};
use crate::packets::{County, keep, words};

#[tokio::test]
async fn a_follow_up_cites_the_packet_that_was_delivered_and_what_came_of_it() {
    let county = County::signed().await;
    let packet = one_page(&county).await;
    let path = format!("/v1/packets/{packet}/follow-ups");
    let never = post(&county, &path, json!({})).await;
    assert_eq!(never.problem(), "packet-not-delivered");
    let plain = county
        .compile(county.supervisors[0], json!({"kind": "follow_up"}))
        .await;
    assert_eq!(plain.problem(), "follow-up-needs-first");
    by_hand(&county, &packet).await;
    county.world.advance(Duration::days(45));
    let spanish = post(&county, &path, json!({"language": "es"}))
        .await
        .expect(202);

    let answers = format!("/v1/packets/{packet}/responses");
    let body = json!({"kind": "partly", "received_on": "2026-10-30", "said": "We will look at two branches.", "source": "Letter of October 30"});
    let answer = post(&county, &answers, body).await.expect(201);
    let promises = format!("/v1/campaigns/{}/commitments", county.campaign);
    let promise = json!({
        "target_id": county.supervisors[0], "response_id": answer["id"], "what": "A guard at Alder Street from November",
        "promised_on": "2026-10-30", "due_on": "2026-11-10", "source": "Letter of October 30",
    });
    post(&county, &promises, promise).await.expect(201);
    let since = json!({"since": "On November 12 a worker was pushed at Alder Street.\n\nNobody came for forty minutes."});
    let english = post(&county, &path, since).await.expect(202);
    assert_eq!(english["kind"], "follow_up");
    county.world.work().await;
    let first = county.read(&packet).await;
    assert_eq!(first.get("superseded_by"), None, "the first stands");

    let id = english["id"].as_str().unwrap();
    let document = county.document(id).await;
    keep("follow_up.en", &document.bytes);
    let Some(said) = words(&document.bytes) else {
        return;
    };
    let flat = said.split_whitespace().collect::<Vec<_>>().join(" ");
    for sentence in [
        "On October 5, 2026 we delivered packet",
        packet.as_str(),
        "What was asked, answered and promised",
        "October 30, 2026: promised part of what was asked",
        "We will look at two branches.",
        "A guard at Alder Street from November",
        "Overdue",
        "Please answer in writing by December 19, 2026.",
        "On November 12 a worker was pushed at Alder Street.",
        first["document_sha256"].as_str().unwrap(),
    ] {
        assert!(flat.contains(sentence), "{sentence}: {flat}");
    }
    let document = county.document(spanish["id"].as_str().unwrap()).await;
    keep("follow_up.es", &document.bytes);
    let said = words(&document.bytes).unwrap_or_default();
    let flat = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        flat.contains("Han pasado 45 días y no hemos recibido respuesta."),
        "{flat}"
    );
    let checked = county.world.get(&format!("/check/{id}"), None).await;
    let page = String::from_utf8(checked.bytes).unwrap();
    assert!(page.contains("follows a packet that was delivered"));
}
