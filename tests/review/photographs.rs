//! Photographs: sealed as they came, published as pixels alone.

use broadside::review::entity::published_photograph;
use broadside::testimony::entity::testimony_photograph;
use chrono::Duration;
use image::{DynamicImage, ImageFormat};
use poem::http::Method;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
use serde_json::{Value, json};

use super::one_testimony;
use crate::kit::{Answer, Call, Reviewer, World, pictures};

const PLACE: &str = "37 deg 46' 29.6\" at the Quetzal loading dock";

async fn sent(world: &World, receipt: &str, media: &str, file: Vec<u8>) -> Answer {
    let request = world
        .request(Method::POST, "/v1/mailbox/photographs")
        .header("x-receipt", receipt)
        .header("content-type", media)
        .body(file);
    Answer::read(request.send().await).await
}

async fn added(world: &World, receipt: &str, file: Vec<u8>) -> String {
    let made = sent(world, receipt, "image/jpeg", file).await.expect(201);
    made["id"].as_str().unwrap().to_owned()
}

async fn mailbox(world: &World, receipt: &str) -> Value {
    let body = json!({ "receipt": receipt });
    world.post("/v1/mailbox/open", None, body).await.expect(200)
}

fn at(testimony: &str, photograph: &str, what: &str) -> String {
    format!("/v1/review/testimonies/{testimony}/photographs/{photograph}{what}")
}

async fn looked(world: &World, by: &Reviewer, path: &str) -> DynamicImage {
    picture(&world.review(by, Method::POST, path, None, None).await)
}

#[track_caller]
fn picture(answer: &Answer) -> DynamicImage {
    assert_eq!(
        answer.header("content-type"),
        Some("image/jpeg"),
        "{answer:?}"
    );
    image::load_from_memory_with_format(&answer.bytes, ImageFormat::Jpeg).unwrap()
}

async fn decided(
    world: &World,
    by: &Reviewer,
    (id, photograph): (&str, &str),
    body: Value,
) -> Answer {
    let opened = world.opened(by, id).await;
    let path = at(id, photograph, "");
    let revision = opened["revision"].as_i64();
    world
        .review(by, Method::PUT, &path, revision, Some(body))
        .await
}

async fn published(world: &World, call: &Call, id: &str) -> Value {
    let decided = world.decide_all(&call.ana, id, "mask").await;
    let approved = world.approve(&call.ana, id, &decided["revision"]).await;
    let revision = approved.expect(200)["revision"].clone();
    world.publish(&call.ben, id, &revision).await.expect(200)
}

fn is_dark(picture: &DynamicImage, x: u32, y: u32) -> bool {
    picture.to_rgb8().get_pixel(x, y).0.iter().all(|c| *c < 24)
}

async fn rows(world: &World) -> (usize, usize) {
    let db = &world.app.db.read;
    let sealed = testimony_photograph::for_jobs().all(db).await.unwrap();
    let shown = published_photograph::for_jobs().all(db).await.unwrap();
    (sealed.len(), shown.len())
}

#[tokio::test]
async fn what_is_published_is_upright_blackened_and_nothing_but_pixels() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let (id, receipt) = one_testimony(&world, &call, false).await;
    // Six: to be turned a quarter to the right. Red, on the left of the file, is then above.
    let file = pictures::jpeg_of_a_phone(120, 80, 6, PLACE);
    let photograph = added(&world, &receipt, file.clone()).await;

    let opened = world.opened(&call.ana, &id).await;
    let told = &opened["photographs"][0];
    assert_eq!((&told["width"], &told["height"]), (&json!(80), &json!(120)));
    assert_eq!(told["state"], "undecided");
    let seen = looked(&world, &call.ana, &at(&id, &photograph, "/open")).await;
    assert_eq!((seen.width(), seen.height()), (80, 120));
    assert!(seen.to_rgb8().get_pixel(40, 10).0[0] > 180, "red is above");
    let path = at(&id, &photograph, "/original");
    let original = world
        .review(&call.ana, Method::POST, &path, None, None)
        .await;
    assert_eq!(original.bytes, file);
    assert!(
        original
            .header("content-disposition")
            .unwrap()
            .starts_with("attachment")
    );

    let bar = json!({"left": 0, "top": 16, "width": 200, "height": 32});
    let body = json!({"publish": true, "black_out": [bar]});
    decided(&world, &call.ana, (&id, &photograph), body)
        .await
        .expect(200);
    let own = json!({"receipt": receipt, "photograph_id": photograph});
    let own = world.post("/v1/mailbox/photographs/open", None, own).await;
    let made = published(&world, &call, &id).await;
    let shown = made["photographs"][0]["id"].as_str().unwrap();
    let path = format!("/v1/published-photographs/{shown}");
    let shown = world.get(&path, Some(&call.owner)).await;
    assert_eq!(
        own.bytes, shown.bytes,
        "the witness has seen these very bytes"
    );
    let seen = picture(&shown);
    assert_eq!((seen.width(), seen.height()), (80, 120));
    assert!(is_dark(&seen, 4, 20) && is_dark(&seen, 70, 44));
    assert!(!is_dark(&seen, 4, 8) && !is_dark(&seen, 70, 60));
    for trace in ["Quetzal", "Exif", "xmpmeta", "ICC_PROFILE", "37 deg"] {
        let bytes = trace.as_bytes();
        let found = shown
            .bytes
            .windows(bytes.len())
            .any(|window| window == bytes);
        assert!(!found, "{trace}");
    }
    let path = format!("/v1/campaigns/{}/published-testimonies", call.campaign);
    let list = world.get(&path, Some(&call.owner)).await.expect(200);
    assert_eq!(list["items"], json!([made]));
    let stranger = world.organization("Another local").await;
    let path = format!(
        "/v1/published-photographs/{}",
        made["photographs"][0]["id"].as_str().unwrap()
    );
    assert_eq!(
        world.get(&path, Some(&stranger)).await.problem(),
        "not-found"
    );
}

#[tokio::test]
async fn each_format_is_taken_and_what_transparency_hides_stays_hidden() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let (id, receipt) = one_testimony(&world, &call, false).await;
    for (media, file) in [
        ("image/png", pictures::png(30, 20)),
        ("image/webp", pictures::webp(30, 20)),
        ("image/jpeg; charset=binary", pictures::jpeg(3000, 30)),
    ] {
        sent(&world, &receipt, media, file).await.expect(201);
    }
    let hidden = pictures::png_with_something_transparent();
    let made = sent(&world, &receipt, "image/png", hidden)
        .await
        .expect(201);
    let path = at(&id, made["id"].as_str().unwrap(), "/open");
    let seen = looked(&world, &call.ana, &path).await;
    assert!(seen.to_rgb8().get_pixel(20, 20).0.iter().all(|c| *c > 240));
    let opened = world.opened(&call.ana, &id).await;
    let largest = opened["photographs"].as_array().unwrap().iter();
    let largest = largest.map(|one| one["width"].as_u64().unwrap()).max();
    assert_eq!(largest, Some(2048));
}

#[tokio::test]
async fn a_file_that_is_no_photograph_or_more_than_one_is_refused_by_name() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let (_, receipt) = one_testimony(&world, &call, false).await;
    let (jpeg, png, webp) = (
        pictures::jpeg(64, 48),
        pictures::png(64, 48),
        pictures::webp(64, 48),
    );
    let cut = |file: &[u8]| file[..file.len() * 2 / 3].to_vec();
    let page = b"<html><script>alert(1)</script>".to_vec();
    let mut hollow = png.clone();
    let middle = hollow.len() / 2;
    hollow[middle] ^= 0x55;
    for (media, file, problem) in [
        ("image/jpeg", png.clone(), "photograph-mislabelled"),
        ("image/webp", jpeg.clone(), "photograph-mislabelled"),
        ("image/jpeg", cut(&jpeg), "photograph-unreadable"),
        ("image/png", cut(&png), "photograph-unreadable"),
        ("image/webp", cut(&webp), "photograph-unreadable"),
        ("image/png", hollow, "photograph-unreadable"),
        ("image/jpeg", page.clone(), "photograph-unreadable"),
        ("image/jpeg", Vec::new(), "photograph-unreadable"),
        (
            "image/jpeg",
            [page, jpeg.clone()].concat(),
            "photograph-unreadable",
        ),
        (
            "image/jpeg",
            pictures::with_an_archive(jpeg.clone()),
            "photograph-with-more",
        ),
        (
            "image/png",
            pictures::with_an_archive(png),
            "photograph-with-more",
        ),
        (
            "image/webp",
            pictures::with_an_archive(webp),
            "photograph-with-more",
        ),
        (
            "image/png",
            pictures::png_that_promises(60_000, 60_000),
            "photograph-too-many-pixels",
        ),
        (
            "image/png",
            pictures::png_that_promises(9_000, 9_000),
            "photograph-too-many-pixels",
        ),
        ("image/gif", jpeg.clone(), "unsupported-media-type"),
        (
            "image/jpeg",
            vec![0xff; 10 * 1024 * 1024 + 1],
            "body-too-large",
        ),
    ] {
        let answer = sent(&world, &receipt, media, file).await;
        assert_eq!(answer.problem(), problem, "{media}");
    }
    let unknown = sent(&world, "7777-7777-7777-7777-7777-77", "image/jpeg", jpeg).await;
    assert_eq!(unknown.problem(), "receipt-unknown");
    assert_eq!(rows(&world).await, (0, 0));
}

#[tokio::test]
async fn a_film_behind_a_picture_is_cut_off_before_anything_is_stored() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let (id, receipt) = one_testimony(&world, &call, false).await;
    let picture = pictures::jpeg(64, 48);
    let film = [&picture[..], b"\0\0\0\x18ftypmp42 and a voice"].concat();
    let photograph = added(&world, &receipt, film).await;
    let path = at(&id, &photograph, "/original");
    let original = world
        .review(&call.ana, Method::POST, &path, None, None)
        .await;
    assert_eq!(original.bytes, picture);
}

#[tokio::test]
async fn five_photographs_are_taken_and_the_same_one_again_is_the_same() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let (_, receipt) = one_testimony(&world, &call, false).await;
    let first = added(&world, &receipt, pictures::jpeg(64, 40)).await;
    for height in 41..45 {
        added(&world, &receipt, pictures::jpeg(64, height)).await;
    }
    assert_eq!(added(&world, &receipt, pictures::jpeg(64, 40)).await, first);
    let sixth = sent(&world, &receipt, "image/jpeg", pictures::jpeg(64, 45)).await;
    assert_eq!(sixth.problem(), "too-many-photographs");
    assert_eq!(
        mailbox(&world, &receipt).await["photographs"]
            .as_array()
            .unwrap()
            .len(),
        5
    );
    let back = json!({"receipt": receipt, "photograph_id": first});
    let remove = "/v1/mailbox/photographs/remove";
    world.post(remove, None, back.clone()).await.expect(204);
    assert_eq!(world.post(remove, None, back).await.problem(), "not-found");
    added(&world, &receipt, pictures::jpeg(64, 45)).await;
}

#[tokio::test]
async fn nothing_is_approved_over_an_undecided_photograph_and_a_new_one_ends_an_approval() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let (id, receipt) = one_testimony(&world, &call, false).await;
    let first = added(&world, &receipt, pictures::jpeg(64, 40)).await;
    let marked = world.decide_all(&call.ana, &id, "mask").await;
    let early = world.approve(&call.ana, &id, &marked["revision"]).await;
    assert_eq!(early.problem(), "photograph-undecided");
    let outside =
        json!({"publish": true, "black_out": [{"left": 64, "top": 0, "width": 1, "height": 1}]});
    let outside = decided(&world, &call.ana, (&id, &first), outside).await;
    assert_eq!(outside.json()["violations"][0]["pointer"], "/black_out/0");
    let left_out = json!({"publish": false});
    let left_out = decided(&world, &call.ana, (&id, &first), left_out)
        .await
        .expect(200);
    let by_ben = decided(&world, &call.ben, (&id, &first), json!({"publish": true})).await;
    assert_eq!(by_ben.problem(), "claimed-by-another");
    let approved = world
        .approve(&call.ana, &id, &left_out["revision"])
        .await
        .expect(200);

    added(&world, &receipt, pictures::jpeg(64, 41)).await;
    let stale = world.publish(&call.ben, &id, &approved["revision"]).await;
    assert_eq!(stale.problem(), "precondition-failed");
    let read = world.opened(&call.ben, &id).await;
    let early = world.publish(&call.ben, &id, &read["revision"]).await;
    assert_eq!(early.problem(), "not-approved");
    let second = read["photographs"].as_array().unwrap().iter();
    let second = second
        .map(|one| one["id"].as_str().unwrap())
        .find(|one| *one != first);
    decided(
        &world,
        &call.ana,
        (&id, second.unwrap()),
        json!({"publish": false}),
    )
    .await
    .expect(200);
    let made = published(&world, &call, &id).await;
    assert_eq!(made["photographs"], json!([]));
    let late = sent(&world, &receipt, "image/jpeg", pictures::jpeg(64, 42)).await;
    assert_eq!(late.problem(), "already-decided");
}

#[tokio::test]
async fn a_withdrawn_testimony_takes_its_photographs_along() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let (id, receipt) = one_testimony(&world, &call, false).await;
    let photograph = added(&world, &receipt, pictures::jpeg(64, 40)).await;
    decided(
        &world,
        &call.ana,
        (&id, &photograph),
        json!({"publish": true}),
    )
    .await
    .expect(200);
    published(&world, &call, &id).await;
    assert_eq!(rows(&world).await, (1, 1));
    world
        .post("/v1/mailbox/withdraw", None, json!({ "receipt": receipt }))
        .await
        .expect(204);
    assert_eq!(rows(&world).await, (0, 0));
}

#[tokio::test]
async fn photographs_die_with_their_original_and_what_is_published_stays() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let (id, receipt) = one_testimony(&world, &call, false).await;
    let photograph = added(&world, &receipt, pictures::jpeg(64, 40)).await;
    decided(
        &world,
        &call.ana,
        (&id, &photograph),
        json!({"publish": true}),
    )
    .await
    .expect(200);
    let made = published(&world, &call, &id).await;
    let row = testimony_photograph::for_jobs()
        .one(&world.app.db.read)
        .await
        .unwrap();
    assert_eq!(
        row.unwrap().sealed_print,
        None,
        "the working copy goes with the decision"
    );
    world.work().await;
    world.advance(Duration::days(91));
    world.work().await;
    assert_eq!(rows(&world).await, (0, 1));
    let owner = world.signed_in(&call.owner).await;
    let path = format!(
        "/v1/published-photographs/{}",
        made["photographs"][0]["id"].as_str().unwrap()
    );
    picture(&world.get(&path, Some(&owner)).await);
}

#[tokio::test]
async fn in_the_night_photographs_are_moved_once_and_still_open() {
    let world = World::new().await;
    let mut call = world.testimony_call().await;
    let (id, receipt) = one_testimony(&world, &call, false).await;
    let photograph = added(&world, &receipt, pictures::jpeg(64, 40)).await;
    let settled = async || {
        let row = testimony_photograph::for_jobs()
            .one(&world.app.db.read)
            .await
            .unwrap();
        row.unwrap().settled
    };
    world.work().await;
    assert!(!settled().await);
    for _ in 0..2 {
        world.advance(Duration::days(1));
        world.work().await;
        assert!(settled().await);
    }
    call.ana.who = world.signed_in(&call.ana.who).await;
    call.ana.unlock = world.unlock(&call.ana.who, &call.ana.passphrase).await;
    looked(&world, &call.ana, &at(&id, &photograph, "/open")).await;
}

#[tokio::test]
async fn a_photograph_in_the_row_of_another_does_not_open_and_nothing_of_it_is_said() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let (id, receipt) = one_testimony(&world, &call, false).await;
    let first = added(
        &world,
        &receipt,
        pictures::jpeg_of_a_phone(64, 40, 1, PLACE),
    )
    .await;
    added(&world, &receipt, pictures::jpeg(64, 41)).await;
    let rows = testimony_photograph::for_jobs()
        .all(&world.app.db.read)
        .await
        .unwrap();
    let (one, other) = (&rows[0], &rows[1]);
    for (row, from) in [(one, other), (other, one)] {
        let mut row = row.clone().into_active_model();
        row.sealed = Set(from.sealed.clone());
        row.sealed_print = Set(from.sealed_print.clone());
        let row = &row;
        let swapped = world
            .app
            .db
            .write(|tx| async move { row.clone().update(&*tx).await });
        swapped.await.unwrap();
    }
    for what in ["/open", "/original", "/open?without_bars=true"] {
        let path = at(&id, &first, what);
        let answer = world
            .review(&call.ana, Method::POST, &path, None, None)
            .await;
        assert_eq!(answer.problem(), "internal");
        assert!(!String::from_utf8_lossy(&answer.bytes).contains("Quetzal"));
    }
}
