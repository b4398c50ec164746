//! A real mail server that takes announcements, puts them off, refuses them, hangs up, or is away.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

use super::*;
use crate::kit::needs::{Tool, has, smtpd_python};

/// aiosmtpd, and a list of what it took: recipient and Message-ID. It goes with the test.
pub struct Postbox {
    child: Child,
    pub port: u16,
    took: Arc<Mutex<Vec<String>>>,
}

impl Postbox {
    pub fn open(port: u16, wishes: &[String]) -> Self {
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
        let took = Arc::new(Mutex::new(Vec::new()));
        let takes = Arc::clone(&took);
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                takes.lock().unwrap().push(line);
            }
        });
        Self { child, port, took }
    }

    /// What came whole so far, once it says nothing new.
    pub fn took(&self) -> Vec<String> {
        let mut before = usize::MAX;
        loop {
            let took = self.took.lock().unwrap().clone();
            if took.len() == before {
                return took;
            }
            before = took.len();
            std::thread::sleep(std::time::Duration::from_millis(30));
        }
    }

    pub fn so_far(&self) -> usize {
        self.took.lock().unwrap().len()
    }

    pub async fn world(&self, a_minute: u32) -> World {
        World::with(|settings| {
            settings.mail.smtp_host = Some("127.0.0.1".to_owned());
            settings.mail.smtp_port = self.port;
            settings.mail.smtp_security = "none".to_owned();
            settings.mail.announcements_a_minute = a_minute;
            // Whoever measures signs more often than a union hall.
            settings.limits.sign_a_quarter_hour = 1_000_000;
            settings.limits.general_a_minute = 1_000_000;
        })
        .await
    }
}

impl Drop for Postbox {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test]
async fn a_mail_server_takes_defers_refuses_and_hangs_up_on_announcements() {
    if !has(
        Tool::MailServer,
        "a_mail_server_takes_defers_refuses_and_hangs_up_on_announcements",
    ) {
        return;
    }
    let postbox = Postbox::open(0, &[]);
    let campaign = campaign_in(postbox.world(0).await).await;
    let people = ["accept", "later", "never", "cut"].map(|name| format!("{name}@mail.example"));
    let people: Vec<_> = people.iter().map(|email| (email.as_str(), "en")).collect();
    campaign.subscribe(&people).await;
    let id = campaign.send(tonight()).await;
    for _ in 0..8 {
        campaign.world.work().await;
        campaign.world.advance(Duration::seconds(30));
    }
    let states = [
        "failed no-mailbox",
        "queued",
        "sent",
        "uncertain connection-lost-while-sending",
    ];
    assert_eq!(campaign.states().await, states);
    assert_eq!(
        campaign.suppressions().await.len(),
        1,
        "the mailbox that is not there"
    );
    assert_eq!(campaign.get(&id).await["state"], "sending");
    campaign.world.advance(Duration::minutes(10));
    campaign.work(2).await;
    let shown = campaign.get(&id).await;
    assert_eq!(shown["state"], "sent");
    assert_eq!(
        (
            &shown["progress"]["uncertain"],
            &shown["progress"]["failed"]
        ),
        (&json!(1), &json!(1))
    );
    campaign.world.advance(Duration::days(1));
    campaign.work(2).await;
    assert_eq!(postbox.took().len(), 3, "nobody guesses");
    campaign.send(tonight()).await;
    campaign.work(3).await;
    let to_nobody = postbox
        .took()
        .iter()
        .filter(|line| line.starts_with("never"))
        .count();
    assert_eq!((campaign.rows().await.len(), to_nobody), (4 + 3, 0));
}

#[tokio::test]
async fn a_mail_server_that_is_down_for_a_day_loses_and_doubles_nothing() {
    if !has(
        Tool::MailServer,
        "a_mail_server_that_is_down_for_a_day_loses_and_doubles_nothing",
    ) {
        return;
    }
    let postbox = Postbox::open(0, &[]);
    let port = postbox.port;
    let campaign = campaign_in(postbox.world(120).await).await;
    let people: Vec<String> = (0..25).map(|n| format!("signer{n}@mail.example")).collect();
    let people: Vec<_> = people.iter().map(|email| (email.as_str(), "en")).collect();
    campaign.subscribe(&people).await;
    let id = campaign.send(tonight()).await;
    campaign.work(1).await;
    let before = postbox.took();
    assert_eq!(before.len(), 10);
    drop(postbox);
    for _ in 0..24 {
        campaign.world.advance(Duration::hours(1));
        campaign.world.work().await;
    }
    assert_eq!(campaign.get(&id).await["state"], "sending");
    let states = campaign.states().await;
    assert_eq!(
        states.iter().filter(|state| *state == "queued").count(),
        15,
        "{states:?}"
    );
    let postbox = Postbox::open(port, &[]);
    campaign.world.advance(Duration::minutes(6));
    campaign.work(3).await;
    assert_eq!(campaign.states().await, ["sent"; 25]);
    let all: Vec<String> = before.into_iter().chain(postbox.took()).collect();
    let once: std::collections::BTreeSet<_> = all.iter().collect();
    assert_eq!((all.len(), once.len()), (25, 25));
}

/// A server of a few lines, which answers every recipient like this and keeps nothing.
pub fn answers(recipients: &'static str) -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for caller in listener.incoming() {
            let caller = caller.unwrap();
            std::thread::spawn(move || talk(caller, recipients));
        }
    });
    port
}

fn talk(mut caller: std::net::TcpStream, recipients: &str) {
    use std::io::Write;
    let lines = BufReader::new(caller.try_clone().unwrap()).lines();
    let _ = caller.write_all(b"220 here\r\n");
    let mut is_text = false;
    for line in lines.map_while(Result::ok) {
        let answer = match line.split(' ').next().unwrap_or_default() {
            "." if is_text => "250 taken\r\n",
            _ if is_text => continue,
            "RCPT" => recipients,
            "DATA" => "354 go on\r\n",
            _ => "250 well\r\n",
        };
        is_text = answer.starts_with("354");
        if caller.write_all(answer.as_bytes()).is_err() {
            return;
        }
    }
}

#[tokio::test]
async fn a_server_that_refuses_everybody_pauses_it_and_nobody_is_suppressed() {
    let port = answers("550 5.7.1 too many of yours\r\n");
    let world = World::with(|settings| {
        settings.mail.smtp_host = Some("127.0.0.1".to_owned());
        settings.mail.smtp_port = port;
        settings.mail.smtp_security = "none".to_owned();
    });
    let campaign = campaign_in(world.await).await;
    let people: Vec<String> = (0..30).map(|n| format!("signer{n}@mail.example")).collect();
    let people: Vec<_> = people.iter().map(|email| (email.as_str(), "en")).collect();
    campaign.subscribe(&people).await;
    let id = campaign.send(tonight()).await;
    campaign.work(3).await;
    let shown = campaign.get(&id).await;
    assert_eq!(
        (&shown["state"], &shown["trouble"]),
        (&json!("paused"), &json!("server_refuses"))
    );
    assert_eq!(shown["progress"]["failed"], 20);
    assert!(campaign.suppressions().await.is_empty());
}
