//! Files for calendar programs: stable ids, rising sequences, and no line that anybody smuggled in.

use serde_json::json;

use super::{Meeting, session};

async fn file(meeting: &Meeting, path: &str) -> String {
    let answer = meeting.world.get(path, None).await;
    assert_eq!(answer.header("content-type"), Some("text/calendar"));
    String::from_utf8(answer.bytes).unwrap()
}

async fn own(meeting: &Meeting) -> String {
    let path = format!("/v1/public/events/{}/calendar", meeting.id);
    file(meeting, &path).await
}

#[tokio::test]
async fn an_entry_keeps_its_id_and_rises_in_sequence() {
    let meeting = Meeting::published().await;
    let first = own(&meeting).await;
    let uid = format!("UID:{}\r\n", meeting.id);
    assert!(
        first.contains(&uid) && first.contains("SEQUENCE:0\r\n"),
        "{first}"
    );
    assert!(first.contains("DTSTART:20261006T010000Z\r\nDTEND:20261006T023000Z\r\n"));
    assert!(first.contains("METHOD:PUBLISH\r\n"));
    let mut moved = session();
    moved["ends"] = json!("2026-10-05T20:00");
    meeting.change(moved).await.expect(200);
    let second = own(&meeting).await;
    assert!(second.contains(&uid) && second.contains("SEQUENCE:1\r\n"));
    meeting.turn("cancelled").await.expect(200);
    let third = own(&meeting).await;
    assert!(third.contains(&uid) && third.contains("SEQUENCE:2\r\n"));
    assert!(third.contains("METHOD:CANCEL\r\n") && third.contains("STATUS:CANCELLED\r\n"));
}

#[tokio::test]
async fn hostile_words_stay_words() {
    let mut new = session();
    new["title"] = json!(
        "Session\r\nATTENDEE:mailto:boss@county.example; \u{202E}evil,\\n 会议".to_owned()
            + &"é".repeat(80)
    );
    new["description"] = json!("One\u{2028}DTSTART:20200101T000000Z\r\nEND:VEVENT\r\nBEGIN:VALARM");
    new["place"] = json!("Hall\nURL:https://evil.example");
    let meeting = Meeting::of(new).await;
    meeting.comes("rosa@mail.example").await;
    for text in [
        own(&meeting).await,
        file(&meeting, "/v1/public/calendar").await,
    ] {
        let starts = |name: &str| {
            text.split("\r\n")
                .filter(|line| line.starts_with(name))
                .count()
        };
        assert_eq!(
            (
                starts("DTSTART"),
                starts("END:VEVENT"),
                starts("BEGIN:VEVENT")
            ),
            (1, 1, 1)
        );
        assert_eq!(
            (starts("ATTENDEE"), starts("BEGIN:VALARM"), starts("URL")),
            (0, 0, 0)
        );
        assert!(text.split("\r\n").all(|line| line.len() <= 75), "{text}");
        assert!(
            !text
                .replace("\r\n", "")
                .contains(['\r', '\n', '\u{202E}', '\u{2028}'])
        );
        assert!(text.replace("\r\n ", "").contains("会议"));
    }
    let mails = meeting.mails("rosa@mail.example");
    assert!(mails.iter().all(|mail| !mail.contains("\nATTENDEE:")));
}

#[tokio::test]
async fn the_mail_brings_the_entry_as_a_file() {
    let meeting = Meeting::published().await;
    meeting.comes("rosa@mail.example").await;
    let mails = meeting.mails("rosa@mail.example");
    let brings = mails
        .iter()
        .find(|mail| mail.contains("BEGIN:VCALENDAR"))
        .unwrap();
    let head = brings.to_lowercase();
    assert!(
        head.contains("method=publish") && head.contains("event.ics"),
        "{brings}"
    );
    assert!(brings.contains("You have a place."));
}

#[tokio::test]
async fn a_reader_who_holds_it_gets_304() {
    let meeting = Meeting::published().await;
    let path = format!("/v1/public/events/{}", meeting.id);
    let first = meeting.world.get(&path, None).await;
    let tag = first.header("etag").unwrap().to_owned();
    let request = meeting.world.request(poem::http::Method::GET, &path);
    let again = request.header("if-none-match", tag).send().await;
    assert_eq!(crate::kit::Answer::read(again).await.status, 304);
}
