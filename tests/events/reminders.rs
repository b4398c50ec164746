//! Reminders: at their hour by the wall clock, in the reader's language and zone, once, and never of what was called off.

use chrono::{DateTime, Duration, Utc};
use serde_json::json;

use super::{Meeting, session};

/// Monday the second of November at six: clocks are set back the day before.
async fn in_november() -> Meeting {
    let mut new = session();
    new["starts"] = json!("2026-11-02T18:00");
    new["ends"] = json!("2026-11-02T19:30");
    Meeting::of(new).await
}

fn reminders(meeting: &Meeting, email: &str) -> Vec<String> {
    let mut mails = meeting.mails(email);
    let begins = [
        "It is today:",
        "It is tomorrow:",
        "It is on ",
        "Es hoy:",
        "Es mañana:",
        "Es el ",
    ];
    mails.retain(|mail| begins.iter().any(|words| mail.contains(words)));
    mails
}

async fn at(meeting: &Meeting, moment: &str) {
    let moment: DateTime<Utc> = moment.parse().unwrap();
    meeting
        .world
        .advance(moment - meeting.world.app.clock.now());
    meeting.world.work().await;
    meeting.world.work().await;
}

#[tokio::test]
async fn a_week_a_day_the_morning_and_an_hour_before_each_once() {
    let meeting = in_november().await;
    meeting.comes("rosa@mail.example").await;
    let count = || reminders(&meeting, "rosa@mail.example").len();
    for (moment, known) in [
        ("2026-10-27T00:59:00Z", 0),
        ("2026-10-27T01:00:01Z", 1),
        ("2026-10-28T01:00:00Z", 1),
        // A day before is six in the evening by the wall clock, 25 hours after the same hour of the day before that.
        ("2026-11-02T01:59:00Z", 1),
        ("2026-11-02T02:00:01Z", 2),
        ("2026-11-02T15:59:00Z", 2),
        ("2026-11-02T16:00:01Z", 3),
        ("2026-11-03T00:59:00Z", 3),
        ("2026-11-03T01:00:01Z", 4),
        ("2026-11-03T01:30:00Z", 4),
        ("2026-11-03T02:30:00Z", 4),
    ] {
        at(&meeting, moment).await;
        assert_eq!(count(), known, "{moment}");
    }
    let mails = reminders(&meeting, "rosa@mail.example");
    assert!(mails[1].contains("It is tomorrow"), "{}", mails[1]);
    assert!(mails[2].contains("It is today"));
    assert!(
        mails[3].contains("6:00 PM (PST, America/Los_Angeles)"),
        "{}",
        mails[3]
    );
}

#[tokio::test]
async fn a_reader_far_away_reads_their_own_language_and_clock() {
    let meeting = in_november().await;
    let body = json!({"email": "lupe@mail.example", "language": "es-MX", "zone": "Europe/Madrid"});
    meeting.answer(body).await.expect(202);
    meeting.world.work().await;
    let token = meeting.token("lupe@mail.example");
    meeting.confirm(&token).await.expect(200);
    at(&meeting, "2026-11-02T16:00:01Z").await;
    let mails = reminders(&meeting, "lupe@mail.example");
    let last = mails.last().unwrap();
    assert!(last.contains("Es mañana:"), "{last}");
    assert!(
        last.contains("lunes 2 de noviembre de 2026, 18:00 h (PST, America/Los_Angeles)"),
        "{last}"
    );
    assert!(
        last.contains("martes 3 de noviembre de 2026, 3:00 h (CET, Europe/Madrid)"),
        "{last}"
    );
    assert!(last.contains("Sesión de estrategia"));
}

#[tokio::test]
async fn what_was_called_off_reminds_nobody() {
    let meeting = in_november().await;
    meeting.comes("rosa@mail.example").await;
    meeting.turn("cancelled").await.expect(200);
    at(&meeting, "2026-11-03T01:00:01Z").await;
    assert_eq!(reminders(&meeting, "rosa@mail.example").len(), 0);
    let mails = meeting.mails("rosa@mail.example");
    let told: Vec<_> = mails
        .iter()
        .filter(|mail| mail.contains("was called off"))
        .collect();
    assert_eq!(told.len(), 1);
    assert!(told[0].contains("METHOD:CANCEL") && told[0].contains("STATUS:CANCELLED"));
}

#[tokio::test]
async fn reminders_follow_an_event_that_moves() {
    let meeting = in_november().await;
    meeting.comes("rosa@mail.example").await;
    let mut moved = session();
    moved["starts"] = json!("2026-11-09T18:00");
    moved["ends"] = json!("2026-11-09T19:30");
    meeting.change(moved).await.expect(200);
    meeting.world.work().await;
    let mails = meeting.mails("rosa@mail.example");
    let told = mails
        .iter()
        .find(|mail| mail.contains("Time or place have changed"));
    assert!(told.unwrap().contains("SEQUENCE:1"));
    for (moment, known) in [
        ("2026-10-27T01:00:01Z", 0),
        ("2026-11-02T02:00:01Z", 0),
        ("2026-11-03T02:00:01Z", 1),
        ("2026-11-10T01:00:01Z", 2),
    ] {
        at(&meeting, moment).await;
        assert_eq!(
            reminders(&meeting, "rosa@mail.example").len(),
            known,
            "{moment}"
        );
    }
}

#[tokio::test]
async fn after_days_without_a_worker_only_the_last_reminder_goes_out() {
    let meeting = in_november().await;
    meeting.comes("rosa@mail.example").await;
    at(&meeting, "2026-11-03T01:10:00Z").await;
    let mails = reminders(&meeting, "rosa@mail.example");
    assert_eq!(mails.len(), 1);
    assert!(mails[0].contains("It is today"));
}

#[tokio::test]
async fn whoever_answers_at_the_last_moment_is_not_reminded_of_what_was_due_before() {
    let meeting = Meeting::published().await;
    meeting.world.advance(Duration::minutes(7 * 60 + 45));
    meeting.comes("rosa@mail.example").await;
    meeting.pass(Duration::minutes(10)).await;
    assert_eq!(reminders(&meeting, "rosa@mail.example").len(), 0);
}
