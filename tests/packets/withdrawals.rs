//! What a witness's withdrawal does to packets, and what they may say of how many testified.

use std::time::Duration;

use broadside::packets::entity::{packet, packet_name};
use broadside::signatures::entity::signature;
use chrono::NaiveDate;
use poem::http::Method;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};
use serde_json::json;

use super::county::County;
use super::signing::Signing;
use super::{id, objects, words};

/// What a withdrawal leaves of a published testimony.
pub async fn withdraw_all(county: &County) {
    use broadside::review::entity::published_testimony::{Column, Entity};
    let month = NaiveDate::from_ymd_opt(2026, 10, 1);
    let done = county.world.app.db.write(|tx| async move {
        Entity::update_many()
            .col_expr(Column::WithdrawnOn, Expr::value(month))
            .col_expr(Column::Text, Expr::value(""))
            .exec(&*tx)
            .await
    });
    done.await.unwrap();
}

#[tokio::test]
async fn an_undelivered_packet_that_prints_a_withdrawn_testimony_is_gone_after_the_night() {
    let county = County::signed().await;
    let packet = county.packet(county.supervisors[0], json!({})).await;
    assert_eq!(
        (&packet["state"], &packet["exhibits"]),
        (&json!("ready"), &json!(3))
    );
    withdraw_all(&county).await;
    county.world.advance(chrono::Duration::days(1));
    county.world.work().await;
    let row = packet::for_jobs()
        .one(&county.world.app.db.read)
        .await
        .unwrap();
    assert_eq!(row.unwrap().state, "destroyed");
    assert!(objects(&county.world).is_empty());
}

#[tokio::test]
async fn nobody_downloads_a_packet_with_a_withdrawn_testimony_before_the_night() {
    let county = County::signed().await;
    let packet = county.packet(county.supervisors[0], json!({})).await;
    withdraw_all(&county).await;
    assert_eq!(
        county.document(id(&packet)).await.problem(),
        "packet-destroyed"
    );
    assert_eq!(county.read(id(&packet)).await["state"], "destroyed");
    county.world.work().await;
    assert!(objects(&county.world).is_empty());
}

#[tokio::test]
async fn nothing_is_set_that_was_frozen_with_a_testimony_withdrawn_since() {
    let county = County::signed().await;
    let made = county
        .compile(county.supervisors[0], json!({}))
        .await
        .expect(202);
    withdraw_all(&county).await;
    county.world.work().await;
    assert_eq!(county.read(id(&made)).await["state"], "destroyed");
    assert!(objects(&county.world).is_empty());
}

#[tokio::test]
async fn no_number_of_testimonies_is_printed_but_that_of_a_release() {
    let county = County::signed().await;
    let packet = county.packet(county.supervisors[0], json!({})).await;
    let Some(words) = words(&county.document(id(&packet)).await.bytes) else {
        return;
    };
    let flat = words.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(!flat.contains("fewer than 10 published") && !flat.contains("Published testimonies:"));
}

/// Somebody was overlooked in them.
#[tokio::test]
async fn what_two_reviewers_take_down_is_in_no_list_and_no_packet() {
    let county = County::signed().await;
    let packet = county.packet(county.supervisors[0], json!({})).await;
    let world = &county.world;
    let ana = world.reviewer(&county.owner).await;
    let ben = world.reviewer(&county.owner).await;
    let list = format!("/v1/campaigns/{}/published-testimonies", county.campaign);
    let published = world.get(&list, Some(&ana.who)).await.expect(200);
    for text in published["items"].as_array().unwrap() {
        let path = format!("/v1/published-testimonies/{}/takedown", id(text));
        let asked = world.send(Method::POST, &path, Some(&ana.who), None).await;
        asked.expect(204);
        let path = format!("{path}/confirm");
        let done = world.send(Method::POST, &path, Some(&ben.who), None).await;
        done.expect(204);
    }
    let left = world.get(&list, Some(&ana.who)).await.expect(200);
    assert_eq!(left["items"], json!([]));
    assert_eq!(
        county.document(id(&packet)).await.problem(),
        "packet-destroyed"
    );
}

/// The gate holds all writing: the name is read and its bytes are stored, then it is erased, then the packet is to be written.
#[tokio::test]
async fn nothing_stays_of_a_signer_who_is_erased_between_a_packets_reading_and_its_writing() {
    let county = County::signed().await;
    let world = &county.world;
    let signer = county.sign(&[Signing::public(0, "Ines Ibarra")]).await[0];
    let gate = world.app.db.begin().await.unwrap();
    let row = signature::for_jobs().filter(signature::Column::Id.eq(signer));
    row.lock_exclusive().one(&gate).await.unwrap().unwrap();
    let path = format!("/v1/signatures/{signer}/erasure");
    let erase = world.send(Method::POST, &path, Some(&county.owner), None);
    let compile = county.compile(county.supervisors[0], json!({}));
    let let_go = async {
        for _ in 0..400 {
            if !objects(world).is_empty() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        assert!(!objects(world).is_empty(), "the name was read and stored");
        gate.commit().await.unwrap();
    };
    let (erased, made, ()) = tokio::join!(erase, compile, let_go);
    erased.expect(200);
    world.work().await;
    let named = packet_name::for_jobs().filter(packet_name::Column::SignatureId.eq(signer));
    assert_eq!(named.count(&world.app.db.read).await.unwrap(), 0);
    let made = made.expect(202);
    let packet = county.read(id(&made)).await;
    assert_eq!(packet["state"], "ready", "made again without the name");
    let volumes = packet["volumes"].as_array().unwrap().len();
    assert_eq!(
        objects(world).len(),
        2 * volumes,
        "no copy of the first reading"
    );
    for volume in 1..=volumes {
        let path = format!("/v1/packets/{}/volumes/{volume}", id(&packet));
        let file = world.get(&path, Some(&county.owner)).await;
        if let Some(words) = words(&file.bytes) {
            assert!(!words.contains("Ibarra"));
        }
    }
}
