//! What stands in a packet, and what must not.

use broadside::packets::PacketId;
use broadside::packets::entity::{packet, packet_exhibit};
use broadside::review::PublishedTestimonyId;
use broadside::review::entity::published_testimony;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;

use super::county::{County, SUPERVISORS};
use super::signing::Signing;
use super::{id, keep, words};

#[tokio::test]
async fn a_packet_for_a_supervisor_has_only_their_own_district_in_front() {
    let county = County::signed().await;
    let packet = county.packet(county.supervisors[0], json!({})).await;
    assert_eq!(packet["state"], "ready", "{packet}");
    assert_eq!(packet["kind"], "public_record_safe");
    assert_eq!(
        (&packet["signatures"], &packet["own_signatures"]),
        (&json!(93), &json!(37))
    );
    assert_eq!(packet["exhibits"], 3);
    let answer = county.document(id(&packet)).await;
    keep("supervisor-1", &answer.bytes);
    let Some(words) = words(&answer.bytes) else {
        return;
    };
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    // Everything before the table of all districts: the letter, the figures, the own district.
    let caption = "Signatures and workplaces by district";
    let (own, _) = words.split_once(caption).unwrap();
    assert!(own.contains("93 people had signed"));
    assert!(own.contains("Alder Street Branch") && own.contains("Eastmont Branch"));
    for elsewhere in ["Harbor Branch", "Millrace Branch", "Orchard Branch"] {
        assert!(!own.contains(elsewhere), "{elsewhere}");
    }
    assert!(words.contains(SUPERVISORS[0]));
    assert!(words.contains("Of these, 37 work or live in District 1"));
}

#[tokio::test]
async fn the_districts_add_up_and_no_small_number_is_told() {
    let county = County::signed().await;
    let packet = county.packet(county.supervisors[4], json!({})).await;
    assert_eq!(packet["own_signatures"], json!(null));
    let answer = county.document(id(&packet)).await;
    keep("smallest-district", &answer.bytes);
    let Some(words) = words(&answer.bytes) else {
        return;
    };
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(!words.contains("work or live in District 5"));
    assert!(words.contains("How many signatures come from District 5 is not printed"));
    let (_, table) = words
        .split_once("Signatures and workplaces by district")
        .unwrap();
    for row in [
        "District 4 Peña Okwuosa not shown",
        "District 5 Lê Thị Hoa not shown",
        "Not known, or not shown 12",
        "All together 93",
    ] {
        assert!(table.contains(row), "{row} in {table}");
    }
}

#[tokio::test]
async fn what_a_reader_copies_has_no_invisible_characters() {
    let county = County::signed().await;
    let packet = county.packet(county.supervisors[0], json!({})).await;
    let answer = county.document(id(&packet)).await;
    let Some(words) = words(&answer.bytes) else {
        return;
    };
    let exhibits: Vec<&str> = words
        .split_whitespace()
        .filter(|word| word.starts_with("pub_"))
        .collect();
    assert_eq!(exhibits.len(), 3);
    assert!(exhibits.iter().all(|id| id.len() == 36), "{exhibits:?}");
    assert!(words.contains("Alternative 1a, in place of demand 1"));
}

#[tokio::test]
async fn withheld_names_are_nowhere() {
    let county = County::signed().await;
    let safe = county.packet(county.supervisors[0], json!({})).await;
    let full = county
        .packet(county.supervisors[0], json!({"kind": "full"}))
        .await;
    assert_eq!((&safe["names"], &full["names"]), (&json!(5), &json!(6)));
    let (safe, full) = (
        county.document(id(&safe)).await,
        county.document(id(&full)).await,
    );
    keep("full", &full.bytes);
    let (Some(safe), Some(full)) = (words(&safe.bytes), words(&full.bytes)) else {
        return;
    };
    assert!(safe.contains("Ana Ruiz Peñalosa") && safe.contains("Nguyễn Thị Mai"));
    assert!(!safe.contains("Rowan") && full.contains("Rowan Recipientsonly"));
    // Public, but of a branch where fewer than five have signed.
    assert!(!safe.contains("Petra") && !full.contains("Petra"));
    assert!(safe.contains("88 further people signed"));
}

#[tokio::test]
async fn a_name_that_looks_like_a_formula_or_markup_stays_text() {
    let county = County::signed().await;
    let packet = county.packet(county.supervisors[1], json!({})).await;
    let answer = county.document(id(&packet)).await;
    let Some(words) = words(&answer.bytes) else {
        return;
    };
    let flat = words.split_whitespace().collect::<Vec<_>>().join(" ");
    for piece in ["=HYPERLINK", "#strong[bold]", "$x$", "*b*", "@ref"] {
        assert!(flat.contains(piece), "{piece}");
    }
}

#[tokio::test]
async fn the_same_snapshot_gives_the_same_bytes() {
    let county = County::signed().await;
    let packet = county.packet(county.supervisors[0], json!({})).await;
    let first = county.document(id(&packet)).await.bytes;
    let packet_id: PacketId = id(&packet).parse().unwrap();
    let app = &county.world.app;
    let again = app.db.write(|tx| async move {
        let tx = &*tx;
        use packet::Column as C;
        packet::Entity::update_many()
            .col_expr(C::State, Expr::value("frozen"))
            .filter(C::Id.eq(packet_id))
            .exec(tx)
            .await?;
        let job = broadside::jobs::NewJob::new(
            broadside::jobs::Kind::RenderPacket,
            packet_id.0,
            app.clock.now(),
        );
        broadside::jobs::enqueue(app, tx, job).await
    });
    again.await.unwrap();
    county.world.work().await;
    assert_eq!(county.document(id(&packet)).await.bytes, first);
}

#[tokio::test]
async fn an_association_is_told_about_its_own_members_first() {
    let county = County::signed().await;
    let members = |standing, n| {
        (0..n).map(move |_| Signing {
            standing,
            ..Signing::patron(0)
        })
    };
    let signings: Vec<_> = members("association_member", 12)
        .chain(members("former_member", 7))
        .collect();
    county.sign(&signings).await;
    let packet = county
        .packet(county.association, json!({"paper": "a4"}))
        .await;
    assert_eq!(
        (&packet["state"], &packet["kind"]),
        (&json!("ready"), &json!("association"))
    );
    let answer = county.document(id(&packet)).await;
    keep("association", &answer.bytes);
    let Some(words) = words(&answer.bytes) else {
        return;
    };
    assert!(words.contains("Your members among the signers") && words.contains("12"));
}

#[tokio::test]
async fn a_packet_in_spanish_reads_spanish() {
    let county = County::signed().await;
    let packet = county
        .packet(county.supervisors[2], json!({"language": "es"}))
        .await;
    let answer = county.document(id(&packet)).await;
    keep("spanish", &answer.bytes);
    let Some(words) = words(&answer.bytes) else {
        return;
    };
    assert!(words.contains("firmaron") && words.contains("5 de octubre de 2026"));
    assert!(words.contains("trabajan o viven en el Distrito 3") && !words.contains("District"));
}

#[tokio::test]
async fn the_roll_begins_with_the_addressees_own_district() {
    let county = County::signed().await;
    let packet = county.packet(county.supervisors[1], json!({})).await;
    let answer = county.document(id(&packet)).await;
    let Some(words) = words(&answer.bytes) else {
        return;
    };
    let (_, roll) = words.split_once("Order: by district").unwrap();
    let at = |name: &str| roll.find(name).unwrap_or_else(|| panic!("{name}"));
    assert!(at("District 2") < at("阮文雄") && at("阮文雄") < at("District 1"));
    assert!(at("District 1") < at("Ana Ruiz Peñalosa"));
}

#[tokio::test]
async fn a_mark_in_a_testimony_says_why_it_stands_there() {
    let county = County::signed().await;
    let packet = county.packet(county.supervisors[0], json!({})).await;
    let answer = county.document(id(&packet)).await;
    let Some(words) = words(&answer.bytes) else {
        return;
    };
    let (_, table) = words
        .split_once("What was replaced in these texts, and why")
        .unwrap();
    assert!(table.contains("[a coworker], [a manager]"), "{table}");
    assert!(table.contains("Somebody who did not agree to be named."));
}

#[tokio::test]
async fn one_page_names_nobody_and_tells_one_testimony() {
    let county = County::signed().await;
    let packet = county
        .packet(county.supervisors[0], json!({"kind": "one_page"}))
        .await;
    assert_eq!((&packet["pages"], &packet["names"]), (&json!(1), &json!(0)));
    assert_eq!(packet["exhibits"], 0);
    let packet_id: PacketId = id(&packet).parse().unwrap();
    let told = packet_exhibit::Entity::find()
        .filter(packet_exhibit::Column::PacketId.eq(packet_id))
        .count(&county.world.app.db.read)
        .await
        .unwrap();
    assert_eq!(told, 1);
    let answer = county.document(id(&packet)).await;
    keep("one-page", &answer.bytes);
    let Some(words) = words(&answer.bytes) else {
        return;
    };
    assert!(words.contains("What we ask") && words.contains("(555) 010-0147"));
    assert!(!words.contains("Ana Ruiz"));
}

#[tokio::test]
async fn the_organizer_chooses_the_quotation() {
    let county = County::signed().await;
    let rows = published_testimony::for_jobs()
        .all(&county.world.app.db.read)
        .await
        .unwrap();
    let crisis = rows
        .iter()
        .find(|row| row.text.contains("having a crisis"))
        .unwrap();
    let packet = county
        .packet(county.supervisors[1], json!({"quotation_id": crisis.id}))
        .await;
    let answer = county.document(id(&packet)).await;
    if let Some(words) = words(&answer.bytes) {
        let (front, _) = words.split_once("Contents").unwrap();
        assert!(front.contains("having a crisis"), "{front}");
    }
    let unknown = PublishedTestimonyId(county.fresh());
    let refused = county.compile(county.supervisors[1], json!({"quotation_id": unknown}));
    refused.await.expect(404);
}
