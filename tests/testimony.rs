//! Giving testimony, and the mailbox behind the receipt.

use broadside::campaigns::entity::campaign;
use broadside::entropy::Entropy;
use broadside::testimony::receipt::Receipt;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use crate::kit::{Call, World};

fn told() -> Value {
    json!({
        "kind": "safety_incident",
        "text": "A man threw a chair at Marisol at 5:40 pm.",
        "happened_on": "2026-09-14",
        "job_group": "librarians",
        "incident": {
            "violence_type": "type_2",
            "incident_types": ["attack_with_weapon_or_object"],
            "who_was_called": "security",
            "what_came_of_it": "help_came_too_late",
        },
    })
}

async fn given(world: &World, call: &Call, body: Value) -> String {
    let taken = world.testify(call, body).await.expect(201);
    taken["receipt"].as_str().unwrap().to_owned()
}

async fn mailbox(world: &World, receipt: &str) -> crate::kit::Answer {
    world
        .post("/v1/mailbox/open", None, json!({ "receipt": receipt }))
        .await
}

#[tokio::test]
async fn a_witness_testifies_without_an_account_and_reads_the_mailbox() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let receipt = given(&world, &call, told()).await;
    let found = mailbox(&world, &receipt.to_lowercase()).await.expect(200);
    assert_eq!(found["state"], "received");
    assert_eq!(found["destroyed_from"], "2027-04-02");
    assert_eq!(found["legal_hold"], false);
}

#[tokio::test]
async fn a_receipt_made_by_the_client_is_not_sent_back_and_makes_a_repeat_harmless() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let receipt = Entropy::seeded(99).with(|rng| Receipt::generate(rng).print().to_string());
    let mut body = told();
    body["receipt"] = json!(receipt);
    for _ in 0..2 {
        let taken = world.testify(&call, body.clone()).await.expect(201);
        assert!(taken.get("receipt").is_none());
    }
    assert_eq!(world.queue(&call.ana).await.len(), 1);
    mailbox(&world, &receipt).await.expect(200);
}

#[tokio::test]
async fn a_text_that_carries_its_own_receipt_is_refused() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let receipt = Entropy::seeded(99).with(|rng| Receipt::generate(rng).print().to_string());
    let mut body = told();
    body["text"] = json!(format!(
        "my receipt is {}",
        receipt.to_lowercase().replace('-', " ")
    ));
    body["receipt"] = json!(receipt);
    assert_eq!(
        world.testify(&call, body).await.problem(),
        "receipt-in-text"
    );
    assert!(world.queue(&call.ana).await.is_empty());
}

#[tokio::test]
async fn every_field_may_be_left_out_but_one() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let nothing = world
        .testify(&call, json!({"kind": "layoff", "layoff": {}}))
        .await;
    assert_eq!(nothing.problem(), "invalid-body");
    given(
        &world,
        &call,
        json!({"kind": "layoff", "layoff": {"notice_given": "none"}}),
    )
    .await;
    given(
        &world,
        &call,
        json!({"kind": "layoff", "text": "They let all of us go."}),
    )
    .await;
    let workplace = call.workplaces[0].to_string();
    given(
        &world,
        &call,
        json!({"kind": "safety_incident", "workplace_id": workplace}),
    )
    .await;
}

#[tokio::test]
async fn a_workplace_of_another_organization_and_a_day_to_come_are_refused() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let other = world.organization("Birch County Library Workers").await;
    let elsewhere = world.branches(&other).await[0].to_string();
    let body = json!({"kind": "layoff", "workplace_id": elsewhere, "happened_on": "2027-01-01"});
    let answer = world.testify(&call, body).await;
    assert_eq!(answer.problem(), "invalid-body");
    let pointers: Vec<Value> = answer.json()["violations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|v| v["pointer"].clone())
        .collect();
    assert_eq!(pointers, ["/happened_on", "/workplace_id"]);
}

#[tokio::test]
async fn a_closed_call_and_a_call_that_nobody_could_open_take_nothing() {
    let world = World::new().await;
    let owner = world.organization("Alder County Library Workers").await;
    let id = world.campaign(&owner).await;
    let path = format!("/v1/campaigns/{id}/testimonies");
    assert_eq!(
        world.post(&path, None, told()).await.problem(),
        "no-reviewer-key"
    );
    world.reviewer(&owner).await;
    world.post(&path, None, told()).await.expect(201);
    world
        .app
        .db
        .write(|tx| async move {
            campaign::Entity::update_many()
                .col_expr(campaign::Column::TestimonyOpen, false.into())
                .filter(campaign::Column::Id.eq(id))
                .exec(&*tx)
                .await
        })
        .await
        .unwrap();
    assert_eq!(
        world.post(&path, None, told()).await.problem(),
        "testimony-not-open"
    );
}

#[tokio::test]
async fn unknown_mistyped_and_withdrawn_receipts_get_one_answer() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let receipt = given(&world, &call, told()).await;
    let mut answers = Vec::new();
    let unknown = Entropy::seeded(5).with(|rng| Receipt::generate(rng).print().to_string());
    answers.push(mailbox(&world, &unknown).await);
    let last = if receipt.ends_with('0') { "1" } else { "0" };
    answers.push(mailbox(&world, &format!("{}{last}", &receipt[..receipt.len() - 1])).await);
    answers.push(mailbox(&world, "hello").await);
    world
        .post("/v1/mailbox/withdraw", None, json!({ "receipt": receipt }))
        .await
        .expect(204);
    answers.push(mailbox(&world, &receipt).await);
    for answer in &answers {
        assert_eq!(answer.problem(), "receipt-unknown");
        assert_eq!(answer.bytes, answers[0].bytes);
    }
    assert!(world.queue(&call.ana).await.is_empty());
}

#[tokio::test]
async fn what_a_witness_adds_reaches_the_reviewers_and_no_note_may_carry_the_receipt() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let receipt = given(&world, &call, told()).await;
    let add = |text: String| json!({"receipt": receipt, "text": text});
    let added = add("It was the second time.".to_owned());
    world.says("/v1/mailbox/add", added).await.expect(204);
    let leak = world
        .post("/v1/mailbox/add", None, add(format!("see {receipt}")))
        .await;
    assert_eq!(leak.problem(), "receipt-in-text");
    let id = world.queue(&call.ana).await.remove(0);
    let opened = world.opened(&call.ana, &id).await;
    assert_eq!(opened["notes"][0]["text"], "It was the second time.");
    assert_eq!(opened["notes"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_text_of_sixty_thousand_characters_is_taken_and_one_more_is_not() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let text = |n| json!({"kind": "layoff", "text": "a".repeat(n)});
    given(&world, &call, text(60_000)).await;
    assert_eq!(
        world.testify(&call, text(60_001)).await.problem(),
        "invalid-body"
    );
    let wide = json!({"kind": "layoff", "text": "ä".repeat(40_000)});
    assert_eq!(
        world.testify(&call, wide).await.problem(),
        "testimony-too-long"
    );
}
