//! Packets in a bucket of a real server that speaks S3.

use broadside::jobs;
use chrono::Duration;
use serde_json::json;
use uuid::Uuid;

use super::county::County;
use super::signing::Signing;
use super::{ask, id, objects};
use crate::kit::bucket::{BUCKET, Bucket, SECRET};
use crate::kit::needs::{Tool, has};
use crate::kit::{Binary, World};

async fn county_with(bucket: &Bucket) -> County {
    County::signed_in(World::with(|settings| bucket.into(settings)).await).await
}

#[tokio::test]
async fn a_bucket_keeps_hands_out_and_loses_packets() {
    if !has(
        Tool::ObjectStore,
        "a_bucket_keeps_hands_out_and_loses_packets",
    ) {
        return;
    }
    let bucket = Bucket::new().await;
    let county = county_with(&bucket).await;
    let signers = county.sign(&[Signing::public(0, "Ines Ibarra")]).await;
    let packet = county.packet(county.supervisors[0], json!({})).await;
    assert_eq!(packet["state"], "ready", "{packet}");
    let names = bucket.names().await;
    assert_eq!(names.len(), 2, "snapshot and document");
    assert!(objects(&county.world).is_empty(), "nothing in the folder");
    for name in &names {
        let stored = bucket.read(name).await;
        let holds = |what: &[u8]| stored.windows(what.len()).any(|window| window == what);
        assert!(!holds(b"%PDF") && !holds(b"Ibarra"), "stored as it is");
    }
    let whole = ask(&county, &county.owner, id(&packet), &[]).await;
    assert!(whole.status == 200 && whole.bytes.starts_with(b"%PDF-"));
    for (range, from, to) in [
        ("bytes=0-99", 0, 100),
        ("bytes=65000-70000", 65_000, 70_001),
        ("bytes=-10", whole.bytes.len() - 10, whole.bytes.len()),
    ] {
        let part = ask(&county, &county.owner, id(&packet), &[("range", range)]).await;
        assert_eq!(part.status, 206);
        assert!(part.bytes == whole.bytes[from..to], "{range}");
    }
    let signer = signers[0].0;
    let app = &county.world.app;
    let erased = app.db.write(|tx| async move {
        let kind = jobs::Kind::ForgetSignature;
        let job = jobs::NewJob::new(kind, signer, app.clock.now());
        jobs::enqueue(app, &tx, job).await
    });
    erased.await.unwrap();
    let orphan = Bucket::named(Uuid::from_u128(7));
    bucket
        .put(&orphan, b"of a request that was cut off".to_vec())
        .await;
    bucket.put("somebody-elses", b"file".to_vec()).await;
    county.world.work().await;
    assert_eq!(county.read(id(&packet)).await["state"], "destroyed");
    assert_eq!(bucket.names().await.len(), 2, "the packet's are gone");
    // By the server's own clock the orphan is of today, whenever that is.
    county.world.advance(Duration::days(20_000));
    county.world.work().await;
    assert_eq!(bucket.names().await, ["somebody-elses"]);
}

#[tokio::test]
async fn a_bucket_that_is_not_there_is_said_and_costs_nothing() {
    if !has(
        Tool::ObjectStore,
        "a_bucket_that_is_not_there_is_said_and_costs_nothing",
    ) {
        return;
    }
    let server = Bucket::without_bucket().await;
    let county = county_with(&server).await;
    let refused = county.compile(county.supervisors[0], json!({})).await;
    assert_eq!(refused.header("retry-after"), Some("5"));
    assert_eq!(refused.problem(), "store-unavailable");
    let list = format!("/v1/campaigns/{}/packets", county.campaign);
    let made = county.world.get(&list, Some(&county.owner)).await;
    assert_eq!(made.expect(200)["items"], json!([]));
    let found = county.world.get("/v1/readiness", Some(&county.owner)).await;
    let found = found.expect(200);
    let stored = found["items"].as_array().unwrap().iter();
    let stored = stored.clone().find(|item| item["check"] == "stored_files");
    assert_eq!(stored.unwrap()["ready"], false);
}

#[tokio::test]
async fn work_waits_for_a_store_that_is_down() {
    if !has(Tool::ObjectStore, "work_waits_for_a_store_that_is_down") {
        return;
    }
    let bucket = Bucket::new().await;
    let county = county_with(&bucket).await;
    let first = county.packet(county.supervisors[1], json!({})).await;
    let made = county.compile(county.supervisors[0], json!({})).await;
    let made = made.expect(202);
    bucket.shut();
    county.world.work().await;
    let waiting = county.read(id(&made)).await;
    assert_eq!(
        (&waiting["state"], &waiting["failure"]),
        (&json!("frozen"), &json!("store_unavailable"))
    );
    let queued = jobs::list(&county.world.app, Some("queued"), 100).await;
    let job = queued
        .unwrap()
        .into_iter()
        .find(|job| job.kind == "render_packet");
    assert_eq!(
        job.unwrap().last_error.as_deref(),
        Some("store_unavailable")
    );
    for refused in [
        county.compile(county.supervisors[2], json!({})).await,
        county.document(id(&first)).await,
    ] {
        assert_eq!(refused.header("retry-after"), Some("5"));
        assert_eq!(refused.problem(), "store-unavailable");
    }
    bucket.open();
    county.world.advance(Duration::minutes(5));
    county.world.work().await;
    let ready = county.read(id(&made)).await;
    assert_eq!(ready["state"], "ready", "{ready}");
    assert_eq!(county.document(id(&first)).await.status, 200);
    assert_eq!(bucket.names().await.len(), 4);
}

#[tokio::test]
async fn what_was_lost_or_shortened_in_the_bucket_is_not_handed_out() {
    if !has(
        Tool::ObjectStore,
        "what_was_lost_or_shortened_in_the_bucket_is_not_handed_out",
    ) {
        return;
    }
    let bucket = Bucket::new().await;
    let county = county_with(&bucket).await;
    let packet = county.packet(county.supervisors[0], json!({})).await;
    for name in bucket.names().await {
        let whole = bucket.read(&name).await;
        bucket
            .put(&name, whole[..whole.len().min(50_000)].to_vec())
            .await;
    }
    for range in ["bytes=0-", "bytes=100000-100010"] {
        let part = ask(&county, &county.owner, id(&packet), &[("range", range)]).await;
        assert_eq!(part.problem(), "packet-damaged", "{range}");
    }
    for name in bucket.names().await {
        bucket.delete(&name).await;
    }
    assert_eq!(
        county.document(id(&packet)).await.problem(),
        "packet-damaged"
    );
}

#[tokio::test]
async fn a_node_serves_from_a_bucket() {
    if !has(Tool::ObjectStore, "a_node_serves_from_a_bucket") {
        return;
    }
    let bucket = Bucket::without_bucket().await;
    let folder = tempfile::tempdir().unwrap();
    let toml = format!(
        "[object_store]\nbucket = \"{BUCKET}\"\nendpoint = \"{}\"\naccess_key_id = \"alder-key\"\n",
        bucket.endpoint()
    );
    std::fs::write(folder.path().join("broadside.toml"), toml).unwrap();
    let node = Binary::with(folder.path(), |command| {
        command.env("BROADSIDE_OBJECT_STORE__SECRET_ACCESS_KEY", SECRET);
    })
    .await;
    // A bucket that is missing keeps nobody from signing.
    let said = node.said().await;
    assert!(
        said.contains("in the bucket alder, which does not answer"),
        "{said}"
    );
    assert!(!said.contains(SECRET));
}
