//! Mail against a real server: nothing is lost, and nothing is sent twice on a guess.

mod silence;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

use broadside::config::Settings;
use broadside::mail::{Mail, Mailer, Sent, Unsent};
use broadside::{jobs, work};
use chrono::Duration;
use sea_orm::ActiveValue::Set;
use serde_json::json;

use crate::kit::needs::{Tool, has, smtpd_python};
use crate::kit::{World, start_of_story};
use crate::petitions::story_in;
use crate::signatures::{Drive, drive_in};

/// aiosmtpd with answers of its own; it goes with the test.
struct MailServer {
    child: Child,
    port: u16,
    lines: std::io::Lines<BufReader<std::process::ChildStdout>>,
}

impl MailServer {
    fn start(port: u16) -> Self {
        Self::with(port, &[])
    }

    fn with(port: u16, wishes: &[&str]) -> Self {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/smtpd.py");
        let mut child = Command::new(smtpd_python().unwrap())
            .args([script, &port.to_string()])
            .args(wishes)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let port = lines.next().unwrap().unwrap().parse().unwrap();
        Self { child, port, lines }
    }

    /// Recipient and Message-ID of the next mail whose text came whole.
    fn took(&mut self) -> String {
        self.lines.next().unwrap().unwrap()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

async fn that_mails_through(server: &MailServer) -> World {
    World::with(|settings| {
        settings.mail.smtp_host = Some("127.0.0.1".to_owned());
        settings.mail.smtp_port = server.port;
        settings.mail.smtp_security = "none".to_owned();
    })
    .await
}

async fn how_many(drive: &Drive, state: &str) -> usize {
    let found = jobs::list(&drive.world.app, Some(state), 100)
        .await
        .unwrap();
    found
        .iter()
        .filter(|job| job.kind == "send_confirmation")
        .count()
}

#[tokio::test]
async fn a_real_mail_server_takes_defers_refuses_and_hangs_up() {
    if !has(
        Tool::MailServer,
        "a_real_mail_server_takes_defers_refuses_and_hangs_up",
    ) {
        return;
    }
    let mut server = MailServer::start(0);
    let port = server.port;
    let drive = drive_in(that_mails_through(&server).await).await;

    drive.sign_as("accept@example.org").await;
    assert!(server.took().starts_with("accept@example.org <job_"));
    assert_eq!(how_many(&drive, "queued").await, 0);

    drive.sign_as("later@example.org").await;
    assert_eq!(how_many(&drive, "queued").await, 1);
    drive.world.advance(Duration::seconds(11));
    drive.world.work().await;
    assert!(server.took().starts_with("later@example.org"));
    assert_eq!(how_many(&drive, "queued").await, 0);

    drive.sign_as("never@example.org").await;
    assert_eq!(how_many(&drive, "buried").await, 1);

    drive.sign_as("cut@example.org").await;
    let first = server.took();
    assert_eq!(how_many(&drive, "uncertain").await, 1);
    drive.world.advance(Duration::days(1));
    drive.world.work().await;
    let uncertain = jobs::list(&drive.world.app, Some("uncertain"), 9)
        .await
        .unwrap();
    assert_eq!(uncertain.len(), 1, "nobody guesses");
    assert!(
        jobs::retry(&drive.world.app, uncertain[0].id)
            .await
            .unwrap()
    );
    drive.world.work().await;
    assert_eq!(
        server.took(),
        first,
        "a mail server can tell that it is the same mail"
    );

    drop(server);
    drive.world.advance(Duration::minutes(1));
    drive.sign_as("accept@example.com").await;
    // The connection broke twice before: the first pause is longer than ten seconds.
    for wait in [41, 81, 161] {
        assert_eq!(how_many(&drive, "queued").await, 1);
        drive.world.advance(Duration::seconds(wait));
        drive.world.work().await;
    }
    let waiting = jobs::list(&drive.world.app, Some("queued"), 9)
        .await
        .unwrap();
    let waiting = waiting
        .iter()
        .find(|job| job.kind == "send_confirmation")
        .unwrap();
    assert_eq!(
        (waiting.attempts, waiting.last_error.as_deref()),
        (4, Some("mail-server-not-reached"))
    );
    let mut server = MailServer::start(port);
    drive.world.advance(Duration::seconds(301));
    drive.world.work().await;
    assert!(server.took().starts_with("accept@example.com"));
    assert_eq!(how_many(&drive, "queued").await, 0);
}

#[tokio::test]
async fn a_petition_opens_once_a_real_mail_server_took_the_test_mail() {
    if !has(
        Tool::MailServer,
        "a_petition_opens_once_a_real_mail_server_took_the_test_mail",
    ) {
        return;
    }
    let mut server = MailServer::start(0);
    let story = story_in(that_mails_through(&server).await).await;
    story.set(|row| row.is_demo = Set(false)).await;
    let petition = story.petition(&[]).await;
    let early = story.step(&story.owner, &petition, "open").await;
    assert_eq!(early.problem(), "mail-not-delivered");

    let owner = Some(&story.owner);
    let sent = story.world.post("/v1/test-mails", owner, json!({})).await;
    assert_eq!(sent.expect(202)["delivers"], true);
    story.world.work().await;
    assert!(server.took().starts_with("owner@"));
    let readiness = story.world.get("/v1/readiness", owner).await.expect(200);
    assert_eq!(readiness["items"][0]["ready"], true);
    story.go(&petition, &["open"]).await;
}

/// One mail to Wren, by way of this host, with this password if there is one.
async fn sent(to: &str, host: &str, port: u16, password: Option<&str>) -> Result<Sent, Unsent> {
    let mut settings = Settings::default();
    settings.mail.smtp_host = Some(host.to_owned());
    settings.mail.smtp_port = port;
    settings.mail.smtp_security = "none".to_owned();
    settings.mail.smtp_user = password.map(|_| "office".to_owned());
    settings.mail.smtp_password = password.map(|password| password.to_owned().into());
    let mail = Mail {
        to: to.to_owned().into(),
        subject: "Please confirm".to_owned(),
        text: "A text.".to_owned().into(),
        html: None,
        calendar: None,
        message_id: "<job_1@example.org>".to_owned(),
        language: "en".to_owned(),
    };
    let mailer = Mailer::new(&settings).unwrap();
    let announced = mailer.announce(&mail, start_of_story()).await?;
    Ok(announced.send(start_of_story()).await)
}

#[tokio::test]
async fn a_server_that_does_not_let_us_in_is_asked_again() {
    if !has(
        Tool::MailServer,
        "a_server_that_does_not_let_us_in_is_asked_again",
    ) {
        return;
    }
    let mut server = MailServer::with(0, &["sign-in"]);
    let (wren, here, port) = ("accept@example.org", "127.0.0.1", server.port);
    assert_eq!(
        sent(wren, here, port, Some("a guess")).await,
        Err(Unsent::NoServer)
    );
    assert_eq!(sent(wren, here, port, None).await, Err(Unsent::NoServer));
    let right = Some("the right password");
    assert_eq!(sent(wren, here, port, right).await, Ok(Sent::Accepted));
    assert!(server.took().starts_with(wren));
    let never = "never@example.org";
    assert_eq!(sent(never, here, port, right).await, Err(Unsent::NoMailbox));
    let cut = "cut@example.org";
    assert_eq!(sent(cut, here, port, right).await, Ok(Sent::Uncertain));
}

#[tokio::test]
async fn a_wrong_password_buries_no_mail() {
    if !has(Tool::MailServer, "a_wrong_password_buries_no_mail") {
        return;
    }
    let server = MailServer::with(0, &["sign-in"]);
    let port = server.port;
    let world = World::with(|settings| {
        settings.mail.smtp_host = Some("127.0.0.1".to_owned());
        settings.mail.smtp_port = port;
        settings.mail.smtp_security = "none".to_owned();
        settings.mail.smtp_user = Some("office".to_owned());
        settings.mail.smtp_password = Some("a guess".to_owned().into());
    })
    .await;
    let drive = drive_in(world).await;
    drive.sign_as("accept@example.org").await;
    for wait in [11, 21, 41] {
        assert_eq!(how_many(&drive, "queued").await, 1);
        drive.world.advance(Duration::seconds(wait));
        drive.world.work().await;
    }
    assert_eq!(how_many(&drive, "queued").await, 1);
}

/// A port at which each caller is told this, and nothing more.
fn says(greeting: &'static str) -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for caller in listener.incoming().take(1) {
            caller.unwrap().write_all(greeting.as_bytes()).unwrap();
        }
    });
    port
}

#[tokio::test]
async fn where_no_byte_of_a_mail_left_there_is_no_doubt() {
    let closed = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    };
    let wren = "wren@example.org";
    let turned_away = says("554 no service for you\r\n");
    let hung_up = says("");
    for (host, port) in [
        ("127.0.0.1", closed),
        ("127.0.0.1", turned_away),
        ("127.0.0.1", hung_up),
        ("mail.invalid", 587),
        ("255.255.255.255", 587),
    ] {
        assert_eq!(
            sent(wren, host, port, None).await,
            Err(Unsent::NoServer),
            "{host}"
        );
    }
}
