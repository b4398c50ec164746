//! For whom a packet is compiled, how often, and when not at all.

use chrono::NaiveDate;
use poem::http::Method;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::county::{County, SUPERVISORS};
use super::signing::Signing;
use super::{id, keep, objects};
use crate::kit::Answer;

#[tokio::test]
async fn nothing_of_another_organization_can_be_compiled_or_read() {
    let county = County::signed().await;
    let packet = county.packet(county.supervisors[0], json!({})).await;
    let stranger = county.world.organization("Another Local").await;
    let path = format!("/v1/campaigns/{}/packets", county.campaign);
    let body = json!({"target_id": county.supervisors[0]});
    let world = &county.world;
    assert_eq!(
        world.post(&path, Some(&stranger), body).await.problem(),
        "not-found"
    );
    let body = json!({"body_id": county.board});
    assert_eq!(
        world
            .post(&format!("{path}/for-body"), Some(&stranger), body)
            .await
            .problem(),
        "not-found"
    );
    assert_eq!(
        world.get(&path, Some(&stranger)).await.problem(),
        "not-found"
    );
    for path in [
        format!("/v1/packets/{}", id(&packet)),
        format!("/v1/packets/{}/document", id(&packet)),
    ] {
        assert_eq!(
            world.get(&path, Some(&stranger)).await.problem(),
            "not-found"
        );
        assert_eq!(world.get(&path, None).await.problem(), "unauthenticated");
    }
    let body = json!({"target_id": county.supervisors[0], "petition_id": "pet_00000000000070008000000000000000"});
    assert_eq!(
        world
            .post(
                &format!("/v1/campaigns/{}/packets", county.campaign),
                Some(&county.owner),
                body
            )
            .await
            .problem(),
        "not-found"
    );
}

#[tokio::test]
async fn an_empty_campaign_gives_no_packet_and_leaves_nothing_behind() {
    let county = County::new().await;
    let refused = county.compile(county.supervisors[0], json!({})).await;
    assert_eq!(refused.problem(), "packet-empty");
    assert!(objects(&county.world).is_empty());
    county.sign(&[Signing::patron(0)]).await;
    county
        .compile(county.supervisors[0], json!({}))
        .await
        .expect(202);
}

#[tokio::test]
async fn a_packet_of_real_people_prints_no_address_that_leads_nowhere() {
    use broadside::identity::entity::organization::{Column, Entity};
    let county = County::signed().await;
    let ours = Entity::update_many()
        .col_expr(Column::IsDemo, Expr::value(false))
        .filter(Column::Id.eq(county.owner.organization));
    let ours = &ours;
    let world = &county.world;
    let written = world
        .app
        .db
        .write(|tx| async move { ours.clone().exec(&*tx).await });
    written.await.unwrap();
    let refused = county.compile(county.supervisors[0], json!({})).await;
    assert_eq!(refused.problem(), "no-public-address");
    assert!(objects(world).is_empty());
}

#[tokio::test]
async fn an_official_whose_term_has_ended_gets_no_packet() {
    let county = County::signed().await;
    let official = county.officials[0];
    let ended = county.world.app.db.write(|tx| async move {
        use broadside::directory::entity::official::{Column as C, Entity};
        let last = NaiveDate::from_ymd_opt(2026, 10, 4);
        Entity::update_many()
            .col_expr(C::EndOn, Expr::value(last))
            .filter(C::Id.eq(official))
            .exec(&*tx)
            .await
    });
    ended.await.unwrap();
    let refused = county.compile(county.supervisors[0], json!({})).await;
    assert_eq!(refused.problem(), "official-not-in-office");
}

#[tokio::test]
async fn a_new_packet_takes_the_place_of_the_old_one_which_stays_as_it_was() {
    let county = County::signed().await;
    let old = county.packet(county.supervisors[0], json!({})).await;
    let bytes = county.document(id(&old)).await.bytes;
    county.sign(&[Signing::patron(0)]).await;
    county.world.advance(chrono::Duration::hours(1));
    let new = county.packet(county.supervisors[0], json!({})).await;
    let other = county.packet(county.supervisors[1], json!({})).await;
    let seen = county.read(id(&old)).await;
    assert_eq!(seen["superseded_by"], new["id"]);
    assert_eq!(
        (&seen["signatures"], &new["signatures"]),
        (&json!(93), &json!(94))
    );
    assert!(county.document(id(&old)).await.bytes == bytes);
    assert!(new.get("superseded_by").is_none() && other.get("superseded_by").is_none());
    let path = format!(
        "/v1/campaigns/{}/packets?target_id={}",
        county.campaign, county.supervisors[0]
    );
    let list = county
        .world
        .get(&path, Some(&county.owner))
        .await
        .expect(200);
    let ids: Vec<_> = list["items"].as_array().unwrap().iter().map(id).collect();
    assert_eq!(ids, [id(&new), id(&old)]);
}

#[tokio::test]
async fn nobody_of_a_very_large_body_is_left_out_in_silence() {
    let county = County::signed().await;
    let (world, owner) = (&county.world, &county.owner);
    for seat in 6..=101 {
        let official = json!({
            "body_id": county.board, "name": format!("Member {seat}"), "post": format!("Seat {seat}"),
            "start_on": "2025-01-06",
        });
        world
            .post("/v1/officials", Some(owner), official)
            .await
            .expect(201);
    }
    let path = format!("/v1/campaigns/{}/packets", county.campaign);
    let body = json!({"body_id": county.board});
    let refused = world
        .post(&format!("{path}/for-body"), Some(owner), body)
        .await;
    assert_eq!(refused.problem(), "too-many-officials");
    let made = world.get(&path, Some(owner)).await.expect(200);
    assert_eq!(made["items"], json!([]));
}

#[tokio::test]
async fn every_supervisor_in_office_gets_a_packet_of_the_same_moment() {
    let county = County::signed().await;
    let path = format!("/v1/campaigns/{}/packets/for-body", county.campaign);
    let made = county
        .world
        .post(&path, Some(&county.owner), json!({"body_id": county.board}))
        .await
        .expect(202);
    county.world.work().await;
    let mut own = Vec::new();
    for (made, name) in made["packets"].as_array().unwrap().iter().zip(SUPERVISORS) {
        let made = &made["packet"];
        let packet = county.read(id(made)).await;
        assert_eq!(
            (&packet["state"], &packet["addressee"]),
            (&json!("ready"), &json!(name))
        );
        assert_eq!(packet["signatures"], 93);
        own.push(packet["own_signatures"].as_i64());
        keep(name, &county.document(id(made)).await.bytes);
    }
    // Four signed in the last district: its number is held back, and so is the smallest other.
    let printed: i64 = own.iter().flatten().sum();
    assert_eq!((own[3], own[4], printed), (None, None, 81));
}

#[tokio::test]
async fn a_repeated_request_makes_one_packet() {
    let county = County::signed().await;
    let path = format!("/v1/campaigns/{}/packets", county.campaign);
    let send = || async {
        let request = county.world.request(Method::POST, &path);
        let request = request.header("authorization", format!("Bearer {}", county.owner.token));
        let request = request
            .header("idempotency-key", "a-key-of-one-click")
            .content_type("application/json");
        let body = json!({"target_id": county.supervisors[0]}).to_string();
        Answer::read(request.body(body).send().await)
            .await
            .expect(202)
    };
    assert_eq!(send().await, send().await);
    assert_eq!(objects(&county.world).len(), 1);
}
