//! How long sealed originals live, and the legal hold of two owners that alone stops their end.

use broadside::audit::entity::audit_entry;
use broadside::identity::Role;
use broadside::testimony::entity::{testimony, testimony_photograph};
use chrono::Duration;
use poem::http::Method;
use serde_json::{Value, json};

use crate::identity::patch;
use crate::kit::{Answer, Call, Persona, World, pictures};

async fn told(world: &World, call: &Call) -> String {
    let body = json!({"kind": "layoff", "text": "All of us were let go."});
    let taken = world.testify(call, body).await.expect(201);
    taken["receipt"].as_str().unwrap().to_owned()
}

async fn mailbox(world: &World, receipt: &str) -> Answer {
    let body = json!({ "receipt": receipt });
    world.post("/v1/mailbox/open", None, body).await
}

async fn withdraw(world: &World, receipt: &str) -> Answer {
    let body = json!({ "receipt": receipt });
    world.post("/v1/mailbox/withdraw", None, body).await
}

async fn propose(world: &World, call: &Call, testimony: Option<&str>) -> String {
    let mut body = json!({"campaign_id": call.campaign.to_string(), "matter": "Case 26-114"});
    if let Some(id) = testimony {
        body["testimony_id"] = json!(id);
    }
    let made = world
        .post("/v1/legal-holds", Some(&call.owner), body)
        .await
        .expect(201);
    assert_eq!(made["state"], "proposed");
    format!("/v1/legal-holds/{}", made["id"].as_str().unwrap())
}

async fn say(world: &World, by: &Persona, path: &str) -> Answer {
    world.send(Method::POST, path, Some(by), None).await
}

/// Held by Odalys and a second owner, whom it gives back.
async fn held(world: &World, call: &Call, testimony: Option<&str>) -> (String, Persona) {
    let hold = propose(world, call, testimony).await;
    let second = world.member(&call.owner, &[Role::Owner]).await;
    let confirmed = say(world, &second, &format!("{hold}/confirm")).await;
    assert_eq!(confirmed.expect(200)["state"], "in_force");
    (hold, second)
}

async fn originals(world: &World) -> usize {
    let rows = testimony::for_jobs().all(&world.app.db.read).await.unwrap();
    rows.iter().filter(|row| !row.sealed.is_empty()).count()
}

async fn nights(world: &World, days: i64) {
    world.advance(Duration::days(days));
    world.work().await;
}

#[tokio::test]
async fn a_hold_takes_two_owners_and_so_does_lifting_it() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let receipt = told(&world, &call).await;
    let hold = propose(&world, &call, None).await;
    let found = mailbox(&world, &receipt).await.expect(200);
    assert_eq!(found["legal_hold"], false, "one owner holds nothing");
    let confirm = format!("{hold}/confirm");
    let alone = say(&world, &call.owner, &confirm).await;
    assert_eq!(alone.problem(), "second-owner-needed");
    let second = world.member(&call.owner, &[Role::Owner]).await;
    say(&world, &second, &confirm).await.expect(200);
    let again = say(&world, &second, &confirm).await;
    assert_eq!(again.problem(), "hold-state");

    let found = mailbox(&world, &receipt).await.expect(200);
    assert_eq!(found["legal_hold"], true);
    assert!(found.get("destroyed_from").is_none());

    let lift = format!("{hold}/lift");
    say(&world, &second, &lift).await.expect(200);
    let confirm = format!("{lift}/confirm");
    let alone = say(&world, &second, &confirm).await;
    assert_eq!(alone.problem(), "second-owner-needed");
    let found = mailbox(&world, &receipt).await.expect(200);
    assert_eq!(
        found["legal_hold"], true,
        "in force until two have lifted it"
    );
    let lifted = say(&world, &call.owner, &confirm).await.expect(200);
    assert_eq!(lifted["state"], "lifted");
    let found = mailbox(&world, &receipt).await.expect(200);
    assert_eq!(found["legal_hold"], false);
    assert_eq!(found["destroyed_from"], "2027-04-02");
}

#[tokio::test]
async fn a_proposal_lapses_with_its_owner_and_can_be_dropped() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    told(&world, &call).await;
    let second = world.member(&call.owner, &[Role::Owner]).await;
    let third = world.member(&call.owner, &[Role::Owner]).await;
    let body = json!({"campaign_id": call.campaign.to_string(), "matter": "Case 26-114"});
    let made = world.post("/v1/legal-holds", Some(&second), body).await;
    let hold = format!(
        "/v1/legal-holds/{}",
        made.expect(201)["id"].as_str().unwrap()
    );
    let path = format!("/v1/members/{}/disable", second.member);
    world.post(&path, Some(&third), json!({})).await.expect(200);
    let lapsed = say(&world, &third, &format!("{hold}/confirm")).await;
    assert_eq!(lapsed.problem(), "second-owner-needed");
    let proposal = format!("{hold}/proposal");
    let dropped = world
        .send(Method::DELETE, &proposal, Some(&third), None)
        .await;
    assert_eq!(dropped.expect(200)["state"], "dropped");
    let late = say(&world, &third, &format!("{hold}/confirm")).await;
    assert_eq!(late.problem(), "hold-state");

    let (hold, second) = held(&world, &call, None).await;
    say(&world, &second, &format!("{hold}/lift"))
        .await
        .expect(200);
    let proposal = format!("{hold}/proposal");
    let dropped = world
        .send(Method::DELETE, &proposal, Some(&call.owner), None)
        .await;
    assert_eq!(dropped.expect(200)["state"], "in_force");
}

#[tokio::test]
async fn what_is_held_outlives_its_day_and_dies_in_the_night_after_the_hold() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    told(&world, &call).await;
    world.publish_all(&call).await;
    told(&world, &call).await;
    let (hold, second) = held(&world, &call, None).await;
    world.work().await;
    nights(&world, 200).await;
    nights(&world, 1).await;
    assert_eq!(originals(&world).await, 2);
    say(&world, &call.owner, &format!("{hold}/lift"))
        .await
        .expect(200);
    say(&world, &second, &format!("{hold}/lift/confirm"))
        .await
        .expect(200);
    nights(&world, 1).await;
    assert_eq!(originals(&world).await, 0);
}

#[tokio::test]
async fn a_hold_on_one_testimony_leaves_the_others_alone() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    told(&world, &call).await;
    let id = world.queue(&call.ana).await.remove(0);
    told(&world, &call).await;
    held(&world, &call, Some(&id)).await;
    let queue = world
        .get("/v1/review/queue", Some(&call.ana.who))
        .await
        .expect(200);
    for item in queue["items"].as_array().unwrap() {
        let is_held = item["id"] == json!(id);
        assert_eq!(item["legal_hold"], json!(is_held));
        assert_eq!(item.get("destroyed_from").is_none(), is_held);
    }
    assert_eq!(world.opened(&call.ben, &id).await["legal_hold"], true);
    world.work().await;
    nights(&world, 181).await;
    assert_eq!(originals(&world).await, 1);
    assert_eq!(world.queue(&call.ana).await, [id]);
}

#[tokio::test]
async fn withdrawing_under_a_hold_ends_review_and_publication_and_says_what_is_kept() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let published = told(&world, &call).await;
    world.publish_all(&call).await;
    let waiting = told(&world, &call).await;
    let (hold, second) = held(&world, &call, None).await;
    for receipt in [&published, &waiting] {
        let answer = withdraw(&world, receipt).await.expect(202);
        assert_eq!(answer["legal_hold"], true);
        assert!(answer["detail"].as_str().unwrap().contains("must be kept"));
        let found = mailbox(&world, receipt).await.expect(200);
        assert_eq!(found["state"], "withdrawn");
        assert_eq!(found["legal_hold"], true);
        let more = json!({"receipt": receipt, "text": "One more thing."});
        let added = world.says("/v1/mailbox/add", more).await;
        assert_eq!(added.problem(), "already-decided");
    }
    assert!(world.queue(&call.ana).await.is_empty());
    let left = broadside::review::published(&world.app.db.read, call.campaign)
        .await
        .unwrap();
    assert!(left.is_empty());
    assert_eq!(originals(&world).await, 2);
    world.work().await;
    say(&world, &call.owner, &format!("{hold}/lift"))
        .await
        .expect(200);
    say(&world, &second, &format!("{hold}/lift/confirm"))
        .await
        .expect(200);
    nights(&world, 1).await;
    for receipt in [&published, &waiting] {
        assert_eq!(mailbox(&world, receipt).await.problem(), "receipt-unknown");
    }
}

#[tokio::test]
async fn a_hold_names_only_what_belongs_to_the_organization() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    told(&world, &call).await;
    let id = world.queue(&call.ana).await.remove(0);
    let (hold, _) = held(&world, &call, Some(&id)).await;
    let birch = world.organization("Birch County Library Workers").await;
    let body = json!({"campaign_id": call.campaign.to_string(), "testimony_id": id, "matter": "x"});
    let answer = world.post("/v1/legal-holds", Some(&birch), body).await;
    assert_eq!(answer.problem(), "invalid-body");
    assert_eq!(world.get(&hold, Some(&birch)).await.problem(), "not-found");
    let lift = say(&world, &birch, &format!("{hold}/lift")).await;
    assert_eq!(lift.problem(), "not-found");
    let list = world.get("/v1/legal-holds", Some(&birch)).await.expect(200);
    assert_eq!(list["items"], json!([]));
    let list = world
        .get("/v1/legal-holds", Some(&call.owner))
        .await
        .expect(200);
    assert_eq!(list["items"][0]["matter"], "Case 26-114");
    let other = world.campaign(&call.owner).await.to_string();
    let body = json!({"campaign_id": other, "testimony_id": id, "matter": "x"});
    let answer = world.post("/v1/legal-holds", Some(&call.owner), body).await;
    assert_eq!(answer.json()["violations"][0]["pointer"], "/testimony_id");
}

#[tokio::test]
async fn holds_are_audited_by_the_day_and_without_the_name_of_the_matter() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    told(&world, &call).await;
    let (hold, second) = held(&world, &call, None).await;
    say(&world, &second, &format!("{hold}/lift"))
        .await
        .expect(200);
    let rows = audit_entry::for_jobs()
        .all(&world.app.db.read)
        .await
        .unwrap();
    let of = |action: &str| {
        let row = rows.iter().find(|row| row.action == action).unwrap();
        assert!(row.on_day_only && !row.detail.to_string().contains("26-114"));
        row.actor.clone()
    };
    assert_eq!(of("propose_legal_hold"), call.owner.member.to_string());
    assert_eq!(of("confirm_legal_hold"), second.member.to_string());
    assert_eq!(of("propose_hold_lift"), second.member.to_string());
}

async fn set(world: &World, owner: &Persona, days: i64) -> Value {
    let body = json!({ "retention_days": days });
    patch(world, "/v1/organization", owner, body)
        .await
        .expect(200)
}

#[tokio::test]
async fn a_shorter_time_counts_at_once_and_a_longer_one_only_for_later_decisions() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let early = told(&world, &call).await;
    world.publish_all(&call).await;
    let day =
        async |receipt: &str| mailbox(&world, receipt).await.expect(200)["destroyed_from"].clone();
    assert_eq!(day(&early).await, "2027-01-03");
    assert_eq!(set(&world, &call.owner, 365).await["retention_days"], 365);
    assert_eq!(day(&early).await, "2027-01-03", "as the witness was told");
    let late = told(&world, &call).await;
    world.publish_all(&call).await;
    assert_eq!(day(&late).await, "2027-10-05");
    set(&world, &call.owner, 2).await;
    assert_eq!(day(&early).await, "2026-10-07");
    world.work().await;
    nights(&world, 1).await;
    assert_eq!(originals(&world).await, 2);
    nights(&world, 1).await;
    assert_eq!(originals(&world).await, 0);
}

#[tokio::test]
async fn originals_live_between_one_day_and_a_year() {
    let world = World::new().await;
    let owner = world.organization("Alder County Library Workers").await;
    for days in [0, 366, -1] {
        let body = json!({ "retention_days": days });
        let answer = patch(&world, "/v1/organization", &owner, body).await;
        assert_eq!(answer.problem(), "invalid-body");
    }
}

#[tokio::test]
async fn a_photograph_that_is_taken_back_under_a_hold_is_kept_and_opened_by_nobody() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let receipt = told(&world, &call).await;
    let id = world.queue(&call.ana).await.remove(0);
    let sent = world
        .request(Method::POST, "/v1/mailbox/photographs")
        .header("x-receipt", &receipt)
        .content_type("image/jpeg")
        .body(pictures::jpeg(64, 48));
    let taken = Answer::read(sent.send().await).await.expect(201);
    held(&world, &call, None).await;

    let back = json!({"receipt": receipt, "photograph_id": taken["id"]});
    let remove = "/v1/mailbox/photographs/remove";
    let answer = world.post(remove, None, back).await.expect(202);
    assert_eq!(answer["legal_hold"], true);
    let found = mailbox(&world, &receipt).await.expect(200);
    assert_eq!(found["photographs"][0]["state"], "taken_back");
    let opened = world.opened(&call.ana, &id).await;
    assert_eq!(opened["photographs"], json!([]));
    for what in ["open", "original"] {
        let photograph = taken["id"].as_str().unwrap();
        let path = format!("/v1/review/testimonies/{id}/photographs/{photograph}/{what}");
        let answer = world
            .review(&call.ana, Method::POST, &path, None, None)
            .await;
        assert_eq!(answer.problem(), "not-found");
    }
    let rows = testimony_photograph::for_jobs();
    let row = rows.one(&world.app.db.read).await.unwrap().unwrap();
    assert!(!row.sealed.is_empty() && row.sealed_print.is_none());
    // Withdrawn whole it waits for the end of the hold with its testimony.
    withdraw(&world, &receipt).await.expect(202);
    nights(&world, 2).await;
    assert_eq!(originals(&world).await, 1);
}
