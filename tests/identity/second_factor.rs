//! A second factor: setting it up, using it, losing it.

use broadside::identity::Role;
use chrono::Duration;
use data_encoding::BASE32_NOPAD;
use serde_json::{Value, json};
use totp_rs::{Builder, Totp};

use super::{ODALYS, at_the_door, delete, holding, patch, sign_in, union};
use crate::kit::PASSWORD;
use crate::kit::{Answer, Persona, World};
use broadside::audit::entity::audit_entry;

/// What Odalys has on her phone.
struct Authenticator(Totp);

impl Authenticator {
    fn holding(setup: &Value) -> Self {
        let secret = setup["secret"].as_str().unwrap();
        let secret = BASE32_NOPAD.decode(secret.as_bytes()).unwrap();
        Self(Builder::new().with_secret(secret).build().unwrap())
    }

    fn code(&self, world: &World) -> String {
        let now = world.app.clock.now().timestamp();
        self.0.generate(u64::try_from(now).unwrap()).to_string()
    }
}

async fn start(world: &World, who: &Persona) -> Answer {
    let body = json!({"password": PASSWORD});
    world.post("/v1/me/totp", Some(who), body).await
}

async fn confirm(world: &World, who: &Persona, code: &str) -> Answer {
    let body = json!({"code": code});
    world.post("/v1/me/totp/confirm", Some(who), body).await
}

async fn sign_in_with(world: &World, code: &str) -> Answer {
    let body = json!({"email": ODALYS, "password": PASSWORD, "totp_code": code});
    world.post("/v1/sessions", None, body).await
}

#[tokio::test]
async fn an_owner_sets_up_a_second_factor_and_only_then_runs_the_organization() {
    let (world, odalys) = union().await;
    let (odalys, _) = at_the_door(&world, &odalys, ODALYS).await;
    let change = json!({"k": 8});
    let early = patch(&world, "/v1/organization", &odalys, change.clone()).await;
    assert_eq!(early.problem(), "second-factor-required");
    let setup = start(&world, &odalys).await.expect(201);
    let url = setup["otpauth_url"].as_str().unwrap();
    assert!(url.starts_with("otpauth://totp/"), "{url}");
    assert!(url.contains("Broadside") && url.contains(setup["secret"].as_str().unwrap()));
    let phone = Authenticator::holding(&setup);
    confirm(&world, &odalys, &phone.code(&world))
        .await
        .expect(200);
    patch(&world, "/v1/organization", &odalys, change)
        .await
        .expect(200);
    let me = world.get("/v1/me", Some(&odalys)).await.expect(200);
    assert_eq!(me["second_factor"], true);
    assert_eq!(me["session_has_second_factor"], true);
}

#[tokio::test]
async fn signing_in_then_asks_for_a_code_and_takes_each_only_once() {
    let (world, odalys) = union().await;
    let (odalys, _) = at_the_door(&world, &odalys, ODALYS).await;
    let phone = Authenticator::holding(&start(&world, &odalys).await.expect(201));
    confirm(&world, &odalys, &phone.code(&world))
        .await
        .expect(200);

    let without = sign_in(&world, ODALYS, PASSWORD).await;
    assert_eq!(without.status, 401);
    assert_eq!(without.problem(), "second-factor-needed");
    let used = sign_in_with(&world, &phone.code(&world)).await;
    assert_eq!(
        used.problem(),
        "second-factor-wrong",
        "the code that confirmed"
    );
    world.advance(Duration::seconds(30));
    let code = phone.code(&world);
    let session = sign_in_with(&world, &code).await.expect(201);
    assert_eq!(session["second_factor"], true);
    assert_eq!(
        sign_in_with(&world, &code).await.problem(),
        "second-factor-wrong"
    );
    assert_eq!(
        sign_in_with(&world, "000000").await.problem(),
        "second-factor-wrong"
    );
    world.advance(Duration::seconds(30));
    sign_in_with(&world, &phone.code(&world)).await.expect(201);
}

#[tokio::test]
async fn codes_are_guessed_no_faster_than_passwords() {
    let (world, odalys) = union().await;
    let (odalys, _) = at_the_door(&world, &odalys, ODALYS).await;
    let phone = Authenticator::holding(&start(&world, &odalys).await.expect(201));
    confirm(&world, &odalys, &phone.code(&world))
        .await
        .expect(200);
    for _ in 0..5 {
        assert_eq!(
            sign_in_with(&world, "000000").await.problem(),
            "second-factor-wrong"
        );
    }
    assert_eq!(
        sign_in_with(&world, "000000").await.problem(),
        "rate-limited"
    );
}

#[tokio::test]
async fn an_unconfirmed_secret_changes_nothing() {
    let (world, odalys) = union().await;
    let (odalys, _) = at_the_door(&world, &odalys, ODALYS).await;
    assert_eq!(
        confirm(&world, &odalys, "123456").await.problem(),
        "second-factor-not-started"
    );
    start(&world, &odalys).await.expect(201);
    assert_eq!(
        confirm(&world, &odalys, "000000").await.problem(),
        "second-factor-wrong"
    );
    sign_in(&world, ODALYS, PASSWORD).await.expect(201);
}

#[tokio::test]
async fn a_stolen_access_token_sets_up_no_second_factor() {
    let (world, odalys) = union().await;
    let (thief, _) = at_the_door(&world, &odalys, ODALYS).await;
    let body = json!({"password": "a wild guess at it"});
    let answer = world.post("/v1/me/totp", Some(&thief), body).await;
    assert_eq!(answer.status, 403);
    assert_eq!(answer.problem(), "password-wrong");
}

#[tokio::test]
async fn confirming_ends_the_sessions_that_were_opened_without_it() {
    let (world, odalys) = union().await;
    let (laptop, _) = at_the_door(&world, &odalys, ODALYS).await;
    let (odalys, _) = at_the_door(&world, &odalys, ODALYS).await;
    let phone = Authenticator::holding(&start(&world, &odalys).await.expect(201));
    confirm(&world, &odalys, &phone.code(&world))
        .await
        .expect(200);
    assert_eq!(
        world.get("/v1/me", Some(&laptop)).await.problem(),
        "unauthenticated"
    );
    world.get("/v1/me", Some(&odalys)).await.expect(200);
}

#[tokio::test]
async fn another_owner_removes_a_lost_second_factor_and_that_ends_the_sessions() {
    let (world, odalys) = union().await;
    let second = world.member(&odalys, &[Role::Owner]).await;
    let (odalys, _) = at_the_door(&world, &odalys, ODALYS).await;
    let phone = Authenticator::holding(&start(&world, &odalys).await.expect(201));
    confirm(&world, &odalys, &phone.code(&world))
        .await
        .expect(200);
    let path = format!("/v1/members/{}/totp", odalys.member);
    let stranger = world.organization("Eastmont Tenants").await;
    assert_eq!(
        delete(&world, &path, &stranger).await.problem(),
        "not-found"
    );
    delete(&world, &path, &second).await.expect(204);
    assert_eq!(
        world.get("/v1/me", Some(&odalys)).await.problem(),
        "unauthenticated"
    );
    let session = sign_in(&world, ODALYS, PASSWORD).await.expect(201);
    assert_eq!(session["second_factor"], false);
    let again = start(&world, &holding(&odalys, &session)).await;
    again.expect(201);
}

#[tokio::test]
async fn a_second_factor_is_replaced_only_from_a_session_opened_with_it() {
    let (world, odalys) = union().await;
    let (odalys, _) = at_the_door(&world, &odalys, ODALYS).await;
    let old = Authenticator::holding(&start(&world, &odalys).await.expect(201));
    confirm(&world, &odalys, &old.code(&world))
        .await
        .expect(200);
    let new = Authenticator::holding(&start(&world, &odalys).await.expect(201));
    world.advance(Duration::seconds(30));
    let session = sign_in_with(&world, &old.code(&world)).await.expect(201);
    let elsewhere = holding(&odalys, &session);
    confirm(&world, &elsewhere, &new.code(&world))
        .await
        .expect(200);
    world.advance(Duration::seconds(30));
    assert_eq!(
        sign_in_with(&world, &old.code(&world)).await.problem(),
        "second-factor-wrong"
    );
    sign_in_with(&world, &new.code(&world)).await.expect(201);
}

/// Odalys with a second factor, and the codes on her paper.
async fn with_codes(world: &World, odalys: &Persona) -> (Persona, Authenticator, Vec<String>) {
    let (odalys, _) = at_the_door(world, odalys, ODALYS).await;
    let phone = Authenticator::holding(&start(world, &odalys).await.expect(201));
    let made = confirm(world, &odalys, &phone.code(world))
        .await
        .expect(200);
    (odalys, phone, codes(&made))
}

fn codes(made: &Value) -> Vec<String> {
    let codes = made["codes"].as_array().unwrap().iter();
    codes
        .map(|code| code.as_str().unwrap().to_owned())
        .collect()
}

async fn sign_in_without_phone(world: &World, code: &str) -> Answer {
    let body = json!({"email": ODALYS, "password": PASSWORD, "recovery_code": code});
    world.post("/v1/sessions", None, body).await
}

async fn codes_left(world: &World, who: &Persona) -> Value {
    world.get("/v1/me", Some(who)).await.expect(200)["recovery_codes_left"].clone()
}

#[tokio::test]
async fn a_recovery_code_takes_the_place_of_the_lost_app_once() {
    let (world, odalys) = union().await;
    let (odalys, _, codes) = with_codes(&world, &odalys).await;
    assert_eq!(codes.len(), 10);
    assert_eq!(codes_left(&world, &odalys).await, 10);
    let sloppy = codes[3].to_lowercase().replace('-', " ");
    let session = sign_in_without_phone(&world, &sloppy).await.expect(201);
    assert_eq!(session["second_factor"], true);
    let odalys = holding(&odalys, &session);
    assert_eq!(codes_left(&world, &odalys).await, 9);
    let again = sign_in_without_phone(&world, &codes[3]).await;
    assert_eq!(again.problem(), "second-factor-wrong");
    let unknown = sign_in_without_phone(&world, "0000-0000-0000").await;
    assert_eq!(unknown.problem(), "second-factor-wrong");
    patch(&world, "/v1/organization", &odalys, json!({"k": 8}))
        .await
        .expect(200);
    let rows = audit_entry::for_jobs()
        .all(&world.app.db.read)
        .await
        .unwrap();
    let used = rows.iter().find(|row| row.action == "use_recovery_code");
    assert_eq!(used.unwrap().detail, json!({"left": 9}));
}

#[tokio::test]
async fn a_recovery_code_needs_the_password_and_is_guessed_no_faster() {
    let (world, odalys) = union().await;
    let (_, _, codes) = with_codes(&world, &odalys).await;
    let body = json!({"email": ODALYS, "password": "not the password", "recovery_code": codes[0]});
    let wrong = world.post("/v1/sessions", None, body).await;
    assert_eq!(wrong.problem(), "sign-in-refused");
    for _ in 0..4 {
        sign_in_without_phone(&world, "ZZZZ-ZZZZ-ZZZZ").await;
    }
    let limited = sign_in_without_phone(&world, &codes[0]).await;
    assert_eq!(limited.problem(), "rate-limited");
    world.advance(Duration::minutes(5));
    sign_in_without_phone(&world, &codes[0]).await.expect(201);
}

#[tokio::test]
async fn new_recovery_codes_void_the_old_and_take_a_second_factor() {
    let (world, odalys) = union().await;
    let second = world.member(&odalys, &[Role::Owner]).await;
    let (early, _) = at_the_door(&world, &odalys, ODALYS).await;
    let ask = async |who: &Persona| {
        world
            .post("/v1/me/recovery-codes", Some(who), json!({}))
            .await
    };
    assert_eq!(ask(&early).await.problem(), "second-factor-not-started");
    let (odalys, _, old) = with_codes(&world, &odalys).await;
    let new = codes(&ask(&odalys).await.expect(200));
    let void = sign_in_without_phone(&world, &old[0]).await;
    assert_eq!(void.problem(), "second-factor-wrong");
    let session = sign_in_without_phone(&world, &new[0]).await.expect(201);
    let odalys = holding(&odalys, &session);
    let path = format!("/v1/members/{}/totp", odalys.member);
    delete(&world, &path, &second).await.expect(204);
    let session = sign_in_without_phone(&world, &new[1]).await.expect(201);
    assert_eq!(session["second_factor"], false, "they went with the factor");
}

#[tokio::test]
async fn no_recovery_code_stands_in_the_database() {
    let (world, odalys) = union().await;
    let (_, _, codes) = with_codes(&world, &odalys).await;
    world.work().await;
    for file in crate::privacy::written(&world) {
        let text = String::from_utf8_lossy(&std::fs::read(file).unwrap()).to_uppercase();
        for code in &codes {
            assert!(!text.contains(code) && !text.contains(&code.replace('-', "")));
        }
    }
}
