//! Packets: what one addressee is told, frozen, set, kept and handed out.

mod county;

use std::path::PathBuf;
use std::process::Command;

use broadside::packets::entity::{packet, packet_name};
use broadside::packets::{PacketId, forget_signature};
use chrono::NaiveDate;
use poem::http::Method;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use county::{County, SUPERVISORS, Signing};

use crate::kit::{Answer, Persona, World};

/// The words of a PDF, as a search would find them; nothing where the machine has no `pdftotext`.
fn words(pdf: &[u8]) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("packet.pdf");
    std::fs::write(&file, pdf).unwrap();
    let run = Command::new("pdftotext")
        .arg("-layout")
        .arg(&file)
        .arg("-")
        .output();
    let Ok(run) = run else {
        eprintln!("skipped: pdftotext is not installed, so the words of a packet are not read");
        return None;
    };
    // Names stand between isolates, which are no part of them.
    Some(String::from_utf8_lossy(&run.stdout).replace(['\u{2068}', '\u{2069}'], ""))
}

/// Leaves a packet to look at, where `BROADSIDE_KEEP_PACKETS` names a folder.
fn keep(name: &str, pdf: &[u8]) {
    if let Ok(folder) = std::env::var("BROADSIDE_KEEP_PACKETS") {
        std::fs::write(format!("{folder}/{name}.pdf"), pdf).unwrap();
    }
}

fn id(packet: &Value) -> &str {
    packet["id"].as_str().unwrap()
}

/// Every file of the object store.
fn objects(world: &World) -> Vec<PathBuf> {
    let folder = world.data().join("objects/packets");
    let Ok(files) = std::fs::read_dir(folder) else {
        return vec![];
    };
    files.map(|file| file.unwrap().path()).collect()
}

async fn ask(county: &County, who: &Persona, id: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = county
        .world
        .request(Method::GET, &format!("/v1/packets/{id}/document"));
    request = request.header("authorization", format!("Bearer {}", who.token));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    Answer::read(request.send().await).await
}

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
    // Everything before the table of the other districts: the letter, the figures, the own district.
    let caption = "Signatures and testimony figures by division";
    let (own, _) = words.split_once(caption).unwrap();
    assert!(own.contains("93 people had signed"));
    assert!(own.contains("Alder Street Branch") && own.contains("Eastmont Branch"));
    for elsewhere in ["Harbor Branch", "Millrace Branch", "Orchard Branch"] {
        assert!(!own.contains(elsewhere), "{elsewhere}");
    }
    assert!(words.contains(SUPERVISORS[0]) && words.contains("37 of them belong to District 1"));
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
async fn a_document_is_handed_out_whole_in_ranges_and_only_once() {
    let county = County::signed().await;
    let packet = county.packet(county.supervisors[3], json!({})).await;
    let (id, owner) = (id(&packet), &county.owner);
    let whole = ask(&county, owner, id, &[]).await;
    let size = whole.bytes.len();
    assert_eq!(whole.header("content-type"), Some("application/pdf"));
    assert_eq!(whole.header("accept-ranges"), Some("bytes"));
    assert_eq!(whole.header("cache-control"), Some("private, no-store"));
    let name = whole.header("content-disposition").unwrap();
    assert_eq!(
        name,
        "attachment; filename=\"packet-Pe-a-Okwuosa-2026-10-05.pdf\"; filename*=UTF-8''packet-Pe%C3%B1a-Okwuosa-2026-10-05.pdf"
    );
    let digest = data_encoding::HEXLOWER.encode(&Sha256::digest(&whole.bytes));
    assert_eq!(packet["document_sha256"], digest.as_str());
    let tag = format!("\"{digest}\"");
    assert_eq!(whole.header("etag"), Some(tag.as_str()));
    assert!(whole.bytes.starts_with(b"%PDF-") && packet["document_bytes"] == size);

    let held = ask(&county, owner, id, &[("if-none-match", &tag)]).await;
    assert_eq!((held.status.as_u16(), held.bytes.len()), (304, 0));
    for (range, from, to) in [
        ("bytes=0-99", 0, 100),
        ("bytes=65000-70000", 65_000, 70_001),
        ("bytes=-10", size - 10, size),
        ("bytes=66000-", 66_000, size),
    ] {
        let part = ask(&county, owner, id, &[("range", range)]).await;
        assert_eq!(part.status, 206, "{range}");
        assert_eq!(
            part.header("content-range"),
            Some(format!("bytes {from}-{}/{size}", to - 1).as_str())
        );
        assert!(part.bytes == whole.bytes[from..to], "{range}");
    }
    let beyond = ask(&county, owner, id, &[("range", &format!("bytes={size}-"))]).await;
    assert_eq!(beyond.problem(), "range-not-satisfiable");
    assert_eq!(
        beyond.header("content-range"),
        Some(format!("bytes */{size}").as_str())
    );
    let several = ask(&county, owner, id, &[("range", "bytes=0-1,4-5")]).await;
    assert_eq!((several.status.as_u16(), several.bytes.len()), (200, size));
}

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
async fn a_changed_swapped_or_shortened_object_is_not_handed_out() {
    let county = County::signed().await;
    let one = county.packet(county.supervisors[0], json!({})).await;
    let two = county.packet(county.supervisors[1], json!({})).await;
    let files = objects(&county.world);
    assert_eq!(files.len(), 4);
    let kept: Vec<Vec<u8>> = files
        .iter()
        .map(|file| std::fs::read(file).unwrap())
        .collect();
    for (file, bytes) in files.iter().zip(&kept) {
        let mut changed = bytes.clone();
        let middle = changed.len() / 2;
        changed[middle] ^= 1;
        std::fs::write(file, changed).unwrap();
    }
    for packet in [&one, &two] {
        assert_eq!(
            county.document(id(packet)).await.problem(),
            "packet-damaged"
        );
    }
    for ((file, bytes), other) in files.iter().zip(&kept).zip(kept.iter().rev()) {
        assert!(
            !bytes.windows(4).any(|window| window == b"%PDF"),
            "stored as it is"
        );
        std::fs::write(file, other).unwrap();
    }
    assert_eq!(county.document(id(&one)).await.problem(), "packet-damaged");
    for (file, bytes) in files.iter().zip(&kept) {
        std::fs::write(file, &bytes[..bytes.len().min(64 * 1024 + 40)]).unwrap();
    }
    assert_eq!(county.document(id(&one)).await.problem(), "packet-damaged");
    for (file, bytes) in files.iter().zip(&kept) {
        std::fs::write(file, bytes).unwrap();
    }
    assert_eq!(county.document(id(&one)).await.status, 200);
}

#[tokio::test]
async fn a_damaged_snapshot_fails_with_its_reason() {
    let county = County::signed().await;
    let made = county
        .compile(county.supervisors[0], json!({}))
        .await
        .expect(202);
    assert_eq!(made["state"], "frozen");
    assert_eq!(
        county.document(id(&made)).await.problem(),
        "packet-not-ready"
    );
    for file in objects(&county.world) {
        std::fs::write(file, b"something else").unwrap();
    }
    county.world.work().await;
    let packet = county.read(id(&made)).await;
    assert_eq!(
        (&packet["state"], &packet["failure"]),
        (&json!("failed"), &json!("snapshot_damaged"))
    );
    assert_eq!(county.document(id(&made)).await.problem(), "packet-failed");
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
    for (made, name) in made["items"].as_array().unwrap().iter().zip(SUPERVISORS) {
        let packet = county.read(id(made)).await;
        assert_eq!(
            (&packet["state"], &packet["addressee"]),
            (&json!("ready"), &json!(name))
        );
        assert_eq!(packet["signatures"], 93);
        own.push(packet["own_signatures"].as_i64().unwrap());
        keep(name, &county.document(id(made)).await.bytes);
    }
    assert_eq!(own.iter().sum::<i64>(), 93);
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
}

#[tokio::test]
async fn an_erasure_destroys_what_was_not_delivered_and_names_what_was() {
    let county = County::signed().await;
    let signers = county.sign(&[Signing::public(0, "Ines Ibarra")]).await;
    let kept = county.packet(county.supervisors[0], json!({})).await;
    let delivered = county.packet(county.supervisors[1], json!({})).await;
    let (delivered_id, signer): (PacketId, _) = (id(&delivered).parse().unwrap(), signers[0]);
    let app = &county.world.app;
    let gone = app.db.write(|tx| async move {
        let tx = &*tx;
        use packet::Column as C;
        packet::Entity::update_many()
            .col_expr(C::DeliveredOn, Expr::value(app.clock.today()))
            .filter(C::Id.eq(delivered_id))
            .exec(tx)
            .await?;
        forget_signature(app, tx, signer).await
    });
    assert_eq!(gone.await.unwrap(), [delivered_id]);
    assert_eq!(
        county.document(id(&kept)).await.problem(),
        "packet-destroyed"
    );
    county.world.work().await;
    assert_eq!(
        objects(&county.world).len(),
        2,
        "the delivered one's snapshot and document"
    );
    assert_eq!(county.document(id(&delivered)).await.status, 200);
    let printed = packet_name::for_jobs()
        .filter(packet_name::Column::PacketId.eq(id(&kept).parse::<PacketId>().unwrap()));
    assert_eq!(printed.count(&app.db.read).await, Ok::<u64, DbErr>(0));
}

#[tokio::test]
async fn anyone_can_check_a_digest_and_learns_no_name() {
    let county = County::signed().await;
    let packet = county.packet(county.supervisors[0], json!({})).await;
    for digest in [&packet["document_sha256"], &packet["snapshot_sha256"]] {
        let path = format!("/v1/public/packet-digests/{}", digest.as_str().unwrap());
        let answer = county.world.get(&path, None).await.expect(200);
        assert_eq!(
            (&answer["known"], &answer["packet"]["id"]),
            (&json!(true), &packet["id"])
        );
        assert!(!answer.to_string().contains(SUPERVISORS[0]));
    }
    let unknown = format!("/v1/public/packet-digests/{}", "0".repeat(64));
    assert_eq!(
        county.world.get(&unknown, None).await.expect(200),
        json!({"known": false})
    );
    let wrong = county
        .world
        .get("/v1/public/packet-digests/abc", None)
        .await;
    assert_eq!(wrong.problem(), "invalid-parameter");
    let printed = county
        .world
        .get(&format!("/v1/public/packets/{}", id(&packet)), None)
        .await
        .expect(200);
    assert_eq!(printed["document_sha256"], packet["document_sha256"]);
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

#[tokio::test]
async fn a_signer_who_is_erased_takes_the_undelivered_packet_along() {
    let county = County::signed().await;
    let signers = county.sign(&[Signing::public(0, "Ines Ibarra")]).await;
    let packet = county.packet(county.supervisors[0], json!({})).await;
    let app = &county.world.app;
    let signer = signers[0].0;
    let erased = app.db.write(|tx| async move {
        let job = broadside::jobs::NewJob::new(
            broadside::jobs::Kind::ForgetSignature,
            signer,
            app.clock.now(),
        );
        broadside::jobs::enqueue(app, &tx, job).await
    });
    erased.await.unwrap();
    county.world.work().await;
    assert_eq!(county.read(id(&packet)).await["state"], "destroyed");
    assert!(objects(&county.world).is_empty());
}
