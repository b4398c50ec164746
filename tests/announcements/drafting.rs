//! From a draft to what leaves.

use poem::http::Method;

use super::*;

#[tokio::test]
async fn an_announcement_is_looked_at_before_it_leaves() {
    let campaign = campaign().await;
    let people: Vec<String> = (0..15).map(|n| format!("signer{n}@mail.example")).collect();
    let people: Vec<_> = people.iter().map(|email| (email.as_str(), "en")).collect();
    campaign.subscribe(&people).await;
    let id = campaign.draft(tonight()).await;
    let early = campaign.step(&id, json!({"transition": "send"})).await;
    assert_eq!(early.problem(), "announcement-not-previewed");

    let shown = campaign.preview(&id, "es-MX").await;
    assert_eq!(shown["language"], "es");
    assert_eq!(
        shown["subject"],
        "Alder County Library Workers: Esta tarde a las 6"
    );
    assert_eq!(shown["recipients"], json!({"about": 15}));
    assert!(
        shown["text"]
            .as_str()
            .unwrap()
            .starts_with("Nos vemos por videollamada.\n\n-- \n")
    );
    assert!(
        shown["text"]
            .as_str()
            .unwrap()
            .contains("Para no recibir más")
    );
    assert!(
        shown["html"]
            .as_str()
            .unwrap()
            .contains("<p dir=\"auto\">Nos vemos por videollamada.</p>")
    );
    assert_eq!(shown["announcement"]["state"], "previewed");
    assert_eq!(shown["warnings"], json!(["not_signed", "not_delivered"]));
    let french = campaign.preview(&id, "fr").await;
    assert_eq!(french["language"], "en", "the original");
    assert!(
        french["html"]
            .as_str()
            .unwrap()
            .contains("<a href=\"https://meet.example.org/tonight\"")
    );

    let path = format!("/v1/announcements/{id}");
    let mut other = tonight();
    other["texts"][0]["subject"] = json!("Safe branches: tonight");
    let changed = campaign
        .world
        .change(Method::PUT, (&path, &path), &campaign.owner, other)
        .await
        .expect(200);
    assert_eq!(changed["state"], "drafted");
    let early = campaign.step(&id, json!({"transition": "send"})).await;
    assert_eq!(early.problem(), "announcement-not-previewed");
    let shown = campaign.preview(&id, "en").await;
    assert_eq!(shown["warnings"][0], "subject_names_campaign");
    assert_eq!(campaign.go(&id, "send").await["state"], "sending");
    let etag = format!("\"{}\"", campaign.get(&id).await["revision"]);
    let late = campaign
        .world
        .put(&path, &campaign.owner, &etag, tonight())
        .await;
    assert_eq!(late.problem(), "announcement-state");
}

#[tokio::test]
async fn what_cannot_be_a_mail_is_refused_at_the_door() {
    let campaign = campaign().await;
    let path = format!("/v1/campaigns/{}/announcements", campaign.id);
    let owner = Some(&campaign.owner);
    let refused = |field: &'static str, text: String| {
        let mut new = tonight();
        new["texts"][0][field] = json!(text);
        campaign.world.post(&path, owner, new)
    };
    for (field, text) in [
        ("subject", "x".repeat(151)),
        ("subject", "Tonight\0".to_owned()),
        ("subject", " ".to_owned()),
        ("body", "x".repeat(20_001)),
        ("body", format!("e{}", "\u{301}".repeat(10))),
        ("language", "no language".to_owned()),
        ("language", "es".to_owned()),
    ] {
        let answer = refused(field, text).await;
        assert_eq!(answer.problem(), "invalid-body", "{field}");
    }
    let megabyte = refused("body", "x".repeat(1 << 20)).await;
    assert_eq!(megabyte.problem(), "body-too-large");
    let mut nobody = tonight();
    nobody["audiences"] = json!([]);
    let nobody = campaign.world.post(&path, owner, nobody).await;
    assert_eq!(nobody.problem(), "invalid-body");

    campaign.subscribe(&[("rosa@mail.example", "en")]).await;
    let mut tricky = tonight();
    tricky["texts"][0]["subject"] =
        json!("\u{202E}Tonight\r\nBcc: everybody@mail.example\r\n\r\nDear all");
    tricky["texts"][0]["body"] = json!(".\r\n\r\n.\r\nQUIT\r\n\r\nشكرا — ありがとう 👩🏽‍🏫");
    campaign.send(tricky).await;
    campaign.work(1).await;
    let mail = campaign.mails_to("rosa@mail.example").pop().unwrap();
    let (head, _) = mail.split_once("\r\n\r\n").unwrap();
    assert!(head.contains("Workers: Tonight Bcc:"), "one line: {head}");
    assert!(!head.lines().any(|line| line.starts_with("Bcc")), "{head}");
}

#[tokio::test]
async fn nothing_leaves_for_real_before_a_mail_server_was_proven() {
    let story = story_in(World::new().await).await;
    story.set(|row| row.is_demo = Set(false)).await;
    let campaign = Campaign {
        world: story.world,
        owner: story.owner,
        id: story.campaign,
    };
    let id = campaign.draft(tonight()).await;
    campaign.preview(&id, "en").await;
    let sent = campaign.step(&id, json!({"transition": "send"})).await;
    assert_eq!(sent.problem(), "mail-not-delivered");
}

#[tokio::test]
async fn another_organization_finds_none_of_it_and_a_machine_sends_nothing() {
    let campaign = campaign().await;
    let id = campaign.draft(tonight()).await;
    let stranger = campaign.world.organization("Another Local").await;
    let path = format!("/v1/announcements/{id}");
    let world = &campaign.world;
    assert_eq!(
        world.get(&path, Some(&stranger)).await.problem(),
        "not-found"
    );
    for (below, body) in [
        ("previews", json!({})),
        ("transitions", json!({"transition": "cancel"})),
    ] {
        let answer = world
            .post(&format!("{path}/{below}"), Some(&stranger), body)
            .await;
        assert_eq!(answer.problem(), "not-found");
    }
    for below in ["announcements", "my-announcements"] {
        let list = format!("/v1/campaigns/{}/{below}", campaign.id);
        assert_eq!(
            world.get(&list, Some(&stranger)).await.problem(),
            "not-found"
        );
    }
    let list = format!("/v1/campaigns/{}/announcements", campaign.id);
    let listed = world.get(&list, Some(&campaign.owner)).await.expect(200);
    assert_eq!(listed["items"], json!([campaign.get(&id).await]));
}

/// Fifteen and thirty-five are told alike wherever rounding turns.
#[tokio::test]
async fn the_number_of_people_moves_once_a_day_whoever_comes_or_goes() {
    let campaign = campaign().await;
    let people: Vec<String> = (0..35).map(|n| format!("signer{n}@mail.example")).collect();
    let people: Vec<_> = people.iter().map(|email| (email.as_str(), "en")).collect();
    campaign.subscribe(&people[..15]).await;
    let id = campaign.draft(tonight()).await;
    let told = async || campaign.preview(&id, "en").await["recipients"].clone();
    assert_eq!(told().await, json!({"about": 15}));
    campaign.subscribe(&people[15..]).await;
    assert_eq!(told().await, json!({"about": 15}));
    let mut results = tonight();
    results["category"] = json!("results");
    let other = campaign.draft(results).await;
    let other = campaign.preview(&other, "en").await;
    assert_eq!(other["recipients"], json!({"about": 15}));
    campaign.world.advance(Duration::days(1));
    assert_eq!(told().await, json!({"about": 35}));
}
