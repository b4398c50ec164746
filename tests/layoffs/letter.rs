//! A worker's letter to the employer is written from what is typed, and leaves no trace.

use broadside::{audit, http, jobs};
use poem::http::Method;
use sea_orm::PaginatorTrait;
use serde_json::{Value, json};

use crate::kit::log::Captured;
use crate::kit::{Answer, World, command_in};
use crate::packets::{keep, unpacked, words};
use crate::privacy::written;

const PATH: &str = "/v1/tell/log-request";

fn asked() -> Value {
    json!({
        "employer": "Zanzibarine County Library",
        "employer_address": ["1 Alder Street", "Alder"],
        "workplace": "Eastmont Branch",
        "from": "2025-10-01",
        "to": "2026-09-30",
        "name": "Quicksilveria Quill",
        "reply_to": ["7 Mill Lane"],
        "place": "california",
    })
}

#[tokio::test]
async fn a_letter_is_set_in_both_languages_and_does_not_say_where_it_was_written() {
    let world = World::new().await;
    for (language, law, note) in [
        ("en", "section 6401.9", "To be checked against the statute"),
        ("es", "sección 6401.9", "Por cotejar con la ley"),
    ] {
        let mut body = asked();
        body["language"] = json!(language);
        let letter = world.post(PATH, None, body.clone()).await;
        assert_eq!(letter.header("content-type"), Some("application/pdf"));
        assert_eq!(letter.header("cache-control"), Some("private, no-store"));
        keep(&format!("letter_{language}"), &letter.bytes);
        let text = world
            .post(&format!("{PATH}/text"), None, body)
            .await
            .expect(200);
        assert!(
            text["letter"]
                .as_str()
                .unwrap()
                .contains("Quicksilveria Quill")
        );
        assert!(text["before_you_send"][0].as_str().unwrap().contains(note));
        let Some(page) = words(&letter.bytes) else {
            return;
        };
        let (page, notes) = page.split_once('\u{c}').unwrap();
        assert!(
            page.contains(law) && page.contains("Quicksilveria Quill") && notes.contains(note),
            "{page}"
        );
        assert!(!page.contains(note));
        let whole = unpacked(&letter.bytes).unwrap_or_default().to_lowercase();
        assert!(
            !whole.contains("broadside"),
            "whoever gets it does not learn where it was written"
        );
    }
}

#[tokio::test]
async fn hostile_words_stay_words() {
    let world = World::new().await;
    let body = json!({
        "employer": "#import \"/etc/passwd\" $x$ *Alder* 漢字",
        "workplace": "=HYPERLINK(1) <b>Eastmont</b> [link](https://x.example)",
    });
    let letter = world.post(PATH, None, body).await;
    assert_eq!(
        letter.status,
        200,
        "{:?}",
        String::from_utf8_lossy(&letter.bytes)
    );
    if let Some(page) = words(&letter.bytes) {
        assert!(
            page.contains("#import") && page.contains("<b>Eastmont</b>"),
            "{page}"
        );
        assert!(!page.contains("6401"), "no state, no law");
    }
    let bad =
        json!({"employer": "  ", "workplace": "x\u{7}", "from": "2026-02-01", "to": "2026-01-01"});
    for path in [PATH.to_owned(), format!("{PATH}/text")] {
        assert_eq!(
            world.post(&path, None, bad.clone()).await.problem(),
            "invalid-body"
        );
        let unknown = json!({"employer": "Alder", "workplace": "Eastmont", "email": "x@y.example"});
        assert_eq!(
            world.post(&path, None, unknown).await.problem(),
            "invalid-body"
        );
    }
}

#[tokio::test]
async fn nothing_of_a_letter_is_stored_logged_or_counted() {
    let world = World::new().await;
    world.work().await;
    let before = rows(&world).await;
    let log = Captured::begin();
    for path in [PATH.to_owned(), format!("{PATH}/text")] {
        let request = world
            .request(Method::POST, &path)
            .header("idempotency-key", "0123456789abcdef")
            .content_type("application/json")
            .body(asked().to_string());
        let answer = Answer::read(request.send().await).await;
        assert_eq!(answer.status, 200);
        assert!(answer.header("x-request-id").is_none());
    }
    let said = log.text();
    for word in [
        "zanzibarine",
        "quicksilver",
        "log-request",
        "log_request",
        "press",
    ] {
        assert!(!said.to_lowercase().contains(word), "{word}: {said}");
    }
    assert_eq!(rows(&world).await, before);
    for file in written(&world) {
        let bytes = std::fs::read(file).unwrap_or_default().to_ascii_lowercase();
        for canary in ["zanzibarine", "quicksilveria"] {
            assert!(
                !bytes
                    .windows(canary.len())
                    .any(|window| window == canary.as_bytes())
            );
        }
    }
}

async fn rows(world: &World) -> [u64; 3] {
    let db = &world.app.db.read;
    [
        audit::entity::audit_entry::for_jobs()
            .count(db)
            .await
            .unwrap(),
        jobs::entity::job::for_jobs().count(db).await.unwrap(),
        http::entity::idempotency_key::for_jobs()
            .count(db)
            .await
            .unwrap(),
    ]
}

#[test]
fn the_program_writes_the_same_letter_without_a_server() {
    let arguments = [
        "letter",
        "--employer",
        "Alder County Library",
        "--workplace",
        "Eastmont Branch",
        "--california",
    ];
    let folder = tempfile::tempdir().unwrap();
    let said = command_in(folder.path()).args(arguments).output().unwrap();
    let letter = String::from_utf8(said.stdout).unwrap();
    assert!(
        letter.contains("section 6401.9") && letter.contains("Name: ____"),
        "{letter}"
    );
    assert!(
        String::from_utf8(said.stderr)
            .unwrap()
            .contains("To be checked against the statute")
    );
}
