//! What members did, chained so that nobody can change it unnoticed.

use broadside::audit::entity::{audit_entry, audit_head};
use broadside::audit::{self, Action};
use broadside::identity::Role;
use chrono::Duration;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};
use serde_json::json;

use crate::kit::{Persona, World};

/// A union in which five things were done and chained.
async fn union() -> (World, Persona) {
    let world = World::new().await;
    let odalys = world.organization("Alder County Library Workers").await;
    for number in 0..4 {
        world.advance(Duration::seconds(1));
        let body = json!({"name": format!("key {number}"), "scopes": ["viewer"]});
        world
            .post("/v1/api-keys", Some(&odalys), body)
            .await
            .expect(201);
    }
    world.work().await;
    (world, odalys)
}

async fn broken(world: &World, whose: &Persona) -> Option<String> {
    let verdict = audit::verify(&world.app.db.read, whose.organization)
        .await
        .unwrap();
    verdict.broken.map(|broken| broken.to_string())
}

/// What somebody with the database in their hands does to one entry.
async fn tamper(
    world: &World,
    whose: &Persona,
    sequence: i64,
    column: audit_entry::Column,
    value: Expr,
) {
    let value = &value;
    world
        .app
        .db
        .write(|tx| async move {
            audit_entry::Entity::update_many()
                .col_expr(column, value.clone())
                .filter(audit_entry::Column::OrganizationId.eq(whose.organization))
                .filter(audit_entry::Column::Sequence.eq(sequence))
                .exec(&*tx)
                .await
                .map(drop)
        })
        .await
        .unwrap();
}

async fn record(world: &World, whose: &Persona, action: Action) {
    let action = &action;
    world
        .app
        .db
        .write(|tx| async move {
            audit::record(&world.app, &tx, whose.organization, action.clone()).await
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn an_owner_reads_what_was_done_the_latest_first() {
    let (world, odalys) = union().await;
    let list = world
        .get("/v1/audit-entries", Some(&odalys))
        .await
        .expect(200);
    let items = list["items"].as_array().unwrap();
    let sequences: Vec<_> = items
        .iter()
        .map(|item| item["sequence"].as_i64().unwrap())
        .collect();
    assert_eq!(sequences, [5, 4, 3, 2, 1]);
    assert_eq!(items[4]["action"], "create_organization");
    assert_eq!(items[0]["action"], "create_api_key");
    assert_eq!(items[0]["actor"], odalys.member.to_string());
    assert_eq!(items[0]["detail"], json!({"scopes": ["viewer"]}));
    assert_eq!(list["head"]["sequence"], 5);
    assert_eq!(list["head"]["hash"], items[0]["hash"]);
    let (sequence, hash) = audit::head(&world.app.db.read, odalys.organization)
        .await
        .unwrap();
    assert_eq!(sequence, 5);
    assert_eq!(data_encoding::HEXLOWER.encode(&hash), list["head"]["hash"]);
}

#[tokio::test]
async fn the_list_is_read_page_by_page() {
    let (world, odalys) = union().await;
    let page = world
        .get("/v1/audit-entries?limit=3", Some(&odalys))
        .await
        .expect(200);
    let path = format!(
        "/v1/audit-entries?limit=3&cursor={}",
        page["next"].as_str().unwrap()
    );
    let page = world.get(&path, Some(&odalys)).await.expect(200);
    assert_eq!(page["items"].as_array().unwrap().len(), 2);
    assert_eq!(page["items"][0]["sequence"], 2);
    assert!(page.get("next").is_none());
}

#[tokio::test]
async fn only_owners_read_it_and_only_their_own() {
    let (world, odalys) = union().await;
    for role in [Role::Organizer, Role::Reviewer, Role::Viewer] {
        let member = world.member(&odalys, &[role]).await;
        let answer = world.get("/v1/audit-entries", Some(&member)).await;
        assert_eq!(answer.problem(), "forbidden");
    }
    let stranger = world.organization("Eastmont Tenants").await;
    world.work().await;
    let list = world
        .get("/v1/audit-entries", Some(&stranger))
        .await
        .expect(200);
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn no_entry_names_a_person() {
    let (world, odalys) = union().await;
    let body = json!({"email": "rosa@members.example", "roles": ["viewer"]});
    world
        .post("/v1/invitations", Some(&odalys), body)
        .await
        .expect(201);
    world.work().await;
    let answer = world.get("/v1/audit-entries", Some(&odalys)).await;
    let text = String::from_utf8(answer.bytes).unwrap();
    for secret in ["rosa@", "Odalys", "owner@"] {
        assert!(!text.contains(secret), "{text}");
    }
}

#[tokio::test]
async fn a_chain_that_nobody_touched_is_whole() {
    let (world, odalys) = union().await;
    assert_eq!(broken(&world, &odalys).await, None);
    let verdict = audit::verify(&world.app.db.read, odalys.organization)
        .await
        .unwrap();
    assert_eq!((verdict.sequence, verdict.waiting), (5, 0));
}

#[tokio::test]
async fn a_changed_entry_is_found() {
    let (world, odalys) = union().await;
    tamper(
        &world,
        &odalys,
        3,
        audit_entry::Column::Subject,
        Expr::value("key_another"),
    )
    .await;
    let found = broken(&world, &odalys).await.unwrap();
    assert!(found.starts_with("entry 3 was changed"), "{found}");
}

#[tokio::test]
async fn a_deleted_entry_is_found_the_last_one_too() {
    for gone in [1, 3, 5] {
        let (world, odalys) = union().await;
        let organization = odalys.organization;
        world
            .app
            .db
            .write(|tx| async move {
                audit_entry::Entity::delete_many()
                    .filter(audit_entry::Column::OrganizationId.eq(organization))
                    .filter(audit_entry::Column::Sequence.eq(gone))
                    .exec(&*tx)
                    .await
                    .map(drop)
            })
            .await
            .unwrap();
        assert_eq!(
            broken(&world, &odalys).await,
            Some(format!("entry {gone} is missing"))
        );
    }
}

#[tokio::test]
async fn entries_that_changed_places_are_found() {
    let (world, odalys) = union().await;
    tamper(
        &world,
        &odalys,
        2,
        audit_entry::Column::Sequence,
        Expr::value(99_i64),
    )
    .await;
    tamper(
        &world,
        &odalys,
        4,
        audit_entry::Column::Sequence,
        Expr::value(2_i64),
    )
    .await;
    tamper(
        &world,
        &odalys,
        99,
        audit_entry::Column::Sequence,
        Expr::value(4_i64),
    )
    .await;
    let found = broken(&world, &odalys).await.unwrap();
    assert!(found.starts_with("entry 2 was changed"), "{found}");
}

#[tokio::test]
async fn a_shortened_chain_with_a_forged_end_still_shows_in_a_printed_head() {
    let (world, odalys) = union().await;
    let printed = audit::head(&world.app.db.read, odalys.organization)
        .await
        .unwrap();
    let organization = odalys.organization;
    let forge = |tx: std::sync::Arc<broadside::db::Tx>| async move {
        let tx = &*tx;
        let entries = audit_entry::of(organization).filter(audit_entry::Column::Sequence.eq(4_i64));
        let fourth = entries.one(tx).await?.unwrap();
        audit_entry::Entity::delete_many()
            .filter(audit_entry::Column::OrganizationId.eq(organization))
            .filter(audit_entry::Column::Sequence.eq(5_i64))
            .exec(tx)
            .await?;
        audit_head::Entity::update_many()
            .col_expr(audit_head::Column::Sequence, Expr::value(4_i64))
            .col_expr(audit_head::Column::Hash, Expr::value(fourth.hash.unwrap()))
            .filter(audit_head::Column::OrganizationId.eq(organization))
            .exec(tx)
            .await?;
        Ok::<_, DbErr>(())
    };
    world.app.db.write(forge).await.unwrap();
    assert_eq!(broken(&world, &odalys).await, None);
    let now = audit::head(&world.app.db.read, organization).await.unwrap();
    assert!(now.0 < printed.0);
}

#[tokio::test]
async fn an_opening_is_kept_by_day_and_chained_when_the_day_is_over() {
    let (world, odalys) = union().await;
    let opening = Action::new(odalys.member, "open_testimony", "tes_x").by_day();
    record(&world, &odalys, opening).await;
    world.work().await;
    let list = world
        .get("/v1/audit-entries", Some(&odalys))
        .await
        .expect(200);
    assert_eq!(list["head"]["sequence"], 5, "its place would tell the hour");
    for _ in 0..2 {
        world.advance(Duration::hours(12));
        world.work().await;
    }
    let list = world
        .get("/v1/audit-entries", Some(&odalys))
        .await
        .expect(200);
    assert_eq!(list["items"][0]["action"], "open_testimony");
    let at: chrono::DateTime<chrono::Utc> =
        serde_json::from_value(list["items"][0]["at"].clone()).unwrap();
    assert_eq!(at.to_rfc3339(), "2026-10-05T00:00:00+00:00");
    assert_eq!(list["items"][0]["on_day_only"], true);
    assert_eq!(broken(&world, &odalys).await, None);
}
