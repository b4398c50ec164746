//! Reviewers who come and go: what is sealed to them follows.

mod recovery;

use broadside::audit::entity::audit_entry;
use broadside::identity::{MemberId, Role};
use broadside::testimony::entity::{reviewer_key, testimony_wrap};
use poem::http::Method;
use sea_orm::{ColumnTrait, PaginatorTrait, QueryFilter};
use serde_json::json;

use crate::kit::{Answer, Call, Persona, World};

async fn told(world: &World, call: &Call) -> String {
    let body = json!({"kind": "layoff", "text": "All of us were let go."});
    let taken = world.testify(call, body).await.expect(201);
    taken["receipt"].as_str().unwrap().to_owned()
}

async fn roles(world: &World, by: &Persona, of: MemberId, roles: &[&str]) -> Answer {
    let path = format!("/v1/members/{of}");
    let read = world.get(&path, Some(by)).await;
    let etag = read.header("etag").unwrap().to_owned();
    let body = json!({ "roles": roles });
    world.put(&format!("{path}/roles"), by, &etag, body).await
}

async fn turn(world: &World, by: &Persona, of: MemberId, what: &str) -> Answer {
    let path = format!("/v1/members/{of}/{what}");
    world.post(&path, Some(by), json!({})).await
}

async fn wraps_of(world: &World, of: MemberId) -> u64 {
    let wraps = testimony_wrap::for_jobs().filter(testimony_wrap::Column::RecipientId.eq(of.0));
    wraps.count(&world.app.db.read).await.unwrap()
}

async fn details(world: &World, action: &str) -> Vec<serde_json::Value> {
    let rows = audit_entry::for_jobs().filter(audit_entry::Column::Action.eq(action));
    let rows = rows.all(&world.app.db.read).await.unwrap();
    rows.into_iter().map(|row| row.detail).collect()
}

#[tokio::test]
async fn with_the_role_go_wraps_key_unlock_tokens_and_claims() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    told(&world, &call).await;
    let id = world.queue(&call.ana).await.remove(0);
    let claim = format!("/v1/review/testimonies/{id}/claim");
    world
        .review(&call.ana, Method::POST, &claim, None, None)
        .await
        .expect(200);
    let ana = call.ana.who.member;
    assert_eq!(wraps_of(&world, ana).await, 1);
    roles(&world, &call.owner, ana, &["viewer"])
        .await
        .expect(200);

    assert_eq!(wraps_of(&world, ana).await, 0);
    assert_eq!(wraps_of(&world, call.ben.who.member).await, 1);
    let key = reviewer_key::for_jobs().filter(reviewer_key::Column::MemberId.eq(ana));
    let key = key.one(&world.app.db.read).await.unwrap().unwrap();
    assert!(key.retired_on.is_some() && key.sealed_private.is_empty());
    assert_eq!(
        details(&world, "destroy_reviewer_wraps").await,
        [json!({"wraps": 1, "claims_released": 1})]
    );
    let queue = world
        .get("/v1/review/queue", Some(&call.ben.who))
        .await
        .expect(200);
    assert!(queue["items"][0].get("claimed_by").is_none());
    let opened = world.opened(&call.ben, &id).await;
    let path = format!("/v1/review/testimonies/{id}/findings");
    world
        .review(
            &call.ben,
            Method::PATCH,
            &path,
            opened["revision"].as_i64(),
            Some(json!({"decisions": []})),
        )
        .await
        .expect(200);
    told(&world, &call).await;
    assert_eq!(
        wraps_of(&world, ana).await,
        0,
        "nothing new is sealed to her"
    );
}

#[tokio::test]
async fn a_reviewer_again_makes_a_new_key_and_waits_for_a_rewrap() {
    let world = World::new().await;
    let mut call = world.testimony_call().await;
    told(&world, &call).await;
    let id = world.queue(&call.ana).await.remove(0);
    let ana = call.ana.who.member;
    roles(&world, &call.owner, ana, &["viewer"])
        .await
        .expect(200);
    roles(&world, &call.owner, ana, &["viewer", "reviewer"])
        .await
        .expect(200);
    let open = format!("/v1/review/testimonies/{id}/open");
    let stale = world
        .review(&call.ana, Method::POST, &open, None, None)
        .await;
    assert_eq!(stale.problem(), "review-locked");
    let old = json!({"passphrase": call.ana.passphrase});
    let gone = world
        .post("/v1/review/unlock", Some(&call.ana.who), old)
        .await;
    assert_eq!(gone.problem(), "no-key-of-your-own");

    let made = world
        .post("/v1/review/keys", Some(&call.ana.who), json!({}))
        .await;
    let passphrase = made.expect(201)["passphrase"].as_str().unwrap().to_owned();
    call.ana.unlock = world.unlock(&call.ana.who, &passphrase).await;
    let too_new = world
        .review(&call.ana, Method::POST, &open, None, None)
        .await;
    assert_eq!(too_new.problem(), "not-sealed-to-you");
    world
        .review(&call.ben, Method::POST, "/v1/review/rewraps", None, None)
        .await
        .expect(200);
    world.opened(&call.ana, &id).await;
}

#[tokio::test]
async fn a_disabled_reviewer_leaves_as_one_without_the_role() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    told(&world, &call).await;
    let ana = call.ana.who.member;
    turn(&world, &call.owner, ana, "disable").await.expect(200);
    assert_eq!(wraps_of(&world, ana).await, 0);
    turn(&world, &call.owner, ana, "enable").await.expect(200);
    assert_eq!(wraps_of(&world, ana).await, 0);
}

#[tokio::test]
async fn the_only_one_who_can_open_something_keeps_the_role_until_another_can() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let ben = call.ben.who.member;
    turn(&world, &call.owner, ben, "disable").await.expect(200);
    told(&world, &call).await;
    let id = world.queue(&call.ana).await.remove(0);
    let ana = call.ana.who.member;
    let refused = roles(&world, &call.owner, ana, &["viewer"]).await;
    assert_eq!(refused.problem(), "last-reader");
    assert_eq!(wraps_of(&world, ana).await, 1);

    turn(&world, &call.owner, ana, "disable").await.expect(200);
    assert_eq!(wraps_of(&world, ana).await, 1, "urgent, and nothing lost");
    assert_eq!(details(&world, "rest_reviewer_key").await.len(), 1);
    let path = format!("/v1/campaigns/{}/testimonies", call.campaign);
    let body = json!({"kind": "layoff", "text": "Nobody is there to read it."});
    let nobody = world.post(&path, None, body).await;
    assert_eq!(nobody.problem(), "no-reviewer-key");

    turn(&world, &call.owner, ana, "enable").await.expect(200);
    let mut back = call.ana.clone();
    let open = format!("/v1/review/testimonies/{id}/open");
    back.who = world.signed_in(&call.ana.who).await;
    let locked = world.review(&back, Method::POST, &open, None, None).await;
    assert_eq!(locked.problem(), "review-locked");
    back.unlock = world.unlock(&back.who, &back.passphrase).await;
    world.opened(&back, &id).await;
    let cleo = world.reviewer(&call.owner).await;
    world
        .review(&back, Method::POST, "/v1/review/rewraps", None, None)
        .await
        .expect(200);
    roles(&world, &call.owner, ana, &["viewer"])
        .await
        .expect(200);
    world.opened(&cleo, &id).await;
}

#[tokio::test]
async fn what_is_decided_keeps_nobody_in_the_role_unless_it_is_held() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    told(&world, &call).await;
    world.publish_all(&call).await;
    let ben = call.ben.who.member;
    roles(&world, &call.owner, ben, &["viewer"])
        .await
        .expect(200);
    let second = world.member(&call.owner, &[Role::Owner]).await;
    let body = json!({"campaign_id": call.campaign.to_string(), "matter": "Case 26-114"});
    let hold = world
        .post("/v1/legal-holds", Some(&call.owner), body)
        .await
        .expect(201);
    let path = format!("/v1/legal-holds/{}/confirm", hold["id"].as_str().unwrap());
    let ana = call.ana.who.member;
    world
        .send(Method::POST, &path, Some(&second), None)
        .await
        .expect(200);
    let refused = roles(&world, &call.owner, ana, &["viewer"]).await;
    assert_eq!(refused.problem(), "last-reader");
    for step in ["lift", "lift/confirm"] {
        let path = format!("/v1/legal-holds/{}/{step}", hold["id"].as_str().unwrap());
        let by = if step == "lift" { &second } else { &call.owner };
        world
            .send(Method::POST, &path, Some(by), None)
            .await
            .expect(200);
    }
    roles(&world, &call.owner, ana, &["viewer"])
        .await
        .expect(200);
}
