//! Reviewers' keys, and whom they let in.

use broadside::identity::Role;
use broadside::identity::entity::{member_role, session};
use chrono::Duration;
use poem::http::Method;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::one_testimony;
use crate::kit::World;

#[tokio::test]
async fn an_opened_key_ends_with_idleness_sign_out_and_a_new_passphrase() {
    let world = World::new().await;
    let mut call = world.testimony_call().await;
    let (id, _) = one_testimony(&world, &call, false).await;
    let path = format!("/v1/review/testimonies/{id}/open");
    world.advance(Duration::minutes(14));
    world.opened(&call.ana, &id).await;
    world.advance(Duration::minutes(15));
    let idle = world
        .review(&call.ana, Method::POST, &path, None, None)
        .await;
    assert_eq!(idle.problem(), "review-locked");

    call.ana.unlock = world.unlock(&call.ana.who, &call.ana.passphrase).await;
    let body = json!({"passphrase": call.ana.passphrase});
    let changed = world
        .post("/v1/review/passphrase", Some(&call.ana.who), body.clone())
        .await
        .expect(201);
    assert_ne!(changed["passphrase"], body["passphrase"]);
    let after = world
        .review(&call.ana, Method::POST, &path, None, None)
        .await;
    assert!(["review-locked", "unauthenticated"].contains(&after.problem().as_str()));

    let ben = call.ben.who.member;
    call.ben.unlock = world.unlock(&call.ben.who, &call.ben.passphrase).await;
    let now = world.app.clock.now();
    world
        .app
        .db
        .write(|tx| async move {
            session::Entity::update_many()
                .col_expr(session::Column::EndedAt, now.into())
                .filter(session::Column::MemberId.eq(ben))
                .exec(&*tx)
                .await
        })
        .await
        .unwrap();
    let signed_out = world
        .review(&call.ben, Method::POST, &path, None, None)
        .await;
    assert!(["review-locked", "unauthenticated"].contains(&signed_out.problem().as_str()));
}

#[tokio::test]
async fn a_reviewer_who_loses_the_role_in_the_middle_goes_no_further() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let (id, _) = one_testimony(&world, &call, false).await;
    world.opened(&call.ana, &id).await;
    let ana = call.ana.who.member;
    world
        .app
        .db
        .write(|tx| async move {
            member_role::Entity::delete_many()
                .filter(member_role::Column::MemberId.eq(ana))
                .exec(&*tx)
                .await
        })
        .await
        .unwrap();
    let path = format!("/v1/review/testimonies/{id}/open");
    let answer = world
        .review(&call.ana, Method::POST, &path, None, None)
        .await;
    assert_eq!(answer.status.as_u16(), 403);
}

#[tokio::test]
async fn a_wrong_passphrase_opens_nothing_and_a_token_of_another_neither() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let (id, _) = one_testimony(&world, &call, false).await;
    let body = json!({"passphrase": call.ana.passphrase});
    let wrong = world
        .post("/v1/review/unlock", Some(&call.ben.who), body)
        .await;
    assert_eq!(wrong.problem(), "unlock-refused");
    let mut thief = call.ben.clone();
    thief.unlock = call.ana.unlock.clone();
    let path = format!("/v1/review/testimonies/{id}/open");
    let answer = world.review(&thief, Method::POST, &path, None, None).await;
    assert_eq!(answer.problem(), "review-locked");
}

#[tokio::test]
async fn a_new_reviewer_reads_older_testimony_once_another_has_rewrapped_it() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let (id, _) = one_testimony(&world, &call, false).await;
    let cleo = world.reviewer(&call.owner).await;
    let path = format!("/v1/review/testimonies/{id}/open");
    let too_new = world.review(&cleo, Method::POST, &path, None, None).await;
    assert_eq!(too_new.problem(), "not-sealed-to-you");
    let made = world
        .review(&call.ana, Method::POST, "/v1/review/rewraps", None, None)
        .await
        .expect(200);
    assert_eq!(made, json!({"made": 1, "remaining": 0}));
    world.opened(&cleo, &id).await;
}

#[tokio::test]
async fn organizers_and_viewers_cannot_review() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    for role in [Role::Organizer, Role::Viewer, Role::Owner] {
        let who = world.member(&call.owner, &[role]).await;
        assert_eq!(
            world.get("/v1/review/queue", Some(&who)).await.problem(),
            "forbidden"
        );
    }
}

#[tokio::test]
async fn a_testimony_of_another_organization_does_not_exist() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let (id, _) = one_testimony(&world, &call, false).await;
    let birch = world.organization("Birch County Library Workers").await;
    let stranger = world.reviewer(&birch).await;
    let path = format!("/v1/review/testimonies/{id}/open");
    assert_eq!(
        world
            .review(&stranger, Method::POST, &path, None, None)
            .await
            .problem(),
        "not-found"
    );
}
