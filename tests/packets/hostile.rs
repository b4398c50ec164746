//! Whatever people write into the service, their packet is set, or somebody is told why not.

use std::time::{Duration, Instant};

use broadside::campaigns::entity::campaign;
use broadside::directory::entity::person;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::county::County;
use super::id;
use super::signing::Signing;

/// Longer than the press may take for one packet, twice.
const PATIENCE: Duration = Duration::from_secs(240);

/// What every field that strangers fill may hold after the door; the database is written past it, as a restored one could be.
fn texts() -> Vec<(&'static str, String)> {
    vec![
        ("combining marks", format!("A{}", "\u{0301}".repeat(64_000))),
        ("overrides", format!("{}a", "\u{202E}".repeat(40_000))),
        (
            "controls",
            "a\u{E000}b\u{FEFF}c\u{FDD0}d\u{1}e\u{10FFFF}f\u{85}".to_owned(),
        ),
        ("one word", "Donaudampf".repeat(2_000)),
        ("no glyph", "😀𓀀 ꧁ 1\u{20E3}".to_owned()),
    ]
}

impl County {
    async fn is_called(&self, name: &str) {
        let written = self.world.app.db.write(|tx| async move {
            person::Entity::update_many()
                .col_expr(person::Column::Name, Expr::value(name))
                .filter(person::Column::OrganizationId.eq(self.owner.organization))
                .exec(&*tx)
                .await?;
            campaign::Entity::update_many()
                .col_expr(campaign::Column::Name, Expr::value(name))
                .filter(campaign::Column::Id.eq(self.campaign))
                .exec(&*tx)
                .await
        });
        written.await.unwrap();
    }
}

#[tokio::test]
async fn hostile_words_everywhere_give_a_packet_in_time() {
    let county = County::signed().await;
    let began = Instant::now();
    for (what, text) in texts() {
        county.publish(0, &text).await;
        county.is_called(&text).await;
        county.sign(&[Signing::public(0, &text)]).await;
        let made = county.packet(county.supervisors[0], json!({})).await;
        assert_eq!(made["state"], "ready", "{what}");
        assert_eq!(county.document(id(&made)).await.status, 200, "{what}");
    }
    assert!(began.elapsed() < PATIENCE, "{:?}", began.elapsed());
}

#[tokio::test]
async fn an_official_with_a_name_of_two_hundred_characters_gets_a_packet() {
    let county = County::signed().await;
    let name = "Maximiliana Wolfeschlegelsteinhausenbergerdorff ".repeat(5);
    let name: String = name.chars().take(200).collect();
    county.is_called(&name).await;
    for kind in ["full", "one_page"] {
        let made = county
            .packet(county.supervisors[0], json!({"kind": kind}))
            .await;
        assert_eq!(
            (&made["state"], &made["addressee"]),
            (&json!("ready"), &json!(name))
        );
        assert!(kind == "full" || made["pages"] == 1, "{made}");
    }
}

#[tokio::test]
async fn ten_thousand_testimonies_or_none_and_no_signature_give_a_packet_or_a_problem() {
    let county = County::new().await;
    let refused = county.compile(county.supervisors[0], json!({})).await;
    assert_eq!(refused.problem(), "packet-empty");
    county.publish(0, "Nobody came when I called.").await;
    let one = county.packet(county.supervisors[0], json!({})).await;
    assert_eq!(
        (&one["state"], &one["signatures"]),
        (&json!("ready"), &json!(0))
    );
    let texts = (0..10_000).map(|n| format!("It was late, for the {n}th time, and nobody came."));
    county.publish_all(0, texts).await;
    let all = county.packet(county.supervisors[0], json!({})).await;
    assert_eq!(all["state"], "ready");
    assert!(all["pages"].as_i64().unwrap() <= 12, "{all}");
}

#[tokio::test]
async fn no_testimony_at_all_gives_a_packet() {
    let county = County::new().await;
    county.sign(&[Signing::patron(0)]).await;
    let made = county.packet(county.supervisors[0], json!({})).await;
    assert_eq!(
        (&made["state"], &made["exhibits"]),
        (&json!("ready"), &json!(0))
    );
}
