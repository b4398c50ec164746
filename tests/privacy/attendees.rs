//! What a copy of the database, the log or a mail tells of those who come and of how they join.

use broadside::events::entity::rsvp;
use broadside::jobs::Kind;
use broadside::jobs::entity::job;
use broadside::{audit, events};
use chrono::{Duration, Timelike};
use serde_json::json;

use super::{is_nowhere, written};
use crate::events::Meeting;
use crate::kit::log::Captured;

const PASSCODE: &str = "zanzibarine-4417";
const MEETING: &str = "811-quicksilver-0123";
const NAME: &str = "Marmaladeful Rosa";
const ADDRESS: &str = "periwinkle.rosa@mail.example";

#[tokio::test]
async fn no_byte_on_disk_and_no_line_of_the_log_tells_who_comes_or_how_to_join() {
    let log = Captured::begin();
    let meeting = Meeting::published().await;
    let details = json!({
        "shown_from": "2026-10-05T16:00:00Z", "link": "https://meet.example/periwinkled",
        "meeting_id": MEETING, "passcode": PASSCODE,
    });
    meeting.put("join-details", details).await.expect(204);
    let links = json!({"recording": "https://video.example/tangerined"});
    meeting.put("materials", links).await.expect(204);
    let rosa = json!({"email": ADDRESS, "name": NAME});
    meeting.answer(rosa).await.expect(202);
    meeting.world.work().await;
    let first = meeting.token(ADDRESS);
    meeting.confirm(&first).await.expect(200);
    meeting.world.work().await;
    let own = meeting.token(ADDRESS);
    let opened = meeting.open(&own).await;
    assert!(String::from_utf8_lossy(&opened.bytes).contains(PASSCODE));
    assert!(
        meeting
            .world
            .mails()
            .iter()
            .all(|mail| !mail.contains(PASSCODE))
    );
    // The mails themselves stand in their folder, where they only pretend to leave.
    for file in written(&meeting.world) {
        if file.extension().is_some_and(|ending| ending == "eml") {
            std::fs::remove_file(file).unwrap();
        }
    }
    for canary in [
        "zanzibarine",
        "quicksilver",
        "periwinkle",
        "tangerined",
        "marmaladeful",
        &first,
        &own,
    ] {
        is_nowhere(&meeting.world, canary);
        assert!(
            !log.text().to_lowercase().contains(&canary.to_lowercase()),
            "{canary}"
        );
    }
    assert!(log.text().contains("answered"), "the log was heard");
}

#[tokio::test]
async fn no_row_tells_in_which_minute_somebody_answered() {
    let meeting = Meeting::published().await;
    meeting.world.advance(Duration::seconds(17 * 60 + 43));
    meeting.answer(json!({"email": ADDRESS})).await.expect(202);
    let db = &meeting.world.app.db.read;
    let jobs = job::for_jobs().all(db).await.unwrap();
    let is_one = |job: &&job::Model| job.kind == Kind::SendRsvpConfirmation.as_str();
    let job = jobs.iter().find(is_one).unwrap();
    assert_eq!((job.run_at.minute(), job.created_at.second()), (0, 0));
    let row = rsvp::for_jobs().one(db).await.unwrap().unwrap();
    for id in [job.id.0, row.id.0] {
        assert_eq!(id.get_timestamp().unwrap().to_unix().0 % 3600, 0);
    }
    // The end of the event, which everybody knows.
    let end = "2026-10-06T02:30:00+00:00";
    assert_eq!(row.expires_at.to_rfc3339(), end);
    meeting.world.work().await;
    let jobs = job::for_jobs().all(db).await.unwrap();
    assert!(jobs.iter().all(|job| job.subject != row.id.0), "it left");
}

#[tokio::test]
async fn no_entry_of_the_audit_names_somebody_who_comes() {
    let meeting = Meeting::published().await;
    meeting.comes(ADDRESS).await;
    let id = meeting.rsvps().await[0]["id"].as_str().unwrap().to_owned();
    let path = format!("/v1/rsvps/{id}/strike-out");
    let owner = Some(&meeting.owner);
    let post = poem::http::Method::POST;
    meeting
        .world
        .send(post, &path, owner, None)
        .await
        .expect(200);
    let rows = audit::entity::audit_entry::for_jobs();
    let rows = rows.all(&meeting.world.app.db.read).await.unwrap();
    assert!(rows.iter().any(|row| row.action == "strike_out_rsvp"));
    assert!(
        rows.iter()
            .all(|row| row.subject != id && !row.detail.to_string().contains(&id))
    );
}

#[test]
fn no_debug_form_shows_how_to_join_or_who_comes() {
    use poem_openapi::types::ParseFromJSON;
    let passcode = events::Hidden::from(PASSCODE.to_owned());
    let details = events::JoinDetails {
        link: None,
        meeting_id: None,
        passcode: Some(passcode),
        dial_in: None,
        note: None,
    };
    let new = json!({"email": ADDRESS, "name": NAME});
    let new = events::wire::NewRsvp::parse_from_json(Some(new)).unwrap();
    let shown = format!("{details:?} {new:?}");
    for canary in [PASSCODE, ADDRESS, NAME] {
        assert!(!shown.contains(canary), "{shown}");
    }
}
