//! The public record: who was asked, by how many, and for how many days they have been silent.

use std::net::TcpListener;

use broadside::accountability::entity::delivery;
use broadside::app::App;
use broadside::entropy::Entropy;
use broadside::work;
use chrono::Duration;
use poem::http::Method;
use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::json;

use super::deliveries::stand;
use super::{FIRST, by_hand, change, one_page, post, record};
use crate::kit::Answer;
use crate::packets::County;
use crate::packets::signing::Signing;

#[tokio::test]
async fn after_45_days_of_silence_everybody_can_read_it() {
    let county = County::signed().await;
    let hidden = format!("/v1/public/campaigns/{}/record", county.campaign);
    let packet = one_page(&county).await;
    let frozen = county.read(&packet).await;
    assert_eq!(
        record(&county).await["entries"],
        json!([]),
        "nobody was asked yet"
    );
    by_hand(&county, &packet).await;
    county
        .sign(&[Signing::counted(0), Signing::counted(0)])
        .await;
    county.world.advance(Duration::days(45));
    county.world.work().await;
    let told = record(&county).await;
    let entry = &told["entries"][0];
    assert_eq!(
        (&entry["name"], &entry["status"], &entry["silent_days"]),
        (&json!(FIRST), &json!("silent"), &json!(45)),
    );
    assert_eq!(
        entry["asked_by"], frozen["signatures"],
        "as frozen, whoever signs later"
    );
    assert_eq!(entry["of_these_in_division"], frozen["own_signatures"]);
    assert_eq!(
        (&entry["asked_on"], &entry["delivered_on"]),
        (&json!("2026-10-05"), &json!("2026-10-05"))
    );
    assert_eq!(
        entry["deliveries"][0]["document_sha256"],
        frozen["document_sha256"]
    );
    assert_eq!(
        told["entries"].as_array().unwrap().len(),
        1,
        "only who was asked"
    );
    let alone = format!("{hidden}/{}", county.supervisors[0]);
    assert_eq!(county.world.get(&alone, None).await.expect(200), *entry);
    assert_eq!(told["is_demo"], true);

    let read = county.world.get(&hidden, None).await;
    assert_eq!(read.header("access-control-allow-origin"), Some("*"));
    let again = county
        .world
        .request(Method::GET, &hidden)
        .header("if-none-match", read.header("etag").unwrap());
    assert_eq!(Answer::read(again.send().await).await.status, 304);

    let path = format!("/v1/packets/{packet}/responses");
    let body = json!({"kind": "promised", "received_on": "2026-11-19", "source": "Letter <b>of</b> November 19 & more"});
    post(&county, &path, body).await.expect(201);
    let told = record(&county).await;
    assert_eq!(told["entries"][0]["status"], "answered");
    assert_eq!(told["entries"][0].get("silent_days"), None);
    let titles = feed(&county).await;
    let has = |title: &str| titles.iter().any(|one| one == title);
    for title in [
        format!("Delivered to {FIRST}"),
        format!("{FIRST}: silent for 45 days"),
        format!("{FIRST}: promised what was asked"),
    ] {
        assert!(has(&title), "{title}: {titles:?}");
    }
    assert!(!has(&format!("{FIRST}: silent for 60 days")));
}

#[tokio::test]
async fn a_page_of_another_site_may_ask_for_the_record_only_if_it_has_changed() {
    let county = County::signed().await;
    let record = format!("/v1/public/campaigns/{}/record", county.campaign);
    let asked = async |path: &str| {
        let request = county.world.request(Method::OPTIONS, path);
        let request = request
            .header("origin", "https://news.example")
            .header("access-control-request-method", "GET")
            .header("access-control-request-headers", "if-none-match");
        Answer::read(request.send().await).await
    };
    let entry = format!("{record}/{}", county.supervisors[0]);
    for path in [record.clone(), format!("{record}.atom"), entry] {
        let may = asked(&path).await;
        assert_eq!(may.status, 204, "{path}");
        for (name, value) in [
            ("access-control-allow-origin", "*"),
            ("access-control-allow-methods", "GET, HEAD, OPTIONS"),
            ("access-control-allow-headers", "If-None-Match"),
        ] {
            assert_eq!(may.header(name), Some(value), "{path}");
        }
    }
    for path in ["/v1/campaigns", "/v1/mailbox/open"] {
        let refused = asked(path).await;
        assert_eq!(refused.problem(), "method-not-allowed");
        assert_eq!(refused.header("access-control-allow-origin"), None);
    }
    let read = county.world.get(&record, None).await;
    assert_eq!(read.header("access-control-expose-headers"), Some("ETag"));
}

/// Titles of an Atom feed that is well-formed, with an id, a title and a time in each entry.
async fn feed(county: &County) -> Vec<String> {
    let path = format!("/v1/public/campaigns/{}/record.atom", county.campaign);
    let answer = county.world.get(&path, None).await;
    let media = answer.header("content-type").unwrap();
    assert!(media.starts_with("application/atom+xml"), "{media}");
    let text = String::from_utf8(answer.bytes).unwrap();
    let mut reader = Reader::from_str(&text);
    let (mut here, mut titles, mut ids) = (vec![], vec![], vec![]);
    let (mut entries, mut updated) = (0, 0);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) => {
                let name = String::from_utf8(tag.name().as_ref().to_vec()).unwrap();
                entries += usize::from(name == "entry");
                let in_entry = here.last().is_some_and(|outer: &String| outer == "entry");
                match name.as_str() {
                    "title" if in_entry => titles.push(String::new()),
                    "id" if in_entry => ids.push(String::new()),
                    "updated" if in_entry => updated += 1,
                    _ => {}
                }
                here.push(name);
            }
            Event::Text(said) => {
                let said = String::from_utf8(said.to_vec()).unwrap();
                let in_entry = here.len() == 3;
                match here.last().map(String::as_str) {
                    Some("title") if in_entry => titles.last_mut().unwrap().push_str(&said),
                    Some("id") if in_entry => ids.last_mut().unwrap().push_str(&said),
                    _ => {}
                }
            }
            Event::End(_) => drop(here.pop()),
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(!text.contains("<b>"), "{text}");
    let distinct: std::collections::BTreeSet<_> = ids.iter().collect();
    assert_eq!(
        (distinct.len(), titles.len(), updated),
        (entries, entries, entries)
    );
    titles
}

#[tokio::test]
async fn a_correction_stands_beside_what_was_said_before() {
    let county = County::signed().await;
    let packet = one_page(&county).await;
    let delivery = by_hand(&county, &packet).await;
    county.world.advance(Duration::days(2));
    let here = format!("/v1/deliveries/{}", delivery["id"].as_str().unwrap());
    let body = json!({"delivered_on": "2026-10-06", "why": "The stamp says October 6."});
    change(&county, &here, body).await.expect(200);
    let told = record(&county).await;
    let entry = &told["entries"][0];
    assert_eq!(entry["delivered_on"], "2026-10-06");
    let correction = &entry["deliveries"][0]["corrections"][0];
    assert_eq!(
        correction["said_before"],
        json!([{"field": "delivered_on", "was": "2026-10-05"}])
    );
    assert!(
        feed(&county)
            .await
            .contains(&format!("Correction: {FIRST}"))
    );
    county.world.work().await;
    county.world.work().await;
    let audit = county
        .world
        .get("/v1/audit-entries", Some(&county.owner))
        .await;
    let audit = String::from_utf8(audit.bytes).unwrap();
    assert!(audit.contains("change_delivery") && !audit.contains("The stamp says"));
}

/// By post, today.
async fn posted(county: &County, packet: &str) -> String {
    let today = county.world.app.clock.today();
    let body = json!({"channel": "post", "left_on": today});
    let path = format!("/v1/packets/{packet}/deliveries");
    let made = post(county, &path, body).await.expect(201);
    format!("/v1/deliveries/{}", made["id"].as_str().unwrap())
}

#[tokio::test]
async fn what_the_record_said_once_does_not_vanish_when_the_only_delivery_came_back() {
    let county = County::signed().await;
    let packet = one_page(&county).await;
    let here = posted(&county, &packet).await;
    county.world.advance(Duration::days(3));
    let path = format!("/v1/packets/{packet}/responses");
    let body =
        json!({"kind": "acknowledged", "received_on": "2026-10-07", "source": "Telephone call"});
    post(&county, &path, body).await.expect(201);
    let path = format!("/v1/campaigns/{}/commitments", county.campaign);
    let body = json!({
        "target_id": county.supervisors[0], "what": "A guard at each high-risk branch",
        "promised_on": "2026-10-07", "due_on": "2026-10-09", "source": "Telephone call",
    });
    post(&county, &path, body).await.expect(201);
    let returned = json!({"outcome": "failed", "failure": "returned"});
    change(&county, &here, returned).await.expect(200);

    let alone = format!(
        "/v1/public/campaigns/{}/record/{}",
        county.campaign, county.supervisors[0]
    );
    let entry = county.world.get(&alone, None).await.expect(200);
    assert_eq!(
        (&entry["status"], &entry["asked_on"], &entry["arrival"]),
        (&json!("not_asked"), &json!("2026-10-05"), &json!("failed"))
    );
    for gone in ["silent_days", "delivered_on", "answer_due_on"] {
        assert_eq!(entry.get(gone), None, "{gone}");
    }
    let correction = &entry["deliveries"][0]["corrections"][0];
    assert_eq!(
        correction["said_before"],
        json!([{"field": "outcome", "was": "sent"}])
    );
    assert_eq!(correction["why"], "returned");
    assert_eq!(entry["responses"].as_array().unwrap().len(), 1);
    assert_eq!(entry["commitments"].as_array().unwrap().len(), 1);

    county.world.work().await;
    county.world.advance(Duration::days(2));
    county.world.work().await;
    let overdue = |mail: &String| mail.contains("high-risk branch” was due on 2026-10-09");
    assert_eq!(
        county
            .world
            .mails()
            .iter()
            .filter(|mail| overdue(mail))
            .count(),
        1
    );

    let wrong =
        json!({"failure": "recorded_in_error", "outcome": "failed", "why": "It was never posted."});
    change(&county, &here, wrong).await.expect(200);
    let entry = county.world.get(&alone, None).await.expect(200);
    assert_eq!((entry.get("asked_on"), entry.get("asked_by")), (None, None));
    assert_eq!(
        entry["deliveries"][0]["corrections"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
}

#[tokio::test]
async fn the_feed_calls_nothing_sent_that_failed_or_may_have_failed_and_counts_no_silence_from_it()
{
    let county = County::signed().await;
    let packet = one_page(&county).await;
    let path = format!("/v1/packets/{packet}/mailings");
    let body = json!({"channel": "attachment", "address": "d1@alder.example"});
    let made = post(&county, &path, body).await.expect(202);
    let id = made["id"].as_str().unwrap();
    stand(&county, id, "uncertain", "sending").await;
    county.world.work().await;
    county.world.advance(Duration::hours(2));
    county.world.work().await;
    county.world.advance(Duration::days(45));
    let entry = &record(&county).await["entries"][0];
    assert_eq!(
        (&entry["status"], &entry["arrival"]),
        (&json!("not_asked"), &json!("uncertain"))
    );
    assert_eq!(entry.get("silent_days"), None);
    let perhaps = format!("The mail was cut off, and may or may not have been sent to {FIRST}");
    assert_eq!(feed(&county).await, [perhaps]);
    let bounced = json!({"outcome": "failed", "failure": "bounced"});
    let here = format!("/v1/deliveries/{id}");
    change(&county, &here, bounced).await.expect(200);
    assert_eq!(feed(&county).await, [format!("Correction: {FIRST}")]);
}

#[tokio::test]
async fn nothing_of_members_or_addresses_is_public_or_outside_its_seal() {
    const ADDRESS: &str = "canary-7f3a@alder.example";
    let county = County::signed().await;
    let packet = one_page(&county).await;
    let path = format!("/v1/packets/{packet}/mailings");
    let body = json!({"channel": "attachment", "address": ADDRESS});
    let made = post(&county, &path, body).await.expect(202);
    county.world.work().await;
    let id = made["id"].as_str().unwrap();
    let member = county.owner.member.to_string();
    let page = format!("/v1/public/campaigns/{}/record", county.campaign);
    for path in [page.clone(), format!("{page}.atom")] {
        let said = String::from_utf8(county.world.get(&path, None).await.bytes).unwrap();
        assert!(said.contains(id), "{said}");
        assert!(
            !said.contains("canary") && !said.contains(&member),
            "{said}"
        );
    }
    let row = delivery::for_jobs().one(&county.world.app.db.read).await;
    let row = row.unwrap().unwrap();
    let sealed = row.recipient_sealed.unwrap();
    assert!(!String::from_utf8_lossy(&sealed).contains("canary"));
    let other = county.world.organization("Millrace Teachers").await;
    let theirs = county
        .world
        .get(&format!("/v1/deliveries/{id}"), Some(&other))
        .await;
    assert_eq!(theirs.problem(), "not-found");
    let unknown = "/v1/public/campaigns/cmp_00000000000000000000000000000000/record";
    assert_eq!(county.world.get(unknown, None).await.problem(), "not-found");
}

#[tokio::test]
async fn organizers_are_reminded_once_on_the_day_after_an_answer_was_due() {
    let county = County::signed().await;
    let packet = one_page(&county).await;
    by_hand(&county, &packet).await;
    let reminders = || {
        let mails = county.world.mails();
        let ours = mails.into_iter().filter(|mail| mail.contains("was due on"));
        ours.collect::<Vec<_>>()
    };
    county.world.work().await;
    county.world.advance(Duration::days(15));
    county.world.work().await;
    assert!(reminders().is_empty(), "due on the 20th, which is today");
    county.world.advance(Duration::days(1));
    county.world.work().await;
    county.world.work().await;
    let told = reminders();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains(&format!(
        "- {FIRST}, Safe branches for everyone: an answer was due on 2026-10-20."
    )));
    assert!(
        !told[0]
            .lines()
            .any(|line| line.starts_with("Subject:") && line.contains("Marisol"))
    );
    county.world.advance(Duration::days(1));
    county.world.work().await;
    assert_eq!(reminders().len(), 1);
}

/// The same service while its mail server is down.
async fn without_a_mail_server(county: &County) -> App {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr();
    let app = &county.world.app;
    let mut settings = app.settings.clone();
    settings.mail.smtp_host = Some("127.0.0.1".to_owned());
    settings.mail.smtp_port = free.unwrap().port();
    settings.mail.smtp_security = "none".to_owned();
    let opened = App::open(settings, app.clock.clone(), Entropy::seeded(8));
    opened.await.unwrap()
}

/// Mails about what was due, so far.
fn reminders(county: &County) -> usize {
    let mails = county.world.mails();
    mails
        .iter()
        .filter(|mail| mail.contains("was due on"))
        .count()
}

#[tokio::test]
async fn a_reminder_outlives_two_days_without_a_mail_server_and_comes_once() {
    let county = County::signed().await;
    let packet = one_page(&county).await;
    by_hand(&county, &packet).await;
    county.world.advance(Duration::days(15));
    county.world.work().await;
    county.world.advance(Duration::days(1));
    let down = without_a_mail_server(&county).await;
    work::drain(&down).await;
    county.world.advance(Duration::days(1));
    work::drain(&down).await;
    assert_eq!(reminders(&county), 0);
    county.world.advance(Duration::days(1));
    county.world.work().await;
    assert_eq!(reminders(&county), 1);
    county.world.advance(Duration::days(1));
    county.world.work().await;
    assert_eq!(reminders(&county), 1);
}

#[tokio::test]
async fn nothing_is_late_before_the_day_is_over_where_it_was_asked() {
    let county = County::signed().await;
    // Half past five in the afternoon of October 5 in California.
    county.world.advance(Duration::hours(8));
    let packet = one_page(&county).await;
    let path = format!("/v1/packets/{packet}/deliveries");
    let body = json!({"channel": "by_hand", "left_on": "2026-10-05"});
    post(&county, &path, body.clone()).await.expect(201);
    let mut sooner = body;
    sooner["left_on"] = json!("2026-10-04");
    assert_eq!(post(&county, &path, sooner).await.problem(), "invalid-body");
    let path = format!("/v1/campaigns/{}/commitments", county.campaign);
    let promise = json!({
        "target_id": county.supervisors[0], "what": "A guard at each high-risk branch",
        "promised_on": "2026-10-05", "due_on": "2026-10-20", "source": "Board meeting",
    });
    post(&county, &path, promise).await.expect(201);
    let stands = async || {
        let entry = record(&county).await["entries"][0].clone();
        let promise = entry["commitments"][0]["state"].clone();
        (entry["status"].clone(), promise)
    };
    // Due on October 20, and it is half past five there.
    county.world.advance(Duration::days(15));
    assert_eq!(stands().await, (json!("waiting"), json!("open")));
    county.world.advance(Duration::hours(12));
    assert_eq!(stands().await, (json!("silent"), json!("overdue")));
}
