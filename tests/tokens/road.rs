//! The whole road, and what the service says on it.

use broadside::entropy::Entropy;
use broadside::testimony::client::seal_testimony;
use broadside::testimony::receipt::Receipt;
use broadside::testimony::wire::sealing::TestimonyKeys;
use chrono::Duration;
use poem_openapi::types::ToJSON;
use serde_json::json;

use super::*;

#[tokio::test]
async fn a_checked_worker_testifies_and_reviewers_see_that_one_was_checked() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let token = open(&world, &call).await.remove(3);
    let body = told(Some(&token), &receipt(1));
    world.testify_today(&call, body).await.expect(201);
    world
        .testify_today(&call, told(None, &receipt(2)))
        .await
        .expect(201);
    assert_eq!(
        mailbox(&world, &receipt(1)).await.expect(200)["verified_worker"],
        true
    );
    assert_eq!(
        mailbox(&world, &receipt(2)).await.expect(200)["verified_worker"],
        false
    );
    world.advance(Duration::days(1));
    let call = awake(&world, call).await;
    let mut seen = vec![];
    for id in world.queue(&call.ana).await {
        let opened = world.opened(&call.ana, &id).await;
        seen.push(opened["verified_worker"].as_bool().unwrap());
    }
    seen.sort_unstable();
    assert_eq!(seen, [false, true]);
}

#[tokio::test]
async fn a_sealing_client_spends_a_token_too() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let token = open(&world, &call).await.remove(0);
    let path = format!("/v1/campaigns/{}/testimony-keys", call.campaign);
    let keys: TestimonyKeys = read(&world.get(&path, None).await.expect(200));
    let sealed = |seed| {
        let receipt = Entropy::seeded(seed).with(Receipt::generate);
        let content = crate::sealing::content();
        let sealed =
            Entropy::seeded(seed).with(|rng| seal_testimony(rng, &keys, &receipt, &content, false));
        let mut sealed = sealed.unwrap();
        sealed.worker_token = Some(token.worker_token());
        (receipt.print().to_string(), sealed.to_json().unwrap())
    };
    let path = format!("/v1/campaigns/{}/testimonies/sealed", call.campaign);
    let (receipt, body) = sealed(5);
    world.post(&path, None, body.clone()).await.expect(201);
    // The answer was lost: the same again is the same testimony, and the token is spent once.
    world.post(&path, None, body).await.expect(201);
    assert_eq!(
        mailbox(&world, &receipt).await.expect(200)["verified_worker"],
        true
    );
    let (_, another) = sealed(6);
    let refused = world.post(&path, None, another).await;
    assert_eq!(refused.problem(), "token-spent");
}

#[tokio::test]
async fn an_epoch_opens_the_day_after_ten_were_issued_and_then_issues_no_more() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let by = steward(&world, &call).await;
    let nine = issued(&world, &call, &by, 9).await;
    world.advance(Duration::days(3));
    let shown = epochs(&world, &call).await;
    assert_eq!(shown["epochs"][0]["state"], "issuing");
    assert!(shown["epochs"][0].get("opens_on").is_none(), "{shown}");
    let early = world
        .testify_today(&call, told(Some(&nine[0]), &receipt(1)))
        .await;
    assert_eq!(early.problem(), "token-not-open");

    // The tenth and, on the same day, the eleventh.
    let tenth = token(&world, &call, &by, 10).await;
    let eleventh = token(&world, &call, &by, 11).await;
    assert_eq!((tenth.epoch, eleventh.epoch), (1, 1));
    let shown = epochs(&world, &call).await;
    assert_eq!(shown["epochs"][0]["state"], "issuing");
    assert_eq!(shown["epochs"][0]["opens_on"], "2026-10-09");
    let early = world
        .testify_today(&call, told(Some(&tenth), &receipt(1)))
        .await;
    assert_eq!(early.problem(), "token-not-open");

    world.advance(Duration::days(1));
    assert_eq!(epochs(&world, &call).await["epochs"][0]["state"], "open");
    for (seed, token) in [(1, &tenth), (2, &nine[4]), (3, &eleventh)] {
        let body = told(Some(token), &receipt(seed));
        world.testify_today(&call, body).await.expect(201);
    }
    // Who comes now waits for nine others.
    let twelfth = token(&world, &call, &by, 12).await;
    assert_eq!(twelfth.epoch, 2);
    assert_ne!(twelfth.public_key, tenth.public_key);
    let early = world
        .testify_today(&call, told(Some(&twelfth), &receipt(4)))
        .await;
    assert_eq!(early.problem(), "token-not-open");
    let shown = epochs(&world, &call).await;
    assert_eq!(shown["epochs"][0]["epoch"], 2);
    assert_eq!(shown["epochs"][1]["spendable_until"], "2027-10-08");
}

#[tokio::test]
async fn whoever_asks_again_with_the_same_request_gets_the_same_token() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let by = steward(&world, &call).await;
    let code = voucher(&world, &call, &by).await;
    let asked = pending(&call, &code.to_lowercase().replace('-', " "), 5);
    let first = redeem(&world, &call, &asked).await.expect(200);
    let again = redeem(&world, &call, &asked).await.expect(200);
    assert_eq!(first["evaluated_element"], again["evaluated_element"]);
    let (one, two) = (
        accept(&world, &call, &asked, &first).await,
        accept(&world, &call, &asked, &again).await,
    );
    assert_eq!(one.worker_token().output, two.worker_token().output);
    // Another element under the same voucher is another token.
    let greedy = pending(&call, &code, 6);
    let refused = redeem(&world, &call, &greedy).await;
    assert_eq!(refused.problem(), "voucher-not-valid");
}

#[tokio::test]
async fn a_repeat_of_a_testimony_is_the_same_testimony_and_spends_nothing_twice() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let tokens = open(&world, &call).await;
    let body = told(Some(&tokens[0]), &receipt(1));
    let first = world.testify_today(&call, body.clone()).await.expect(201);
    let again = world.testify_today(&call, body).await.expect(201);
    assert_eq!(first, again);
    // The same receipt with another token: the same testimony still, and the other token is not spent.
    let body = told(Some(&tokens[1]), &receipt(1));
    world.testify_today(&call, body).await.expect(201);
    let body = told(Some(&tokens[1]), &receipt(2));
    world.testify_today(&call, body).await.expect(201);
    world.advance(Duration::days(1));
    assert_eq!(world.queue(&call.ana).await.len(), 2);
}

#[tokio::test]
async fn a_testimony_that_is_refused_spends_nothing() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let token = open(&world, &call).await.remove(0);
    let mut wrong = told(Some(&token), &receipt(1));
    wrong["happened_on"] = json!("2030-01-01");
    let refused = world.testify_today(&call, wrong).await;
    assert_eq!(refused.problem(), "invalid-body");
    let mut telling = told(Some(&token), &receipt(1));
    telling["text"] = json!(format!("my receipt is {}", receipt(1)));
    let refused = world.testify_today(&call, telling).await;
    assert_eq!(refused.problem(), "receipt-in-text");
    let body = told(Some(&token), &receipt(1));
    world.testify_today(&call, body).await.expect(201);
}

#[tokio::test]
async fn a_token_takes_the_place_of_a_proof_of_work() {
    let world = World::with(|settings| settings.limits.free_testimonies_a_minute = 0).await;
    let call = world.testimony_call().await;
    let token = open(&world, &call).await.remove(0);
    let without = world.testify_today(&call, told(None, &receipt(1))).await;
    assert_eq!(without.problem(), "proof-of-work-needed");
    let mut forged = told(Some(&token), &receipt(1));
    forged["worker_token"]["input"] = json!("A".repeat(43));
    let forged = world.testify_today(&call, forged).await;
    assert_eq!(forged.problem(), "token-not-valid");
    let body = told(Some(&token), &receipt(1));
    world.testify_today(&call, body).await.expect(201);
}
