//! The witness has a say: approval, correction, answers, withdrawal.

use broadside::campaigns::entity::campaign;
use broadside::directory::entity::headcount;
use broadside::review::published;
use chrono::Duration;
use poem::http::Method;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use super::one_testimony;
use crate::kit::World;

#[tokio::test]
async fn silence_of_a_witness_who_wanted_to_approve_never_publishes() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let (id, receipt) = one_testimony(&world, &call, true).await;
    let decided = world.decide_all(&call.ana, &id, "mask").await;
    let approved = world
        .approve(&call.ana, &id, &decided["revision"])
        .await
        .expect(200);
    world.advance(Duration::minutes(5));
    let silent = world.publish(&call.ben, &id, &approved["revision"]).await;
    assert_eq!(silent.problem(), "witness-not-answered");

    let found = world
        .post("/v1/mailbox/open", None, json!({ "receipt": receipt }))
        .await
        .expect(200);
    assert!(
        found["wording"]
            .as_str()
            .unwrap()
            .starts_with("On [a date] a man threw a chair at [a coworker]")
    );
    let yes = json!({"receipt": receipt, "approve": true});
    world
        .says("/v1/mailbox/approval", yes.clone())
        .await
        .expect(204);
    assert_eq!(
        world
            .post("/v1/mailbox/approval", None, yes)
            .await
            .problem(),
        "nothing-to-answer"
    );
    let opened = world.opened(&call.ben, &id).await;
    world
        .publish(&call.ben, &id, &opened["revision"])
        .await
        .expect(200);
}

#[tokio::test]
async fn a_corrected_wording_goes_through_finder_and_both_reviewers_again() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let (id, receipt) = one_testimony(&world, &call, true).await;
    let decided = world.decide_all(&call.ana, &id, "mask").await;
    world
        .approve(&call.ana, &id, &decided["revision"])
        .await
        .expect(200);
    let other = json!({"receipt": receipt, "text": "Say it was Quintanilla who was hit."});
    world.says("/v1/mailbox/approval", other).await.expect(204);

    let opened = world.opened(&call.ben, &id).await;
    assert_eq!(opened["text"], "Say it was Quintanilla who was hit.");
    assert_eq!(opened["findings"][0]["decision"], "undecided");
    let early = world.publish(&call.ben, &id, &opened["revision"]).await;
    assert_eq!(early.problem(), "finding-undecided");

    let decided = world.decide_all(&call.ana, &id, "mask").await;
    let early = world.publish(&call.ben, &id, &decided["revision"]).await;
    assert_eq!(early.problem(), "not-approved");
    let approved = world
        .approve(&call.ana, &id, &decided["revision"])
        .await
        .expect(200);
    let alone = world.publish(&call.ana, &id, &approved["revision"]).await;
    assert_eq!(alone.problem(), "second-reviewer-needed");
    let silent = world.publish(&call.ben, &id, &approved["revision"]).await;
    assert_eq!(silent.problem(), "witness-not-answered");
    let yes = json!({"receipt": receipt, "approve": true});
    world.says("/v1/mailbox/approval", yes).await.expect(204);
    let opened = world.opened(&call.ben, &id).await;
    let published = world.publish(&call.ben, &id, &opened["revision"]).await;
    let text = published.expect(200)["text"].clone();
    assert_eq!(text, "Say it was [a coworker] who was hit.");
}

#[tokio::test]
async fn a_correction_that_carries_the_receipt_is_refused() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let (id, receipt) = one_testimony(&world, &call, true).await;
    let decided = world.decide_all(&call.ana, &id, "mask").await;
    world
        .approve(&call.ana, &id, &decided["revision"])
        .await
        .expect(200);
    let leak = json!({"receipt": receipt, "text": format!("It is {}.", receipt.to_lowercase())});
    let refused = world.post("/v1/mailbox/approval", None, leak).await;
    assert_eq!(refused.problem(), "receipt-in-text");
}

#[tokio::test]
async fn what_was_told_is_taken_back_through_the_stated_day_and_not_after() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let (_, first) = one_testimony(&world, &call, false).await;
    let body = json!({"kind": "layoff", "text": "All of us."});
    let second = world.testify(&call, body).await.expect(201);
    let (id, last) = (
        call.campaign,
        Some(world.app.clock.today() + Duration::days(3)),
    );
    let stated = world.app.db.write(|tx| async move {
        campaign::Entity::update_many()
            .col_expr(campaign::Column::TestimonyWithdrawUntil, last.into())
            .filter(campaign::Column::Id.eq(id))
            .exec(&*tx)
            .await
    });
    stated.await.unwrap();
    world.advance(Duration::days(3));
    let found = world
        .post("/v1/mailbox/open", None, json!({ "receipt": first }))
        .await
        .expect(200);
    assert_eq!(found["withdraw_until"], json!(last));
    let withdraw = "/v1/mailbox/withdraw";
    world
        .post(withdraw, None, json!({ "receipt": first }))
        .await
        .expect(204);
    world.advance(Duration::days(1));
    let late = json!({"receipt": second["receipt"]});
    let refused = world.post(withdraw, None, late.clone()).await;
    assert_eq!(refused.problem(), "withdrawal-closed");
    world.post("/v1/mailbox/open", None, late).await.expect(200);
}

#[tokio::test]
async fn a_question_reaches_the_witness_and_the_answer_comes_back() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let (id, receipt) = one_testimony(&world, &call, false).await;
    let path = format!("/v1/review/testimonies/{id}/questions");
    let question = json!({"text": "Did anybody come when you called?"});
    world
        .review(&call.ana, Method::POST, &path, None, Some(question))
        .await
        .expect(200);
    let found = world
        .post("/v1/mailbox/open", None, json!({ "receipt": receipt }))
        .await
        .expect(200);
    assert_eq!(found["notes"][0]["from"], "reviewer");
    let answer = json!({"receipt": receipt, "text": "Nobody came."});
    world.says("/v1/mailbox/add", answer).await.expect(204);
    let opened = world.opened(&call.ana, &id).await;
    let said: Vec<&Value> = opened["notes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|note| &note["text"])
        .collect();
    assert!(said.contains(&&json!("Nobody came.")));
}

#[tokio::test]
async fn a_witness_withdraws_what_was_published() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let (_, receipt) = one_testimony(&world, &call, false).await;
    world.publish_all(&call).await;
    world
        .post("/v1/mailbox/withdraw", None, json!({ "receipt": receipt }))
        .await
        .expect(204);
    assert!(
        published(&world.app.db.read, call.campaign)
            .await
            .unwrap()
            .is_empty()
    );
}

/// Not the words alone: the witness says yes to the district, the quarter and the job group as well.
#[tokio::test]
async fn a_witness_approves_what_is_printed_beside_the_text_too() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let (id, receipt) = one_testimony(&world, &call, true).await;
    let wording = async || {
        let decided = world.decide_all(&call.ana, &id, "mask").await;
        let approved = world.approve(&call.ana, &id, &decided["revision"]).await;
        approved.expect(200);
        let body = json!({ "receipt": receipt });
        let found = world.post("/v1/mailbox/open", None, body).await.expect(200);
        assert!(found["wording"].is_string());
        found["beside"].clone()
    };
    let yes = || {
        world.says(
            "/v1/mailbox/approval",
            json!({"receipt": receipt, "approve": true}),
        )
    };
    let all = json!({"kind": "safety_incident", "district": "District 2", "quarter": "2026-Q1",
        "job_group": "librarians", "verified_worker": false});
    assert_eq!(wording().await, all);
    yes().await.expect(204);

    // Twenty-six of the thirty librarians have left: the job group would not be printed any more.
    let branch = call.workplaces[1];
    let left = world.app.db.write(|tx| async move {
        headcount::Entity::update_many()
            .col_expr(headcount::Column::Headcount, 4.into())
            .filter(headcount::Column::WorkplaceId.eq(branch))
            .filter(headcount::Column::JobGroup.eq("librarians"))
            .exec(&*tx)
            .await
    });
    left.await.unwrap();
    let opened = world.opened(&call.ben, &id).await;
    let refused = world.publish(&call.ben, &id, &opened["revision"]).await;
    assert_eq!(refused.problem(), "not-approved");
    assert!(
        refused.json()["detail"]
            .as_str()
            .unwrap()
            .contains("beside")
    );
    let opened = world.opened(&call.ben, &id).await;
    assert!(opened.get("approved_by").is_none() && opened.get("witness").is_none());

    let mut less = all.clone();
    less.as_object_mut().unwrap().remove("job_group");
    assert_eq!(wording().await, less);
    yes().await.expect(204);
    let opened = world.opened(&call.ben, &id).await;
    let published = world.publish(&call.ben, &id, &opened["revision"]).await;
    assert!(published.expect(200).get("job_group").is_none());
}
