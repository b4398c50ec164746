//! From the sealed testimony to the published text.

use broadside::review::published;
use poem::http::Method;
use serde_json::json;

use super::one_testimony;
use crate::kit::World;

#[tokio::test]
async fn a_testimony_goes_from_the_witness_to_a_published_text_that_names_nobody() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let (_, receipt) = one_testimony(&world, &call, false).await;
    let published_rows = world.publish_all(&call).await;
    let row = &published_rows[0];
    assert_eq!(
        row["text"],
        "On [a date] a man threw a chair at [a coworker] at [a branch]. I called [a coworker] at [contact details]."
    );
    assert_eq!(
        (&row["quarter"], &row["job_group"]),
        (&json!("2026-Q1"), &json!("librarians"))
    );
    assert!(row["division_id"].is_string());
    let all = published(&world.app.db.read, call.campaign).await.unwrap();
    assert_eq!(all[0].text.as_str(), row["text"].as_str().unwrap());
    let list = world
        .get(
            &format!("/v1/campaigns/{}/published-testimonies", call.campaign),
            Some(&call.owner),
        )
        .await;
    assert_eq!(list.expect(200)["items"], json!([row]));
    let found = world
        .post("/v1/mailbox/open", None, json!({ "receipt": receipt }))
        .await
        .expect(200);
    assert_eq!(
        (&found["state"], &found["destroyed_from"]),
        (&json!("published"), &json!("2027-01-03"))
    );
}

/// A list of facts one by one would be a table without a threshold.
#[tokio::test]
async fn facts_without_a_text_are_in_no_list_and_no_dry_run_counts_them() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    for text in ["A man threw a chair.", "", ""] {
        let mut body = json!({
            "kind": "safety_incident", "happened_on": "2026-03-03", "job_group": "librarians",
            "workplace_id": call.workplaces[1].to_string(),
            "incident": {"incident_types": ["attack_with_weapon_or_object"]},
        });
        if !text.is_empty() {
            body["text"] = json!(text);
        }
        world.testify(&call, body).await.expect(201);
    }
    assert_eq!(world.publish_all(&call).await.len(), 3);
    let path = format!("/v1/campaigns/{}/published-testimonies", call.campaign);
    for who in [&call.owner, &call.ana.who] {
        let list = world.get(&path, Some(who)).await.expect(200);
        let items = list["items"].as_array().unwrap();
        assert_eq!(
            (items.len(), &items[0]["text"]),
            (1, &json!("A man threw a chair."))
        );
    }
    let printable = published(&world.app.db.read, call.campaign).await.unwrap();
    assert_eq!(printable.len(), 3, "packets know all of them");
}

#[tokio::test]
async fn nothing_is_approved_with_an_undecided_finding() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let (id, _) = one_testimony(&world, &call, false).await;
    let opened = world.opened(&call.ana, &id).await;
    assert!(
        opened["findings"].as_array().unwrap().len() >= 5,
        "{opened}"
    );
    let refused = world.approve(&call.ana, &id, &opened["revision"]).await;
    assert_eq!(refused.problem(), "finding-undecided");
}

#[tokio::test]
async fn whoever_approved_cannot_publish_and_nothing_unapproved_is_published() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let (id, _) = one_testimony(&world, &call, false).await;
    let decided = world.decide_all(&call.ana, &id, "mask").await;
    let early = world.publish(&call.ben, &id, &decided["revision"]).await;
    assert_eq!(early.problem(), "not-approved");
    let approved = world
        .approve(&call.ana, &id, &decided["revision"])
        .await
        .expect(200);
    let alone = world.publish(&call.ana, &id, &approved["revision"]).await;
    assert_eq!(alone.problem(), "second-reviewer-needed");
    world
        .publish(&call.ben, &id, &approved["revision"])
        .await
        .expect(200);
    let again = world.publish(&call.ben, &id, &approved["revision"]).await;
    assert_eq!(again.problem(), "already-decided");
}

#[tokio::test]
async fn a_reviewers_own_mark_is_masked_wherever_its_words_stand() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let body = json!({"kind": "layoff", "text": "the blue whale tattoo; ask about the whale"});
    world.testify(&call, body).await.expect(201);
    let id = world.queue(&call.ana).await.remove(0);
    let opened = world.opened(&call.ana, &id).await;
    let path = format!("/v1/review/testimonies/{id}/findings");
    let mark = json!({"marks": [{"start": 9, "end": 14, "label": "OTHER"}]});
    let marked = world
        .review(
            &call.ana,
            Method::PATCH,
            &path,
            opened["revision"].as_i64(),
            Some(mark),
        )
        .await
        .expect(200);
    assert_eq!(
        marked["preview"],
        "the blue [removed] tattoo; ask about the [removed]"
    );
}

#[tokio::test]
async fn two_reviewers_who_decide_at_once_do_not_overwrite_each_other() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let (id, _) = one_testimony(&world, &call, false).await;
    let opened = world.opened(&call.ana, &id).await;
    world.decide_all(&call.ana, &id, "mask").await;
    let path = format!("/v1/review/testimonies/{id}/findings");
    let stale = world
        .review(
            &call.ana,
            Method::PATCH,
            &path,
            opened["revision"].as_i64(),
            Some(json!({"decisions": []})),
        )
        .await;
    assert_eq!(stale.problem(), "precondition-failed");
    let unread = world
        .review(
            &call.ana,
            Method::PATCH,
            &path,
            None,
            Some(json!({"decisions": []})),
        )
        .await;
    assert_eq!(unread.problem(), "precondition-required");
    let now = world.opened(&call.ben, &id).await["revision"].as_i64();
    let other = world
        .review(
            &call.ben,
            Method::PATCH,
            &path,
            now,
            Some(json!({"decisions": []})),
        )
        .await;
    assert_eq!(other.problem(), "claimed-by-another");
}

#[tokio::test]
async fn a_rejected_testimony_says_why_in_the_mailbox() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let (id, receipt) = one_testimony(&world, &call, false).await;
    let revision = world.opened(&call.ana, &id).await["revision"].as_i64();
    let path = format!("/v1/review/testimonies/{id}/reject");
    let body =
        json!({"reason": "cannot_be_made_safe", "message": "Only one person could know this."});
    world
        .review(&call.ana, Method::POST, &path, revision, Some(body))
        .await
        .expect(204);
    let found = world
        .post("/v1/mailbox/open", None, json!({ "receipt": receipt }))
        .await
        .expect(200);
    assert_eq!(found["state"], "rejected");
    assert!(
        found["notes"][0]["text"]
            .as_str()
            .unwrap()
            .contains("Only one person could know this.")
    );
}
