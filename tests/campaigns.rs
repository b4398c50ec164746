//! Campaigns, their demands and targets.

use serde_json::{Value, json};

use crate::kit::{Persona, World};

const GUARDS: &str = "Station a trained guard at every high-risk branch.";
const NURSES: &str = "Hire psychiatric nurses for the branches instead of guards.";

async fn union() -> (World, Persona) {
    let world = World::new().await;
    let owner = world.organization("Alder County Library Workers").await;
    (world, owner)
}

async fn campaign(world: &World, owner: &Persona) -> Value {
    let new = json!({"name": "Safe branches", "summary": "Safety at high-risk branches.", "language": "en"});
    world
        .post("/v1/campaigns", Some(owner), new)
        .await
        .expect(201)
}

fn path(made: &Value) -> String {
    format!("/v1/campaigns/{}", made["id"].as_str().unwrap())
}

fn whole(state: &str, open: bool, until: Option<&str>) -> Value {
    json!({
        "name": "Safe branches", "summary": "Safety at high-risk branches.", "language": "en",
        "state": state, "testimony_open": open, "testimony_withdraw_until": until,
    })
}

#[tokio::test]
async fn a_campaign_begins_as_a_draft_and_is_found_again() {
    let (world, owner) = union().await;
    let made = campaign(&world, &owner).await;
    assert_eq!(
        (&made["state"], &made["testimony_open"]),
        (&json!("draft"), &json!(false))
    );
    let shown = world.get(&path(&made), Some(&owner)).await;
    assert!(shown.header("etag").unwrap().starts_with("\"1-"));
    assert_eq!(shown.json(), made);
    let list = world.get("/v1/campaigns", Some(&owner)).await.expect(200);
    assert_eq!(list["items"], json!([made]));
}

#[tokio::test]
async fn a_reader_who_has_the_campaign_is_not_sent_it_again() {
    let (world, owner) = union().await;
    let made = campaign(&world, &owner).await;
    let path = path(&made);
    let read = async |tag: &str| {
        let request = world.request(poem::http::Method::GET, &path);
        let bearer = format!("Bearer {}", owner.token);
        let request = request
            .header("authorization", bearer)
            .header("if-none-match", tag);
        crate::kit::Answer::read(request.send().await).await
    };
    let first = read("\"nothing\"").await;
    let tag = first.header("etag").unwrap().to_owned();
    first.expect(200);
    let again = read(&format!("\"other\", W/{tag}")).await;
    assert_eq!((again.status.as_u16(), again.bytes.len()), (304, 0));
    assert_eq!(again.header("etag"), Some(tag.as_str()));
    assert_eq!(again.header("content-type"), None);
    world
        .put(&path, &owner, &tag, whole("running", false, None))
        .await
        .expect(200);
    assert_eq!(read(&tag).await.expect(200)["state"], "running");
    let missed = world
        .put(&path, &owner, &tag, whole("ended", false, None))
        .await;
    assert_eq!(missed.problem(), "precondition-failed");
}

#[tokio::test]
async fn a_campaign_of_another_organization_is_not_found() {
    let (world, owner) = union().await;
    let made = campaign(&world, &owner).await;
    let other = world.organization("Birch City Staff").await;
    assert_eq!(
        world.get(&path(&made), Some(&other)).await.problem(),
        "not-found"
    );
    let edit = world
        .put(&path(&made), &other, "\"1\"", whole("ended", false, None))
        .await;
    assert_eq!(edit.problem(), "not-found");
    let demands = format!("{}/demands", path(&made));
    let edit = world
        .put(&demands, &other, "\"1\"", json!({"demands": []}))
        .await;
    assert_eq!(edit.problem(), "not-found");
}

#[tokio::test]
async fn demands_and_their_alternatives_stand_in_one_list() {
    let (world, owner) = union().await;
    let made = campaign(&world, &owner).await;
    let demands = format!("{}/demands", path(&made));
    let list = json!({"demands": [{"text": NURSES, "alternative_to": 2}, {"text": GUARDS}]});
    let changed = world.put(&demands, &owner, "\"1\"", list).await.expect(200);
    assert_eq!(
        (
            &changed["demands"][0]["alternative_to"],
            &changed["demands"][1]["position"]
        ),
        (&json!(2), &json!(2))
    );
    let kept = changed["demands"][1]["id"].clone();
    let list = json!({"demands": [{"id": kept, "text": "Guards at every branch."}]});
    let changed = world.put(&demands, &owner, "\"2\"", list).await.expect(200);
    assert_eq!(
        changed["demands"],
        json!([{"id": kept, "position": 1, "text": "Guards at every branch.", "texts": [], "topics": []}])
    );
}

#[tokio::test]
async fn an_alternative_belongs_to_a_demand_that_is_none_itself() {
    let (world, owner) = union().await;
    let made = campaign(&world, &owner).await;
    let demands = format!("{}/demands", path(&made));
    for (list, pointer) in [
        (
            json!([{"text": GUARDS, "alternative_to": 1}]),
            "/demands/0/alternative_to",
        ),
        (
            json!([{"text": GUARDS, "alternative_to": 9}]),
            "/demands/0/alternative_to",
        ),
        (
            json!([{"text": GUARDS}, {"text": NURSES, "alternative_to": 1}, {"text": "Both.", "alternative_to": 2}]),
            "/demands/1/alternative_to",
        ),
        (
            json!([{"text": GUARDS, "id": "dem_00000000000000000000000000000000"}]),
            "/demands/0/id",
        ),
    ] {
        let answer = world
            .put(&demands, &owner, "\"1\"", json!({"demands": list}))
            .await;
        assert_eq!(answer.problem(), "invalid-body");
        assert_eq!(answer.json()["violations"][0]["pointer"], pointer);
    }
}

#[tokio::test]
async fn an_edit_of_an_older_version_is_refused() {
    let (world, owner) = union().await;
    let made = campaign(&world, &owner).await;
    world
        .put(&path(&made), &owner, "\"1\"", whole("running", false, None))
        .await
        .expect(200);
    let late = world
        .put(&path(&made), &owner, "\"1\"", whole("ended", false, None))
        .await;
    assert_eq!(late.problem(), "precondition-failed");
}

#[tokio::test]
async fn a_campaign_is_never_a_draft_again() {
    let (world, owner) = union().await;
    let made = campaign(&world, &owner).await;
    world
        .put(&path(&made), &owner, "\"1\"", whole("running", false, None))
        .await
        .expect(200);
    let back = world
        .put(&path(&made), &owner, "\"2\"", whole("draft", false, None))
        .await;
    assert_eq!(back.problem(), "campaign-rule");
}

#[tokio::test]
async fn what_witnesses_were_told_about_taking_back_is_kept() {
    let (world, owner) = union().await;
    let made = campaign(&world, &owner).await;
    let call = whole("running", true, Some("2026-11-30"));
    world
        .put(&path(&made), &owner, "\"1\"", call)
        .await
        .expect(200);
    let id = made["id"].as_str().unwrap().parse().unwrap();
    let call = broadside::campaigns::call_for_testimony(&world.app.db.read, id)
        .await
        .unwrap();
    assert_eq!(
        call.unwrap().withdraw_until.unwrap().to_string(),
        "2026-11-30"
    );
    let closed = whole("running", false, Some("2026-11-30"));
    world
        .put(&path(&made), &owner, "\"2\"", closed)
        .await
        .expect(200);
    let cut = world
        .put(
            &path(&made),
            &owner,
            "\"3\"",
            whole("running", true, Some("2026-11-01")),
        )
        .await;
    assert_eq!(cut.problem(), "campaign-rule");
    let longer = whole("running", true, Some("2026-12-31"));
    world
        .put(&path(&made), &owner, "\"3\"", longer)
        .await
        .expect(200);
}

#[tokio::test]
async fn a_draft_calls_nobody_to_testify() {
    let (world, owner) = union().await;
    let made = campaign(&world, &owner).await;
    world
        .put(&path(&made), &owner, "\"1\"", whole("draft", true, None))
        .await
        .expect(200);
    let id = made["id"].as_str().unwrap().parse().unwrap();
    let call = broadside::campaigns::call_for_testimony(&world.app.db.read, id)
        .await
        .unwrap();
    assert!(call.is_none());
}

#[tokio::test]
async fn a_campaign_addresses_officials_and_bodies_once_each() {
    let (world, owner) = union().await;
    let made = campaign(&world, &owner).await;
    let targets = format!("{}/targets", path(&made));
    let board = json!({"name": "Alder County Board of Supervisors", "kind": "board"});
    let board = world
        .post("/v1/bodies", Some(&owner), board)
        .await
        .expect(201);
    let official = json!({"name": "Imelda Quintanar", "body_id": board["id"], "post": "Supervisor, District 4", "end_on": "2026-12-31"});
    let official = world
        .post("/v1/officials", Some(&owner), official)
        .await
        .expect(201);
    let target = json!({"official_id": official["id"]});
    let added = world
        .post(&targets, Some(&owner), target.clone())
        .await
        .expect(201);
    assert_eq!(
        (&added["name"], &added["is_current"]),
        (&json!("Imelda Quintanar"), &json!(true))
    );
    assert_eq!(
        world.post(&targets, Some(&owner), target).await.problem(),
        "already-exists"
    );
    world.advance(chrono::Duration::milliseconds(1));
    world
        .post(&targets, Some(&owner), json!({"body_id": board["id"]}))
        .await
        .expect(201);
    for wrong in [
        json!({}),
        json!({"official_id": official["id"], "body_id": board["id"]}),
        json!({"official_id": "off_00000000000000000000000000000000"}),
    ] {
        assert_eq!(
            world.post(&targets, Some(&owner), wrong).await.problem(),
            "invalid-body"
        );
    }
    let gone = format!("{targets}/{}", added["id"].as_str().unwrap());
    for status in [204, 404] {
        let answer = world
            .send(poem::http::Method::DELETE, &gone, Some(&owner), None)
            .await;
        assert_eq!(answer.status.as_u16(), status);
    }
    let shown = world.get(&path(&made), Some(&owner)).await.expect(200);
    assert_eq!(
        shown["targets"][0]["name"],
        "Alder County Board of Supervisors"
    );
}
