//! Joining by mail.

use broadside::identity::Role;
use chrono::Duration;
use serde_json::{Value, json};

use super::{code_in, delete, sign_in, union};
use crate::kit::{Answer, Persona, World};

const ROSA: &str = "rosa@members.example";

async fn invite(world: &World, by: &Persona, email: &str) -> Answer {
    let body = json!({"email": email, "roles": ["organizer"], "language": "es"});
    world.post("/v1/invitations", Some(by), body).await
}

async fn accept(world: &World, code: &str) -> Answer {
    let body = json!({"code": code, "name": "Rosa Márquez", "password": "otra contraseña larga"});
    world.post("/v1/invitations/accept", None, body).await
}

async fn states(world: &World, who: &Persona) -> Vec<Value> {
    let list = world.get("/v1/invitations", Some(who)).await.expect(200);
    let items = list["items"].as_array().unwrap();
    items.iter().map(|item| item["state"].clone()).collect()
}

#[tokio::test]
async fn somebody_invited_joins_with_the_code_from_the_mail_and_signs_in() {
    let (world, odalys) = union().await;
    let invitation = invite(&world, &odalys, ROSA).await.expect(201);
    assert_eq!(invitation["state"], "open");
    world.work().await;
    let mails = world.mails();
    assert_eq!(mails.len(), 1);
    let mail = &mails[0];
    assert!(
        mail.contains(ROSA) && mail.contains("Alder County Library Workers le invita"),
        "{mail}"
    );
    let code = code_in(mail).to_lowercase().replace('-', " ");
    let rosa = accept(&world, &code).await.expect(201);
    assert_eq!(rosa["email"], ROSA);
    assert_eq!(rosa["roles"], json!(["organizer"]));
    let session = sign_in(&world, ROSA, "otra contraseña larga")
        .await
        .expect(201);
    assert_eq!(session["roles"], json!(["organizer"]));
    assert_eq!(states(&world, &odalys).await, ["accepted"]);
    assert_eq!(accept(&world, &code).await.problem(), "invitation-over");
}

#[tokio::test]
async fn an_invitation_ends_after_seven_days() {
    let (world, odalys) = union().await;
    invite(&world, &odalys, ROSA).await.expect(201);
    world.work().await;
    let code = code_in(&world.mails()[0]);
    world.advance(Duration::days(7));
    let late = accept(&world, &code).await;
    assert_eq!(late.status, 410);
    assert_eq!(late.problem(), "invitation-over");
    assert_eq!(states(&world, &odalys).await, ["expired"]);
}

#[tokio::test]
async fn a_revoked_invitation_opens_nothing_and_is_not_mailed() {
    let (world, odalys) = union().await;
    let invitation = invite(&world, &odalys, ROSA).await.expect(201);
    let path = format!("/v1/invitations/{}", invitation["id"].as_str().unwrap());
    let stranger = world.organization("Eastmont Tenants").await;
    assert_eq!(
        delete(&world, &path, &stranger).await.problem(),
        "not-found"
    );
    delete(&world, &path, &odalys).await.expect(204);
    delete(&world, &path, &odalys).await.expect(204);
    world.work().await;
    assert!(world.mails().is_empty());
    assert_eq!(states(&world, &odalys).await, ["revoked"]);
}

#[tokio::test]
async fn inviting_again_ends_the_invitation_before() {
    let (world, odalys) = union().await;
    invite(&world, &odalys, ROSA).await.expect(201);
    world.work().await;
    let first = code_in(&world.mails()[0]);
    invite(&world, &odalys, "Rosa@members.example")
        .await
        .expect(201);
    assert_eq!(states(&world, &odalys).await, ["revoked", "open"]);
    assert_eq!(accept(&world, &first).await.problem(), "invitation-over");
    world.work().await;
}

#[tokio::test]
async fn an_invitation_falls_with_the_owner_who_made_it() {
    let (world, odalys) = union().await;
    let second = world.member(&odalys, &[Role::Owner]).await;
    invite(&world, &second, ROSA).await.expect(201);
    world.work().await;
    let path = format!("/v1/members/{}/disable", second.member);
    world
        .post(&path, Some(&odalys), json!({}))
        .await
        .expect(200);
    let code = code_in(&world.mails()[0]);
    assert_eq!(accept(&world, &code).await.problem(), "invitation-over");
    world.work().await;
}

#[tokio::test]
async fn a_mistyped_code_opens_nothing() {
    let (world, _) = union().await;
    for code in [
        "",
        "0000-0000-0000-0000-0000-00",
        "0000-0000-0000-0000-0000-01",
        "0000",
        "☂",
    ] {
        assert_eq!(accept(&world, code).await.problem(), "invitation-over");
    }
}

#[tokio::test]
async fn a_member_is_not_invited_again() {
    let (world, odalys) = union().await;
    let answer = invite(&world, &odalys, super::ODALYS).await;
    assert_eq!(answer.problem(), "already-a-member");
    assert_eq!(
        invite(&world, &odalys, "no address").await.problem(),
        "invalid-body"
    );
}

#[tokio::test]
async fn an_address_of_another_organization_is_told_only_to_whoever_holds_it() {
    let (world, odalys) = union().await;
    world.organization("Eastmont Tenants").await;
    invite(&world, &odalys, "owner@eastmonttenants.example")
        .await
        .expect(201);
    world.work().await;
    let code = code_in(&world.mails()[0]);
    assert_eq!(accept(&world, &code).await.problem(), "already-a-member");
}

#[tokio::test]
async fn a_repeated_request_invites_once() {
    let (world, odalys) = union().await;
    let body = json!({"email": ROSA, "roles": ["viewer"]});
    let key = "0195f6a0-invite-rosa";
    let first = world
        .post_once("/v1/invitations", &odalys, key, body.clone())
        .await
        .expect(201);
    let again = world
        .post_once("/v1/invitations", &odalys, key, body)
        .await
        .expect(201);
    assert_eq!(first, again);
    let other = json!({"email": "ana@members.example", "roles": ["viewer"]});
    let answer = world
        .post_once("/v1/invitations", &odalys, key, other)
        .await;
    assert_eq!(answer.problem(), "idempotency-key-reused");
    world.work().await;
    assert_eq!(world.mails().len(), 1);
}

#[tokio::test]
async fn only_owners_invite() {
    let (world, odalys) = union().await;
    let organizer = world.member(&odalys, &[Role::Organizer]).await;
    assert_eq!(
        invite(&world, &organizer, ROSA).await.problem(),
        "forbidden"
    );
}
