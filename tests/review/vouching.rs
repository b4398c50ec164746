//! Whoever can write to the database, but has no key of the server, reads no testimony and counts none.

use broadside::audit::entity::audit_entry;
use broadside::identity::entity::organization;
use broadside::secrets::exchange::PrivateKey;
use broadside::testimony::entity::{reviewer_key, testimony_wrap};
use broadside::testimony::keys::{OrganizationKey, sign_reviewer_key};
use poem::http::Method;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

use crate::kit::{Call, World};

fn gone() -> Value {
    json!({"kind": "layoff", "text": "All of us, on one day."})
}

/// Writes a key of the thief's into Ben's row, signed by whoever is given.
async fn slip_in(world: &World, call: &Call, signer: Option<&OrganizationKey>) {
    let (owner, ben) = (call.owner.organization, call.ben.who.member);
    let public = world.app.entropy.with(PrivateKey::generate).public();
    let signature = signer.map(|signer| {
        let (owner, ben) = (owner.0.into_bytes(), ben.0.into_bytes());
        sign_reviewer_key(signer, &owner, &ben, &public).to_vec()
    });
    let (public, signature) = (&public.as_bytes().to_vec(), &signature);
    let slipped = world.app.db.write(|tx| async move {
        let mut change = reviewer_key::Entity::update_many()
            .col_expr(reviewer_key::Column::PublicKey, public.clone().into())
            .filter(reviewer_key::Column::MemberId.eq(ben));
        if let Some(signature) = signature.clone() {
            change = change.col_expr(reviewer_key::Column::Signature, signature.into());
        }
        change.exec(&*tx).await.map(drop)
    });
    slipped.await.unwrap();
}

async fn wraps_for_ben(world: &World, call: &Call) -> u64 {
    let ben = testimony_wrap::Column::RecipientId.eq(call.ben.who.member.0);
    let wraps = testimony_wrap::for_jobs().filter(ben);
    wraps.count(&world.app.db.read).await.unwrap()
}

#[tokio::test]
async fn to_a_reviewer_key_that_the_organization_has_not_signed_nothing_is_sealed() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    slip_in(&world, &call, None).await;
    world.testify(&call, gone()).await.expect(201);
    assert_eq!(wraps_for_ben(&world, &call).await, 0);
    let rewraps = "/v1/review/rewraps";
    let rewrapped = world.review(&call.ana, Method::POST, rewraps, None, None);
    assert_eq!(rewrapped.await.expect(200)["made"], 0);
    assert_eq!(wraps_for_ben(&world, &call).await, 0);
    let id = world.queue(&call.ana).await.remove(0);
    world.opened(&call.ana, &id).await;
}

#[tokio::test]
async fn an_organization_key_in_the_database_that_is_not_the_sealed_one_vouches_for_nobody() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    world.testify(&call, gone()).await.expect(201);
    let thief = world.app.entropy.with(OrganizationKey::generate);
    slip_in(&world, &call, Some(&thief)).await;
    let (owner, public) = (call.owner.organization, &thief.public().to_vec());
    let slipped = world.app.db.write(|tx| async move {
        organization::Entity::update_many()
            .col_expr(organization::Column::PublicKey, public.clone().into())
            .filter(organization::Column::Id.eq(owner))
            .exec(&*tx)
            .await
    });
    slipped.await.unwrap();
    let before = wraps_for_ben(&world, &call).await;
    let refused = world.testify(&call, gone()).await;
    assert_eq!(refused.problem(), "no-reviewer-key");
    let rewraps = "/v1/review/rewraps";
    let rewrapped = world.review(&call.ana, Method::POST, rewraps, None, None);
    assert_eq!(rewrapped.await.expect(200)["made"], 0);
    assert_eq!(wraps_for_ben(&world, &call).await, before);
    let path = format!("/v1/campaigns/{}/testimony-keys", call.campaign);
    let shown = world.get(&path, None).await;
    assert!(shown.status.as_u16() >= 400, "{shown:?}");
}

/// What reviewers see tomorrow, nobody counts today: not by taking roles away, and not by wrapping anew.
#[tokio::test]
async fn neither_wrapping_anew_nor_leaving_counts_what_came_today() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    world.testify(&call, gone()).await.expect(201);
    for _ in 0..2 {
        world.testify_today(&call, gone()).await.expect(201);
    }
    let cleo = world.reviewer(&call.owner).await;
    let rewraps = "/v1/review/rewraps";
    let made = world.review(&call.ana, Method::POST, rewraps, None, None);
    assert_eq!(made.await.expect(200)["made"], 1);
    let path = format!("/v1/members/{}", cleo.who.member);
    let read = world.get(&path, Some(&call.owner)).await;
    let etag = read.header("etag").unwrap().to_owned();
    let roles = json!({"roles": ["viewer"]});
    world
        .put(&format!("{path}/roles"), &call.owner, &etag, roles)
        .await
        .expect(200);
    let rows =
        audit_entry::for_jobs().filter(audit_entry::Column::Action.eq("destroy_reviewer_wraps"));
    let row = rows.one(&world.app.db.read).await.unwrap().unwrap();
    assert_eq!(row.detail["wraps"], 1);
    let left = testimony_wrap::for_jobs()
        .filter(testimony_wrap::Column::RecipientId.eq(cleo.who.member.0));
    assert_eq!(
        left.count(&world.app.db.read).await.unwrap(),
        0,
        "all the same they are gone"
    );
}
