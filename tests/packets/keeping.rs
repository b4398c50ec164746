//! How packets are kept, handed out, checked and destroyed.

use broadside::packets::entity::{packet, packet_name};
use broadside::packets::{PacketId, forget_signature};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::county::{County, SUPERVISORS};
use super::signing::Signing;
use super::{ask, id, objects};

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
