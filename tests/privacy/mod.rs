//! What a witness leaves behind: canaries are planted, then every byte that was written is read.

mod attendees;
mod nights;
mod readers;
mod signers;

use std::path::{Path, PathBuf};

use broadside::entropy::Entropy;
use broadside::testimony::entity::testimony_wrap;
use broadside::testimony::receipt::Receipt;
use broadside::testimony::wire::NewTestimony;
use broadside::{audit, http, jobs};
use chrono::Duration;
use poem::http::Method;
use poem_openapi::types::ParseFromJSON;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use crate::kit::log::Captured;
use crate::kit::{Answer, World, pictures};

const WORDS: &str = "the zanzibarine lamp fell";
const AGENT: &str = "Canaryfox/7.7";
const ADDRESS: &str = "203.0.113.77";
const JOB: &str = "Periwinkle archivist";

fn told(receipt: &str) -> Value {
    json!({
        "kind": "safety_incident",
        "text": WORDS,
        "job_group": JOB,
        "incident": {"what_came_of_it": "reporter_blamed", "circumstances": ["poorly_lit_area"]},
        "receipt": receipt,
    })
}

async fn sent(world: &World, path: &str, body: &Value) -> Answer {
    let request = world
        .request(Method::POST, path)
        .header("user-agent", AGENT)
        .header("x-forwarded-for", ADDRESS)
        .header("x-real-ip", ADDRESS)
        .content_type("application/json")
        .body(body.to_string());
    Answer::read(request.send().await).await
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let below = |path: PathBuf| {
        if path.is_dir() {
            files(&path)
        } else {
            vec![path]
        }
    };
    entries.flat_map(below).collect()
}

/// Every file that the service or its database has written.
pub fn written(world: &World) -> Vec<PathBuf> {
    let folders = world.folders();
    folders.iter().flat_map(|folder| files(folder)).collect()
}

/// Nothing in the data folder or the database has these letters, in UTF-8 or UTF-16, in any ASCII case.
#[track_caller]
pub fn is_nowhere(world: &World, canary: &str) {
    let plain = canary.to_lowercase().into_bytes();
    let wide: Vec<u8> = plain.iter().flat_map(|byte| [*byte, 0]).collect();
    for file in written(world) {
        // A database drops files of its own while they are listed.
        let Ok(bytes) = std::fs::read(&file) else {
            continue;
        };
        let bytes = bytes.to_ascii_lowercase();
        for needle in [&plain, &wide] {
            let found = bytes
                .windows(needle.len())
                .any(|window| window == needle.as_slice());
            assert!(!found, "{canary:?} stands in {}", file.display());
        }
    }
}

/// The same search finds what is there: the name of the campaign.
fn proves_itself(world: &World) {
    let holds = |file: &PathBuf| {
        let bytes = std::fs::read(file).unwrap();
        bytes.windows(13).any(|window| window == b"Safe branches")
    };
    assert!(written(world).iter().any(holds));
}

#[tokio::test]
async fn no_byte_on_disk_tells_what_was_told_by_whom_or_under_which_receipt() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let receipt = Entropy::seeded(31).with(|rng| Receipt::generate(rng).print().to_string());
    let path = format!("/v1/campaigns/{}/testimonies", call.campaign);
    world.advance(-Duration::days(1));
    sent(&world, &path, &told(&receipt)).await.expect(201);
    world.advance(Duration::days(1));
    let more = json!({"receipt": receipt, "text": "and quicksilverish water ran"});
    sent(&world, "/v1/mailbox/add", &more).await.expect(204);
    sent(&world, "/v1/mailbox/open", &json!({ "receipt": receipt }))
        .await
        .expect(200);

    let id = world.queue(&call.ana).await.remove(0);
    let opened = world.opened(&call.ana, &id).await;
    assert_eq!(opened["text"], WORDS);
    let asked = format!("/v1/review/testimonies/{id}/questions");
    let question = json!({"text": "Was it the marmaladeful room?"});
    world
        .review(&call.ana, Method::POST, &asked, None, Some(question))
        .await
        .expect(200);
    world.work().await;

    proves_itself(&world);
    let bare = receipt.replace('-', "");
    let passphrase = &call.ana.passphrase;
    for canary in [
        "zanzibarine",
        "quicksilverish",
        "marmaladeful",
        AGENT,
        ADDRESS,
        JOB,
        "reporter_blamed",
        "poorly_lit",
        &receipt,
        &bare,
        passphrase,
        &call.ana.unlock,
    ] {
        is_nowhere(&world, canary);
    }
    assert!(world.mails().is_empty());
}

#[tokio::test]
async fn what_a_witness_does_leaves_no_audit_entry_job_or_idempotency_row() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    world.work().await;
    let before = other_rows(&world).await;
    let taken = world
        .testify(&call, json!({"kind": "layoff", "text": "All gone."}))
        .await
        .expect(201);
    let receipt = taken["receipt"].as_str().unwrap();
    let keyed = world
        .request(Method::POST, "/v1/mailbox/add")
        .header("idempotency-key", "0123456789abcdef")
        .content_type("application/json")
        .body(json!({"receipt": receipt, "text": "Truly."}).to_string());
    Answer::read(keyed.send().await).await.expect(204);
    world
        .post("/v1/mailbox/open", None, json!({ "receipt": receipt }))
        .await
        .expect(200);
    let sent = world
        .request(Method::POST, "/v1/mailbox/photographs")
        .header("x-receipt", receipt)
        .header("idempotency-key", "0123456789abcdeg")
        .content_type("image/png")
        .body(pictures::png(40, 30));
    let taken = Answer::read(sent.send().await).await.expect(201);
    let own = json!({"receipt": receipt, "photograph_id": taken["id"]});
    for (what, status) in [("open", 200), ("remove", 204)] {
        let path = format!("/v1/mailbox/photographs/{what}");
        let answer = world.post(&path, None, own.clone()).await;
        assert_eq!(answer.status, status);
    }
    world
        .post("/v1/mailbox/withdraw", None, json!({ "receipt": receipt }))
        .await
        .expect(204);
    assert_eq!(other_rows(&world).await, before);
}

async fn other_rows(world: &World) -> [u64; 3] {
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

#[tokio::test]
async fn openings_are_audited_by_the_day_and_no_finer() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    world
        .testify(&call, json!({"kind": "layoff", "text": "All gone."}))
        .await
        .expect(201);
    let id = world.queue(&call.ana).await.remove(0);
    world.opened(&call.ana, &id).await;
    let rows = audit::entity::audit_entry::for_jobs()
        .all(&world.app.db.read)
        .await
        .unwrap();
    let opening = rows
        .iter()
        .find(|row| row.action == "open_testimony")
        .unwrap();
    assert_eq!(opening.at.to_rfc3339(), "2026-10-05T00:00:00+00:00");
    assert_eq!(opening.id.0.get_version_num(), 4);
}

#[tokio::test]
async fn a_decision_shows_the_text_and_is_audited_and_no_entry_names_what_was_published() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    world
        .testify(
            &call,
            json!({"kind": "layoff", "text": "Ask Mr. Halloran."}),
        )
        .await
        .expect(201);
    let made = world.publish_all(&call).await.remove(0);
    let rows = audit::entity::audit_entry::for_jobs()
        .all(&world.app.db.read)
        .await
        .unwrap();
    let decision = rows.iter().find(|row| row.action == "decide_findings");
    assert!(decision.unwrap().on_day_only);
    let published = made["id"].as_str().unwrap();
    assert!(rows.iter().all(|row| row.subject != published));
}

#[tokio::test]
async fn a_witness_whose_request_breaks_leaves_no_line_in_the_log() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let taken = world
        .testify(&call, json!({"kind": "layoff", "text": "All gone."}))
        .await
        .expect(201);
    let spoiled = world.app.db.write(|tx| async move {
        testimony_wrap::Entity::update_many()
            .col_expr(testimony_wrap::Column::Wrapped, vec![1u8, 2, 3].into())
            .exec(&*tx)
            .await
    });
    spoiled.await.unwrap();
    let log = Captured::begin();
    let receipt = json!({"receipt": taken["receipt"]});
    let broken = world.post("/v1/mailbox/open", None, receipt).await;
    assert_eq!(broken.problem(), "internal");
    assert_eq!(log.text(), "");
    world.get("/v1/organization", Some(&call.owner)).await;
    assert!(log.text().contains("answered"), "{}", log.text());
}

#[tokio::test]
async fn what_was_withdrawn_is_in_no_file_after_the_night() {
    let world = World::new().await;
    if !world.app.db.is_sqlite() {
        return;
    }
    let call = world.testimony_call().await;
    world.work().await;
    let taken = world
        .testify(&call, json!({"kind": "layoff", "text": "All gone."}))
        .await
        .expect(201);
    let sealed = nights::known(&world).await.remove(0)[..32].to_vec();
    let somewhere = || {
        let mut files = written(&world)
            .into_iter()
            .map(|file| std::fs::read(file).unwrap());
        files.any(|bytes| bytes.windows(32).any(|window| window == sealed))
    };
    assert!(somewhere());
    let receipt = json!({"receipt": taken["receipt"]});
    world
        .post("/v1/mailbox/withdraw", None, receipt)
        .await
        .expect(204);
    world.advance(Duration::days(1));
    world.work().await;
    assert!(!somewhere());
}

#[tokio::test]
async fn no_row_number_tells_the_order_in_which_things_were_written() {
    let world = World::new().await;
    if !world.app.db.is_sqlite() {
        return;
    }
    use sea_orm::ConnectionTrait;
    for table in [
        "audit_entry",
        "testimony",
        "testimony_wrap",
        "testimony_note",
        "review",
        "tombstone",
        "published_testimony",
        "incident",
        "layoff",
        "subscription",
        "rsvp",
    ] {
        let numbered = format!("SELECT rowid FROM {table}");
        let asked = world.app.db.read.execute_unprepared(&numbered).await;
        assert!(asked.is_err(), "{table}");
    }
}

#[test]
fn no_debug_form_shows_what_was_told() {
    let receipt = Entropy::seeded(31).with(|rng| Receipt::generate(rng).print().to_string());
    let new = NewTestimony::parse_from_json(Some(told(&receipt))).unwrap();
    let shown = format!("{new:?} {:?} {:?}", new.text, new.incident);
    for canary in [
        "zanzibarine",
        "reporter",
        "poorly",
        "Periwinkle",
        &receipt,
        "Blamed",
        "Poorly",
    ] {
        assert!(!shown.contains(canary), "{shown}");
    }
}
