//! What the nights leave of it, and what a restored backup brings back.

use broadside::http::entity::idempotency_key;
use broadside::server;
use broadside::tokens::entity::{spent_token, token_epoch, token_voucher};
use chrono::Duration;
use poem::test::TestClient;
use poem_openapi::types::ToJSON;
use sea_orm::PaginatorTrait;
use serde_json::Value;

use super::*;
use crate::restore::Kept;

async fn left(world: &World) -> (u64, u64, u64) {
    let db = &world.app.db.read;
    (
        token_voucher::for_jobs().count(db).await.unwrap(),
        spent_token::for_jobs().count(db).await.unwrap(),
        token_epoch::for_jobs().count(db).await.unwrap(),
    )
}

#[tokio::test]
async fn a_redeemed_voucher_is_gone_the_night_after_next_and_an_unused_one_after_two_weeks() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let by = steward(&world, &call).await;
    world.work().await;
    issued(&world, &call, &by, 10).await;
    voucher(&world, &call, &by).await;
    assert_eq!(left(&world).await, (11, 0, 1));
    world.advance(Duration::days(2));
    world.work().await;
    assert_eq!(left(&world).await, (1, 0, 1));
    world.advance(Duration::days(13));
    world.work().await;
    assert_eq!(left(&world).await, (0, 0, 1));
}

#[tokio::test]
async fn after_a_year_a_token_is_good_for_nothing_and_a_number_is_left() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let tokens = open(&world, &call).await;
    for (seed, token) in tokens.iter().take(3).enumerate() {
        let body = told(Some(token), &receipt(seed as u64));
        world.testify_today(&call, body).await.expect(201);
    }
    world.work().await;
    assert_eq!(left(&world).await.1, 3);
    world.advance(Duration::days(364));
    let body = told(Some(&tokens[3]), &receipt(30));
    world.testify_today(&call, body).await.expect(201);
    world.advance(Duration::days(1));
    let over = world
        .testify_today(&call, told(Some(&tokens[4]), &receipt(31)))
        .await;
    assert_eq!(over.problem(), "token-not-valid");
    assert_eq!(epochs(&world, &call).await["epochs"][0]["state"], "over");
    world.work().await;
    assert_eq!(left(&world).await, (0, 0, 1));
    let row = token_epoch::for_jobs()
        .one(&world.app.db.read)
        .await
        .unwrap();
    assert_eq!(row.unwrap().spent, Some(4));
}

/// A night puts every row of witnesses into the order of its random key, those of tokens too: afterwards neither a page nor a
/// row version says which mark was written with which testimony.
#[tokio::test]
async fn a_night_changes_nothing_of_what_can_be_spent() {
    let world = World::new().await;
    world.work().await;
    let call = world.testimony_call().await;
    let tokens = open(&world, &call).await;
    let body = told(Some(&tokens[0]), &receipt(1));
    world.testify_today(&call, body).await.expect(201);
    world.advance(Duration::days(1));
    world.work().await;
    let again = world
        .testify_today(&call, told(Some(&tokens[0]), &receipt(2)))
        .await;
    assert_eq!(again.problem(), "token-spent");
    let body = told(Some(&tokens[1]), &receipt(2));
    world.testify_today(&call, body).await.expect(201);
    assert_eq!(
        mailbox(&world, &receipt(1)).await.expect(200)["verified_worker"],
        true
    );
}

/// A backup is one moment of everything: a token that was spent since is unspent again, and the testimony is gone with it. What
/// must not come back are vouchers that were redeemed since.
#[tokio::test]
async fn a_restored_backup_brings_back_neither_a_voucher_nor_half_a_testimony() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let tokens = open(&world, &call).await;
    let by = steward(&world, &call).await;
    let code = voucher(&world, &call, &by).await;
    let before = told(Some(&tokens[0]), &receipt(1));
    world.testify_today(&call, before).await.expect(201);
    let kept = Kept::of(&world).await;
    // Since then: a voucher was redeemed in a new epoch, and another token spent.
    let late = pending(&call, &code, 5);
    let issued = redeem(&world, &call, &late).await.expect(200);
    assert_eq!(issued["epoch"], 2);
    let since = told(Some(&tokens[1]), &receipt(2));
    world.testify_today(&call, since.clone()).await.expect(201);

    let order = kept.order(&world).await;
    let back = kept.restored(&world, "new", &order).await;
    let service = TestClient::new(server::endpoint(back.app.clone()));
    let ask = async |path: String, body: Value| {
        let request = service.post(path).content_type("application/json");
        Answer::read(request.body(body.to_string()).send().await).await
    };
    let testimonies = format!("/v1/campaigns/{}/testimonies", call.campaign);
    let spent = ask(testimonies.clone(), told(Some(&tokens[0]), &receipt(3))).await;
    assert_eq!(spent.problem(), "token-spent");
    ask(testimonies, since).await.expect(201);
    let body = late.request().unwrap().to_json().unwrap();
    let again = ask(super::tokens(&call), body).await;
    assert_eq!(again.problem(), "voucher-not-valid");

    // The epoch that was begun since begins again under the same key: its tokens are good once it opens.
    let request = service.post(vouchers(&call));
    let request = request.header("authorization", format!("Bearer {}", by.token));
    let made = Answer::read(
        request
            .content_type("application/json")
            .body("{}")
            .send()
            .await,
    )
    .await;
    let code = made.expect(201)["code"].as_str().unwrap().to_owned();
    let body = pending(&call, &code, 6)
        .request()
        .unwrap()
        .to_json()
        .unwrap();
    let begun = ask(super::tokens(&call), body).await.expect(200);
    assert_eq!(begun["epoch"], 2);
    assert_eq!(begun["public_key"], issued["public_key"]);
}

/// Else the reply that is kept for a lost answer would say at which minute somebody was checked.
#[tokio::test]
async fn no_row_dates_the_check_of_a_worker_more_exactly_than_its_day() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let by = steward(&world, &call).await;
    let path = vouchers(&call);
    let made = |key| world.post_once(&path, &by, key, serde_json::json!({}));
    let first = made("a-key-of-twenty-letters").await.expect(201);
    let again = made("a-key-of-twenty-letters").await.expect(201);
    assert_eq!(first, again);
    let rows = idempotency_key::for_jobs().all(&world.app.db.read).await;
    let times: Vec<_> = rows
        .unwrap()
        .iter()
        .map(|row| row.created_at.time())
        .collect();
    assert_eq!(times, [chrono::NaiveTime::MIN]);
}
