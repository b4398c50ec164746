//! The whole road of a testimony that a client sealed.

use broadside::identity::Role;
use broadside::testimony::client::{auth, open_mailbox};
use broadside::testimony::entity::testimony;
use broadside::testimony::wire::NoteAuthor;
use broadside::testimony::wire::sealing::SealedMailbox;
use chrono::Duration;
use poem::http::Method;
use poem_openapi::types::ParseFromJSON;
use serde_json::json;

use super::{TEXT, content, keys, mailbox, receipt, sealed, send};
use crate::kit::World;

#[tokio::test]
async fn what_a_client_seals_is_read_questioned_decided_and_published_like_any_other() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let receipt = receipt(41);
    let body = sealed(&keys(&world, &call).await, &receipt, &content(), 1);
    let said = body.to_string();
    for secret in [
        "Marisol",
        "safety_incident",
        "librarians",
        &receipt.print()[..9],
    ] {
        assert!(!said.contains(secret), "{secret} leaves the client");
    }
    let taken = send(&world, &call, &body).await.expect(201);
    assert!(taken.get("receipt").is_none());

    let id = world.queue(&call.ana).await.remove(0);
    assert_eq!(body["testimony_id"], id);
    let opened = world.opened(&call.ana, &id).await;
    assert_eq!(opened["text"], TEXT);
    assert_eq!(opened["facts"]["job_group"], "librarians");
    assert!(!opened["findings"].as_array().unwrap().is_empty());

    let question = Some(json!({"text": "Had it happened before?"}));
    let path = format!("/v1/review/testimonies/{id}/questions");
    world
        .review(&call.ana, Method::POST, &path, None, question)
        .await
        .expect(200);
    let asked = mailbox(&world, &receipt).await.expect(200);
    assert_eq!(asked["notes"][0]["text"], "Had it happened before?");
    let add = json!({"receipt": *receipt.print(), "text": "Twice."});
    world.says("/v1/mailbox/add", add).await.expect(204);

    // The client reads the same without showing the receipt.
    let body = json!({"auth": auth(&receipt).expose()});
    let answer = world.post("/v1/mailbox/sealed", None, body).await;
    let said = String::from_utf8_lossy(&answer.bytes).into_owned();
    assert!(!said.contains("before") && !said.contains("Twice"));
    let shown = SealedMailbox::parse_from_json(Some(answer.expect(200))).unwrap();
    let opened = open_mailbox(&receipt, &shown).unwrap();
    let mut notes: Vec<_> = opened
        .notes(&shown)
        .unwrap()
        .into_iter()
        .map(|note| (note.from, note.text.expose().to_owned()))
        .collect();
    notes.sort_by_key(|(from, _)| *from);
    let expected = [
        (NoteAuthor::Witness, "Twice.".to_owned()),
        (NoteAuthor::Reviewer, "Had it happened before?".to_owned()),
    ];
    assert_eq!(notes, expected);
    assert!(open_mailbox(&super::receipt(42), &shown).is_err());

    let published = world.publish_all(&call).await;
    assert_eq!(
        published[0]["text"],
        "A man threw a chair at [a coworker] at the [a branch]."
    );
    let after = mailbox(&world, &receipt).await.expect(200);
    assert_eq!(after["state"], "published");
    let body = json!({"receipt": *receipt.print()});
    world
        .post("/v1/mailbox/withdraw", None, body)
        .await
        .expect(204);
    let path = format!("/v1/campaigns/{}/published-testimonies", call.campaign);
    let left = world.get(&path, Some(&call.owner)).await.expect(200);
    assert_eq!(left["items"], json!([]));
    assert_eq!(mailbox(&world, &receipt).await.problem(), "receipt-unknown");
}

#[tokio::test]
async fn it_opens_with_the_recovery_key_and_for_a_reviewer_who_came_later() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let path = "/v1/review/recovery-key";
    let first = world.post(path, Some(&call.owner), json!({})).await;
    let deputy = world.member(&call.owner, &[Role::Owner]).await;
    let path = "/v1/review/recovery-key/second-half";
    let second = world.send(Method::POST, path, Some(&deputy), None).await;
    let [first, second] = [first, second].map(|half| half.expect(201)["half"]["code"].clone());
    let keys = keys(&world, &call).await;
    assert_eq!(keys.readers.len(), 3);
    let body = sealed(&keys, &receipt(41), &content(), 1);
    send(&world, &call, &body).await.expect(201);

    let cleo = world.reviewer(&call.owner).await;
    let body = json!({"first": first, "second": second});
    let done = world
        .post("/v1/review/recovery", Some(&call.owner), body)
        .await
        .expect(200);
    assert_eq!(done["testimonies"], 1);
    let id = world.queue(&cleo).await.remove(0);
    assert_eq!(world.opened(&cleo, &id).await["text"], TEXT);
    let dana = world.reviewer(&call.owner).await;
    world
        .review(&call.ana, Method::POST, "/v1/review/rewraps", None, None)
        .await
        .expect(200);
    assert_eq!(world.opened(&dana, &id).await["text"], TEXT);
}

#[tokio::test]
async fn it_dies_on_its_day() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let receipt = receipt(41);
    let body = sealed(&keys(&world, &call).await, &receipt, &content(), 1);
    send(&world, &call, &body).await.expect(201);
    let shown = mailbox(&world, &receipt).await.expect(200);
    assert_eq!(shown["destroyed_from"], "2027-04-02");
    world.work().await;
    world.advance(Duration::days(181));
    world.work().await;
    let left = testimony::for_jobs().all(&world.app.db.read).await.unwrap();
    assert!(left.is_empty());
    assert_eq!(mailbox(&world, &receipt).await.problem(), "receipt-unknown");
}

/// The row says who sealed it, and nothing else differs.
#[tokio::test]
async fn the_row_says_that_a_client_sealed_it() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let body = sealed(&keys(&world, &call).await, &receipt(41), &content(), 1);
    send(&world, &call, &body).await.expect(201);
    let rows = testimony::for_jobs().all(&world.app.db.read).await;
    let rows = rows.unwrap();
    assert!(rows[0].sealed_by_client && rows[0].received_on < world.app.clock.today());
}
