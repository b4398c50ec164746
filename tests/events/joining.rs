//! How to join: behind one's own token, from the moment that the organizers set, and nowhere else.

use chrono::Duration;
use poem::http::Method;
use serde_json::{Value, json};

use super::Meeting;

fn passcode(opened: &Value) -> Option<&str> {
    opened["join_details"]["passcode"].as_str()
}

#[tokio::test]
async fn details_are_shown_to_whoever_comes_from_the_moment_that_was_set_until_the_end() {
    let meeting = Meeting::published().await;
    // An hour before the start.
    meeting.seal("marigold-77", "2026-10-06T00:00:00Z").await;
    let rosa = meeting.comes("rosa@mail.example").await;
    let opened = meeting.open(&rosa).await.expect(200);
    assert_eq!(passcode(&opened), None);
    assert_eq!(
        opened["join_details_shown_from"],
        "2026-10-06T00:00:00+00:00"
    );
    meeting.world.advance(Duration::minutes(7 * 60 + 30));
    let opened = meeting.open(&rosa).await.expect(200);
    assert_eq!(passcode(&opened), Some("marigold-77"));
    assert_eq!(
        opened["join_details"]["dial_in"],
        "+1 555 0100, 811 555 0123#"
    );
    assert!(opened["join_details"].get("note").is_none());
    meeting.world.advance(Duration::hours(3));
    assert_eq!(passcode(&meeting.open(&rosa).await.expect(200)), None);
}

#[tokio::test]
async fn a_stranger_gets_no_details_whatever_they_send() {
    let meeting = Meeting::published().await;
    meeting.seal("marigold-77", "2026-10-05T16:00:00Z").await;
    let rosa = meeting.comes("rosa@mail.example").await;
    meeting
        .answer(json!({"email": "mallory@mail.example"}))
        .await
        .expect(202);
    meeting.world.work().await;
    let unconfirmed = meeting.token("mallory@mail.example");
    let mut bent = rosa.clone().into_bytes();
    let last = bent.len() - 2;
    bent[last] = if bent[last] == b'A' { b'B' } else { b'A' };
    let bent = String::from_utf8(bent).unwrap();
    for wrong in ["", "x", &unconfirmed, &bent, &rosa[..20], &meeting.id] {
        assert_eq!(
            meeting.open(wrong).await.problem(),
            "rsvp-not-valid",
            "{wrong}"
        );
    }
    for path in [
        meeting.path(),
        "/v1/events".to_owned(),
        format!("{}/rsvps", meeting.path()),
        format!("/v1/public/events/{}", meeting.id),
        format!("/v1/public/events/{}/calendar", meeting.id),
        "/v1/public/events".to_owned(),
        "/v1/public/calendar".to_owned(),
        "/v1/audit-entries".to_owned(),
    ] {
        let answer = meeting.world.get(&path, Some(&meeting.owner)).await;
        assert_eq!(answer.status, 200, "{path}");
        let text = String::from_utf8_lossy(&answer.bytes).into_owned();
        for secret in ["marigold", "811 555 0123", "meet.example"] {
            assert!(!text.contains(secret), "{path}");
        }
    }
    let read = format!("{}/join-details", meeting.path());
    let read = meeting.world.get(&read, Some(&meeting.owner)).await;
    assert_eq!(read.problem(), "method-not-allowed");
}

#[tokio::test]
async fn whoever_came_in_before_is_told_of_new_details_and_nobody_else() {
    let meeting = Meeting::published().await;
    meeting.seal("marigold-77", "2026-10-05T16:00:00Z").await;
    let rosa = meeting.comes("rosa@mail.example").await;
    meeting.comes("ben@mail.example").await;
    meeting.open(&rosa).await.expect(200);
    meeting.seal("foxglove-12", "2026-10-05T16:00:00Z").await;
    meeting.world.work().await;
    let told = |email: &str| {
        let mails = meeting.mails(email);
        let told = mails
            .iter()
            .filter(|mail| mail.contains("details for joining have changed"));
        told.count()
    };
    assert_eq!(
        (told("rosa@mail.example"), told("ben@mail.example")),
        (1, 0)
    );
    assert!(
        meeting
            .world
            .mails()
            .iter()
            .all(|mail| !mail.contains("foxglove"))
    );
    assert_eq!(
        passcode(&meeting.open(&rosa).await.expect(200)),
        Some("foxglove-12")
    );
    let path = format!("{}/join-details", meeting.path());
    let gone = meeting
        .world
        .send(Method::DELETE, &path, Some(&meeting.owner), None)
        .await;
    assert_eq!(gone.status, 204);
    assert_eq!(passcode(&meeting.open(&rosa).await.expect(200)), None);
}

#[tokio::test]
async fn details_that_say_nothing_or_run_something_are_refused() {
    let meeting = Meeting::published().await;
    for wrong in [
        json!({"shown_from": "2026-10-05T16:00:00Z"}),
        json!({"shown_from": "2026-10-05T16:00:00Z", "link": "javascript:alert(1)"}),
        json!({"shown_from": "2026-10-05T16:00:00Z", "passcode": "a\u{1e}b"}),
    ] {
        let refused = meeting.put("join-details", wrong).await;
        assert_eq!(refused.problem(), "invalid-body");
    }
}

#[tokio::test]
async fn recording_and_slides_are_for_those_who_registered() {
    let meeting = Meeting::published().await;
    let rosa = meeting.comes("rosa@mail.example").await;
    let links =
        json!({"recording": "https://video.example/r/1", "slides": "https://video.example/s/1"});
    meeting.put("materials", links.clone()).await.expect(204);
    meeting.world.advance(Duration::days(2));
    assert_eq!(meeting.open(&rosa).await.expect(200)["materials"], links);
    let event = meeting
        .world
        .get(&meeting.path(), Some(&meeting.owner))
        .await;
    assert!(!String::from_utf8_lossy(&event.bytes).contains("video.example"));
}

#[tokio::test]
async fn details_that_nobody_could_ever_be_shown_are_refused() {
    let meeting = Meeting::published().await;
    let details = json!({"shown_from": "2027-10-05T12:00:00Z", "passcode": "marigold-77"});
    let late = meeting.put("join-details", details).await;
    assert_eq!(late.problem(), "invalid-body");
    meeting.turn("cancelled").await.expect(200);
    let details = json!({"shown_from": "2026-10-05T12:00:00Z", "passcode": "marigold-77"});
    let called_off = meeting.put("join-details", details).await;
    assert_eq!(called_off.problem(), "invalid-body");
}
