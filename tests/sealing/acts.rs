//! What a witness does in a mailbox without ever showing the receipt.

use broadside::entropy::Entropy;
use broadside::testimony::client::{OwnMailbox, auth, open_mailbox};
use broadside::testimony::receipt::Receipt;
use broadside::testimony::wire::NoteAuthor;
use broadside::testimony::wire::sealing::SealedMailbox;
use poem_openapi::types::ParseFromJSON;
use serde_json::{Value, json};

use super::{content, keys, mailbox, receipt, sealed, send};
use crate::kit::{Answer, Call, World};

/// A testimony that a client sealed and wants to approve, at the reviewers'.
async fn told(world: &World, seed: u64) -> (Call, Receipt, String) {
    let call = world.testimony_call().await;
    let receipt = receipt(seed);
    let mut body = sealed(&keys(world, &call).await, &receipt, &content(), seed);
    body["wants_approval"] = json!(true);
    send(world, &call, &body).await.expect(201);
    let id = world.queue(&call.ana).await.remove(0);
    (call, receipt, id)
}

async fn stored(world: &World, receipt: &Receipt) -> SealedMailbox {
    let body = json!({"auth": auth(receipt).expose()});
    let answer = world.post("/v1/mailbox/sealed", None, body).await;
    SealedMailbox::parse_from_json(Some(answer.expect(200))).unwrap()
}

async fn own(world: &World, receipt: &Receipt) -> OwnMailbox {
    open_mailbox(receipt, &stored(world, receipt).await).unwrap()
}

async fn act(world: &World, receipt: &Receipt, act: &str, more: Value) -> Answer {
    let mut body = json!({"auth": auth(receipt).expose(), "act": act});
    for (key, value) in more.as_object().into_iter().flatten() {
        body[key] = value.clone();
    }
    assert!(!body.to_string().contains(&receipt.print()[..9]));
    world.says("/v1/mailbox/sealed/act", body).await
}

fn note(own: &OwnMailbox, from: NoteAuthor, text: &str) -> Value {
    let sealed = Entropy::seeded(77).with(|rng| own.seal_note(rng, from, text));
    json!({"sealed": sealed.unwrap()})
}

async fn published(world: &World, call: &Call) -> Value {
    let path = format!("/v1/campaigns/{}/published-testimonies", call.campaign);
    world.get(&path, Some(&call.owner)).await.expect(200)["items"].clone()
}

/// The wording lies in the mailbox.
async fn proposed(world: &World, call: &Call, id: &str) {
    let decided = world.decide_all(&call.ana, id, "mask").await;
    let approved = world.approve(&call.ana, id, &decided["revision"]).await;
    approved.expect(200);
}

#[tokio::test]
async fn an_addition_a_correction_and_a_yes_reach_the_reviewers_and_a_withdrawal_ends_what_was_published()
 {
    let world = World::new().await;
    let (call, receipt, id) = told(&world, 51).await;
    let own = own(&world, &receipt).await;
    let added = note(&own, NoteAuthor::Witness, "It was the third time.");
    act(&world, &receipt, "add", added).await.expect(204);
    let shown = world.opened(&call.ana, &id).await;
    assert!(shown.to_string().contains("It was the third time."));

    proposed(&world, &call, &id).await;
    let corrected = note(
        &own,
        NoteAuthor::Correction,
        "A chair was thrown at one of us.",
    );
    act(&world, &receipt, "correct", corrected)
        .await
        .expect(204);
    let shown = world.opened(&call.ana, &id).await;
    assert!(
        shown
            .to_string()
            .contains("A chair was thrown at one of us.")
    );

    proposed(&world, &call, &id).await;
    act(&world, &receipt, "approve", json!({}))
        .await
        .expect(204);
    let revision = world.opened(&call.ben, &id).await["revision"].clone();
    world.publish(&call.ben, &id, &revision).await.expect(200);
    assert_eq!(
        published(&world, &call).await[0]["text"],
        "A chair was thrown at one of us."
    );

    // Without the key of the link nobody learns, and nothing tells, which text has to go.
    for link in [
        json!({}),
        json!({"link_key": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}),
    ] {
        let refused = act(&world, &receipt, "withdraw", link).await.expect(422);
        assert_eq!(
            refused["violations"][0]["pointer"], "/link_key",
            "{refused}"
        );
    }
    let link = json!({"link_key": own.link_key().expose()});
    act(&world, &receipt, "withdraw", link).await.expect(204);
    assert_eq!(published(&world, &call).await, json!([]));
    assert_eq!(mailbox(&world, &receipt).await.problem(), "receipt-unknown");
}

#[tokio::test]
async fn what_cannot_be_done_is_refused_by_name_and_strangers_learn_nothing() {
    let world = World::new().await;
    let (call, receipt, id) = told(&world, 52).await;
    let own = own(&world, &receipt).await;
    assert_eq!(
        act(&world, &receipt, "approve", json!({})).await.problem(),
        "nothing-to-answer"
    );
    for sealed in [json!({}), json!({"sealed": "AAAA"}), json!({"sealed": "?"})] {
        let refused = act(&world, &receipt, "add", sealed).await.expect(422);
        assert_eq!(refused["violations"][0]["pointer"], "/sealed");
    }
    for stranger in [super::receipt(53), super::receipt(54)] {
        let answer = act(&world, &stranger, "withdraw", json!({})).await;
        assert_eq!(answer.problem(), "receipt-unknown");
    }
    let malformed = json!({"auth": "not one", "act": "withdraw"});
    let answer = world.post("/v1/mailbox/sealed/act", None, malformed).await;
    assert_eq!(answer.problem(), "receipt-unknown");

    // Sealed for another purpose, it is shown to nobody and breaks nothing.
    let elsewhere = note(&own, NoteAuthor::Correction, "Not an addition.");
    act(&world, &receipt, "add", elsewhere).await.expect(204);
    let shown = world.opened(&call.ana, &id).await;
    assert!(!shown.to_string().contains("Not an addition."));
    act(&world, &receipt, "withdraw", json!({}))
        .await
        .expect(204);
    assert_eq!(mailbox(&world, &receipt).await.problem(), "receipt-unknown");
}
