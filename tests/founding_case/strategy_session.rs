//! The strategy session: called for in the morning, "today at 6 PM", by video call; and the training that follows from it.

use chrono::Duration;
use poem::http::Method;
use serde_json::{Value, json};

use super::campaign::id;
use super::office::UNION;
use crate::events::{Meeting, session};
use crate::kit::{Persona, Recorder, World};

const TOLD: &[&str] = &[
    "change_event",
    "compare_topics",
    "confirm_rsvp",
    "create_event",
    "create_rsvp",
    "download_event_calendar",
    "download_public_calendar",
    "get_event",
    "get_public_event",
    "list_events",
    "list_public_events",
    "list_rsvps",
    "note_attendance",
    "open_rsvp",
    "put_event_materials",
    "put_join_details",
    "remove_join_details",
    "strike_out_rsvp",
    "take_back_rsvp",
    "transition_event",
];

#[tokio::test]
async fn a_union_meets_today_at_six_and_learns_what_it_asks_for() {
    let recorder = Recorder::of(TOLD);
    let world = World::recorded(&recorder).await;
    let odalys = world.organization(UNION).await;
    let campaign = campaign(&world, &odalys).await;
    let meeting = they_are_called(world, odalys, &campaign).await;
    everybody_can_read_it(&meeting).await;
    let rosa = they_answer(&meeting).await;
    they_meet(&meeting, &rosa).await;
    a_training_follows(&meeting, &campaign).await;
    recorder.compare("strategy_session");
}

async fn campaign(world: &World, odalys: &Persona) -> String {
    let new =
        json!({"name": "Safe branches", "summary": "A guard where the risk is.", "language": "en"});
    let campaign = id(&world
        .post("/v1/campaigns", Some(odalys), new)
        .await
        .expect(201));
    let path = format!("/v1/campaigns/{campaign}");
    let demands = json!({"demands": [
        {"text": "A guard at each of the ten high-risk branches.", "topics": ["guard_companies"]},
        {"text": "Social workers in place of guards.", "alternative_to": 1, "topics": ["social_workers", "without_police"]},
    ]});
    let put = format!("{path}/demands");
    world
        .change(Method::PUT, (&path, &put), odalys, demands)
        .await
        .expect(200);
    campaign
}

async fn they_are_called(world: World, odalys: Persona, campaign: &str) -> Meeting {
    let mut new = session();
    new["campaign_id"] = json!(campaign);
    new["capacity"] = json!(2);
    new["topics"] = json!(["guard_companies"]);
    let made = world
        .post("/v1/events", Some(&odalys), new.clone())
        .await
        .expect(201);
    let meeting = Meeting {
        id: id(&made),
        owner: odalys,
        world,
    };
    let details = json!({
        "shown_from": "2026-10-06T00:30:00Z", "link": "https://meet.example/j/made-up",
        "meeting_id": "811 555 0123", "passcode": "made-up-passcode",
        "dial_in": "+1 555 0100, then 811 555 0123 and #", "note": "Use a name that your supervisor does not know.",
    });
    meeting
        .put("join-details", details.clone())
        .await
        .expect(204);
    let path = format!("{}/join-details", meeting.path());
    let gone = meeting
        .world
        .send(Method::DELETE, &path, Some(&meeting.owner), None)
        .await;
    gone.expect(204);
    meeting.put("join-details", details).await.expect(204);
    meeting.turn("published").await.expect(200);
    new["capacity"] = json!(3);
    meeting.change(new).await.expect(200);
    meeting
}

async fn everybody_can_read_it(meeting: &Meeting) {
    let world = &meeting.world;
    for path in [
        "/v1/public/events".to_owned(),
        format!("/v1/public/events/{}", meeting.id),
        format!("/v1/public/events/{}/calendar", meeting.id),
        "/v1/public/calendar".to_owned(),
    ] {
        let answer = world.get(&path, None).await;
        assert_eq!(answer.status, 200, "{path}");
        assert!(!String::from_utf8_lossy(&answer.bytes).contains("passcode"));
    }
}

/// Rosa and Lupe come; somebody whom nobody knows is struck out; Tomás cannot come after all.
async fn they_answer(meeting: &Meeting) -> String {
    let rosa = json!({"email": "rosa@mail.example", "name": "Rosa", "language": "es", "wants_updates": true});
    meeting.answer(rosa).await.expect(202);
    meeting.world.work().await;
    let token = meeting.token("rosa@mail.example");
    let rosa = meeting.confirm(&token).await.expect(200);
    meeting.comes("mallory@mail.example").await;
    let tomas = meeting.comes("tomas@mail.example").await;
    meeting.comes("lupe@mail.example").await;
    assert_eq!(meeting.numbers().await, (3, 1, 0));
    meeting.take_back(&tomas).await.expect(200);
    assert_eq!(meeting.numbers().await, (3, 0, 0));
    let rows = meeting.rsvps().await;
    let nameless = rows.iter().find(|row| row.get("name").is_none()).unwrap();
    let path = format!("/v1/rsvps/{}/strike-out", id(nameless));
    let struck = meeting
        .world
        .send(Method::POST, &path, Some(&meeting.owner), None)
        .await;
    assert_eq!(struck.expect(200)["state"], "struck_out");
    rosa["token"].as_str().unwrap().to_owned()
}

async fn they_meet(meeting: &Meeting, rosa: &str) {
    meeting.world.work().await;
    meeting
        .world
        .advance(Duration::hours(7) + Duration::minutes(45));
    meeting.world.work().await;
    meeting.world.work().await;
    let mails = meeting.mails("rosa@mail.example");
    let reminded = mails.iter().filter(|mail| mail.contains("Es hoy:"));
    assert_eq!(reminded.count(), 1);
    meeting.world.advance(Duration::minutes(30));
    let opened = meeting.open(rosa).await.expect(200);
    assert_eq!(opened["join_details"]["passcode"], "made-up-passcode");
    meeting.world.advance(Duration::hours(1));
    let rows = meeting.rsvps().await;
    let named = rows.iter().find(|row| row["name"] == "Rosa").unwrap();
    let path = format!("/v1/rsvps/{}/attendance", id(named));
    let came = Some(json!({"attended": true}));
    let owner = Some(&meeting.owner);
    let noted = meeting.world.send(Method::PUT, &path, owner, came).await;
    assert_eq!(noted.expect(200)["attended"], true);
    meeting.world.get("/v1/events", owner).await.expect(200);
}

async fn a_training_follows(meeting: &Meeting, campaign: &str) {
    let world = &meeting.world;
    let owner = Some(&meeting.owner);
    let training: Value = json!({
        "kind": "training", "campaign_id": campaign, "language": "en",
        "title": "Guard companies and post orders",
        "description": "What a guard may do, what a post order says, and who writes it.",
        "zone": "America/Los_Angeles", "starts": "2026-11-12T10:00", "ends": "2026-11-12T12:00",
        "by_video_call": true, "topics": ["guard_companies", "without_police"],
        "training": {
            "mode": "live_online", "provider": "Example Library Training (fictional)", "duration_minutes": 120,
            "cost": "$65 a person", "group_discount": "$50 from ten people of one library",
        },
    });
    let made = world.post("/v1/events", owner, training).await.expect(201);
    let path = format!("/v1/events/{}", id(&made));
    world
        .post(
            &format!("{path}/transitions"),
            owner,
            json!({"to": "published"}),
        )
        .await
        .expect(200);
    let links = Some(
        json!({"recording": "https://video.example/made-up", "slides": "https://video.example/made-up-slides"}),
    );
    world
        .send(Method::PUT, &format!("{path}/materials"), owner, links)
        .await
        .expect(204);
    let topics = format!("/v1/campaigns/{campaign}/topics");
    let table = world.get(&topics, owner).await.expect(200);
    let rows = table["topics"].as_array().unwrap();
    assert_eq!(rows.len(), 3);
    assert_eq!(rows[0]["trainings"][0]["id"], made["id"]);
}
