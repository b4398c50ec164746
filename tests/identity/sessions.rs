//! Signing in, staying signed in, signing out, and slowing guesses down.

use chrono::Duration;
use serde_json::json;

use super::{ODALYS, at_the_door, delete, holding, sign_in, union};
use crate::kit::PASSWORD;
use crate::kit::{Answer, World};

async fn refresh(world: &World, token: &serde_json::Value) -> Answer {
    let body = json!({"refresh_token": token});
    world.post("/v1/sessions/refresh", None, body).await
}

#[tokio::test]
async fn an_owner_signs_in_with_address_and_password() {
    let (world, odalys) = union().await;
    let (odalys, session) = at_the_door(
        &world,
        &odalys,
        "  Owner@AlderCountyLibraryWorkers.example ",
    )
    .await;
    assert_eq!(session["roles"], json!(["owner"]));
    assert_eq!(session["second_factor"], false);
    let me = world.get("/v1/me", Some(&odalys)).await.expect(200);
    assert_eq!(me["name"], "Odalys Owner");
    assert_eq!(me["email"], ODALYS);
    assert_eq!(me["needs_second_factor"], true);
}

#[tokio::test]
async fn a_body_of_another_shape_is_refused_with_every_violation() {
    let world = World::new().await;
    let body = json!({"email": 5, "extra": true});
    let answer = world.post("/v1/sessions", None, body).await;
    assert_eq!(answer.problem(), "invalid-body");
    assert_eq!(answer.json()["violations"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_are_answered_alike() {
    let (world, _) = union().await;
    let wrong = sign_in(&world, ODALYS, "not the password").await;
    let unknown = sign_in(&world, "nobody@elsewhere.example", "not the password").await;
    assert_eq!(wrong.status, 401);
    assert!(wrong.header("www-authenticate").is_some());
    assert_eq!(wrong.problem(), "sign-in-refused");
    assert_eq!(wrong.bytes, unknown.bytes);
}

#[tokio::test]
async fn an_access_token_works_for_fifteen_minutes_and_a_refreshed_one_goes_on() {
    let (world, odalys) = union().await;
    let (at_first, session) = at_the_door(&world, &odalys, ODALYS).await;
    world.advance(Duration::minutes(15));
    let late = world.get("/v1/me", Some(&at_first)).await;
    assert_eq!(late.problem(), "unauthenticated");
    assert_eq!(late.header("www-authenticate"), Some("Bearer"));
    let next = refresh(&world, &session["refresh_token"]).await.expect(201);
    assert_eq!(next["id"], session["id"]);
    assert_ne!(next["refresh_token"], session["refresh_token"]);
    world
        .get("/v1/me", Some(&holding(&odalys, &next)))
        .await
        .expect(200);
}

#[tokio::test]
async fn a_refresh_token_used_twice_ends_the_whole_session() {
    let (world, odalys) = union().await;
    let (_, session) = at_the_door(&world, &odalys, ODALYS).await;
    let next = refresh(&world, &session["refresh_token"]).await.expect(201);
    let again = refresh(&world, &session["refresh_token"]).await;
    assert_eq!(again.status, 401);
    assert_eq!(again.problem(), "refresh-token-reused");
    let after = refresh(&world, &next["refresh_token"]).await;
    assert_eq!(after.problem(), "refresh-token-refused");
    let with_it = world.get("/v1/me", Some(&holding(&odalys, &next))).await;
    assert_eq!(with_it.problem(), "unauthenticated");
    world.work().await;
}

#[tokio::test]
async fn what_is_no_refresh_token_is_refused() {
    let (world, _) = union().await;
    for token in ["", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "ñ"] {
        assert_eq!(
            refresh(&world, &json!(token)).await.problem(),
            "refresh-token-refused"
        );
    }
}

#[tokio::test]
async fn a_session_ends_after_thirty_days_however_often_it_is_refreshed() {
    let (world, odalys) = union().await;
    let (_, mut session) = at_the_door(&world, &odalys, ODALYS).await;
    for _ in 0..2 {
        world.advance(Duration::days(14));
        session = refresh(&world, &session["refresh_token"]).await.expect(201);
    }
    world.advance(Duration::days(2));
    let late = refresh(&world, &session["refresh_token"]).await;
    assert_eq!(late.problem(), "refresh-token-refused");
}

#[tokio::test]
async fn signing_out_ends_one_session_at_once_and_leaves_the_others() {
    let (world, odalys) = union().await;
    let (phone, session) = at_the_door(&world, &odalys, ODALYS).await;
    let (laptop, _) = at_the_door(&world, &odalys, ODALYS).await;
    let list = world.get("/v1/sessions", Some(&phone)).await.expect(200);
    let items = list["items"].as_array().unwrap();
    assert_eq!(items.len(), 3, "the kit's, the phone's and the laptop's");
    assert_eq!(
        items.iter().filter(|item| item["current"] == true).count(),
        1
    );
    let path = format!("/v1/sessions/{}", session["id"].as_str().unwrap());
    world.get(&path, Some(&laptop)).await.expect(200);
    delete(&world, &path, &phone).await.expect(204);
    assert_eq!(
        world.get("/v1/me", Some(&phone)).await.problem(),
        "unauthenticated"
    );
    assert_eq!(
        refresh(&world, &session["refresh_token"]).await.problem(),
        "refresh-token-refused"
    );
    world.get("/v1/me", Some(&laptop)).await.expect(200);
    delete(&world, &path, &laptop).await.expect(204);
    assert_eq!(world.get(&path, Some(&laptop)).await.problem(), "not-found");
}

#[tokio::test]
async fn nobody_sees_or_ends_the_session_of_somebody_else() {
    let (world, odalys) = union().await;
    let stranger = world.organization("Eastmont Tenants").await;
    let viewer = world
        .member(&odalys, &[broadside::identity::Role::Viewer])
        .await;
    let (odalys, session) = at_the_door(&world, &odalys, ODALYS).await;
    let path = format!("/v1/sessions/{}", session["id"].as_str().unwrap());
    for other in [&stranger, &viewer] {
        assert_eq!(world.get(&path, Some(other)).await.problem(), "not-found");
        assert_eq!(delete(&world, &path, other).await.problem(), "not-found");
    }
    world.get("/v1/me", Some(&odalys)).await.expect(200);
}

#[tokio::test]
async fn after_five_failures_each_try_waits_longer_and_the_right_password_still_works() {
    let (world, _) = union().await;
    for _ in 0..5 {
        assert_eq!(
            sign_in(&world, ODALYS, "a wrong guess").await.problem(),
            "sign-in-refused"
        );
    }
    let refused = sign_in(&world, ODALYS, PASSWORD).await;
    assert_eq!(refused.status, 429);
    assert_eq!(refused.header("retry-after"), Some("1"));
    assert_eq!(refused.problem(), "rate-limited");
    world.advance(Duration::seconds(1));
    assert_eq!(
        sign_in(&world, ODALYS, "a wrong guess").await.problem(),
        "sign-in-refused"
    );
    let refused = sign_in(&world, ODALYS, PASSWORD).await;
    assert_eq!(refused.header("retry-after"), Some("2"));
    world.advance(Duration::seconds(2));
    sign_in(&world, ODALYS, PASSWORD).await.expect(201);
    sign_in(&world, ODALYS, PASSWORD).await.expect(201);
}

#[tokio::test]
async fn waiting_tells_nothing_about_who_has_an_account() {
    let (world, _) = union().await;
    for _ in 0..5 {
        sign_in(&world, ODALYS, "a wrong guess").await;
        sign_in(&world, "nobody@elsewhere.example", "a wrong guess").await;
    }
    let known = sign_in(&world, ODALYS, "a wrong guess").await;
    let unknown = sign_in(&world, "nobody@elsewhere.example", "a wrong guess").await;
    assert_eq!(known.problem(), "rate-limited");
    assert_eq!(known.bytes, unknown.bytes);
    assert_eq!(known.header("retry-after"), unknown.header("retry-after"));
}

#[tokio::test]
async fn forged_and_unsigned_tokens_open_nothing() {
    let (world, odalys) = union().await;
    let mut forged = odalys.clone();
    let (rest, _) = odalys.token.rsplit_once('.').unwrap();
    forged.token = format!("{rest}.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    let mut unsigned = odalys.clone();
    let claims = odalys.token.split('.').nth(1).unwrap();
    unsigned.token = format!("eyJhbGciOiJub25lIn0.{claims}.");
    for who in [&forged, &unsigned] {
        assert_eq!(
            world.get("/v1/me", Some(who)).await.problem(),
            "unauthenticated"
        );
    }
}

#[tokio::test]
async fn a_token_of_the_key_before_still_works_and_one_of_a_forgotten_key_does_not() {
    use broadside::identity::tokens;
    use broadside::secrets::keyring::Keyring;
    let (world, odalys) = union().await;
    let rotated = |times: usize| {
        let app = &world.app;
        app.entropy.with(|rng| {
            let mut keys = Keyring::load(world.data()).unwrap();
            for _ in 0..times {
                keys.rotate_sessions(rng, 2).unwrap();
            }
            keys
        })
    };
    let keys = rotated(1);
    tokens::check_with(&keys.sessions, &odalys.token, world.app.clock.now()).unwrap();
    let keys = rotated(1);
    assert!(tokens::check_with(&keys.sessions, &odalys.token, world.app.clock.now()).is_err());
}

#[tokio::test]
async fn what_is_over_is_forgotten() {
    use broadside::identity::entity::{password_reset, refresh_token, session, sign_in_failure};
    use sea_orm::PaginatorTrait;
    let (world, odalys) = union().await;
    let (laptop, session) = at_the_door(&world, &odalys, ODALYS).await;
    refresh(&world, &session["refresh_token"]).await.expect(201);
    delete(
        &world,
        &format!("/v1/sessions/{}", session["id"].as_str().unwrap()),
        &laptop,
    )
    .await
    .expect(204);
    sign_in(&world, "nobody@elsewhere.example", "a wrong guess").await;
    world
        .post("/v1/password-resets", None, json!({"email": ODALYS}))
        .await
        .expect(202);
    world.work().await;
    world.advance(Duration::days(8));
    world.work().await;
    let db = &world.app.db.read;
    assert_eq!(
        session::for_jobs().count(db).await.unwrap(),
        1,
        "the kit's own"
    );
    assert_eq!(refresh_token::for_jobs().count(db).await.unwrap(), 0);
    assert_eq!(sign_in_failure::for_jobs().count(db).await.unwrap(), 0);
    assert_eq!(password_reset::for_jobs().count(db).await.unwrap(), 0);
}
