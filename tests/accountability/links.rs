//! The link in a mail: it needs no account, cannot be guessed, opens by a button alone, and ends.

use chrono::Duration;
use poem::http::Method;
use serde_json::{Value, json};

use super::{get, left_on, one_page, post};
use crate::kit::Answer;
use crate::packets::County;

const OPEN: &str = "/v1/public/deliveries/open";

async fn mailed(county: &County, packet: &str) -> (String, String) {
    let path = format!("/v1/packets/{packet}/mailings");
    let body = json!({"channel": "link", "address": "d1@alder.example", "link_days": 10});
    let made = post(county, &path, body).await.expect(202);
    county.world.work().await;
    let mails = county.world.mails();
    let mail = mails.iter().rfind(|mail| mail.contains("/packet?token="));
    let (_, rest) = mail.unwrap().split_once("/packet?token=").unwrap();
    let token: String = rest.chars().take_while(|c| *c != '&').collect();
    (made["id"].as_str().unwrap().to_owned(), token)
}

async fn open(county: &County, token: &str) -> Answer {
    let body = json!({"token": token});
    county.world.post(OPEN, None, body).await
}

#[tokio::test]
async fn a_packet_behind_a_link_has_left_once_the_button_is_pressed_and_not_before() {
    let county = County::signed().await;
    let packet = one_page(&county).await;
    let (id, token) = mailed(&county, &packet).await;
    let page = county
        .world
        .get(&format!("/packet?token={token}"), None)
        .await;
    assert_eq!(page.status, 200);
    let html = String::from_utf8(page.bytes).unwrap();
    assert!(
        html.contains("Marisol Vandergriff") && !html.contains("<script"),
        "{html}"
    );
    let here = format!("/v1/deliveries/{id}");
    assert_eq!(get(&county, &here).await["state"], "sent");
    assert_eq!(
        left_on(&county, &packet).await,
        None,
        "looking opens nothing"
    );

    let pressed = county
        .world
        .request(Method::POST, "/packet")
        .content_type("application/x-www-form-urlencoded")
        .body(format!("token={token}&volume=1&lang=en"));
    let document = Answer::read(pressed.send().await).await;
    assert_eq!(document.header("content-type"), Some("application/pdf"));
    assert_eq!(document.bytes, county.document(&packet).await.bytes);
    let now = get(&county, &here).await;
    assert_eq!(
        (&now["state"], &now["opened_on"]),
        (&json!("delivered"), &json!("2026-10-05"))
    );
    assert!(left_on(&county, &packet).await.is_some());
    assert_eq!(open(&county, &token).await.status, 200);
}

#[tokio::test]
async fn a_link_that_is_wrong_over_or_ended_opens_nothing() {
    let county = County::signed().await;
    let packet = one_page(&county).await;
    let (id, token) = mailed(&county, &packet).await;
    let mut wrong = token.clone().into_bytes();
    wrong[30] = if wrong[30] == b'A' { b'B' } else { b'A' };
    let wrong = String::from_utf8(wrong).unwrap();
    for bad in [wrong.as_str(), "", "nonsense", &token[..20]] {
        assert_eq!(
            open(&county, bad).await.problem(),
            "delivery-link-not-valid"
        );
    }
    let (other, second) = mailed(&county, &packet).await;
    assert_ne!(token, second);
    let path = format!("/v1/deliveries/{other}");
    let ended = (path.as_str(), format!("{path}/link"));
    let ended = county.world.change(
        Method::DELETE,
        (ended.0, &ended.1),
        &county.owner,
        Value::Null,
    );
    ended.await.expect(204);
    assert_eq!(
        open(&county, &second).await.problem(),
        "delivery-link-not-valid"
    );
    county.world.advance(Duration::days(10));
    assert_eq!(
        open(&county, &token).await.problem(),
        "delivery-link-not-valid"
    );
    let page = county
        .world
        .get(&format!("/packet?token={token}"), None)
        .await;
    assert_eq!(page.status, 410);
    let now = get(&county, &format!("/v1/deliveries/{id}")).await;
    assert_eq!(now["link_is_open"], false);
}

#[tokio::test]
async fn whoever_takes_a_testimony_back_before_the_link_is_used_takes_the_packet_along() {
    let county = County::signed().await;
    let packet = county.packet(county.supervisors[0], json!({})).await;
    let (_, token) = mailed(&county, packet["id"].as_str().unwrap()).await;
    crate::packets::withdraw_all(&county).await;
    assert_eq!(open(&county, &token).await.problem(), "packet-destroyed");
}
