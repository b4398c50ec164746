//! Who asks for updates in an answer to an event is told what comes of the campaign, and can end it.

use broadside::events::entity::rsvp;
use broadside::signatures::entity::subscription;
use sea_orm::EntityTrait;
use serde_json::json;

use super::{Meeting, session};
use crate::kit::World;

async fn meeting(with_a_campaign: bool) -> Meeting {
    let world = World::new().await;
    let owner = world.organization("Alder County Library Workers").await;
    let new =
        json!({"name": "Safe branches", "summary": "A guard where the risk is.", "language": "en"});
    let campaign = world
        .post("/v1/campaigns", Some(&owner), new)
        .await
        .expect(201);
    let mut new = session();
    if with_a_campaign {
        new["campaign_id"] = campaign["id"].clone();
    }
    let made = world
        .post("/v1/events", Some(&owner), new)
        .await
        .expect(201);
    let id = made["id"].as_str().unwrap().to_owned();
    let meeting = Meeting { world, owner, id };
    meeting.turn("published").await.expect(200);
    meeting
}

async fn asks(meeting: &Meeting, email: &str, wants_updates: bool) {
    let answer = json!({"email": email, "language": "es", "wants_updates": wants_updates});
    meeting.answer(answer).await.expect(202);
    meeting.world.work().await;
    let mail = meeting.mails(email).pop().unwrap();
    let page = format!("/rsvp?token={}", meeting.token(email));
    let page = meeting.world.get(&page, None).await;
    let page = String::from_utf8_lossy(&page.bytes).into_owned();
    assert!(mail.contains("La respuesta dice:"), "{mail}");
    let news = page.contains("News of the campaign: yes");
    assert_eq!(news, wants_updates && has_campaign(meeting).await, "{page}");
    assert_eq!(
        subscribers(meeting).await.len(),
        0,
        "before it is confirmed"
    );
    let token = meeting.token(email);
    meeting.confirm(&token).await.expect(200);
}

async fn has_campaign(meeting: &Meeting) -> bool {
    let path = meeting.path();
    let event = meeting.world.get(&path, Some(&meeting.owner)).await;
    event.expect(200).get("campaign_id").is_some()
}

async fn subscribers(meeting: &Meeting) -> Vec<subscription::Model> {
    let db = &meeting.world.app.db.read;
    subscription::Entity::find().all(db).await.unwrap()
}

#[tokio::test]
async fn whoever_asks_for_updates_becomes_a_subscriber_once_the_mail_is_confirmed() {
    let meeting = meeting(true).await;
    asks(&meeting, "rosa@mail.example", true).await;
    let there = subscribers(&meeting).await;
    assert_eq!((there.len(), there[0].language.as_str()), (1, "es"));
    let rows = rsvp::Entity::find().all(&meeting.world.app.db.read);
    let rows = rows.await.unwrap();
    assert!(rows.iter().all(|row| !row.wants_updates));
    assert!(
        rows.iter()
            .all(|row| row.address_key != there[0].address_key)
    );
}

#[tokio::test]
async fn whoever_does_not_ask_is_not_written_to() {
    let meeting = meeting(true).await;
    asks(&meeting, "rosa@mail.example", false).await;
    assert_eq!(subscribers(&meeting).await.len(), 0);
}

#[tokio::test]
async fn an_event_of_no_campaign_makes_no_subscriber() {
    let meeting = meeting(false).await;
    asks(&meeting, "rosa@mail.example", true).await;
    assert_eq!(subscribers(&meeting).await.len(), 0);
}
