//! Packets of several volumes: set, handed out, signed, checked and destroyed together; and the table of names attached to them.

use std::path::Path;
use std::process::Command;

use broadside::jobs;
use broadside::packets::PacketId;
use broadside::packets::entity::{packet, packet_volume};
use broadside::packets::manifest::{Manifest, check};
use poem::http::Method;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::county::County;
use super::signing::Signing;
use super::{ask, id, objects, words};
use crate::kit::Answer;

fn sha256(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(bytes))
}

impl County {
    /// More was told than a report has room for.
    async fn told_much() -> Self {
        let county = Self::signed().await;
        for n in 1..=14 {
            let text = format!("Evening number {n}: I waited at the door until my ride came.");
            county.publish(n % 2, &text).await;
        }
        county
    }

    async fn volume(&self, packet: &Value, number: usize, headers: &[(&str, &str)]) -> Answer {
        let path = format!("/v1/packets/{}/volumes/{number}", id(packet));
        let mut request = self.world.request(Method::GET, &path);
        request = request.header("authorization", format!("Bearer {}", self.owner.token));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Answer::read(request.send().await).await
    }

    async fn beside(&self, packet: &Value, part: &str) -> Vec<u8> {
        let path = format!("/v1/packets/{}/{part}", id(packet));
        let answer = self.world.get(&path, Some(&self.owner)).await;
        assert_eq!(answer.status, 200);
        answer.bytes
    }
}

/// What `broadside verify` says of one file, and whether it is content.
fn verify(file: &Path) -> (String, bool) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_broadside"));
    let run = command.arg("verify").arg(file).output().unwrap();
    let said = String::from_utf8_lossy(&run.stdout).into_owned();
    (said, run.status.success())
}

/// The only attachment of a document, as a reader would save it; nothing where the machine has no `pdfdetach`.
fn attached(pdf: &[u8]) -> Option<Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let (file, saved) = (folder.path().join("p.pdf"), folder.path().join("a.csv"));
    std::fs::write(&file, pdf).unwrap();
    let mut command = Command::new("pdfdetach");
    command.args(["-save", "1", "-o"]).args([&saved, &file]);
    if command.output().is_err() {
        eprintln!("skipped: pdfdetach is not installed, so no attachment is saved");
        return None;
    }
    Some(std::fs::read(saved).unwrap())
}

#[tokio::test]
async fn what_the_report_has_no_room_for_is_a_volume_of_its_own() {
    let county = County::told_much().await;
    let packet = county.packet(county.supervisors[0], json!({})).await;
    assert_eq!(
        (&packet["state"], &packet["exhibits"]),
        (&json!("ready"), &json!(17)),
        "{packet}"
    );
    let volumes = packet["volumes"].as_array().unwrap();
    let held: Vec<_> = volumes.iter().map(|volume| &volume["holds"]).collect();
    assert_eq!(held, ["report", "exhibits"]);
    assert!(packet["pages"].as_i64().unwrap() <= 12);
    let report = ask(&county, &county.owner, id(&packet), &[]).await;
    let first = county.volume(&packet, 1, &[]).await;
    let second = county.volume(&packet, 2, &[]).await;
    assert!(report.bytes == first.bytes && second.bytes.starts_with(b"%PDF-"));
    let name = second.header("content-disposition").unwrap();
    assert!(name.ends_with("2026-10-05.volume-2.pdf"), "{name}");
    let size = second.bytes.len();
    let tag = format!("\"{}\"", sha256(&second.bytes));
    assert_eq!(second.header("etag"), Some(tag.as_str()));
    assert_eq!(volumes[1]["document_sha256"], sha256(&second.bytes));
    assert_eq!(volumes[1]["document_bytes"], size);
    let held = county.volume(&packet, 2, &[("if-none-match", &tag)]).await;
    assert_eq!(held.status, 304);
    let part = county.volume(&packet, 2, &[("range", "bytes=-9")]).await;
    assert!(part.status == 206 && part.bytes == second.bytes[size - 9..]);
    assert_eq!(county.volume(&packet, 3, &[]).await.problem(), "not-found");
    let none = county.volume(&packet, 0, &[]).await;
    assert_eq!(none.problem(), "invalid-parameter");
    let (Some(first), Some(second)) = (words(&first.bytes), words(&second.bytes)) else {
        return;
    };
    let all = [&first, &second].map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
    for n in 1..=14 {
        let printed = |text: &&String| text.contains(&format!("Evening number {n}:"));
        assert_eq!(all.iter().filter(printed).count(), 1, "{n}");
    }
    let digest = volumes[1]["snapshot_sha256"].as_str().unwrap();
    let squeezed = all[0].replace(' ', "");
    assert!(squeezed.contains(digest), "the report vouches for the rest");
    assert!(all[1].contains(&digest[..12]), "its own footer");
}

#[tokio::test]
async fn every_volume_is_signed_and_known_and_checked_where_it_lies() {
    let county = County::told_much().await;
    let packet = county.packet(county.supervisors[1], json!({})).await;
    let folder = tempfile::tempdir().unwrap();
    let manifest = county.beside(&packet, "manifest").await;
    let signature = county.beside(&packet, "manifest-signature").await;
    let put = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    put("p.manifest.json", &manifest);
    put("p.manifest.json.sig", &signature);
    let listed: Manifest = serde_json::from_slice(&manifest).unwrap();
    assert_eq!(listed.files.len(), 2);
    for (number, name, what) in [
        (1, "p.pdf", "volume 1 (report)"),
        (2, "p.volume-2.pdf", "volume 2 (exhibits)"),
    ] {
        let bytes = county.volume(&packet, number, &[]).await.bytes;
        let read = check(&bytes, &manifest, &signature, None).unwrap();
        let file = read.file_of(&bytes).unwrap();
        let volume = &packet["volumes"][number - 1];
        assert_eq!(volume["pages"], json!(file.pages));
        assert_eq!(volume["document_sha256"], json!(file.sha256));
        put(name, &bytes);
        let (said, good) = verify(&folder.path().join(name));
        assert!(good && said.contains(what), "{said}");
        put(name, &[bytes.as_slice(), b" "].concat());
        let (said, good) = verify(&folder.path().join(name));
        assert!(!good && said.starts_with("CHANGED"), "{said}");
        let path = format!("/v1/public/packet-digests/{}", sha256(&bytes));
        let known = county.world.get(&path, None).await.expect(200);
        assert_eq!(known["packet"]["id"], packet["id"]);
        assert_eq!(known["packet"]["volumes"][1]["holds"], "exhibits");
        let page = format!("/check?sha256={}", sha256(&bytes));
        let page = county.world.get(&page, None).await;
        let page = String::from_utf8(page.bytes).unwrap();
        let said = format!("belongs to the file of this packet. Volume {number}: ");
        assert!(page.contains(&said), "{page}");
        assert!(page.contains(&sha256(&bytes)));
    }
}

#[tokio::test]
async fn all_volumes_die_together() {
    let county = County::told_much().await;
    let signers = county.sign(&[Signing::public(0, "Ines Ibarra")]).await;
    let packet = county.packet(county.supervisors[0], json!({})).await;
    assert_eq!(objects(&county.world).len(), 4, "two snapshots, two files");
    let (app, signer) = (&county.world.app, signers[0].0);
    let erased = app.db.write(|tx| async move {
        let job = jobs::NewJob::new(jobs::Kind::ForgetSignature, signer, app.clock.now());
        jobs::enqueue(app, &tx, job).await
    });
    erased.await.unwrap();
    county.world.work().await;
    let gone = county.volume(&packet, 2, &[]).await;
    assert_eq!(gone.problem(), "packet-destroyed");
    assert!(objects(&county.world).is_empty());
}

#[tokio::test]
async fn a_testimony_of_a_further_volume_takes_the_packet_along() {
    use broadside::review::entity::published_testimony::{Column, Entity};
    let county = County::told_much().await;
    let packet = county.packet(county.supervisors[0], json!({})).await;
    let second = county.volume(&packet, 2, &[]).await.bytes;
    let Some(text) = words(&second) else { return };
    let told = (1..=14).find(|n| text.contains(&format!("Evening number {n}:")));
    let told = format!("Evening number {}:%", told.unwrap());
    let (told, month) = (&told, chrono::NaiveDate::from_ymd_opt(2026, 10, 1));
    let taken_back = county.world.app.db.write(|tx| async move {
        Entity::update_many()
            .col_expr(Column::WithdrawnOn, Expr::value(month))
            .filter(Column::Text.like(told.as_str()))
            .exec(&*tx)
            .await
    });
    assert_eq!(taken_back.await.unwrap().rows_affected, 1);
    let gone = county.volume(&packet, 1, &[]).await;
    assert_eq!(gone.problem(), "packet-destroyed");
}

#[tokio::test]
async fn what_was_set_before_a_node_went_down_is_not_set_again() {
    let county = County::told_much().await;
    let packet = county.packet(county.supervisors[0], json!({})).await;
    let before = [1, 2].map(|n| packet["volumes"][n - 1]["document_sha256"].clone());
    let row: PacketId = id(&packet).parse().unwrap();
    let app = &county.world.app;
    let report = packet_volume::for_jobs().filter(packet_volume::Column::Number.eq(1));
    let kept = report.clone().one(&app.db.read).await.unwrap();
    let kept = kept.unwrap().pdf_object;
    let interrupted = app.db.write(|tx| async move {
        use packet_volume::Column as C;
        packet_volume::Entity::update_many()
            .col_expr(C::PdfObject, Expr::value(None::<uuid::Uuid>))
            .col_expr(C::PdfDigest, Expr::value(None::<Vec<u8>>))
            .filter(C::PacketId.eq(row))
            .filter(C::Number.eq(2))
            .exec(&*tx)
            .await?;
        packet::Entity::update_many()
            .col_expr(packet::Column::State, Expr::value("rendering"))
            .filter(packet::Column::Id.eq(row))
            .exec(&*tx)
            .await?;
        let job = jobs::NewJob::new(jobs::Kind::RenderPacket, row.0, app.clock.now());
        jobs::enqueue(app, &tx, job).await
    });
    interrupted.await.unwrap();
    county.world.work().await;
    let after = county.read(id(&packet)).await;
    assert_eq!(after["state"], "ready");
    let again = [1, 2].map(|n| after["volumes"][n - 1]["document_sha256"].clone());
    assert_eq!(before, again, "a snapshot gives the same bytes for ever");
    let now = report.one(&app.db.read).await.unwrap().unwrap();
    assert_eq!(now.pdf_object, kept);
}

#[tokio::test]
async fn a_compilation_holds_all_volumes() {
    let county = County::told_much().await;
    let path = format!("/v1/campaigns/{}/packets/for-body", county.campaign);
    let body = json!({"body_id": county.board});
    let made = county.world.post(&path, Some(&county.owner), body).await;
    let made = made.expect(202);
    county.world.work().await;
    let path = format!("/v1/compilations/{}/archive", id(&made));
    let archive = county.world.get(&path, Some(&county.owner)).await;
    assert_eq!(archive.status, 200);
    let text = String::from_utf8_lossy(&archive.bytes);
    for name in [
        "01-Marisol-Vandergriff.pdf",
        "01-Marisol-Vandergriff.volume-2.pdf",
        "01-Marisol-Vandergriff.manifest.json.sig",
        "05-L-Th-Hoa.volume-2.pdf",
    ] {
        assert_eq!(text.matches(name).count(), 2, "{name}");
    }
}

#[tokio::test]
async fn two_clicks_at_once_make_one_packet_and_leave_nothing_else() {
    let county = County::told_much().await;
    let path = format!("/v1/campaigns/{}/packets", county.campaign);
    let send = || async {
        let request = county.world.request(Method::POST, &path);
        let request = request.header("authorization", format!("Bearer {}", county.owner.token));
        let request = request
            .header("idempotency-key", "a-key-of-two-clicks")
            .content_type("application/json");
        let body = json!({"target_id": county.supervisors[0]}).to_string();
        Answer::read(request.body(body).send().await)
            .await
            .expect(202)
    };
    let (one, other) = tokio::join!(send(), send());
    assert_eq!(one, other);
    assert_eq!(
        objects(&county.world).len(),
        2,
        "two snapshots of one packet"
    );
}

#[tokio::test]
async fn one_page_has_no_names_to_attach() {
    let county = County::signed().await;
    let wished = json!({"kind": "one_page", "signatures_csv": true});
    let refused = county.compile(county.supervisors[0], wished).await;
    assert_eq!(refused.problem(), "kind-without-names");
    assert!(objects(&county.world).is_empty());
}

#[tokio::test]
async fn the_names_that_a_packet_prints_can_be_attached_and_no_others() {
    let county = County::signed().await;
    let wished = json!({"signatures_csv": true});
    let packet = county.packet(county.supervisors[0], wished).await;
    let digest = packet["volumes"][0]["signatures_csv_sha256"].as_str();
    let digest = digest.unwrap().to_owned();
    let document = county.document(id(&packet)).await.bytes;
    let known = format!("/v1/public/packet-digests/{digest}");
    let known = county.world.get(&known, None).await.expect(200);
    assert_eq!(known["packet"]["id"], packet["id"]);
    let Some(table) = attached(&document) else {
        return;
    };
    assert_eq!(sha256(&table), digest);
    let printed = words(&document)
        .unwrap()
        .split_whitespace()
        .collect::<String>();
    assert!(printed.contains(&digest));
    let text = String::from_utf8(table.clone()).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(
        lines[0],
        "\u{feff}name,standing,workplace,division,signed_on"
    );
    assert_eq!(json!(lines.len() - 1), packet["names"]);
    assert!(text.contains("\r\nAna Ruiz Peñalosa,employee,Alder Street Branch,District 1,"));
    assert!(text.contains("\"'=HYPERLINK(") && !text.contains("\"=HYPERLINK("));
    assert!(!text.contains("Recipientsonly") && !text.contains("Publicbutsmall"));
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    put(
        "packet.manifest.json",
        &county.beside(&packet, "manifest").await,
    );
    let signature = county.beside(&packet, "manifest-signature").await;
    put("packet.manifest.json.sig", &signature);
    put("signatures.csv", &table);
    let (said, good) = verify(&folder.path().join("signatures.csv"));
    assert!(good && said.contains("volume 1 (signatures.csv)"), "{said}");
}

/// Ten thousand names stand in the report; one more, and they stand in volumes.
#[tokio::test]
async fn a_long_roll_stands_in_volumes_and_loses_nobody() {
    let county = County::signed().await;
    let names = (0..10_020).map(|n| format!("Rosalind Featherstone {n:05}"));
    let like = Signing::public(0, "");
    county.sign_in_bulk(names, &like).await;
    let wished = json!({"signatures_csv": true});
    let packet = county.packet(county.supervisors[0], wished).await;
    assert_eq!(packet["state"], "ready", "{packet}");
    let volumes = packet["volumes"].as_array().unwrap();
    let held: Vec<_> = volumes.iter().map(|volume| &volume["holds"]).collect();
    assert_eq!(held, ["report", "roll", "roll"]);
    assert!(packet["pages"].as_i64().unwrap() <= 12, "{packet}");
    assert!(volumes[0].get("signatures_csv_sha256").is_none());
    let printed = packet_name_count(&county, id(&packet)).await.unwrap();
    assert!(printed >= 10_020, "an erasure finds each of them");
    let mut seen = 0;
    for (number, volume) in (1..).zip(volumes) {
        let document = county.volume(&packet, number, &[]).await.bytes;
        let size = document.len();
        assert!(number == 1 || size < 10_000 * 250, "{size}");
        if number > 1
            && let Some(table) = attached(&document)
        {
            assert_eq!(volume["signatures_csv_sha256"], sha256(&table));
        }
        let Some(text) = words(&document) else { return };
        seen += text.matches("Featherstone").count();
    }
    assert_eq!(seen, 10_020);
}

async fn packet_name_count(county: &County, packet: &str) -> Result<u64, DbErr> {
    use broadside::packets::entity::packet_name;
    use sea_orm::PaginatorTrait;
    let packet: PacketId = packet.parse().unwrap();
    packet_name::for_jobs()
        .filter(packet_name::Column::PacketId.eq(packet))
        .count(&county.world.app.db.read)
        .await
}
