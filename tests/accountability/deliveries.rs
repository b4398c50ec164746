//! Deliveries: what leaves, what is in doubt, what cannot be called back.

use broadside::accountability::entity::delivery;
use broadside::jobs::Kind;
use broadside::jobs::entity::job;
use chrono::Duration;
use poem::http::Method;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::{FIRST, by_hand, change, close, get, left_on, one_page, petition_state, post};
use crate::kit::pictures;
use crate::kit::{Answer, Persona};
use crate::packets::County;
use crate::packets::signing::Signing;

#[tokio::test]
async fn what_was_handed_over_cannot_be_called_back_and_the_signer_learns_who_has_it() {
    let county = County::signed().await;
    let named = county.sign(&[Signing::public(0, "Wanda Withdraws")]).await[0];
    let made = county.packet(county.supervisors[0], json!({})).await;
    let packet = made["id"].as_str().unwrap();
    close(&county).await;
    let delivery = by_hand(&county, packet).await;
    assert_eq!(
        (&delivery["state"], &delivery["answer_due_on"]),
        (&json!("delivered"), &json!("2026-10-20")),
    );
    assert_eq!(petition_state(&county).await, "delivered");
    let copies = format!("/v1/signatures/{named}/copies");
    let before = get(&county, &copies).await;
    assert_eq!(before["items"].as_array().unwrap().len(), 1);

    let path = format!("/v1/signatures/{named}/erasure");
    let erased = county
        .world
        .send(Method::POST, &path, Some(&county.owner), None)
        .await;
    erased.expect(200);
    county.world.work().await;
    let now = county.read(packet).await;
    assert_eq!(
        (&now["state"], &now["recalled_on"]),
        (&json!("ready"), &json!("2026-10-05"))
    );
    let copies = get(&county, &copies).await;
    assert_eq!(copies["items"][0]["addressee"], FIRST);
    assert_eq!(copies["items"][0]["left_on"], "2026-10-05");
    let checked = county.world.get(&format!("/check/{packet}"), None).await;
    let page = String::from_utf8(checked.bytes).unwrap();
    assert!(page.contains("taken back their name"), "{page}");
    let token = withdrawal_token(&county, named);
    let proof = json!({"token": token});
    let own = county
        .world
        .post("/v1/signatures/copies", None, proof)
        .await;
    assert_eq!(own.expect(200)["items"], copies["items"]);
    let stranger = json!({"token": "AAAA"});
    let none = county
        .world
        .post("/v1/signatures/copies", None, stranger)
        .await;
    assert_eq!(none.problem(), "not-found");
}

fn withdrawal_token(county: &County, id: broadside::signatures::SignatureId) -> String {
    use broadside::secrets::hmac_sha256;
    let key = &county.world.app.keys.mail_tokens;
    let proof = hmac_sha256(key, "withdraw-signature", &[id.0.as_bytes()]);
    let bytes = [id.0.as_bytes().as_slice(), &proof].concat();
    data_encoding::BASE64URL_NOPAD.encode(&bytes)
}

#[tokio::test]
async fn a_mailed_file_is_sent_then_unconfirmed_and_a_bounce_is_no_delivery() {
    let county = County::signed().await;
    let packet = one_page(&county).await;
    let path = format!("/v1/packets/{packet}/mailings");
    let body = json!({"channel": "attachment", "address": "district1@alder.example"});
    let key = "a-key-of-sixteen-letters";
    let once = county
        .world
        .post_once(&path, &county.owner, key, body.clone());
    let queued = once.await.expect(202);
    assert_eq!(queued["state"], "queued");
    let again = county.world.post_once(&path, &county.owner, key, body);
    assert_eq!(again.await.expect(202)["id"], queued["id"]);
    assert_eq!(left_on(&county, &packet).await, None);
    county.world.work().await;
    let here = format!("/v1/deliveries/{}", queued["id"].as_str().unwrap());
    let sent = get(&county, &here).await;
    assert_eq!(
        (&sent["state"], &sent["left_on"]),
        (&json!("sent"), &json!("2026-10-05"))
    );
    assert_eq!(sent["recipient"], "district1@alder.example");
    let mails = county.world.mails();
    let mail = mails.iter().find(|mail| mail.contains("application/pdf"));
    let mail = mail.expect("a mail with a file");
    assert!(mail.contains(sent["message_id"].as_str().unwrap()));
    // A long name may stand on lines of its own (RFC 2231).
    assert!(
        mail.contains("filename") && mail.contains("packet-Marisol-"),
        "{mail}"
    );
    assert!(left_on(&county, &packet).await.is_some());

    county.world.advance(Duration::days(8));
    assert_eq!(get(&county, &here).await["state"], "unconfirmed");
    let bounced = json!({"outcome": "failed", "failure": "bounced"});
    let failed = change(&county, &here, bounced).await.expect(200);
    assert_eq!(
        (&failed["state"], &failed["failure"]),
        (&json!("failed"), &json!("bounced"))
    );
    assert_eq!(
        failed["corrections"][0]["said_before"],
        json!([{"field": "outcome", "was": "sent"}])
    );
    assert_eq!(failed["corrections"][0]["why"], "bounced");
    assert_eq!(left_on(&county, &packet).await, None, "it never arrived");
    let arrived = json!({"outcome": "delivered", "delivered_on": "2026-10-06"});
    let refused = change(&county, &here, arrived.clone()).await;
    assert_eq!(refused.problem(), "invalid-body", "the record said failed");
    let mut with_reason = arrived;
    with_reason["why"] = json!("The clerk has shown us the printed mail.");
    let put_right = change(&county, &here, with_reason).await.expect(200);
    assert_eq!(
        put_right["corrections"][1]["said_before"][0]["was"],
        "failed"
    );
}

#[tokio::test]
async fn a_mail_that_was_cut_off_is_uncertain_and_one_that_never_left_is_failed() {
    let county = County::signed().await;
    let packet = one_page(&county).await;
    for (job_state, delivery_state, expected, has_left) in [
        ("uncertain", "sending", "uncertain", true),
        ("buried", "queued", "failed", false),
    ] {
        let path = format!("/v1/packets/{packet}/mailings");
        let body = json!({"channel": "attachment", "address": "d1@alder.example"});
        let made = post(&county, &path, body).await.expect(202);
        let id = made["id"].as_str().unwrap();
        stand(&county, id, job_state, delivery_state).await;
        county.world.advance(Duration::hours(2));
        county.world.work().await;
        let now = get(&county, &format!("/v1/deliveries/{id}")).await;
        assert_eq!(now["state"], expected);
        assert_eq!(left_on(&county, &packet).await.is_some(), has_left);
        let body = json!({"outcome": "failed", "failure": "recorded_in_error"});
        change(&county, &format!("/v1/deliveries/{id}"), body).await;
    }
    let mails = county.world.mails();
    assert!(mails.iter().all(|mail| !mail.contains("application/pdf")));
}

/// As a crash leaves them.
pub async fn stand(county: &County, id: &str, job_state: &str, state: &str) {
    let id: broadside::accountability::DeliveryId = id.parse().unwrap();
    let today = county.world.app.clock.today();
    let left = (state == "sending").then_some(today);
    let written = county.world.app.db.write(|tx| async move {
        delivery::Entity::update_many()
            .col_expr(delivery::Column::State, Expr::value(state))
            .col_expr(delivery::Column::LeftOn, Expr::value(left))
            .filter(delivery::Column::Id.eq(id))
            .exec(&*tx)
            .await?;
        job::Entity::update_many()
            .col_expr(job::Column::State, Expr::value(job_state))
            .filter(job::Column::Kind.eq(Kind::SendPacket.as_str()))
            .filter(job::Column::Subject.eq(id.0))
            .exec(&*tx)
            .await
    });
    written.await.unwrap();
}

#[tokio::test]
async fn names_leave_by_mail_only_when_somebody_says_so() {
    let county = County::signed().await;
    let made = county
        .packet(county.supervisors[0], json!({"kind": "full"}))
        .await;
    let path = format!("/v1/packets/{}/mailings", made["id"].as_str().unwrap());
    let mut body = json!({"channel": "link", "address": "d1@alder.example"});
    let refused = post(&county, &path, body.clone()).await;
    assert_eq!(refused.problem(), "names-not-accepted");
    body["accept_names"] = json!(true);
    post(&county, &path, body).await.expect(202);
}

#[tokio::test]
async fn what_cannot_be_delivered_is_not() {
    let county = County::signed().await;
    let made = county
        .compile(county.supervisors[0], json!({}))
        .await
        .expect(202);
    let path = format!("/v1/packets/{}/deliveries", made["id"].as_str().unwrap());
    let body = json!({"channel": "by_hand", "left_on": "2026-10-05"});
    let waits = post(&county, &path, body.clone()).await;
    assert_eq!(waits.problem(), "packet-not-ready");
    county.world.work().await;
    let tomorrow = json!({"channel": "by_hand", "left_on": "2026-10-06"});
    let refused = post(&county, &path, tomorrow).await;
    assert_eq!(refused.problem(), "invalid-body");
    county
        .compile(county.supervisors[0], json!({}))
        .await
        .expect(202);
    let replaced = post(&county, &path, body.clone()).await;
    assert_eq!(replaced.problem(), "packet-superseded");
    let other = county.world.organization("Millrace Teachers").await;
    let theirs = county.world.post(&path, Some(&other), body.clone()).await;
    assert_eq!(theirs.problem(), "not-found");

    county.world.work().await;
    let second = county.packet(county.supervisors[1], json!({})).await;
    crate::packets::withdraw_all(&county).await;
    let path = format!("/v1/packets/{}/deliveries", second["id"].as_str().unwrap());
    let destroyed = post(&county, &path, body).await;
    assert_eq!(destroyed.problem(), "packet-destroyed");
}

async fn put(county: &County, who: &Persona, path: &str, file: (&str, Vec<u8>)) -> Answer {
    let read = county.world.get(path, Some(who)).await;
    let request = county
        .world
        .request(Method::PUT, &format!("{path}/proof"))
        .header("authorization", format!("Bearer {}", who.token))
        .header("if-match", read.header("etag").unwrap())
        .header("content-type", file.0);
    Answer::read(request.body(file.1).send().await).await
}

#[tokio::test]
async fn the_photograph_of_a_stamp_is_looked_at_and_kept_without_what_the_phone_added() {
    let county = County::signed().await;
    let packet = one_page(&county).await;
    let delivery = by_hand(&county, &packet).await;
    let here = format!("/v1/deliveries/{}", delivery["id"].as_str().unwrap());
    let who = &county.owner;
    let not_pdf = ("application/pdf", b"MZ is no PDF".to_vec());
    let refused = put(&county, who, &here, not_pdf).await;
    assert_eq!(refused.problem(), "file-mislabelled");
    let not_png = ("image/png", pictures::jpeg(40, 40));
    assert_eq!(
        put(&county, who, &here, not_png).await.problem(),
        "file-mislabelled"
    );
    let broken = ("image/jpeg", pictures::jpeg(40, 40)[..200].to_vec());
    assert_eq!(
        put(&county, who, &here, broken).await.problem(),
        "file-unreadable"
    );
    let text = ("text/plain", b"stamped".to_vec());
    assert_eq!(
        put(&county, who, &here, text).await.problem(),
        "unsupported-media-type"
    );
    let good = ("image/png", pictures::png(40, 40));
    let kept = put(&county, who, &here, good).await.expect(200);
    assert_eq!(kept["proof"]["media_type"], "image/jpeg");
    let file = county.world.get(&format!("{here}/proof"), Some(who)).await;
    assert!(file.bytes.starts_with(&[0xff, 0xd8, 0xff]));
    let folder = county.world.data().join("objects/proofs");
    let stored: Vec<_> = std::fs::read_dir(folder).unwrap().collect();
    assert_eq!(stored.len(), 1, "what was refused left nothing");
    let bytes = std::fs::read(stored[0].as_ref().unwrap().path()).unwrap();
    assert!(!bytes.windows(3).any(|three| three == [0xff, 0xd8, 0xff]));
    std::fs::write(
        stored[0].as_ref().unwrap().path(),
        &bytes[..bytes.len() - 1],
    )
    .unwrap();
    let damaged = county.world.get(&format!("{here}/proof"), Some(who)).await;
    assert_eq!(damaged.problem(), "file-damaged");
}

#[tokio::test]
async fn more_than_a_mail_takes_goes_as_a_link() {
    use broadside::packets::entity::packet_volume;
    let county = County::signed().await;
    let packet = one_page(&county).await;
    let grown = county.world.app.db.write(|tx| async move {
        packet_volume::Entity::update_many()
            .col_expr(packet_volume::Column::PdfSize, Expr::value(10_000_001_i64))
            .exec(&*tx)
            .await
    });
    grown.await.unwrap();
    let path = format!("/v1/packets/{packet}/mailings");
    let mut body = json!({"channel": "attachment", "address": "d1@alder.example"});
    let refused = post(&county, &path, body.clone()).await;
    assert_eq!(refused.problem(), "too-large-for-mail");
    body["channel"] = json!("link");
    post(&county, &path, body.clone()).await.expect(202);
    body["address"] = json!("nobody");
    assert_eq!(post(&county, &path, body).await.problem(), "invalid-body");
}
