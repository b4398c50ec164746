//! Photographs: sealed as they came, published as pixels alone.

mod fates;

use broadside::review::entity::published_photograph;
use broadside::testimony::entity::testimony_photograph;
use chrono::Duration;
use image::{DynamicImage, ImageFormat};
use poem::http::Method;
use serde_json::{Value, json};

use super::one_testimony;
use crate::kit::{Answer, Call, Reviewer, World, pictures};

const PLACE: &str = "37 deg 46' 29.6\" at the Quetzal loading dock";

async fn sent(world: &World, receipt: &str, media: &str, file: Vec<u8>) -> Answer {
    // Reviewers see from the next day on what came.
    world.advance(-Duration::days(1));
    let request = world
        .request(Method::POST, "/v1/mailbox/photographs")
        .header("x-receipt", receipt)
        .header("content-type", media)
        .body(file);
    let answer = Answer::read(request.send().await).await;
    world.advance(Duration::days(1));
    answer
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
