//! Holding to account: deliveries, answers, promises, votes, the public record, follow-up packets.

mod answers;
mod deliveries;
mod follow_up;
mod links;
mod record;

use broadside::packets::entity::packet;
use chrono::NaiveDate;
use poem::http::Method;
use sea_orm::{ColumnTrait, QueryFilter};
use serde_json::{Value, json};

use crate::kit::Answer;
use crate::packets::County;
use crate::packets::county::SUPERVISORS;

/// One page for the first Supervisor, set and ready.
pub async fn one_page(county: &County) -> String {
    packet_for(county, 0).await
}

pub async fn packet_for(county: &County, at: usize) -> String {
    let wanted = json!({"kind": "one_page"});
    let made = county.packet(county.supervisors[at], wanted).await;
    assert_eq!(made["state"], "ready");
    made["id"].as_str().unwrap().to_owned()
}

pub async fn post(county: &County, path: &str, body: Value) -> Answer {
    county.world.post(path, Some(&county.owner), body).await
}

/// Handed over today.
pub async fn by_hand(county: &County, packet: &str) -> Value {
    let today = county.world.app.clock.today();
    let body = json!({"channel": "by_hand", "left_on": today});
    let path = format!("/v1/packets/{packet}/deliveries");
    post(county, &path, body).await.expect(201)
}

pub async fn get(county: &County, path: &str) -> Value {
    county
        .world
        .get(path, Some(&county.owner))
        .await
        .expect(200)
}

pub async fn change(county: &County, path: &str, body: Value) -> Answer {
    let same = (path, path);
    county
        .world
        .change(Method::PATCH, same, &county.owner, body)
        .await
}

pub async fn close(county: &County) {
    let path = format!("/v1/petitions/{}/transitions", county.petition);
    post(county, &path, json!({"transition": "close"}))
        .await
        .expect(200);
}

pub async fn petition_state(county: &County) -> Value {
    get(county, &format!("/v1/petitions/{}", county.petition)).await["state"].clone()
}

pub async fn record(county: &County) -> Value {
    let path = format!("/v1/public/campaigns/{}/record", county.campaign);
    county.world.get(&path, None).await.expect(200)
}

pub async fn left_on(county: &County, id: &str) -> Option<NaiveDate> {
    let id: broadside::packets::PacketId = id.parse().unwrap();
    let row = packet::for_jobs().filter(packet::Column::Id.eq(id));
    let row = row.one(&county.world.app.db.read).await.unwrap();
    row.unwrap().delivered_on
}

pub const FIRST: &str = SUPERVISORS[0];
