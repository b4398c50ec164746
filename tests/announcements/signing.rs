//! The signature of mails (DKIM), checked over the bytes that a mail server got, by a program that is not ours.

use std::path::Path;
use std::process::Command;

use broadside::mail::dkim::Dkim;

use super::server::Postbox;
use super::*;
use crate::kit::needs::{Tool, has, smtpd_python};

/// What a receiver would find, and the name that it asked the DNS for.
fn checked(mail: &Path, (name, record): &(String, String)) -> String {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/dkim_check.py");
    let said = Command::new(smtpd_python().unwrap())
        .arg(script)
        .arg(mail)
        .args([name, record])
        .output()
        .unwrap();
    String::from_utf8(said.stdout).unwrap().trim().to_owned()
}

#[tokio::test]
async fn a_receiver_finds_the_signature_whole_and_every_change_of_the_link() {
    if !has(
        Tool::Dkim,
        "a_receiver_finds_the_signature_whole_and_every_change_of_the_link",
    ) {
        return;
    }
    let kept = tempfile::tempdir().unwrap();
    let postbox = Postbox::open(0, &[format!("keep={}", kept.path().display())]);
    let key = kept.path().join("dkim.pem");
    Dkim::make(&key).unwrap();
    let world = World::with(|settings| {
        settings.mail.smtp_host = Some("127.0.0.1".to_owned());
        settings.mail.smtp_port = postbox.port;
        settings.mail.smtp_security = "none".to_owned();
        settings.mail.from = "Wendeline’s Local 1 <news@local.example>".to_owned();
        settings.mail.dkim_key = Some(key.clone());
    });
    let campaign = campaign_in(world.await).await;
    campaign
        .subscribe(&[("rosa@mail.example", "es"), ("wren@mail.example", "en")])
        .await;
    let mut new = tonight();
    new["texts"][1]["subject"] = json!("Mañana, 図書館 y más  ");
    new["texts"][1]["body"] = json!(format!(
        ".\n..\nUna  línea \t larga: {}\n\nFin",
        "ñ".repeat(900)
    ));
    campaign.send(new).await;
    campaign.work(1).await;
    assert_eq!(campaign.states().await, ["sent"; 2]);
    let record = Dkim::read(&key, "local.example", "broadside")
        .unwrap()
        .record();
    for name in ["rosa", "wren"] {
        let file = kept.path().join(format!("{name}@mail.example.eml"));
        assert_eq!(
            checked(&file, &record),
            "True broadside._domainkey.local.example",
            "{name}"
        );
        let mail = std::fs::read_to_string(&file).unwrap();
        let unfolded = mail.replace("\r\n ", " ");
        let signature = unfolded
            .lines()
            .find(|line| line.starts_with("DKIM-Signature:"));
        for header in [
            "list-unsubscribe",
            "list-unsubscribe-post",
            "from",
            "subject",
            "to",
            "date",
            "message-id",
        ] {
            assert!(
                signature.unwrap().contains(&format!(":{header}:"))
                    || signature.unwrap().contains(&format!("h={header}:")),
                "{header}"
            );
        }
        let changes = [
            mail.replace("unsubscribe?token=", "unsubscribe?token=x"),
            mail.replace("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n", ""),
            mail.replacen(
                "List-Unsubscribe: ",
                "List-Unsubscribe: <https://evil.example/>\r\nList-Unsubscribe: ",
                1,
            ),
            format!("Subject: another\r\n{mail}"),
            format!("{mail}more\r\n"),
        ];
        for change in changes {
            assert_ne!(change, mail);
            let other = kept.path().join("changed.eml");
            std::fs::write(&other, change).unwrap();
            assert!(checked(&other, &record).starts_with("False"));
        }
    }
}

#[test]
fn the_command_makes_a_key_once_and_prints_its_record() {
    let folder = tempfile::tempdir().unwrap();
    let run = || {
        let mut command = crate::kit::command(folder.path());
        command.env("BROADSIDE_MAIL__FROM", "Local 1 <news@local.example>");
        let said = command.arg("dkim").output().unwrap();
        assert!(said.status.success(), "{said:?}");
        String::from_utf8(said.stdout).unwrap()
    };
    let first = run();
    assert!(
        first.starts_with("broadside._domainkey.local.example. IN TXT ( \"v=DKIM1; k=rsa; p=MIIB"),
        "{first}"
    );
    assert_eq!(run(), first);
}
