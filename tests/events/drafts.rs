//! What an event may say, and when it may be.

use serde_json::{Value, json};

use super::{Meeting, session};
use crate::kit::{Answer, World};

/// The places that are wrong.
#[track_caller]
fn pointers(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.problem(), "invalid-body");
    let violations = answer.json()["violations"].as_array().unwrap().clone();
    let pointers = violations
        .iter()
        .map(|one| one["pointer"].as_str().unwrap().to_owned());
    pointers.collect()
}

fn with(changes: Value) -> Value {
    let mut new = session();
    for (name, value) in changes.as_object().unwrap() {
        new[name] = value.clone();
    }
    new
}

#[tokio::test]
async fn a_time_that_cannot_be_is_refused_with_its_place() {
    let world = World::new().await;
    let owner = Some(world.organization("Alder County Library Workers").await);
    for (wrong, at) in [
        (json!({"starts": "2026-10-05T09:00"}), "/starts"),
        (json!({"starts": "+262142-12-31T22:00"}), "/starts"),
        (json!({"ends": "+262142-12-31T22:00"}), "/ends"),
        (
            json!({"starts": "2027-03-14T02:30", "ends": "2027-03-14T04:00"}),
            "/starts",
        ),
        (
            json!({"starts": "2026-11-01T01:30", "ends": "2026-11-01T03:00"}),
            "/starts",
        ),
        (json!({"starts": "tonight"}), "/starts"),
        (json!({"zone": "America/Alder_County"}), "/zone"),
        (json!({"zone": ""}), "/zone"),
        (json!({"ends": "2026-10-05T17:00"}), "/ends"),
        (json!({"ends": "2026-12-05T17:00"}), "/ends"),
        (json!({"by_video_call": false}), "/place"),
        (json!({"kind": "training"}), "/training"),
        (json!({"training": {"mode": "in_person"}}), "/training"),
        (
            json!({"texts": [{"language": "en", "title": "A", "description": "B"}]}),
            "/texts/0/language",
        ),
        (
            json!({"spoken_languages": ["english please"]}),
            "/spoken_languages/0",
        ),
        (
            json!({"campaign_id": format!("cmp_{}", "0".repeat(32))}),
            "/campaign_id",
        ),
        (json!({"title": "a\u{0}b"}), "/title"),
        (json!({"capacity": 0}), "/capacity"),
    ] {
        let answer = world
            .post("/v1/events", owner.as_ref(), with(wrong.clone()))
            .await;
        assert_eq!(pointers(&answer), [at], "{wrong}");
    }
    let twice = with(json!({
        "starts": "2026-11-01T01:30", "starts_fold": "second", "ends": "2026-11-01T03:00",
    }));
    let made = world
        .post("/v1/events", owner.as_ref(), twice)
        .await
        .expect(201);
    assert_eq!(made["starts_at"], "2026-11-01T09:30:00+00:00");
    assert_eq!(made["starts"], "2026-11-01T01:30");
}

#[tokio::test]
async fn an_event_is_a_draft_then_published_then_called_off_and_no_other_way() {
    let world = World::new().await;
    let owner = world.organization("Alder County Library Workers").await;
    let made = world
        .post("/v1/events", Some(&owner), session())
        .await
        .expect(201);
    let id = made["id"].as_str().unwrap().to_owned();
    let public = format!("/v1/public/events/{id}");
    let meeting = Meeting { world, owner, id };
    assert_eq!(
        meeting.world.get(&public, None).await.problem(),
        "not-found"
    );
    let early = meeting.answer(json!({"email": "rosa@mail.example"})).await;
    assert_eq!(early.problem(), "not-found");
    assert_eq!(
        meeting.turn("cancelled").await.problem(),
        "event-transition-refused"
    );
    meeting.turn("published").await.expect(200);
    assert_eq!(
        meeting.turn("draft").await.problem(),
        "event-transition-refused"
    );
    let shown = meeting
        .world
        .get(&format!("{public}?language=es-MX"), None)
        .await
        .expect(200);
    assert_eq!(
        (&shown["title"], &shown["languages"]),
        (&json!("Sesión de estrategia"), &json!(["en", "es"]))
    );
    assert_eq!(shown["starts_at"], "2026-10-06T01:00:00+00:00");
    meeting.turn("cancelled").await.expect(200);
    let shown = meeting.world.get(&public, None).await.expect(200);
    assert_eq!(
        (&shown["state"], &shown["takes_rsvps"]),
        (&json!("cancelled"), &json!(false))
    );
    let late = meeting.answer(json!({"email": "rosa@mail.example"})).await;
    assert_eq!(late.problem(), "event-not-open");
    assert_eq!(meeting.change(session()).await.problem(), "event-over");
    let list = meeting
        .world
        .get("/v1/public/events", None)
        .await
        .expect(200);
    assert_eq!(list["items"], json!([]));
}

#[tokio::test]
async fn what_has_begun_is_not_published_any_more() {
    let world = World::new().await;
    let owner = world.organization("Alder County Library Workers").await;
    let made = world
        .post("/v1/events", Some(&owner), session())
        .await
        .expect(201);
    let id = made["id"].as_str().unwrap().to_owned();
    let meeting = Meeting { world, owner, id };
    meeting.world.advance(chrono::Duration::hours(9));
    assert_eq!(meeting.turn("published").await.problem(), "event-over");
}

#[tokio::test]
async fn the_public_list_goes_by_the_next_event_page_by_page() {
    let meeting = Meeting::published().await;
    let mut later = session();
    later["starts"] = json!("2026-10-12T18:00");
    later["ends"] = json!("2026-10-12T19:00");
    let mut ids = vec![];
    for new in [later, session()] {
        let made = meeting
            .world
            .post("/v1/events", Some(&meeting.owner), new)
            .await
            .expect(201);
        let id = made["id"].as_str().unwrap().to_owned();
        let turn = format!("/v1/events/{id}/transitions");
        let to = json!({"to": "published"});
        meeting
            .world
            .post(&turn, Some(&meeting.owner), to)
            .await
            .expect(200);
        ids.push(id);
    }
    let (mut seen, mut path) = (vec![], "/v1/public/events?limit=1".to_owned());
    loop {
        let page = meeting.world.get(&path, None).await.expect(200);
        seen.push(page["items"][0]["id"].as_str().unwrap().to_owned());
        let Some(next) = page["next"].as_str() else {
            break;
        };
        path = format!("/v1/public/events?limit=1&cursor={next}");
    }
    assert_eq!(seen, [meeting.id.clone(), ids[1].clone(), ids[0].clone()]);
}

#[tokio::test]
async fn a_stranger_of_another_organization_finds_nothing() {
    let meeting = Meeting::published().await;
    let world = &meeting.world;
    let stranger = world.organization("Birch County Library Workers").await;
    assert_eq!(
        world.get(&meeting.path(), Some(&stranger)).await.problem(),
        "not-found"
    );
    let list = format!("{}/rsvps", meeting.path());
    assert_eq!(
        world.get(&list, Some(&stranger)).await.problem(),
        "not-found"
    );
    let turn = format!("{}/transitions", meeting.path());
    let turned = world
        .post(&turn, Some(&stranger), json!({"to": "cancelled"}))
        .await;
    assert_eq!(turned.problem(), "not-found");
}
