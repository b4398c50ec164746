//! Packets say how many signed on paper, and print names from sheets as those that were given online.

use broadside::identity::Role;
use broadside::signatures::entity::{paper_signature, signature};
use poem::http::Method;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DbErr, IntoActiveModel};
use serde_json::{Value, json};

use super::signed;
use crate::kit::Persona;
use crate::packets::signing::Signing;
use crate::packets::{County, keep, words};

/// A sheet of the county's petition that two organizers typed alike.
async fn on_paper(county: &County, lines: Value) -> (Persona, String) {
    let app = &county.world.app;
    app.entropy
        .with(|rng| app.petition_keys.create(rng, county.petition.0))
        .unwrap();
    let petition = format!("/v1/petitions/{}", county.petition);
    let world = &county.world;
    let marisol = world.member(&county.owner, &[Role::Organizer]).await;
    let teo = world.member(&county.owner, &[Role::Organizer]).await;
    let wish = json!({"language": "en", "sheets": 1, "kept_at": "the union's office"});
    let print = world
        .post(&format!("{petition}/sheets"), Some(&marisol), wish)
        .await;
    let print = print.expect(201);
    for who in [&marisol, &teo] {
        let body = json!({"sheet_code": print["sheets"][0]["code"], "lines": lines});
        let path = format!("{petition}/sheet-entries");
        world.post(&path, Some(who), body).await.expect(201);
    }
    let sheet = print["sheets"][0]["id"].as_str().unwrap();
    (marisol, format!("/v1/sheets/{sheet}"))
}

async fn withdraw(county: &County, who: &Persona, sheet: &str, line: i32) {
    let path = format!("{sheet}/lines/{line}/moves");
    let body = json!({"line_move": "withdraw"});
    let moved = county.world.change(Method::POST, (sheet, &path), who, body);
    moved.await.expect(200);
    county.world.work().await;
}

#[tokio::test]
async fn names_from_paper_are_printed_by_consent_and_gone_when_they_are_taken_back() {
    let county = County::new().await;
    let online: Vec<_> = (0..4).map(|_| Signing::counted(0)).collect();
    county.sign(&online).await;
    let at = |line: i32, name: &str, visibility: &str| {
        let mut line = signed(line, name);
        line["visibility"] = json!(visibility);
        line["workplace_id"] = json!(county.branches[0]);
        line
    };
    let lines = json!([
        at(1, "Perihelion Marrowby", "public"),
        at(2, "Wilhelmina Brightwater", "recipients"),
        at(3, "Zanzibarine Quillfeather", "counted"),
        at(
            4,
            "=HYPERLINK(\"http://evil.example\") #strong[x]",
            "public"
        ),
    ]);
    let (marisol, sheet) = on_paper(&county, lines).await;
    let safe = county.packet(county.supervisors[0], json!({})).await;
    let full = county
        .packet(county.supervisors[0], json!({"kind": "full"}))
        .await;
    assert_eq!(
        (&safe["signatures"], &safe["own_signatures"]),
        (&json!(8), &json!(8))
    );
    let safe_pdf = county.document(safe["id"].as_str().unwrap()).await.bytes;
    let full_pdf = county.document(full["id"].as_str().unwrap()).await.bytes;
    keep("on_paper", &full_pdf);
    if let (Some(safe), Some(full)) = (words(&safe_pdf), words(&full_pdf)) {
        let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let (safe, full) = (squeezed(&safe), squeezed(&full));
        assert!(safe.contains("4 of them on paper"), "{safe}");
        assert!(safe.contains("of which 4 on paper"), "{safe}");
        assert!(safe.contains("Perihelion Marrowby") && safe.contains("=HYPERLINK("));
        assert!(!safe.contains("Wilhelmina") && full.contains("Wilhelmina Brightwater"));
        assert!(!safe.contains("Zanzibarine") && !full.contains("Zanzibarine"));
    }
    withdraw(&county, &marisol, &sheet, 2).await;
    let gone = county.read(full["id"].as_str().unwrap()).await;
    let stays = county.read(safe["id"].as_str().unwrap()).await;
    assert_eq!(
        (&gone["state"], &stays["state"]),
        (&json!("destroyed"), &json!("ready"))
    );
}

/// Counted on paper, and since then online: the night has not come yet, and no packet waits for it.
#[tokio::test]
async fn whoever_signed_on_paper_and_online_counts_once_in_a_packet_that_is_made_at_once() {
    let county = County::new().await;
    let online: Vec<_> = (0..4).map(|_| Signing::counted(0)).collect();
    county.sign(&online).await;
    let mut rosa = signed(1, "Rosa Delgado");
    rosa["email"] = json!("rosa@example.org");
    on_paper(&county, json!([rosa, signed(2, "Ana Ruiz")])).await;
    let app = &county.world.app;
    let line = paper_signature::for_jobs().all(&app.db.read).await.unwrap();
    let key = line.into_iter().find_map(|line| line.address_key).unwrap();
    let same = signature::for_jobs().one(&app.db.read).await.unwrap();
    let mut same = same.unwrap().into_active_model();
    same.dedupe_key = Set(key);
    let same = &same;
    let signs = app.db.write(|tx| async move {
        same.clone().update(&*tx).await?;
        Ok::<_, DbErr>(())
    });
    signs.await.unwrap();
    let packet = county.packet(county.supervisors[0], json!({})).await;
    assert_eq!(packet["signatures"], json!(5));
}
