//! Packets for a whole body: followed, cancelled, cut off, not made twice, and taken away together.

use std::process::Command;

use broadside::jobs::{self, Lane};
use broadside::packets::entity::packet;
use broadside::packets::manifest::check;
use chrono::Duration;
use poem::http::Method;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

use super::county::{County, SUPERVISORS};
use super::signing::Signing;
use super::{id, objects};
use crate::kit::database::on_postgres;
use crate::kit::{Answer, Binary, command_in};

impl County {
    async fn for_body(&self, more: Value) -> Value {
        let mut body = json!({"body_id": self.board});
        if let (Some(body), Value::Object(more)) = (body.as_object_mut(), more) {
            body.extend(more);
        }
        let path = format!("/v1/campaigns/{}/packets/for-body", self.campaign);
        let made = self.world.post(&path, Some(&self.owner), body).await;
        made.expect(202)
    }

    async fn follow(&self, compilation: &Value) -> Value {
        let path = format!("/v1/compilations/{}", id(compilation));
        let found = self.world.get(&path, Some(&self.owner)).await;
        found.expect(200)
    }

    async fn cancel(&self, compilation: &Value) -> Value {
        let path = format!("/v1/compilations/{}/cancellation", id(compilation));
        let done = self.world.post(&path, Some(&self.owner), json!({})).await;
        done.expect(200)
    }

    async fn archive(&self, compilation: &Value, headers: &[(&str, &str)]) -> Answer {
        let path = format!("/v1/compilations/{}/archive", id(compilation));
        let mut request = self.world.request(Method::GET, &path);
        request = request.header("authorization", format!("Bearer {}", self.owner.token));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Answer::read(request.send().await).await
    }
}

fn ids(compilation: &Value) -> Vec<String> {
    let packets = compilation["packets"].as_array().unwrap().iter();
    packets.map(|one| id(&one["packet"]).to_owned()).collect()
}

fn counts(compilation: &Value) -> [i64; 6] {
    ["total", "ready", "unchanged", "waiting", "failed", "gone"]
        .map(|name| compilation[name].as_i64().unwrap())
}

#[tokio::test]
async fn a_body_s_packets_can_be_followed_until_all_are_set() {
    let county = County::signed().await;
    let made = county.for_body(json!({})).await;
    assert_eq!(
        (&made["state"], counts(&made)),
        (&json!("running"), [5, 0, 0, 5, 0, 0])
    );
    assert_eq!(
        county.archive(&made, &[]).await.problem(),
        "packet-not-ready"
    );
    county.world.work().await;
    let done = county.follow(&made).await;
    assert_eq!(
        (&done["state"], counts(&done)),
        (&json!("finished"), [5, 5, 0, 0, 0, 0])
    );
    let names = done["packets"].as_array().unwrap().iter();
    let names: Vec<_> = names
        .map(|one| one["packet"]["addressee"].as_str().unwrap())
        .collect();
    assert_eq!(names, SUPERVISORS);
}

#[tokio::test]
async fn what_would_come_out_the_same_is_not_made_again() {
    let county = County::signed().await;
    let first = county.for_body(json!({})).await;
    county.world.work().await;
    county.world.advance(Duration::minutes(5));
    let second = county.for_body(json!({})).await;
    assert_eq!(
        (&second["state"], counts(&second)),
        (&json!("finished"), [5, 5, 5, 0, 0, 0])
    );
    assert_eq!(ids(&second), ids(&first));
    assert_eq!(objects(&county.world).len(), 10);
    // Another language, another sheet, another figure: another packet.
    for more in [
        json!({"language": "es"}),
        json!({"paper": "a4"}),
        json!({"anew": true}),
    ] {
        let other = county.for_body(more).await;
        assert_eq!(counts(&other)[2], 0);
        county.cancel(&other).await;
    }
    county.sign(&[Signing::patron(0)]).await;
    let third = county.for_body(json!({})).await;
    assert_eq!(
        counts(&third),
        [5, 0, 0, 5, 0, 0],
        "the county's sum stands in each"
    );
}

#[tokio::test]
async fn a_packet_that_failed_or_was_destroyed_is_made_again() {
    let county = County::signed().await;
    let signers = county.sign(&[Signing::public(0, "Ines Ibarra")]).await;
    let first = county.for_body(json!({})).await;
    county.world.work().await;
    let (app, one) = (&county.world.app, ids(&first)[0].clone());
    let failed = app.db.write(|tx| {
        let one = one.parse::<broadside::packets::PacketId>().unwrap();
        async move {
            packet::Entity::update_many()
                .col_expr(packet::Column::State, Expr::value("failed"))
                .filter(packet::Column::Id.eq(one))
                .exec(&*tx)
                .await
        }
    });
    failed.await.unwrap();
    let second = county.for_body(json!({})).await;
    assert_eq!(counts(&second), [5, 4, 4, 1, 0, 0]);
    county.world.work().await;
    let signer = signers[0];
    let erased = app
        .db
        .write(|tx| async move { broadside::packets::forget_signature(app, &tx, signer).await });
    erased.await.unwrap();
    assert_eq!(counts(&county.follow(&second).await)[5], 5);
    assert_eq!(
        county.archive(&second, &[]).await.problem(),
        "compilation-empty"
    );
}

#[tokio::test]
async fn what_is_cancelled_is_not_set_and_what_it_was_to_replace_stands_again() {
    let county = County::signed().await;
    let old = county.for_body(json!({})).await;
    county.world.work().await;
    county.sign(&[Signing::patron(0)]).await;
    let new = county.for_body(json!({})).await;
    let cancelled = county.cancel(&new).await;
    assert_eq!(
        (&cancelled["state"], counts(&cancelled)),
        (&json!("cancelled"), [5, 0, 0, 0, 0, 5])
    );
    let newest = &ids(&new)[0];
    county.world.work().await;
    assert_eq!(county.read(newest).await["state"], "cancelled");
    assert_eq!(county.document(newest).await.problem(), "packet-cancelled");
    assert_eq!(
        county.archive(&new, &[]).await.problem(),
        "compilation-empty"
    );
    assert_eq!(objects(&county.world).len(), 10, "nothing is kept of them");
    for id in ids(&old) {
        let stands = county.read(&id).await;
        assert!(stands.get("superseded_by").is_none(), "{stands}");
    }
    assert_eq!(county.cancel(&new).await, cancelled);
    assert_eq!(county.cancel(&old).await["state"], "finished");
}

#[tokio::test]
async fn cancelling_leaves_what_somebody_else_asked_for() {
    let county = County::signed().await;
    let theirs = county.for_body(json!({})).await;
    let ours = county.for_body(json!({})).await;
    assert_eq!(counts(&ours), [5, 0, 5, 5, 0, 0]);
    assert_eq!(county.cancel(&ours).await["state"], "running");
    county.world.work().await;
    assert_eq!(county.follow(&theirs).await["ready"], 5);
}

#[tokio::test]
async fn another_node_goes_on_where_one_died() {
    let county = County::signed().await;
    let made = county.for_body(json!({})).await;
    let app = &county.world.app;
    let claimed = jobs::claim(app, Uuid::from_u128(1), Lane::Other, 2)
        .await
        .unwrap();
    assert_eq!(claimed.len(), 2);
    let begun = app.db.write(|tx| async move {
        packet::Entity::update_many()
            .col_expr(packet::Column::State, Expr::value("rendering"))
            .exec(&*tx)
            .await
    });
    begun.await.unwrap();
    county.world.work().await;
    assert!(
        counts(&county.follow(&made).await)[1] >= 3,
        "its lease is not over"
    );
    county.world.advance(Duration::seconds(61));
    county.world.work().await;
    assert_eq!(counts(&county.follow(&made).await), [5, 5, 0, 0, 0, 0]);
    assert_eq!(objects(&county.world).len(), 10);
}

#[tokio::test]
async fn nobody_else_follows_cancels_or_takes_them() {
    let county = County::signed().await;
    let made = county.for_body(json!({})).await;
    let stranger = county.world.organization("Another Local").await;
    let path = format!("/v1/compilations/{}", id(&made));
    for (method, part) in [
        (Method::GET, ""),
        (Method::POST, "/cancellation"),
        (Method::GET, "/archive"),
    ] {
        let path = format!("{path}{part}");
        let theirs = county
            .world
            .send(method.clone(), &path, Some(&stranger), None)
            .await;
        assert_eq!(theirs.problem(), "not-found");
        let nobody = county.world.send(method, &path, None, None).await;
        assert_eq!(nobody.problem(), "unauthenticated");
    }
    assert_eq!(county.follow(&made).await["state"], "running");
}

#[tokio::test]
async fn an_archive_is_handed_out_whole_in_ranges_and_only_once() {
    let county = County::signed().await;
    let made = county.for_body(json!({})).await;
    county.world.work().await;
    let whole = county.archive(&made, &[]).await;
    assert_eq!(whole.status, 200);
    let (size, tag) = (whole.bytes.len(), whole.header("etag").unwrap().to_owned());
    assert_eq!(
        whole.header("content-length"),
        Some(size.to_string().as_str())
    );
    let name = format!("attachment; filename=\"packets-{}.zip\"", id(&made));
    assert_eq!(whole.header("content-disposition"), Some(name.as_str()));
    assert_eq!(
        county.archive(&made, &[]).await.bytes,
        whole.bytes,
        "the same bytes"
    );
    let held = county.archive(&made, &[("if-none-match", &tag)]).await;
    assert_eq!((held.status.as_u16(), held.bytes.len()), (304, 0));
    for (range, from, to) in [
        ("bytes=0-99", 0, 100),
        ("bytes=65000-200000", 65_000, 200_001),
        ("bytes=-500", size - 500, size),
    ] {
        let part = county
            .archive(&made, &[("range", range), ("if-range", &tag)])
            .await;
        assert_eq!(part.status, 206, "{range}");
        let said = format!("bytes {from}-{}/{size}", to - 1);
        assert_eq!(part.header("content-range"), Some(said.as_str()));
        assert!(part.bytes == whole.bytes[from..to], "{range}");
    }
    let other = county
        .archive(&made, &[("range", "bytes=0-9"), ("if-range", "\"other\"")])
        .await;
    assert_eq!((other.status.as_u16(), other.bytes.len()), (200, size));
    let beyond = county
        .archive(&made, &[("range", &format!("bytes={size}-"))])
        .await;
    assert_eq!(beyond.problem(), "range-not-satisfiable");
    is_a_good_archive(&county, &whole.bytes).await;
}

/// As whoever unpacks it with a program of their own sees it.
async fn is_a_good_archive(county: &County, bytes: &[u8]) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("all.zip"), bytes).unwrap();
    let unpack = "import zipfile; z = zipfile.ZipFile('all.zip'); assert z.testzip() is None; z.extractall()";
    let unpacked = Command::new("python3")
        .args(["-c", unpack])
        .current_dir(folder.path())
        .status();
    if unpacked.is_err() {
        eprintln!("skipped: python3 is not installed, so the archive is not unpacked");
        return;
    }
    assert!(unpacked.unwrap().success());
    let key = county.key().await.parse().unwrap();
    for name in ["01-Marisol-Vandergriff", "04-Pe-a-Okwuosa", "05-L-Th-Hoa"] {
        let read = |ending: &str| std::fs::read(folder.path().join(format!("{name}.{ending}")));
        let files =
            ["pdf", "manifest.json", "manifest.json.sig"].map(|ending| read(ending).unwrap());
        let [document, manifest, signature] = &files;
        check(document, manifest, signature, Some(&key)).unwrap();
    }
}

/// As the power cut does it; on PostgreSQL another node could be at the work, and a minute of lease would have to pass.
fn end(mut node: Binary) {
    if on_postgres() {
        node.signal("TERM");
        node.ended(std::time::Duration::from_secs(60));
    } else {
        node.kill();
    }
}

/// `broadside compile` against a service that is killed in the middle.
#[tokio::test]
async fn the_command_follows_goes_on_after_a_crash_and_cancels() {
    let county = County::signed().await;
    let scopes = json!({"name": "the chapter's machine", "scopes": ["organizer"]});
    let made = county
        .world
        .post("/v1/api-keys", Some(&county.owner), scopes)
        .await;
    let key = made.expect(201)["key"].as_str().unwrap().to_owned();
    let url = county.world.app.settings.database_url();
    let serve = || {
        Binary::with(county.world.data(), |command| {
            command.env("DATABASE_URL", &url);
        })
    };
    let compile = |node: &Binary, more: &[&str]| {
        let run = command_in(county.world.data())
            .args(["compile", "--url", &node.url])
            .args(more)
            .env("BROADSIDE_API_KEY", &key)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&run.stdout).into_owned();
        (
            said + &String::from_utf8_lossy(&run.stderr),
            run.status.success(),
        )
    };
    let (campaign, board) = (county.campaign.to_string(), county.board.to_string());
    let asked = ["--campaign", campaign.as_str(), "--body", board.as_str()];
    let node = serve().await;
    let (said, good) = compile(&node, &[&asked[..], &["--leave"]].concat());
    assert!(good && said.contains("5 packets"), "{said}");
    let id = said
        .split_whitespace()
        .find(|word| word.starts_with("cpl_"))
        .unwrap()
        .to_owned();
    end(node);
    let node = serve().await;
    let (said, good) = compile(&node, &["--follow", &id]);
    assert!(good && said.contains("5 of 5 ready"), "{said}");
    let (said, good) = compile(&node, &asked);
    assert!(good && said.contains("5 unchanged"), "{said}");
    let (said, good) = compile(&node, &["--cancel", &id]);
    assert!(
        good && said.contains("nothing was left to cancel"),
        "{said}"
    );
    let (said, good) = compile(&node, &["--follow", "cpl_00000000000070008000000000000000"]);
    assert!(!good && said.contains("not-found"), "{said}");
}
