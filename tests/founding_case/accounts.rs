//! An ordinary week in the office: sessions, roles, forgotten passwords, keys of machines, and a reviewer who joins late.

use poem::http::Method;
use serde_json::json;

use super::campaign::id;
use super::office::{Colleague, code_for};
use crate::kit::{Call, PASSWORD, Persona, Recorder, World};

const TOLD: &[&str] = &[
    "change_me",
    "change_member_roles",
    "change_unlock_passphrase",
    "create_api_key",
    "create_recovery_codes",
    "delete_session",
    "disable_member",
    "enable_member",
    "get_me",
    "get_member",
    "get_session",
    "list_api_keys",
    "list_invitations",
    "list_sessions",
    "recover_testimonies",
    "reject_testimony",
    "remove_totp",
    "request_password_reset",
    "reset_password",
    "revoke_api_key",
    "revoke_invitation",
    "rewrap_testimonies",
];
const RAMON: &str = "ramon@local417.example";

#[tokio::test]
async fn the_office_keeps_its_accounts_in_order() {
    let recorder = Recorder::of(TOLD);
    let world = World::recorded(&recorder).await;
    let call = world.testimony_call().await;
    let odalys = &call.owner;
    let ramon = ramon_joins(&world, odalys).await;
    ramon_minds_his_sessions(&world, &ramon).await;
    odalys_changes_what_he_may(&world, odalys, &ramon.who).await;
    ramon_forgets_his_password(&world).await;
    the_website_gets_a_key(&world, odalys).await;
    cleo_reviews_what_came_before_her(&world, &call).await;
    two_officers_bring_their_halves(&world, &call).await;
    recorder.compare("accounts");
}

async fn ramon_joins(world: &World, odalys: &Persona) -> Colleague {
    for email in ["rramon@local417.example", RAMON] {
        let invitation = json!({"email": email, "roles": ["organizer"]});
        let made = world
            .post("/v1/invitations", Some(odalys), invitation)
            .await
            .expect(201);
        if email == RAMON {
            continue;
        }
        // A typing error: nobody can use that one any more.
        world.get("/v1/invitations", Some(odalys)).await.expect(200);
        let path = format!("/v1/invitations/{}", id(&made));
        world
            .send(Method::DELETE, &path, Some(odalys), None)
            .await
            .expect(204);
    }
    world.work().await;
    let code = code_for(world, RAMON);
    let joining = json!({"code": code, "name": "Ramon Salgado", "password": PASSWORD});
    world
        .post("/v1/invitations/accept", None, joining)
        .await
        .expect(201);
    Colleague::at_the_door(world, RAMON).await
}

async fn ramon_minds_his_sessions(world: &World, ramon: &Colleague) {
    let who = &ramon.who;
    let me = world.get("/v1/me", Some(who)).await.expect(200);
    assert_eq!(
        (&me["email"], &me["second_factor"]),
        (&json!(RAMON), &json!(true))
    );
    let accent = json!({"name": "Ramón Salgado"});
    let me = world
        .change(Method::PATCH, ("/v1/me", "/v1/me"), who, accent)
        .await;
    assert_eq!(me.expect(200)["name"], "Ramón Salgado");
    let codes = world
        .post("/v1/me/recovery-codes", Some(who), json!({}))
        .await
        .expect(200);
    assert_eq!(codes["codes"].as_array().unwrap().len(), 10);
    // He has signed in at the reading room too, and ends that session from his desk.
    let mut there = ramon.clone();
    world.advance(chrono::Duration::minutes(1));
    there.back(world).await;
    let sessions = world.get("/v1/sessions", Some(who)).await.expect(200);
    let sessions = sessions["items"].as_array().unwrap();
    assert_eq!(sessions.len(), 2);
    let other = sessions
        .iter()
        .find(|session| session["current"] == false)
        .unwrap();
    let path = format!("/v1/sessions/{}", id(other));
    world.get(&path, Some(who)).await.expect(200);
    world
        .send(Method::DELETE, &path, Some(who), None)
        .await
        .expect(204);
    assert_eq!(
        world.get("/v1/me", Some(&there.who)).await.problem(),
        "unauthenticated"
    );
}

async fn odalys_changes_what_he_may(world: &World, odalys: &Persona, ramon: &Persona) {
    let path = format!("/v1/members/{}", ramon.member);
    world.get(&path, Some(odalys)).await.expect(200);
    let roles = json!({"roles": ["organizer", "reviewer"]});
    let changed = world
        .change(
            Method::PUT,
            (&path, &format!("{path}/roles")),
            odalys,
            roles,
        )
        .await;
    assert_eq!(
        changed.expect(200)["roles"],
        json!(["organizer", "reviewer"])
    );
    // His phone is lost: the second factor goes, and while nobody knows who has it, so does the account.
    world
        .send(Method::DELETE, &format!("{path}/totp"), Some(odalys), None)
        .await
        .expect(204);
    for (what, state) in [("disable", "disabled"), ("enable", "active")] {
        let changed = world
            .post(&format!("{path}/{what}"), Some(odalys), json!({}))
            .await;
        assert_eq!(changed.expect(200)["state"], state);
    }
}

async fn ramon_forgets_his_password(world: &World) {
    let asked = json!({"email": RAMON});
    world
        .post("/v1/password-resets", None, asked)
        .await
        .expect(202);
    world.work().await;
    let new = json!({"code": code_for(world, RAMON), "password": "quite another password"});
    world
        .post("/v1/password-resets/use", None, new)
        .await
        .expect(204);
    let again = json!({"email": RAMON, "password": "quite another password"});
    world.post("/v1/sessions", None, again).await.expect(201);
}

async fn the_website_gets_a_key(world: &World, odalys: &Persona) {
    let new = json!({"name": "the chapter's website", "scopes": ["viewer"]});
    let made = world
        .post("/v1/api-keys", Some(odalys), new)
        .await
        .expect(201);
    let website = Persona {
        token: made["key"].as_str().unwrap().to_owned(),
        ..odalys.clone()
    };
    world.get("/v1/campaigns", Some(&website)).await.expect(200);
    world.get("/v1/api-keys", Some(odalys)).await.expect(200);
    let path = format!("/v1/api-keys/{}", id(&made["api_key"]));
    world
        .send(Method::DELETE, &path, Some(odalys), None)
        .await
        .expect(204);
    assert_eq!(
        world.get("/v1/campaigns", Some(&website)).await.problem(),
        "unauthenticated"
    );
}

/// A testimony is sealed to the reviewers of its day; another one has to wrap its key for her.
async fn cleo_reviews_what_came_before_her(world: &World, call: &Call) {
    let told = json!({"kind": "layoff", "text": "I was the only one on the night desk, and they let me go."});
    world.testify(call, told).await.expect(201);
    let testimony = world.queue(&call.ana).await.remove(0);
    let mut cleo = world.reviewer(&call.owner).await;
    let at = |what: &str| format!("/v1/review/testimonies/{testimony}/{what}");
    let too_new = world
        .review(&cleo, Method::POST, &at("open"), None, None)
        .await;
    assert_eq!(too_new.problem(), "not-sealed-to-you");
    let made = world
        .review(&call.ana, Method::POST, "/v1/review/rewraps", None, None)
        .await;
    assert_eq!(made.expect(200)["made"], 1);
    let revision = world.opened(&cleo, &testimony).await["revision"].as_i64();
    let reason =
        json!({"reason": "cannot_be_made_safe", "message": "Only one person could know this."});
    world
        .review(&cleo, Method::POST, &at("reject"), revision, Some(reason))
        .await
        .expect(204);
    let old = json!({"passphrase": cleo.passphrase});
    let changed = world
        .post("/v1/review/passphrase", Some(&cleo.who), old)
        .await
        .expect(201);
    cleo.passphrase = changed["passphrase"].as_str().unwrap().to_owned();
}

/// Nobody has to be asked to wrap for Dora: the printed key opens what was sealed to it.
async fn two_officers_bring_their_halves(world: &World, call: &Call) {
    let owner = Some(&call.owner);
    let printed = world
        .post("/v1/review/recovery-key", owner, json!({}))
        .await
        .expect(201);
    let told = json!({"kind": "layoff", "text": "They called it a realignment."});
    world.testify(call, told).await.expect(201);
    let dora = world.reviewer(&call.owner).await;
    let testimony = world.queue(&dora).await.remove(0);
    let deputy = world
        .member(&call.owner, &[broadside::identity::Role::Owner])
        .await;
    let second = "/v1/review/recovery-key/second-half";
    let second = world.send(Method::POST, second, Some(&deputy), None).await;
    let second = second.expect(201);
    let halves = json!({"first": printed["half"]["code"], "second": second["half"]["code"]});
    let recovered = world.post("/v1/review/recovery", owner, halves).await;
    assert_eq!(recovered.expect(200)["made"], 1);
    world.opened(&dora, &testimony).await;
}
