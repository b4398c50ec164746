//! What was answered, promised and voted; nothing of it is rewritten in silence.

use broadside::accountability::CommitmentId;
use broadside::accountability::entity::commitment;
use chrono::Duration;
use poem::http::Method;
use sea_orm::{ColumnTrait, QueryFilter, QuerySelect};
use serde_json::json;

use super::deliveries::stand;
use super::{by_hand, change, close, get, one_page, packet_for, petition_state, post};
use crate::kit::Answer;
use crate::packets::County;
use crate::races::until_waiting;

#[tokio::test]
async fn an_answer_belongs_to_a_packet_that_was_delivered_and_an_acknowledgement_is_none() {
    let county = County::signed().await;
    close(&county).await;
    let (first, second) = (one_page(&county).await, packet_for(&county, 1).await);
    let path = format!("/v1/packets/{first}/responses");
    let body =
        json!({"kind": "acknowledged", "received_on": "2026-10-05", "source": "Mail of the clerk"});
    let never = post(&county, &path, body.clone()).await;
    assert_eq!(never.problem(), "packet-not-delivered");
    by_hand(&county, &first).await;
    by_hand(&county, &second).await;
    post(&county, &path, body.clone()).await.expect(201);
    assert_eq!(petition_state(&county).await, "delivered");
    let mut early = body;
    early["received_on"] = json!("2026-10-04");
    assert_eq!(post(&county, &path, early).await.problem(), "invalid-body");

    county.world.advance(Duration::days(4));
    let partly = json!({"kind": "partly", "received_on": "2026-10-09", "said": "Two branches this year.", "source": "Letter of October 9"});
    let made = post(&county, &path, partly).await.expect(201);
    assert_eq!(
        petition_state(&county).await,
        "delivered",
        "one has not answered"
    );
    let path = format!("/v1/packets/{second}/responses");
    let refused =
        json!({"kind": "refused", "received_on": "2026-10-08", "source": "Minutes, item 14"});
    post(&county, &path, refused).await.expect(201);
    assert_eq!(petition_state(&county).await, "answered");

    let here = format!("/v1/responses/{}", made["id"].as_str().unwrap());
    let silent = json!({"said": "Three branches this year."});
    assert_eq!(
        change(&county, &here, silent).await.problem(),
        "invalid-body"
    );
    let why = json!({"said": "Three branches this year.", "why": "We had misread the letter."});
    let right = change(&county, &here, why).await.expect(200);
    let before = &right["corrections"][0];
    assert_eq!(
        before["said_before"],
        json!([{"field": "said", "was": "Two branches this year."}])
    );
    assert_eq!(before["why"], "We had misread the letter.");
    let gone = json!({"retract": true, "why": "It was meant for another campaign."});
    change(&county, &here, gone).await.expect(200);
    let again = change(&county, &here, json!({"kind": "refused", "why": "No."})).await;
    assert_eq!(again.problem(), "entry-settled");
    let list = format!("/v1/campaigns/{}/responses", county.campaign);
    assert_eq!(
        get(&county, &list).await["items"].as_array().unwrap().len(),
        3
    );
}

#[tokio::test]
async fn a_petition_that_closes_after_everybody_has_answered_is_answered_and_not_overdue() {
    let county = County::signed().await;
    let packet = one_page(&county).await;
    by_hand(&county, &packet).await;
    let path = format!("/v1/packets/{packet}/responses");
    let promised =
        json!({"kind": "promised", "received_on": "2026-10-05", "source": "Letter of October 5"});
    post(&county, &path, promised).await.expect(201);
    assert_eq!(petition_state(&county).await, "open");
    close(&county).await;
    by_hand(&county, &packet).await;
    assert_eq!(petition_state(&county).await, "answered");
}

#[tokio::test]
async fn one_packet_that_may_not_have_gone_does_not_keep_a_petition_closed() {
    let county = County::signed().await;
    let (first, second) = (one_page(&county).await, packet_for(&county, 1).await);
    let path = format!("/v1/packets/{first}/mailings");
    let body = json!({"channel": "attachment", "address": "d1@alder.example"});
    let made = post(&county, &path, body).await.expect(202);
    stand(
        &county,
        made["id"].as_str().unwrap(),
        "uncertain",
        "sending",
    )
    .await;
    county.world.advance(Duration::hours(2));
    county.world.work().await;
    by_hand(&county, &second).await;
    close(&county).await;
    assert_eq!(petition_state(&county).await, "closed");
    county.world.advance(Duration::hours(2));
    county.world.work().await;
    assert_eq!(petition_state(&county).await, "delivered");
}

#[tokio::test]
async fn a_promise_has_a_day_and_is_overdue_from_the_next_until_somebody_says_how_it_ended() {
    let county = County::new().await;
    let path = format!("/v1/campaigns/{}/commitments", county.campaign);
    let mut body = json!({
        "target_id": county.supervisors[0], "what": "A guard at each high-risk branch",
        "promised_on": "2026-10-05", "source": "Board meeting, October 5",
    });
    assert_eq!(
        post(&county, &path, body.clone()).await.problem(),
        "invalid-body"
    );
    body["due_on"] = json!("2026-10-04");
    assert_eq!(
        post(&county, &path, body.clone()).await.problem(),
        "invalid-body"
    );
    body["due_on"] = json!("2026-10-19");
    let made = post(&county, &path, body).await.expect(201);
    assert_eq!(made["state"], "open");
    let here = format!("/v1/commitments/{}", made["id"].as_str().unwrap());
    county.world.advance(Duration::days(14));
    assert_eq!(
        get(&county, &here).await["state"],
        "open",
        "the day itself is good"
    );
    county.world.advance(Duration::days(1));
    assert_eq!(get(&county, &here).await["state"], "overdue");
    let later = json!({"due_on": "2026-12-31"});
    assert_eq!(
        change(&county, &here, later).await.problem(),
        "invalid-body"
    );
    let bare = change(&county, &here, json!({"outcome": "broken"})).await;
    assert_eq!(bare.problem(), "invalid-body", "what shows it?");
    let broken = json!({"outcome": "broken", "evidence": "No post was advertised."});
    let broken = change(&county, &here, broken).await.expect(200);
    assert_eq!(
        (&broken["state"], &broken["settled_on"]),
        (&json!("broken"), &json!("2026-10-20"))
    );
    assert_eq!(broken["corrections"], json!([]), "an end is no correction");
    let kept = json!({"outcome": "kept", "evidence": "Guards began on October 19.", "why": "The county has shown us the contract."});
    let kept = change(&county, &here, kept).await.expect(200);
    let before = kept["corrections"][0]["said_before"].as_array().unwrap();
    assert_eq!(before.len(), 2, "{before:?}");
}

#[tokio::test]
async fn a_vote_says_how_each_official_of_the_body_voted() {
    let county = County::new().await;
    let path = format!("/v1/campaigns/{}/votes", county.campaign);
    let vote =
        |at: usize, voted: &str| json!({"official_id": county.officials[at], "voted": voted});
    let body = json!({
        "body_id": county.board, "item": "Item 14, security staff", "held_on": "2026-10-05", "outcome": "failed",
        "votes": [vote(0, "yes"), vote(1, "no"), vote(2, "no"), vote(3, "abstained")],
        "source": "Minutes of October 5", "source_url": "https://alder.example/minutes",
    });
    let mut twice = body.clone();
    twice["votes"] = json!([vote(0, "yes"), vote(0, "no")]);
    assert_eq!(post(&county, &path, twice).await.problem(), "invalid-body");
    let mut nowhere = body.clone();
    nowhere["source_url"] = json!("javascript:alert(1)");
    assert_eq!(
        post(&county, &path, nowhere).await.problem(),
        "invalid-body"
    );
    let made = post(&county, &path, body).await.expect(201);
    assert_eq!(made["votes"].as_array().unwrap().len(), 4);
    let here = format!("/v1/votes/{}", made["id"].as_str().unwrap());
    let right =
        json!({"votes": [vote(0, "yes"), vote(1, "yes")], "why": "The minutes were amended."});
    let right = change(&county, &here, right).await.expect(200);
    assert_eq!(right["votes"].as_array().unwrap().len(), 2);
    assert_eq!(right["corrections"][0]["said_before"][0]["field"], "votes");
    let list = get(&county, &path).await;
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn two_who_put_one_promise_right_at_once_do_not_overwrite_each_other() {
    let county = County::new().await;
    let app = &county.world.app;
    let path = format!("/v1/campaigns/{}/commitments", county.campaign);
    let body = json!({
        "target_id": county.supervisors[0], "what": "A guard at each high-risk branch",
        "promised_on": "2026-10-05", "due_on": "2026-10-19", "source": "Board meeting, October 5",
    });
    let made = post(&county, &path, body).await.expect(201);
    let id: CommitmentId = made["id"].as_str().unwrap().parse().unwrap();
    let here = format!("/v1/commitments/{id}");
    let read = county.world.get(&here, Some(&county.owner)).await;
    let tag = read.header("etag").unwrap();
    let put_right = async |due: &str| {
        let request = county
            .world
            .request(Method::PATCH, &here)
            .header("authorization", format!("Bearer {}", county.owner.token))
            .header("if-match", tag)
            .content_type("application/json")
            .body(json!({"due_on": due, "why": "The minutes say so."}).to_string());
        Answer::read(request.send().await).await
    };
    let gate = app.db.begin().await.unwrap();
    let row = commitment::for_jobs().filter(commitment::Column::Id.eq(id));
    row.lock_exclusive().one(&gate).await.unwrap().unwrap();
    let let_go = async {
        until_waiting(&county.world, 2).await;
        gate.commit().await.unwrap();
    };
    let (one, other, ()) = tokio::join!(put_right("2026-11-01"), put_right("2026-12-01"), let_go);
    let refused = if one.status == 200 { &other } else { &one };
    assert_eq!(refused.problem(), "precondition-failed");
    let now = get(&county, &here).await;
    assert_eq!(now["corrections"].as_array().unwrap().len(), 1);
}
