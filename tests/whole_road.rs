//! The whole road of one testimony, from the witness to the packet and to its end; and every byte that was written on the
//! way is read, for what it could tell about who told it.

use std::path::PathBuf;

use broadside::backup::back_up;
use broadside::entropy::Entropy;
use broadside::testimony::entity::{testimony, testimony_photograph};
use broadside::testimony::receipt::Receipt;
use broadside::watch;
use chrono::Duration;
use poem::http::Method;
use poem::test::TestClient;
use regex::bytes::{Regex, RegexBuilder};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::{Value, json};

use crate::kit::log::Captured;
use crate::kit::{Answer, Call, World, pictures};
use crate::packets::{County, unpacked, words};
use crate::privacy::written;

const AGENT: &str = "Ostrichfeather/9.1";
const ADDRESS: &str = "203.0.113.78";
const FILE_NAME: &str = "IMG_gooseberry_0417.jpg";
const PLACE: &str = "41 deg 24' 12.2\" beside the Wimbledonian stairwell";
const NAME: &str = "Quillfeather";
const JOB: &str = "Thimblerigger of maps";
const FACT: &str = "reporter_blamed";
const QUESTION: &str = "Was it the butterscotch door?";
const ANSWER: &str = "No, the huckleberry one.";

/// What the public may read in the end.
const WORDING: &str = "A man threw a chair, and nobody came when [a coworker] called.";

fn told(receipt: &str, workplace: &str) -> Value {
    json!({
        "kind": "safety_incident", "language": "en", "wants_approval": true, "receipt": receipt,
        "text": format!("A man threw a chair, and nobody came when {NAME} called."),
        "happened_on": "2026-08-12", "workplace_id": workplace, "job_group": JOB,
    })
}

/// Somebody whose testimony nobody has decided about: of it not even a generalised fact may stand anywhere.
fn undecided() -> Value {
    json!({
        "kind": "safety_incident", "text": "It was the persimmon stairway.", "job_group": JOB,
        "incident": {"what_came_of_it": FACT, "circumstances": ["poorly_lit_area"]},
    })
}

/// As somebody's device sends it, with all that devices say about themselves.
async fn sent(world: &World, path: &str, receipt: &str, media: &str, body: Vec<u8>) -> Answer {
    let request = world
        .request(Method::POST, path)
        .header("user-agent", AGENT)
        .header("x-forwarded-for", ADDRESS)
        .header("x-real-ip", ADDRESS)
        .header(
            "content-disposition",
            format!("attachment; filename=\"{FILE_NAME}\""),
        )
        .header("x-receipt", receipt)
        .content_type(media)
        .body(body);
    Answer::read(request.send().await).await
}

async fn says(world: &World, path: &str, receipt: &str, mut body: Value) -> Answer {
    body["receipt"] = json!(receipt);
    let body = body.to_string().into_bytes();
    sent(world, path, receipt, "application/json", body).await
}

#[tokio::test]
async fn from_the_witness_to_the_packet_and_no_byte_on_the_way_tells_who() {
    let log = Captured::begin();
    let figures = watch::metrics::start().unwrap();

    let county = County::signed().await;
    let world = &county.world;
    let call = Call {
        owner: county.owner.clone(),
        campaign: county.campaign,
        ana: world.reviewer(&county.owner).await,
        ben: world.reviewer(&county.owner).await,
        workplaces: county.branches.clone(),
    };
    let receipt = Entropy::seeded(41).with(|rng| Receipt::generate(rng).print().to_string());
    let (id, published) = reviewed(world, &call, &receipt).await;
    let path = format!("/v1/campaigns/{}/testimonies", call.campaign);
    let other = Entropy::seeded(43).with(|rng| Receipt::generate(rng).print().to_string());
    says(world, &path, &other, undecided()).await.expect(201);

    let packet = county.packet(county.supervisors[0], json!({})).await;
    assert_eq!(packet["state"], "ready", "{packet}");
    let document = county.document(packet["id"].as_str().unwrap()).await;
    let printed = words(&document.bytes);
    if let Some(printed) = &printed {
        let printed = printed.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(printed.contains("nobody came when [a coworker] called"));
    }

    let folder = tempfile::tempdir().unwrap();
    let backup = folder.path().join("backup");
    back_up(&world.app.settings, &backup).await.unwrap();
    let canaries = Canaries::new(&call, [&receipt, &other]);
    let metrics = TestClient::new(watch::metrics::endpoint(world.app.clone(), figures));
    let metrics = metrics.get("/metrics").send().await.0.into_body();
    let said = log.text();
    canaries.are_in_no_file(world, backup);
    for (where_, bytes) in [
        ("the log", said.clone().into_bytes()),
        ("the metrics", metrics.into_vec().await.unwrap()),
        ("the mails", world.mails().join("\n").into_bytes()),
        (
            "the packet, unpacked",
            unpacked(&document.bytes).unwrap_or_default().into_bytes(),
        ),
        ("the packet", document.bytes),
        (
            "the words of the packet",
            printed.unwrap_or_default().into_bytes(),
        ),
        ("the rows", rows(world).await),
    ] {
        canaries.are_not_in(where_, &bytes);
    }
    assert!(said.contains("answered"), "the log was captured");
    assert!(!said.contains(&id), "and no line names the testimony");

    the_original_dies(world, &call, &receipt, &published).await;
}

/// Submitted, asked, answered, found, decided, approved by one, by the witness, and published by the other.
async fn reviewed(world: &World, call: &Call, receipt: &str) -> (String, Value) {
    let path = format!("/v1/campaigns/{}/testimonies", call.campaign);
    world.advance(-Duration::days(1));
    let body = told(receipt, &call.workplaces[0].to_string());
    says(world, &path, receipt, body).await.expect(201);
    let photograph = pictures::jpeg_of_a_phone(160, 120, 6, PLACE);
    let photographs = "/v1/mailbox/photographs";
    let taken = sent(world, photographs, receipt, "image/jpeg", photograph).await;
    let taken = taken.expect(201)["id"].as_str().unwrap().to_owned();
    world.advance(Duration::days(1));

    let id = world.queue(&call.ana).await.remove(0);
    let at = |what: &str| format!("/v1/review/testimonies/{id}/{what}");
    let asked = Some(json!({ "text": QUESTION }));
    world
        .review(&call.ana, Method::POST, &at("questions"), None, asked)
        .await
        .expect(200);
    let mailbox = says(world, "/v1/mailbox/open", receipt, json!({})).await;
    assert_eq!(mailbox.expect(200)["notes"][0]["text"], QUESTION);
    // Reviewers know from the next day on what a witness says.
    world.advance(-Duration::days(1));
    says(world, "/v1/mailbox/add", receipt, json!({ "text": ANSWER }))
        .await
        .expect(204);
    world.advance(Duration::days(1));

    let opened = world.opened(&call.ana, &id).await;
    assert!(
        opened["notes"]
            .as_array()
            .unwrap()
            .iter()
            .any(|note| note["text"] == ANSWER)
    );
    let bar = json!({"left": 0, "top": 0, "width": 60, "height": 60});
    let decision = Some(json!({"publish": true, "black_out": [bar]}));
    let path = at(&format!("photographs/{taken}"));
    world
        .review(
            &call.ana,
            Method::PUT,
            &path,
            opened["revision"].as_i64(),
            decision,
        )
        .await
        .expect(200);
    let decided = world.decide_all(&call.ana, &id, "mask").await;
    assert_eq!(decided["preview"], WORDING);
    let approved = world
        .approve(&call.ana, &id, &decided["revision"])
        .await
        .expect(200);
    let silent = world.publish(&call.ben, &id, &approved["revision"]).await;
    assert_eq!(silent.problem(), "witness-not-answered");
    let mailbox = says(world, "/v1/mailbox/open", receipt, json!({})).await;
    assert_eq!(mailbox.expect(200)["wording"], WORDING);
    let own = json!({ "photograph_id": taken });
    let own = says(world, "/v1/mailbox/photographs/open", receipt, own).await;
    assert_eq!(own.header("content-type"), Some("image/jpeg"));
    world.advance(-Duration::days(1));
    says(
        world,
        "/v1/mailbox/approval",
        receipt,
        json!({"approve": true}),
    )
    .await
    .expect(204);
    world.advance(Duration::days(1));
    let opened = world.opened(&call.ben, &id).await;
    let published = world
        .publish(&call.ben, &id, &opened["revision"])
        .await
        .expect(200);
    assert_eq!(published["text"], WORDING);
    (id, published)
}

async fn published_row(world: &World) -> testimony::Model {
    let rows = testimony::for_jobs().all(&world.app.db.read).await.unwrap();
    rows.into_iter()
        .find(|row| row.state == "published")
        .unwrap()
}

async fn the_original_dies(world: &World, call: &Call, receipt: &str, published: &Value) {
    let sealed = published_row(world).await.sealed[..32].to_vec();
    let photograph = testimony_photograph::for_jobs()
        .one(&world.app.db.read)
        .await
        .unwrap();
    let photograph = photograph.unwrap().sealed[..32].to_vec();
    for (days, left) in [(89, true), (2, false)] {
        world.advance(Duration::days(days));
        world.work().await;
        assert_eq!(!published_row(world).await.sealed.is_empty(), left);
    }
    let photographs = testimony_photograph::for_jobs()
        .all(&world.app.db.read)
        .await
        .unwrap();
    assert!(photographs.is_empty());
    if world.app.db.is_sqlite() {
        for file in written(world) {
            let bytes = std::fs::read(&file).unwrap();
            for gone in [&sealed, &photograph] {
                let found = bytes.windows(32).any(|window| window == gone.as_slice());
                assert!(!found, "an original is still in {}", file.display());
            }
        }
    }
    let owner = world.signed_in(&call.owner).await;
    let path = format!(
        "/v1/campaigns/{}/published-testimonies?limit=200",
        call.campaign
    );
    let list = world.get(&path, Some(&owner)).await.expect(200);
    let list = list["items"].as_array().unwrap();
    assert!(list.contains(published), "what was published stays");
    says(world, "/v1/mailbox/withdraw", receipt, json!({}))
        .await
        .expect(204);
    let list = world.get(&path, Some(&owner)).await.expect(200);
    assert!(!list["items"].as_array().unwrap().contains(published));
}

/// Everything that must be nowhere: as text, as text of two bytes a letter, and in hexadecimal.
struct Canaries {
    plain: Vec<String>,
    any: Regex,
}

impl Canaries {
    fn new(call: &Call, [receipt, other]: [&str; 2]) -> Self {
        let plain: Vec<String> = [
            AGENT,
            ADDRESS,
            FILE_NAME,
            "gooseberry",
            "Wimbledonian",
            NAME,
            "Thimblerigger",
            FACT,
            "poorly_lit_area",
            "persimmon",
            "butterscotch",
            "huckleberry",
            receipt,
            &receipt.replace('-', ""),
            other,
            &other.replace('-', ""),
            &call.ana.passphrase,
            &call.ana.unlock,
        ]
        .map(str::to_owned)
        .into();
        let wide = |text: &String| {
            text.chars()
                .map(|c| format!("{}\\x00", escaped(c)))
                .collect()
        };
        let hex = |text: &String| data_encoding::HEXLOWER.encode(text.as_bytes());
        let all: Vec<String> = plain
            .iter()
            .flat_map(|text| [regex::escape(text), wide(text), hex(text)])
            .collect();
        let any = RegexBuilder::new(&format!("(?-u){}", all.join("|")))
            .case_insensitive(true)
            .size_limit(1 << 26)
            .build()
            .unwrap();
        Self { plain, any }
    }

    #[track_caller]
    fn are_not_in(&self, where_: &str, bytes: &[u8]) {
        if let Some(found) = self.any.find(bytes) {
            let from = found.start().saturating_sub(40);
            let to = (found.end() + 40).min(bytes.len());
            let around = String::from_utf8_lossy(&bytes[from..to]);
            panic!("one of {:?} stands in {where_}: {around:?}", self.plain);
        }
    }

    /// The data folder with database, write-ahead log, objects and mails; on PostgreSQL the data directory after a
    /// checkpoint, with its own log; and the backup.
    fn are_in_no_file(&self, world: &World, backup: PathBuf) {
        let mut all = written(world);
        all.push(backup);
        for folder in world.folders() {
            let base = folder.parent().filter(|parent| parent.ends_with("base"));
            if let Some(data) = base.and_then(|base| base.parent()) {
                let journal = std::fs::read_dir(data.join("pg_wal")).unwrap();
                all.extend(journal.map(|file| file.unwrap().path()));
            }
        }
        let mut names_the_campaign = false;
        for file in all {
            // A database drops and renames files of its own while they are listed.
            let Ok(bytes) = std::fs::read(&file) else {
                continue;
            };
            self.are_not_in(&file.display().to_string(), &bytes);
            names_the_campaign |= bytes.windows(13).any(|window| window == b"Safe branches");
        }
        assert!(names_the_campaign, "the same search finds what is there");
    }
}

fn escaped(c: char) -> String {
    regex::escape(&c.to_string())
}

/// Every row of every table as text: PostgreSQL compresses what is long, and a search of its files would miss it.
async fn rows(world: &World) -> Vec<u8> {
    let db = &world.app.db.read;
    if db.get_database_backend() != DbBackend::Postgres {
        return Vec::new();
    }
    let ask = async |sql: String| {
        let asked = Statement::from_string(DbBackend::Postgres, sql);
        let rows = db.query_all_raw(asked).await.unwrap();
        let texts = rows
            .iter()
            .map(|row| row.try_get_by_index::<String>(0).unwrap());
        texts.collect::<Vec<_>>()
    };
    let mut all = Vec::new();
    let tables = "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'";
    for table in ask(tables.to_owned()).await {
        for row in ask(format!("SELECT t::text FROM \"{table}\" t")).await {
            all.extend(row.into_bytes());
        }
    }
    all
}
