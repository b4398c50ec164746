//! What is no token, no voucher and no element, and who may hand out vouchers.

use chrono::Duration;
use data_encoding::BASE64URL_NOPAD;
use poem::http::Method;
use serde_json::json;

use super::*;

#[tokio::test]
async fn a_token_is_spent_once() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let token = open(&world, &call).await.remove(0);
    let body = told(Some(&token), &receipt(1));
    world.testify_today(&call, body).await.expect(201);
    let again = world
        .testify_today(&call, told(Some(&token), &receipt(2)))
        .await;
    assert_eq!(again.problem(), "token-spent");
    assert_eq!(
        mailbox(&world, &receipt(2)).await.problem(),
        "receipt-unknown"
    );
    // Not after it was taken back either: the check was good for one testimony.
    let body = json!({"receipt": receipt(1)});
    world
        .post("/v1/mailbox/withdraw", None, body)
        .await
        .expect(204);
    let again = world
        .testify_today(&call, told(Some(&token), &receipt(3)))
        .await;
    assert_eq!(again.problem(), "token-spent");
}

#[tokio::test]
async fn of_many_who_spend_one_token_at_once_one_is_heard() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let token = open(&world, &call).await.remove(0);
    let tries = (0..12).map(|seed| world.testify_today(&call, told(Some(&token), &receipt(seed))));
    let answers = futures_util::future::join_all(tries).await;
    let taken = answers.iter().filter(|answer| answer.status == 201).count();
    assert_eq!(taken, 1);
    for answer in answers.iter().filter(|answer| answer.status != 201) {
        assert_eq!(answer.problem(), "token-spent");
    }
    let mut mailboxes = 0;
    for seed in 0..12 {
        mailboxes += usize::from(mailbox(&world, &receipt(seed)).await.status == 200);
    }
    assert_eq!(mailboxes, 1);
}

#[tokio::test]
async fn of_one_testimony_sent_many_times_at_once_every_answer_is_yes() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let token = open(&world, &call).await.remove(0);
    let tries = (0..12).map(|_| world.testify_today(&call, told(Some(&token), &receipt(1))));
    for answer in futures_util::future::join_all(tries).await {
        answer.expect(201);
    }
    world.advance(Duration::days(1));
    assert_eq!(world.queue(&call.ana).await.len(), 1);
}

#[tokio::test]
async fn of_many_who_redeem_one_voucher_at_once_one_gets_a_token() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let by = steward(&world, &call).await;
    let code = voucher(&world, &call, &by).await;
    let asked: Vec<_> = (0..8).map(|seed| pending(&call, &code, seed)).collect();
    let tries = asked.iter().map(|asked| redeem(&world, &call, asked));
    let answers = futures_util::future::join_all(tries).await;
    let given = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(given, 1);
}

/// The first of an epoch are counted like all others, whoever begins it.
#[tokio::test]
async fn ten_who_redeem_at_once_open_one_epoch() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let by = steward(&world, &call).await;
    let mut asked = vec![];
    for seed in 0..10 {
        asked.push(pending(&call, &voucher(&world, &call, &by).await, seed));
    }
    let tries = asked.iter().map(|asked| redeem(&world, &call, asked));
    for answer in futures_util::future::join_all(tries).await {
        assert_eq!(answer.expect(200)["epoch"], 1);
    }
    let shown = epochs(&world, &call).await;
    assert_eq!(shown["epochs"].as_array().unwrap().len(), 1);
    assert_eq!(shown["epochs"][0]["opens_on"], "2026-10-06");
}

#[tokio::test]
async fn a_token_of_another_campaign_or_epoch_is_none() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let by = steward(&world, &call).await;
    let first = issued(&world, &call, &by, 10).await;
    world.advance(Duration::days(1));
    let second = issued(&world, &call, &by, 10).await;
    world.advance(Duration::days(1));
    assert_eq!((first[0].epoch, second[0].epoch), (1, 2));
    let mut body = told(Some(&first[0]), &receipt(1));
    body["worker_token"]["epoch"] = json!(2);
    let other = world.testify_today(&call, body).await;
    assert_eq!(other.problem(), "token-not-valid");
    let mut body = told(Some(&first[0]), &receipt(1));
    body["worker_token"]["epoch"] = json!(3);
    let none = world.testify_today(&call, body).await;
    assert_eq!(none.problem(), "token-not-valid");

    let elsewhere = Call {
        owner: call.owner.clone(),
        campaign: world.campaign(&call.owner).await,
        ana: call.ana.clone(),
        ben: call.ben.clone(),
        workplaces: call.workplaces.clone(),
    };
    issued(&world, &elsewhere, &by, 10).await;
    world.advance(Duration::days(1));
    let body = told(Some(&first[0]), &receipt(1));
    let foreign = world.testify_today(&elsewhere, body).await;
    assert_eq!(foreign.problem(), "token-not-valid");
    // A voucher neither.
    let code = voucher(&world, &call, &by).await;
    let asked = pending(&elsewhere, &code, 1);
    let foreign = redeem(&world, &elsewhere, &asked).await;
    assert_eq!(foreign.problem(), "voucher-not-valid");
    // Where it belongs, both are good still.
    let body = told(Some(&first[0]), &receipt(1));
    world.testify_today(&call, body).await.expect(201);
    redeem(&world, &call, &pending(&call, &code, 1))
        .await
        .expect(200);
}

#[tokio::test]
async fn a_changed_token_is_none() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let tokens = open(&world, &call).await;
    let good = told(Some(&tokens[0]), &receipt(1));
    let other = tokens[1].worker_token();
    for (field, value) in [
        ("input", other.input.clone()),
        ("output", other.output.clone()),
        ("output", BASE64URL_NOPAD.encode(&[0; 64])),
        ("output", "!".repeat(86)),
        // The same bytes, but for bits that no byte has.
        ("input", "B".repeat(43)),
    ] {
        let mut body = good.clone();
        body["worker_token"][field] = json!(value);
        let refused = world.testify_today(&call, body).await;
        assert_eq!(refused.problem(), "token-not-valid", "{field} {value}");
    }
    let output = good["worker_token"]["output"].as_str().unwrap();
    for wrong in [
        "",
        &output[1..],
        &format!("{output}A"),
        &format!("{output}=="),
    ] {
        let mut body = good.clone();
        body["worker_token"]["output"] = json!(wrong);
        let refused = world.testify_today(&call, body).await;
        assert_eq!(refused.problem(), "invalid-body");
    }
    world.testify_today(&call, good).await.expect(201);
}

#[tokio::test]
async fn what_is_no_element_burns_no_voucher() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let by = steward(&world, &call).await;
    let code = voucher(&world, &call, &by).await;
    let p = [[0xed].as_slice(), &[0xff; 30], &[0x7f]].concat();
    let negative = [[1].as_slice(), &[0; 31]].concat();
    for bytes in [vec![0; 32], vec![0xff; 32], p, negative, vec![0; 31]] {
        let body = json!({"voucher": code, "blinded_element": BASE64URL_NOPAD.encode(&bytes)});
        let refused = world.post(&tokens(&call), None, body).await;
        assert_eq!(refused.problem(), "invalid-body", "{bytes:?}");
        let pointer = &refused.json()["violations"][0]["pointer"];
        assert_eq!(pointer, "/blinded_element");
    }
    let asked = pending(&call, &code, 1);
    redeem(&world, &call, &asked).await.expect(200);
}

#[tokio::test]
async fn an_unknown_mistyped_old_or_revoked_voucher_gets_one_answer() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let by = steward(&world, &call).await;
    let (old, revoked) = (
        voucher(&world, &call, &by).await,
        voucher(&world, &call, &by).await,
    );
    let asked = |code: &str| pending(&call, code, 1);
    let mut answers = vec![];
    for code in ["", "what", "0000-0000-0000-0000-00", &receipt(9)] {
        answers.push(redeem(&world, &call, &asked(code)).await);
    }
    world.advance(Duration::days(15));
    answers.push(redeem(&world, &call, &asked(&old)).await);
    world.advance(-Duration::days(15));
    world
        .send(Method::DELETE, &vouchers(&call), Some(&by), None)
        .await
        .expect(204);
    answers.push(redeem(&world, &call, &asked(&revoked)).await);
    for answer in &answers {
        assert_eq!(answer.problem(), "voucher-not-valid");
        assert_eq!(answer.bytes, answers[0].bytes);
    }
    assert_eq!(epochs(&world, &call).await["epochs"], json!([]));
}

#[tokio::test]
async fn vouchers_are_for_stewards_of_a_campaign_that_is_not_over() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let other = world.organization("Birch County Library Workers").await;
    let foreign = world.post(&vouchers(&call), Some(&other), json!({})).await;
    assert_eq!(foreign.problem(), "not-found");
    let foreign = world
        .send(Method::DELETE, &vouchers(&call), Some(&other), None)
        .await;
    assert_eq!(foreign.problem(), "not-found");
    let reviewer = world
        .post(&vouchers(&call), Some(&call.ana.who), json!({}))
        .await;
    assert_eq!(reviewer.problem(), "forbidden");
    let nowhere = format!("/v1/campaigns/cmp_{}/worker-tokens", "0".repeat(32));
    assert_eq!(world.get(&nowhere, None).await.problem(), "not-found");

    let path = format!("/v1/campaigns/{}", call.campaign);
    let read = world.get(&path, Some(&call.owner)).await.json();
    let mut ended = json!({"state": "ended", "testimony_open": false});
    for field in ["name", "summary", "language"] {
        ended[field] = read[field].clone();
    }
    world
        .change(Method::PUT, (&path, &path), &call.owner, ended)
        .await
        .expect(200);
    let over = world
        .post(&vouchers(&call), Some(&call.owner), json!({}))
        .await;
    assert_eq!(over.problem(), "campaign-rule");
}

/// The same key again gives the same code, and makes no second voucher.
#[tokio::test]
async fn a_steward_who_got_no_answer_asks_again() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let by = steward(&world, &call).await;
    let path = vouchers(&call);
    let once = || world.post_once(&path, &by, "voucher-for-one-worker", json!({}));
    let (first, again) = (once().await.expect(201), once().await.expect(201));
    assert_eq!(first["code"], again["code"]);
    assert_ne!(voucher(&world, &call, &by).await, first["code"]);
}
