//! Names to be inspected and taken home again: printed for whoever may ask, and kept nowhere.

use broadside::audit::entity::audit_entry;
use broadside::signatures::entity::signature;
use poem::http::Method;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use super::county::County;
use super::signing::Signing;
use super::{id, keep, objects, words};
use crate::kit::{Answer, Persona};

impl County {
    async fn annex(&self, packet: &Value, who: &Persona) -> Answer {
        let path = format!("/v1/packets/{}/annex", id(packet));
        self.world.send(Method::POST, &path, Some(who), None).await
    }
}

#[tokio::test]
async fn the_annex_names_those_who_agreed_to_be_named_to_the_reader_and_marks_every_page() {
    let county = County::signed().await;
    let many: Vec<_> = (0..160)
        .map(|n| Signing::recipients(0, &format!("Zenobia Fictional-{n:03}")))
        .collect();
    county.sign(&many).await;
    let packet = county.packet(county.supervisors[0], json!({})).await;
    let kept = objects(&county.world).len();
    let answer = county.annex(&packet, &county.owner).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.header("content-type"), Some("application/pdf"));
    assert_eq!(answer.header("cache-control"), Some("private, no-store"));
    assert_eq!(objects(&county.world).len(), kept, "nothing is stored");
    keep("annex", &answer.bytes);
    let after = county.read(id(&packet)).await;
    assert_eq!(after, packet, "the packet does not know of it");
    let digest =
        data_encoding::HEXLOWER.encode(&<sha2::Sha256 as sha2::Digest>::digest(&answer.bytes));
    let path = format!("/v1/public/packet-digests/{digest}");
    let known = county.world.get(&path, None).await.expect(200);
    assert_eq!(known["known"], false);
    let entries = audit_entry::Entity::find()
        .filter(audit_entry::Column::Action.eq("print_annex"))
        .all(&county.world.app.db.read)
        .await
        .unwrap();
    assert_eq!(entries.len(), 1);
    let Some(words) = words(&answer.bytes) else {
        return;
    };
    let pages: Vec<&str> = words
        .split('\u{c}')
        .filter(|page| !page.trim().is_empty())
        .collect();
    assert!(pages.len() > 1);
    assert!(
        pages
            .iter()
            .all(|page| page.contains("TO BE INSPECTED AND TAKEN HOME AGAIN"))
    );
    assert!(words.contains("Rowan Recipientsonly") && words.contains("Zenobia Fictional-159"));
    // Named in the packet itself; public of a branch where too few signed; nobody's business.
    for other in ["Ana Ruiz", "Petra", "wall clock", "SHA-256"] {
        assert!(!words.contains(other), "{other}");
    }
    let document = county.document(id(&packet)).await.bytes;
    assert!(!super::words(&document).unwrap().contains("Zenobia"));
}

#[tokio::test]
async fn the_annex_is_of_this_moment() {
    let county = County::signed().await;
    let ids = county
        .sign(&[
            Signing::recipients(0, "Wanda Withdrawn"),
            Signing::recipients(1, "Stella Stays"),
        ])
        .await;
    let packet = county.packet(county.supervisors[0], json!({})).await;
    let gone = ids[0];
    let withdrawn = county.world.app.db.write(|tx| async move {
        signature::Entity::update_many()
            .col_expr(signature::Column::State, Expr::value("withdrawn"))
            .filter(signature::Column::Id.eq(gone))
            .exec(&*tx)
            .await
    });
    withdrawn.await.unwrap();
    let answer = county.annex(&packet, &county.owner).await;
    if let Some(words) = words(&answer.bytes) {
        assert!(words.contains("Stella Stays") && !words.contains("Wanda"));
    }
}

#[tokio::test]
async fn no_annex_where_there_is_nothing_to_hold_back() {
    let county = County::signed().await;
    let full = county
        .packet(county.supervisors[0], json!({"kind": "full"}))
        .await;
    let refused = county.annex(&full, &county.owner).await;
    assert_eq!(refused.problem(), "annex-not-needed");
    let safe = county.packet(county.supervisors[0], json!({})).await;
    let stranger = county.world.organization("Another Local").await;
    assert_eq!(county.annex(&safe, &stranger).await.problem(), "not-found");
    let nobody = signature::Entity::update_many()
        .col_expr(signature::Column::Visibility, Expr::value("counted"))
        .filter(signature::Column::Visibility.eq("recipients"));
    let nobody = &nobody;
    let written = county
        .world
        .app
        .db
        .write(|tx| async move { nobody.clone().exec(&*tx).await });
    written.await.unwrap();
    let refused = county.annex(&safe, &county.owner).await;
    assert_eq!(refused.problem(), "annex-not-needed");
}

#[tokio::test]
async fn more_names_than_anybody_inspects_are_refused() {
    let county = County::signed().await;
    let packet = county.packet(county.supervisors[0], json!({})).await;
    let many: Vec<_> = (0..2_000)
        .map(|_| Signing::recipients(0, "Zenobia Fictional"))
        .collect();
    county.sign(&many).await;
    let refused = county.annex(&packet, &county.owner).await;
    assert_eq!(refused.problem(), "annex-too-long");
}
