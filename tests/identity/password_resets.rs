//! A new password by mail.

use chrono::Duration;
use serde_json::json;

use super::{ODALYS, at_the_door, code_in, sign_in, union};
use crate::kit::PASSWORD;
use crate::kit::{Answer, World};

async fn ask(world: &World, email: &str) -> Answer {
    let body = json!({"email": email});
    world.post("/v1/password-resets", None, body).await
}

async fn reset(world: &World, code: &str) -> Answer {
    let body = json!({"code": code, "password": "quite another password"});
    world.post("/v1/password-resets/use", None, body).await
}

#[tokio::test]
async fn a_forgotten_password_is_replaced_by_mail_and_every_session_ends() {
    let (world, odalys) = union().await;
    let (laptop, _) = at_the_door(&world, &odalys, ODALYS).await;
    ask(&world, ODALYS).await.expect(202);
    world.work().await;
    let code = code_in(&world.mails()[0]);
    reset(&world, &code).await.expect(204);
    assert_eq!(
        world.get("/v1/me", Some(&laptop)).await.problem(),
        "unauthenticated"
    );
    assert_eq!(
        sign_in(&world, ODALYS, PASSWORD).await.problem(),
        "sign-in-refused"
    );
    sign_in(&world, ODALYS, "quite another password")
        .await
        .expect(201);
    let again = reset(&world, &code).await;
    assert_eq!(again.status, 410);
    assert_eq!(again.problem(), "password-reset-over");
}

#[tokio::test]
async fn asking_tells_nothing_about_who_has_an_account() {
    let (world, _) = union().await;
    let known = ask(&world, ODALYS).await;
    let unknown = ask(&world, "nobody@elsewhere.example").await;
    let no_address = ask(&world, "nobody").await;
    assert_eq!(known.status, 202);
    assert_eq!(known.bytes, unknown.bytes);
    assert_eq!(known.bytes, no_address.bytes);
    world.work().await;
    assert_eq!(world.mails().len(), 1);
}

#[tokio::test]
async fn at_most_three_mails_a_day_go_to_one_address() {
    let (world, _) = union().await;
    for _ in 0..5 {
        ask(&world, ODALYS).await.expect(202);
    }
    world.work().await;
    assert_eq!(world.mails().len(), 3);
    world.advance(Duration::hours(25));
    ask(&world, ODALYS).await.expect(202);
    world.work().await;
    assert_eq!(world.mails().len(), 4);
}

#[tokio::test]
async fn a_code_works_for_two_hours_and_ends_with_any_other_that_was_used() {
    let (world, _) = union().await;
    ask(&world, ODALYS).await.expect(202);
    world.work().await;
    let first = code_in(&world.mails()[0]);
    world.advance(Duration::hours(2));
    assert_eq!(reset(&world, &first).await.problem(), "password-reset-over");
    for _ in 0..2 {
        ask(&world, ODALYS).await.expect(202);
    }
    world.work().await;
    let mails = world.mails();
    reset(&world, &code_in(&mails[1])).await.expect(204);
    assert_eq!(
        reset(&world, &code_in(&mails[2])).await.problem(),
        "password-reset-over"
    );
}

#[tokio::test]
async fn a_code_for_one_thing_does_not_fit_another() {
    let (world, _) = union().await;
    ask(&world, ODALYS).await.expect(202);
    world.work().await;
    let code = code_in(&world.mails()[0]);
    let body = json!({"code": code, "name": "Mallory", "password": "quite another password"});
    let answer = world.post("/v1/invitations/accept", None, body).await;
    assert_eq!(answer.problem(), "invitation-over");
}
