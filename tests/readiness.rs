//! What is still missing, and the test mail.

use broadside::jobs::{self, Lane, Outcome};
use serde_json::{Value, json};

use crate::kit::{Persona, World};
use crate::signatures::drive_in;

#[tokio::test]
async fn a_new_organization_learns_what_is_missing() {
    let world = World::new().await;
    let owner = world.organization("Alder County Library Workers").await;
    let found = world.get("/v1/readiness", Some(&owner)).await.expect(200);
    assert_eq!(
        (&found["ready"], &found["can_open_petitions"]),
        (&json!(false), &json!(true))
    );
    let checks: Vec<_> = found["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["check"].clone())
        .collect();
    assert_eq!(
        checks,
        [
            "mail",
            "public_address",
            "encrypted_transport",
            "client_addresses",
            "stored_files",
            "two_reviewers",
            "recovery_key",
            "headcounts",
            "current_officials",
            "targets",
            "demands",
            "mails_under_way",
            "translations"
        ]
    );
}

#[tokio::test]
async fn a_test_mail_into_a_folder_proves_nothing() {
    let world = World::new().await;
    let owner = world.organization("Alder County Library Workers").await;
    for _ in 0..2 {
        let sent = world
            .post("/v1/test-mails", Some(&owner), json!({}))
            .await
            .expect(202);
        assert_eq!(sent["delivers"], false);
    }
    world.work().await;
    let mails = world.mails();
    assert_eq!(mails.len(), 1);
    assert!(mails[0].contains("owner@aldercountylibraryworkers.example"));
    for header in [
        "MIME-Version: 1.0\r\n",
        "Content-Type: text/plain; charset=utf-8\r\n",
    ] {
        assert!(mails[0].contains(header), "{}", mails[0]);
    }
    let found = world.get("/v1/readiness", Some(&owner)).await.expect(200);
    assert_eq!(found["items"][0]["ready"], false);
}

#[tokio::test]
async fn a_proxy_that_nobody_named_is_noticed() {
    for (url, proxies, ready) in [
        (None, vec![], true),
        (Some("http://localhost:8080"), vec![], true),
        (Some("http://[::1]:8080"), vec![], true),
        (Some("https://petitions.example.org"), vec![], false),
        (
            Some("https://petitions.example.org"),
            vec!["127.0.0.1/32".parse().unwrap()],
            true,
        ),
    ] {
        let world = World::with(|settings| {
            settings.public_url = url.map(str::to_owned);
            settings.trusted_proxies = proxies;
        })
        .await;
        let owner = world.organization("Alder County Library Workers").await;
        let found = world.get("/v1/readiness", Some(&owner)).await.expect(200);
        let item = &found["items"][3];
        assert_eq!(item["check"], "client_addresses");
        assert_eq!(item["ready"], ready, "{url:?}");
        let reached = url.is_some_and(|url| url.contains("example.org"));
        assert_eq!(found["items"][1]["check"], "public_address");
        assert_eq!(found["items"][1]["ready"], reached, "{url:?}");
    }
}

/// How the mails of this organization stand.
async fn mails(world: &World, who: &Persona) -> (bool, Value) {
    let found = world.get("/v1/readiness", Some(who)).await.expect(200);
    let items = found["items"].as_array().unwrap();
    let item = items.iter().find(|item| item["check"] == "mails_under_way");
    (
        item.unwrap()["ready"].as_bool().unwrap(),
        found["mails"].clone(),
    )
}

#[tokio::test]
async fn organizers_see_how_many_of_their_mails_have_not_arrived_and_nobody_elses() {
    let world = World::with(|settings| {
        settings.mail.smtp_host = Some("127.0.0.1".to_owned());
        settings.mail.smtp_port = 9;
        settings.mail.smtp_security = "none".to_owned();
    });
    let drive = drive_in(world.await).await;
    let (world, owner) = (&drive.world, &drive.owner);
    let stranger = world.organization("Another Local").await;
    let none =
        json!({"waiting": 0, "tried_in_vain": 0, "refused": 0, "given_up": 0, "uncertain": 0});
    assert_eq!(mails(world, owner).await, (true, none.clone()));
    for number in 0..4 {
        let signer =
            json!({"email": format!("signer{number}@example.org"), "standing": "employee"});
        drive.sign(signer).await.expect(202);
    }
    let all =
        json!({"waiting": 4, "tried_in_vain": 0, "refused": 0, "given_up": 0, "uncertain": 0});
    assert_eq!(mails(world, owner).await, (true, all));
    let claimed = jobs::claim(&world.app, uuid::Uuid::nil(), Lane::Mail, 9).await;
    let outcomes = [
        Outcome::Waits("mail-server-not-reached"),
        Outcome::Bury("mail-refused"),
        Outcome::Bury("mail-server-not-now"),
        Outcome::Uncertain("cut-off"),
    ];
    for (job, outcome) in claimed.unwrap().into_iter().zip(outcomes) {
        jobs::finish(&world.app, job, outcome).await.unwrap();
    }
    let ended =
        json!({"waiting": 1, "tried_in_vain": 1, "refused": 1, "given_up": 1, "uncertain": 1});
    assert_eq!(mails(world, owner).await, (false, ended));
    assert_eq!(mails(world, &stranger).await, (true, none));
}
