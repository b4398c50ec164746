//! What becomes of photographs: undecided, withdrawn, moved in the night, exchanged.

use broadside::testimony::entity::testimony_photograph;
use chrono::Duration;
use poem::http::Method;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
use serde_json::json;

use super::super::one_testimony;
use super::{PLACE, added, at, decided, looked, picture, published, rows, sent};
use crate::kit::{World, pictures};

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
