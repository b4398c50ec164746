//! Sending: when, to whom, how fast, and how it is stopped.

use broadside::announcements::bounces::{Tally, take_reports};

use super::*;

pub fn wants(refused: &[&str]) -> Value {
    json!({"wanted": true, "refused": refused})
}

impl Campaign {
    pub async fn choose(&self, who: &Persona, wants: Value) {
        let path = format!("/v1/campaigns/{}/my-announcements", self.id);
        let method = poem::http::Method::PUT;
        let chosen = self
            .world
            .send(method, &path, Some(who), Some(wants.clone()));
        assert_eq!(chosen.await.expect(200), wants);
        let read = self.world.get(&path, Some(who)).await;
        assert_eq!(read.expect(200), wants);
    }
}

#[tokio::test]
async fn each_person_gets_it_once_in_their_language_whoever_they_are() {
    let campaign = campaign().await;
    campaign
        .subscribe(&[
            ("rosa@mail.example", "es"),
            ("wren@mail.example", "en-US"),
            ("owner@aldercountylibraryworkers.example", "en"),
        ])
        .await;
    let quiet = campaign.world.member(&campaign.owner, &[]).await;
    let marisol = campaign.world.member(&campaign.owner, &[]).await;
    campaign.choose(&campaign.owner, wants(&[])).await;
    campaign.choose(&marisol, wants(&[])).await;
    campaign.choose(&quiet, wants(&["events"])).await;
    let id = campaign.send(tonight()).await;
    campaign.work(1).await;
    let shown = campaign.get(&id).await;
    assert_eq!(shown["state"], "sent", "{shown}");
    assert_eq!(shown["progress"]["sent"], json!({"fewer_than": 15}));
    assert_eq!(campaign.states().await, ["sent"; 4]);
    for (email, word) in [
        ("rosa@mail.example", "Esta tarde a las 6"),
        ("wren@mail.example", "Tonight at 6"),
        ("owner@aldercountylibraryworkers.example", "Tonight at 6"),
    ] {
        let mails = campaign.mails_to(email);
        assert_eq!(mails.len(), 1, "{email}");
        assert!(mails[0].contains(word), "{}", mails[0]);
        let head = mails[0].split("\r\n\r\n").next().unwrap();
        assert!(head.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"));
        assert!(!head.contains("Safe branches"), "{head}");
        assert!(mails[0].contains("text/plain") && mails[0].contains("text/html"));
    }
    campaign.work(3).await;
    assert_eq!(campaign.world.mails().len(), 4, "and no more");
}

#[tokio::test]
async fn it_leaves_at_its_time_and_can_be_recalled_before() {
    let campaign = campaign().await;
    campaign.subscribe(&[("rosa@mail.example", "en")]).await;
    let at = |hours| {
        let at = campaign.world.app.clock.now() + Duration::hours(hours);
        at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
    };
    let id = campaign.draft(tonight()).await;
    campaign.preview(&id, "en").await;
    let far = json!({"transition": "send", "send_at": at(24 * 91)});
    assert_eq!(campaign.step(&id, far).await.problem(), "invalid-body");
    let later = json!({"transition": "send", "send_at": at(2)});
    let shown = campaign.step(&id, later).await.expect(200);
    assert_eq!(shown["state"], "scheduled");
    assert_eq!(campaign.go(&id, "recall").await["state"], "previewed");
    let latest = json!({"transition": "send", "send_at": at(5)});
    campaign.step(&id, latest).await.expect(200);
    campaign.work(1).await;
    campaign.world.advance(Duration::hours(3));
    campaign.work(1).await;
    assert!(
        campaign.rows().await.is_empty(),
        "the first time was recalled"
    );
    campaign.world.advance(Duration::hours(2));
    campaign.work(1).await;
    assert_eq!(campaign.get(&id).await["state"], "sent");
    assert_eq!(campaign.mails_to("rosa@mail.example").len(), 1);
    let again = campaign.step(&id, json!({"transition": "send"})).await;
    assert_eq!(again.problem(), "announcement-state");
}

#[tokio::test]
async fn it_keeps_its_pace_pauses_resumes_and_stops_where_it_is_cancelled() {
    let world = World::with(|settings| settings.mail.announcements_a_minute = 24);
    let campaign = campaign_in(world.await).await;
    let people: Vec<String> = (0..9).map(|n| format!("signer{n}@mail.example")).collect();
    let people: Vec<_> = people.iter().map(|email| (email.as_str(), "en")).collect();
    campaign.subscribe(&people).await;
    let left = || campaign.world.mails().len();
    let id = campaign.send(tonight()).await;
    campaign.world.work().await;
    assert_eq!(left(), 2, "in the first five seconds");
    campaign.world.work().await;
    assert_eq!(left(), 2);
    campaign.world.advance(Duration::seconds(5));
    campaign.world.work().await;
    assert_eq!(left(), 4);
    assert_eq!(campaign.go(&id, "pause").await["state"], "paused");
    campaign.work(3).await;
    assert_eq!(left(), 4);
    assert_eq!(campaign.go(&id, "resume").await["state"], "sending");
    campaign.world.work().await;
    assert_eq!(left(), 6);
    campaign.go(&id, "pause").await;
    campaign.go(&id, "resume").await;
    campaign.work(1).await;
    assert_eq!(left(), 6, "two jobs do not make it faster");
    let (one, ()) = tokio::join!(
        campaign.step(&id, json!({"transition": "cancel"})),
        campaign.world.work()
    );
    assert_eq!(one.expect(200)["state"], "cancelled");
    let over = left();
    assert!(over <= 8);
    campaign.work(3).await;
    assert_eq!(left(), over);
    let shown = campaign.get(&id).await;
    assert_eq!(shown["state"], "cancelled");
    assert_eq!(
        campaign
            .states()
            .await
            .iter()
            .filter(|state| *state == "sent")
            .count(),
        over
    );
    let again = campaign.step(&id, json!({"transition": "resume"})).await;
    assert_eq!(again.problem(), "announcement-state");
}

#[tokio::test]
async fn whoever_unsubscribes_on_the_way_gets_nothing() {
    let campaign = campaign().await;
    campaign.subscribe(&[("rosa@mail.example", "en")]).await;
    campaign.send(tonight()).await;
    campaign.work(1).await;
    let token = campaign.token("rosa@mail.example");
    let second = campaign.draft(tonight()).await;
    campaign.preview(&second, "en").await;
    campaign.go(&second, "send").await;
    let body = json!({"token": token});
    let ended = campaign.world.post("/v1/unsubscriptions", None, body).await;
    assert_eq!(ended.status, 204);
    campaign.work(1).await;
    assert_eq!(campaign.mails_to("rosa@mail.example").len(), 1);
    assert_eq!(campaign.get(&second).await["state"], "sent");
}

fn report(mail: &str, status: &str) -> String {
    let head = mail.split("\r\n\r\n").next().unwrap();
    format!(
        "From MAILER-DAEMON\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\
         Content-Type: message/delivery-status\n\nReporting-MTA: dns; mail.example\n\nFinal-Recipient: rfc822; x@mail.example\n\
         Action: failed\nStatus: {status}\n\n--b\nContent-Type: text/rfc822-headers\n\n{head}\n--b--\n"
    )
}

#[tokio::test]
async fn a_mailbox_that_is_gone_gets_nothing_more_from_any_campaign() {
    let campaign = campaign().await;
    let app = &campaign.world.app;
    campaign
        .subscribe(&[("rosa@mail.example", "en"), ("wren@mail.example", "en")])
        .await;
    campaign.send(tonight()).await;
    campaign.work(1).await;
    let to = |email: &str| campaign.mails_to(email).pop().unwrap();
    let file = [
        report(&to("rosa@mail.example"), "5.1.1"),
        report(&to("wren@mail.example"), "5.2.2"),
        report(
            &to("wren@mail.example").replace("Message-ID: <ann.", "Message-ID: <ann.a"),
            "5.1.1",
        ),
        "From a stranger\nSubject: Out of office\n\n".to_owned() + &to("wren@mail.example"),
    ];
    let tally = take_reports(app, &file.join("\n")).await.unwrap();
    let expected = Tally {
        gone: 1,
        not_this_one: 1,
        other: 2,
    };
    assert_eq!(tally, expected);
    assert_eq!(campaign.states().await, ["failed bounced"; 2]);
    let noted = campaign.suppressions().await;
    assert_eq!(noted.len(), 1);
    assert_eq!(noted[0].reason, "bounced");
    campaign.send(tonight()).await;
    campaign.work(1).await;
    assert_eq!(campaign.mails_to("rosa@mail.example").len(), 1);
    assert_eq!(campaign.mails_to("wren@mail.example").len(), 2);
}

#[tokio::test]
async fn a_month_later_nobody_can_tell_who_got_it() {
    let campaign = campaign().await;
    let people: Vec<String> = (0..15).map(|n| format!("signer{n}@mail.example")).collect();
    let people: Vec<_> = people.iter().map(|email| (email.as_str(), "en")).collect();
    campaign.subscribe(&people).await;
    let id = campaign.send(tonight()).await;
    campaign.work(1).await;
    for row in campaign.rows().await {
        assert_eq!(row.announcement_id.to_string(), id);
    }
    campaign.world.advance(Duration::days(29));
    campaign.work(1).await;
    assert_eq!(campaign.rows().await.len(), 15);
    campaign.world.advance(Duration::days(3));
    campaign.work(1).await;
    assert!(campaign.rows().await.is_empty());
    let shown = campaign.get(&id).await;
    assert_eq!(shown["progress"]["sent"], json!({"about": 15}));
}
