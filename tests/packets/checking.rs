//! What somebody with a packet in hand can find out about it: the page behind its address, its manifest, its signature.

use std::path::Path;
use std::process::Command;

use broadside::packets::manifest::{Broken, Expected, check};
use serde_json::{Value, json};

use super::county::County;
use super::{ask, id};
use crate::kit::Answer;

fn html(answer: &Answer) -> String {
    let policy = answer.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'none'"), "{policy}");
    let html = String::from_utf8(answer.bytes.clone()).unwrap();
    assert!(!html.contains("<script") && !html.contains(" style="));
    html
}

impl County {
    async fn page(&self, path: &str, status: u16) -> String {
        let answer = self.world.get(path, None).await;
        assert_eq!(answer.status, status, "{path}");
        html(&answer)
    }

    /// Document, manifest and signature.
    async fn all_of(&self, packet: &Value) -> [Vec<u8>; 3] {
        let id = id(packet);
        let document = ask(self, &self.owner, id, &[]).await;
        let manifest = format!("/v1/packets/{id}/manifest");
        let manifest = self.world.get(&manifest, Some(&self.owner)).await;
        let signature = format!("/v1/packets/{id}/manifest-signature");
        let signature = self.world.get(&signature, Some(&self.owner)).await;
        let mut stems = std::collections::HashSet::new();
        for (answer, ending) in [
            (&document, ".pdf"),
            (&manifest, ".manifest.json"),
            (&signature, ".manifest.json.sig"),
        ] {
            assert_eq!(answer.status, 200);
            let name = answer.header("content-disposition").unwrap();
            assert!(name.ends_with(ending), "{name}");
            stems.insert(name.replace(ending, ""));
        }
        assert_eq!(
            stems.len(),
            1,
            "saved as they are named, they lie beside one another"
        );
        [document.bytes, manifest.bytes, signature.bytes]
    }

    pub async fn key(&self) -> String {
        let path = "/v1/organization";
        let own = self.world.get(path, Some(&self.owner)).await.expect(200);
        own["public_key"].as_str().unwrap().to_owned()
    }
}

#[tokio::test]
async fn the_address_in_a_packet_leads_to_a_page_for_people() {
    let county = County::signed().await;
    let packet = county.packet(county.supervisors[3], json!({})).await;
    let path = format!("/check/{}", id(&packet));
    let shown = county.page(&path, 200).await;
    let digest = packet["document_sha256"].as_str().unwrap();
    for piece in [
        "<html lang=\"en\">",
        "This packet was made here",
        "Peña Okwuosa",
        "Alder County Library Workers",
        "public-record-safe",
        "2026-10-05",
        "<dd>93</dd>",
        digest,
        "sha256sum",
    ] {
        assert!(shown.contains(piece), "{piece} in {shown}");
    }
    let newer = county.packet(county.supervisors[3], json!({})).await;
    let shown = county.page(&path, 200).await;
    assert!(shown.contains("A newer packet has taken its place") && shown.contains(id(&newer)));
    let spanish = county
        .packet(county.supervisors[2], json!({"language": "es"}))
        .await;
    let path = format!("/check/{}", id(&spanish));
    assert!(
        county
            .page(&path, 200)
            .await
            .contains("Este expediente se hizo aquí")
    );
    let english = county.page(&format!("{path}?lang=en"), 200).await;
    assert!(english.contains("This packet was made here"));
    for unknown in ["pkt_00000000000070008000000000000000", "nonsense%3Cb%3E"] {
        let shown = county.page(&format!("/check/{unknown}"), 404).await;
        assert!(shown.contains("No packet of this service has this address"));
        assert!(!shown.contains("<b>"));
    }
}

#[tokio::test]
async fn a_digest_that_somebody_types_is_looked_up() {
    let county = County::signed().await;
    let packet = county.packet(county.supervisors[0], json!({})).await;
    let digest = packet["document_sha256"].as_str().unwrap().to_uppercase();
    let spaced = format!("/check?sha256={}+{}", &digest[..32], &digest[32..]);
    let shown = county.page(&spaced, 200).await;
    assert!(shown.contains("belongs to the file of this packet") && shown.contains(id(&packet)));
    let snapshot = packet["snapshot_sha256"].as_str().unwrap();
    let shown = county.page(&format!("/check?sha256={snapshot}"), 200).await;
    assert!(shown.contains("not to its file"));
    let unknown = format!("/check?sha256={}", "0".repeat(64));
    assert!(county.page(&unknown, 404).await.contains("has this digest"));
    county.page("/check?sha256=%3Cscript%3E", 400).await;
    county.page("/check", 200).await;
}

#[tokio::test]
async fn a_destroyed_packet_is_said_to_be_destroyed() {
    let county = County::signed().await;
    let packet = county.packet(county.supervisors[0], json!({})).await;
    super::withdrawals::withdraw_all(&county).await;
    county.world.advance(chrono::Duration::days(1));
    county.world.work().await;
    let shown = county.page(&format!("/check/{}", id(&packet)), 200).await;
    assert!(shown.contains("This packet was destroyed") && !shown.contains("<dd>93</dd>"));
    let path = format!("/v1/public/packets/{}", id(&packet));
    let checked = county.world.get(&path, None).await.expect(200);
    assert_eq!(
        (&checked["state"], &checked["signatures"]),
        (&json!("destroyed"), &json!(null))
    );
    for part in ["manifest", "manifest-signature"] {
        let path = format!("/v1/packets/{}/{part}", id(&packet));
        let answer = county.world.get(&path, Some(&county.owner)).await;
        // The session of yesterday is over; the packet's state counts either way.
        assert!([401, 410].contains(&answer.status.as_u16()));
    }
}

#[tokio::test]
async fn a_packet_is_signed_with_the_key_of_its_organization() {
    let county = County::signed().await;
    let made = county
        .compile(county.supervisors[1], json!({}))
        .await
        .expect(202);
    let early = format!("/v1/packets/{}/manifest", id(&made));
    let answer = county.world.get(&early, Some(&county.owner)).await;
    assert_eq!(answer.problem(), "packet-not-ready");
    county.world.work().await;
    let packet = county.read(id(&made)).await;
    let [document, manifest, signature] = county.all_of(&packet).await;
    let key: Expected = county.key().await.parse().unwrap();
    let read = check(&document, &manifest, &signature, Some(&key)).unwrap();
    assert_eq!(read.packet_id, id(&packet));
    assert_eq!(packet["document_sha256"], read.files[0].sha256.as_str());
    assert_eq!((read.counts.signatures, read.counts.exhibits), (93, 3));
    assert!(!String::from_utf8_lossy(&manifest).contains("Ana Ruiz"));
    if let Some(words) = super::words(&document) {
        assert!(words.contains(&read.key_fingerprint), "{words}");
        let address = format!("/check/{}", id(&packet));
        assert!(words.contains(&address));
    }
    let mut changed = document.clone();
    let middle = changed.len() / 2;
    changed[middle] ^= 1;
    assert_eq!(
        check(&changed, &manifest, &signature, Some(&key)),
        Err(Broken::FileChanged)
    );
}

#[tokio::test]
async fn nobody_else_gets_a_manifest() {
    let county = County::signed().await;
    let packet = county.packet(county.supervisors[0], json!({})).await;
    let stranger = county.world.organization("Another Local").await;
    for part in ["manifest", "manifest-signature"] {
        let path = format!("/v1/packets/{}/{part}", id(&packet));
        let theirs = county.world.get(&path, Some(&stranger)).await;
        assert_eq!(theirs.problem(), "not-found");
        let nobody = county.world.get(&path, None).await;
        assert_eq!(nobody.problem(), "unauthenticated");
    }
}

/// What `broadside verify` says of a packet that lies beside its manifest and signature, and whether it is content.
fn verify(folder: &Path, more: &[&str]) -> (String, bool) {
    let run = Command::new(env!("CARGO_BIN_EXE_broadside"))
        .arg("verify")
        .arg(folder.join("packet.pdf"))
        .args(more)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stdout).into_owned();
    (said, run.status.success())
}

#[tokio::test]
async fn the_command_tells_whole_from_changed_from_a_wrong_key() {
    let county = County::signed().await;
    let packet = county.packet(county.supervisors[0], json!({})).await;
    let files = county.all_of(&packet).await;
    let names = [
        "packet.pdf",
        "packet.manifest.json",
        "packet.manifest.json.sig",
    ];
    let folder = tempfile::tempdir().unwrap();
    let write = |at: usize, bytes: &[u8]| std::fs::write(folder.path().join(names[at]), bytes);
    for (at, bytes) in files.iter().enumerate() {
        write(at, bytes).unwrap();
    }
    let key = county.key().await;
    let (said, good) = verify(folder.path(), &["--key", &key]);
    assert!(
        good && said.starts_with("WHOLE") && said.contains(id(&packet)),
        "{said}"
    );
    let (said, good) = verify(folder.path(), &[]);
    assert!(good && said.contains("anybody can make a key"), "{said}");
    let (said, good) = verify(folder.path(), &["--key", &"ab".repeat(32)]);
    assert!(!good && said.starts_with("WRONG KEY"), "{said}");
    for (at, bytes) in files.iter().enumerate() {
        for place in [0, bytes.len() / 2, bytes.len() - 1] {
            let mut changed = bytes.clone();
            changed[place] ^= 1;
            write(at, &changed).unwrap();
            let (said, good) = verify(folder.path(), &["--key", &key]);
            assert!(
                !good && said.starts_with("CHANGED"),
                "{}: {said}",
                names[at]
            );
        }
        write(at, bytes).unwrap();
    }
    std::fs::remove_file(folder.path().join(names[2])).unwrap();
    let (said, good) = verify(folder.path(), &[]);
    assert!(!good && said.starts_with("NOT CHECKED"), "{said}");
}
