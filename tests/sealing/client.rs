//! The reference client: whom it trusts, and the command that a witness types.

use broadside::entropy::Entropy;
use broadside::secrets::exchange::PrivateKey;
use broadside::server;
use broadside::testimony::client::{ClientError, seal_testimony, verified_readers};
use broadside::testimony::envelope::EnvelopeError;
use broadside::testimony::keys::{OrganizationKey, sign_reviewer_key};
use data_encoding::BASE64URL_NOPAD;
use poem::listener::{Acceptor, Listener, TcpListener};
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use super::{TEXT, content, keys, receipt};
use crate::kit::World;

#[tokio::test]
async fn a_key_that_the_organization_has_not_signed_stops_the_client() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let keys = keys(&world, &call).await;
    assert_eq!(verified_readers(&keys).unwrap().len(), 2);

    // A host that swaps a key, a holder, or an organization.
    let hosts = Entropy::seeded(1).with(PrivateKey::generate).public();
    let mut swapped = keys.clone();
    swapped.readers[0].public_key = hosts.to_string();
    let mut other_holder = keys.clone();
    other_holder.readers[0].id = keys.readers[1].id.clone();
    let mut elsewhere = keys.clone();
    elsewhere.organization_id = format!("org_{}", "7".repeat(32)).parse().unwrap();
    for forged in [&swapped, &other_holder, &elsewhere] {
        assert_eq!(
            verified_readers(forged).unwrap_err(),
            ClientError::NotSigned
        );
    }
    let sent = Entropy::seeded(2)
        .with(|rng| seal_testimony(rng, &swapped, &receipt(1), &content(), false));
    assert_eq!(sent.unwrap_err(), ClientError::NotSigned);

    // One that signs with a key of its own passes, but for the fingerprint that the witness compares.
    let own = Entropy::seeded(3).with(OrganizationKey::generate);
    let mut forged = keys.clone();
    forged.organization_key = BASE64URL_NOPAD.encode(&own.public());
    forged.readers.truncate(1);
    let member: broadside::identity::MemberId = forged.readers[0].id.parse().unwrap();
    let owner = forged.organization_id.0.into_bytes();
    let signature = sign_reviewer_key(&own, &owner, &member.0.into_bytes(), &hosts);
    forged.readers[0].public_key = hosts.to_string();
    forged.readers[0].signature = BASE64URL_NOPAD.encode(&signature);
    assert_eq!(verified_readers(&forged).unwrap().len(), 1);

    let mut nobody = keys.clone();
    nobody.readers.clear();
    assert_eq!(
        verified_readers(&nobody).unwrap_err(),
        ClientError::NoReader
    );
}

#[tokio::test]
async fn a_client_seals_no_text_with_its_own_receipt() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let keys = keys(&world, &call).await;
    let mut told = content();
    told.text = Some(format!("my way back: {}", receipt(1).print().to_lowercase()).into());
    let sealed =
        Entropy::seeded(2).with(|rng| seal_testimony(rng, &keys, &receipt(1), &told, false));
    let refused = ClientError::Envelope(EnvelopeError::ReceiptInText);
    assert_eq!(sealed.unwrap_err(), refused);
}

/// The service on a socket, for clients that are programs.
pub async fn listening(world: &World) -> String {
    let acceptor = TcpListener::bind("127.0.0.1:0")
        .into_acceptor()
        .await
        .unwrap();
    let address = acceptor.local_addr()[0].as_socket_addr().copied().unwrap();
    let service = server::endpoint(world.app.clone());
    tokio::spawn(poem::Server::new_with_acceptor(acceptor).run(service));
    format!("http://{address}")
}

pub struct Said {
    pub worked: bool,
    pub out: String,
    pub err: String,
}

async fn testify(arguments: &[&str], typed: &str) -> Said {
    run(&[&["testify"], arguments].concat(), typed).await
}

/// The program as somebody calls it, and what they type.
pub async fn run(arguments: &[&str], typed: &str) -> Said {
    let mut child = Command::new(env!("CARGO_BIN_EXE_broadside"))
        .args(arguments)
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // Who is refused before anything is read hangs up.
    let _ = stdin.write_all(typed.as_bytes()).await;
    drop(stdin);
    let ended = child.wait_with_output().await.unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Said {
        worked: ended.status.success(),
        out: text(&ended.stdout),
        err: text(&ended.stderr),
    }
}

#[tokio::test]
async fn a_witness_testifies_from_the_command_line_and_reads_the_mailbox() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let fingerprint = keys(&world, &call).await.fingerprint;
    let url = listening(&world).await;
    let campaign = call.campaign.to_string();
    let common = ["--url", &url, "--campaign", &campaign];
    world.advance(-chrono::Duration::days(1));
    for sealed in ["--sealed", "--sealed=false"] {
        let facts = [
            "--fact",
            "happened_on=2026-09-14",
            "--fact",
            "incident_types=attack_with_weapon_or_object",
        ];
        let pinned = ["--fingerprint", &fingerprint, sealed];
        let said = testify(&[&common[..], &facts, &pinned].concat(), TEXT).await;
        assert!(said.worked, "{}", said.err);
        assert!(said.err.contains(&fingerprint));
        let receipt = said.out.trim().to_owned();
        assert_eq!(receipt.len(), 27, "the receipt stands alone: {}", said.out);
        let read = testify(&["--url", &url, "--receipt"], &receipt).await;
        assert!(read.worked, "{}", read.err);
        assert!(
            read.out.contains("received") && read.out.contains("2027-04-02"),
            "{}",
            read.out
        );
    }
    world.advance(chrono::Duration::days(1));
    let ids = world.queue(&call.ana).await;
    assert_eq!(ids.len(), 2);
    for id in ids {
        let opened = world.opened(&call.ana, &id).await;
        assert_eq!(opened["text"], TEXT);
        assert_eq!(opened["facts"]["happened_on"], "2026-09-14");
    }
}

#[tokio::test]
async fn the_command_sends_nothing_where_something_is_wrong() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let url = listening(&world).await;
    let campaign = call.campaign.to_string();
    let common = ["--url", &url, "--campaign", &campaign];
    let receipt = receipt(5).print().to_string();
    let with_receipt = format!("keep this: {receipt}");
    for (extra, typed, reason) in [
        (
            &["--fingerprint", "0000 0000"][..],
            TEXT,
            "not the fingerprint",
        ),
        (&[], with_receipt.as_str(), "receipt"),
        (&[], "", "text or at least one fact"),
        (&["--fact", "shoe_size=43"], TEXT, "no fact is called so"),
        (&["--fact", "happened_on=2199-01-01"], TEXT, "happened_on"),
        (&["--language", "?"], TEXT, "language"),
    ] {
        let unverified = &["--unverified"][..];
        let pinned = extra.first() == Some(&"--fingerprint");
        let unverified = if pinned { &[] } else { unverified };
        let said = testify(&[&common[..], unverified, extra].concat(), typed).await;
        assert!(!said.worked && said.out.is_empty());
        assert!(said.err.contains(reason), "{}", said.err);
    }
    let said = testify(&common, TEXT).await;
    assert!(!said.worked && said.err.contains("give the --fingerprint"));
    let far = ["--url", "http://broadside.example", "--campaign", &campaign];
    let said = testify(&far, TEXT).await;
    assert!(
        !said.worked && said.err.contains("not https"),
        "{}",
        said.err
    );
    for act in [&[][..], &["--act", "withdraw"]] {
        let far = ["--url", "http://broadside.example", "--receipt", &receipt];
        let said = testify(&[&far, act].concat(), "").await;
        assert!(
            !said.worked && said.err.contains("not https"),
            "{}",
            said.err
        );
    }
    let missing = ["--unverified", "--text-file", "no-such-file.txt"];
    let said = testify(&[&common[..], &missing].concat(), "").await;
    assert!(
        !said.worked && said.err.contains("no-such-file.txt"),
        "{}",
        said.err
    );
    let unknown = testify(&["--url", &url, "--receipt", &receipt], "").await;
    assert!(!unknown.worked && unknown.err.contains("No testimony has this receipt"));
    assert!(world.queue(&call.ana).await.is_empty());
}

/// Under load, from the first testimony on: each brings its work, and the witness only waits a little.
#[tokio::test]
async fn the_command_does_the_work_that_a_crowd_costs() {
    let world = World::with(|settings| settings.limits.free_testimonies_a_minute = 0).await;
    let call = world.testimony_call().await;
    let url = listening(&world).await;
    let campaign = call.campaign.to_string();
    for sealed in ["--sealed", "--sealed=false"] {
        let said = testify(
            &[
                "--url",
                &url,
                "--campaign",
                &campaign,
                "--unverified",
                sealed,
            ],
            TEXT,
        )
        .await;
        assert!(said.worked, "{}", said.err);
        assert!(said.err.contains("some work"), "{}", said.err);
    }
}
