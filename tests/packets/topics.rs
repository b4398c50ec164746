//! What was asked, told and taught, side by side in a packet.

use broadside::campaigns::entity::demand;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::{County, id, keep, words};
use crate::events::session;

async fn asks_about_guards(county: &County) {
    let write = county.world.app.db.write(|tx| async move {
        demand::Entity::update_many()
            .col_expr(
                demand::Column::Topics,
                Expr::value(json!(["guard_companies"])),
            )
            .filter(demand::Column::CampaignId.eq(county.campaign))
            .filter(demand::Column::Position.eq(1))
            .exec(&*tx)
            .await
    });
    write.await.unwrap();
}

async fn a_training_is_called(county: &County, topic: &str) {
    let mut training = session();
    training["kind"] = json!("training");
    training["training"] = json!({"mode": "live_online"});
    training["title"] = json!("What a post order says");
    training["campaign_id"] = json!(county.campaign.to_string());
    training["topics"] = json!([topic]);
    let (world, owner) = (&county.world, Some(&county.owner));
    let made = world.post("/v1/events", owner, training).await.expect(201);
    let turn = format!("/v1/events/{}/transitions", id(&made));
    let published = json!({"to": "published"});
    world.post(&turn, owner, published).await.expect(200);
}

async fn said(county: &County, name: &str) -> Option<String> {
    let packet = county.packet(county.supervisors[0], json!({})).await;
    let answer = county.document(id(&packet)).await;
    keep(name, &answer.bytes);
    let words = words(&answer.bytes)?;
    Some(words.split_whitespace().collect::<Vec<_>>().join(" "))
}

const TITLE: &str = "What is asked, told and taught, by subject";

#[tokio::test]
async fn a_training_stands_beside_the_demand_that_it_is_about() {
    let county = County::signed().await;
    asks_about_guards(&county).await;
    a_training_is_called(&county, "guard_companies").await;
    let Some(said) = said(&county, "topics").await else {
        return;
    };
    let (_, table) = said.split_once(TITLE).unwrap();
    assert!(table.contains("Guard companies"), "{table}");
    assert!(table.contains("What a post order says"), "{table}");
    assert!(table.contains("October 5, 2026"), "{table}");
}

#[tokio::test]
async fn demands_that_nothing_stands_beside_have_no_table() {
    let county = County::signed().await;
    asks_about_guards(&county).await;
    let Some(said) = said(&county, "no-topics").await else {
        return;
    };
    assert!(!said.contains(TITLE));
}
