//! From the employer's network nothing that a witness says is taken, until they say that they know.

use broadside::directory::EmployerNetworkId;
use broadside::directory::entity::employer_network;
use broadside::entropy::Entropy;
use broadside::ids;
use broadside::testimony::client::{auth, open_mailbox};
use broadside::testimony::entity::testimony;
use broadside::testimony::wire::NoteAuthor;
use broadside::testimony::wire::sealing::SealedMailbox;
use chrono::Duration;
use poem_openapi::types::ParseFromJSON;
use sea_orm::ActiveValue::Set;
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use super::client::{listening, run};
use super::{TEXT, content, keys, receipt, sealed};
use crate::kit::{Call, World, pictures};
use crate::privacy::is_nowhere;

const AT_WORK: &str = "203.0.113.78";
const AT_HOME: &str = "198.51.100.7";

async fn employer_has(world: &World, call: &Call, network: &str) {
    let body = json!({ "network": network });
    let path = "/v1/employer-networks";
    world.post(path, Some(&call.owner), body).await.expect(201);
}

/// The directory takes only networks that the internet sees; the command asks from this machine.
async fn employer_is_here(world: &World, call: &Call) {
    let row = employer_network::ActiveModel {
        id: Set(EmployerNetworkId(ids::timely(
            &world.app.clock,
            &world.app.entropy,
        ))),
        organization_id: Set(call.owner.organization),
        network: Set("127.0.0.0/8".to_owned()),
    };
    let insert = |row: employer_network::ActiveModel| async move {
        let tx = world.app.db.begin().await?;
        employer_network::Entity::insert(row)
            .exec_without_returning(&tx)
            .await?;
        tx.commit().await
    };
    insert(row).await.unwrap();
}

/// A service behind a web server that says who asks.
struct Behind(String);

impl Behind {
    async fn asked(&self, path: &str, from: &str, body: &Value) -> (u16, String) {
        let request = reqwest::Client::new()
            .post(format!("{}{path}", self.0))
            .header("x-forwarded-for", from)
            .json(body);
        let answer = request.send().await.unwrap();
        let status = answer.status().as_u16();
        (status, answer.text().await.unwrap())
    }

    /// Refused at work, whatever the receipt may be worth, and taken with open eyes.
    async fn is_warned(&self, path: &str, body: &Value, done: u16) {
        let (status, said) = self.asked(path, AT_WORK, body).await;
        assert_eq!(status, 409, "{path}: {said}");
        assert!(said.contains("employer-network"), "{path}: {said}");
        assert!(!said.contains(AT_WORK), "{path}: {said}");
        let mut knowing = body.clone();
        knowing["accept_risk"] = json!(true);
        let (status, said) = self.asked(path, AT_WORK, &knowing).await;
        assert_eq!(status, done, "{path}: {said}");
    }
}

async fn behind() -> (World, Call, Behind) {
    let world = World::with(|settings| {
        settings.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
    })
    .await;
    let call = world.testimony_call().await;
    employer_has(&world, &call, "203.0.113.0/24").await;
    let url = listening(&world).await;
    (world, call, Behind(url))
}

async fn stored(world: &World) -> usize {
    let rows = testimony::for_jobs().all(&world.app.db.read).await;
    rows.unwrap().len()
}

#[tokio::test]
async fn a_testimony_from_the_employers_network_is_refused_once_and_nothing_is_stored() {
    let (world, call, behind) = behind().await;
    let plain = format!("/v1/campaigns/{}/testimonies", call.campaign);
    let told = json!({"kind": "layoff", "text": TEXT, "receipt": *receipt(61).print()});
    let keys = keys(&world, &call).await;
    let own = sealed(&keys, &receipt(62), &content(), 62);
    let both = [(plain.clone(), &told), (format!("{plain}/sealed"), &own)];
    for (before, (path, body)) in both.into_iter().enumerate() {
        assert_eq!(behind.asked(&path, AT_WORK, body).await.0, 409);
        assert_eq!(stored(&world).await, before);
        behind.is_warned(&path, body, 201).await;
        assert_eq!(stored(&world).await, before + 1);
        // A repeat is warned of as well, so that the answer is about the network alone.
        assert_eq!(behind.asked(&path, AT_WORK, body).await.0, 409);
    }
    let mut elsewhere = told.clone();
    elsewhere["receipt"] = json!(*receipt(63).print());
    assert_eq!(behind.asked(&plain, AT_HOME, &elsewhere).await.0, 201);

    for address in [AT_WORK, AT_HOME] {
        is_nowhere(&world, address);
    }

    // The employer of one organization is nobody to another.
    let birch = world.organization("Birch County Library Workers").await;
    let campaign = world.campaign(&birch).await;
    world.reviewer(&birch).await;
    let path = format!("/v1/campaigns/{campaign}/testimonies");
    assert_eq!(behind.asked(&path, AT_WORK, &told).await.0, 201);
}

/// Words are warned of, and a yes, a look and a way out are not.
#[tokio::test]
async fn what_is_said_in_a_mailbox_from_the_employers_network_is_refused_once() {
    let (world, call, behind) = behind().await;
    let receipt = receipt(64);
    let print = receipt.print().to_string();
    let told = json!({"kind": "layoff", "text": TEXT, "receipt": print, "wants_approval": true});
    world.testify(&call, told).await.expect(201);
    let more = json!({"receipt": print, "text": "It was the third time."});
    let shown = json!({"auth": auth(&receipt).expose()});
    let (_, mailbox) = behind.asked("/v1/mailbox/sealed", AT_WORK, &shown).await;
    let mailbox: Value = serde_json::from_str(&mailbox).unwrap();
    let mailbox = SealedMailbox::parse_from_json(Some(mailbox)).unwrap();
    let own = open_mailbox(&receipt, &mailbox).unwrap();
    let act = |act: &str, from: NoteAuthor| {
        let note = Entropy::seeded(9).with(|rng| own.seal_note(rng, from, "Once more."));
        json!({"auth": shown["auth"], "act": act, "sealed": note.unwrap()})
    };
    let added = act("add", NoteAuthor::Witness);
    yesterday(&world, || async {
        behind.is_warned("/v1/mailbox/add", &more, 204).await;
        behind
            .is_warned("/v1/mailbox/sealed/act", &added, 204)
            .await;
    })
    .await;

    let id = world.queue(&call.ana).await.remove(0);
    let wording = json!({"receipt": print, "text": "They let all of us go."});
    let corrected = act("correct", NoteAuthor::Correction);
    for (path, body) in [
        ("/v1/mailbox/approval", &wording),
        ("/v1/mailbox/sealed/act", &corrected),
    ] {
        proposed(&world, &call, &id).await;
        yesterday(&world, || behind.is_warned(path, body, 204)).await;
    }
    proposed(&world, &call, &id).await;
    let yes = json!({"receipt": print, "approve": true});
    let (status, said) = behind.asked("/v1/mailbox/approval", AT_WORK, &yes).await;
    assert_eq!(status, 204, "{said}");
    let gone = json!({ "receipt": print });
    let (status, said) = behind.asked("/v1/mailbox/withdraw", AT_WORK, &gone).await;
    assert_eq!(status, 204, "{said}");
    // Whoever only guesses learns nothing of the network.
    let (status, _) = behind.asked("/v1/mailbox/add", AT_WORK, &more).await;
    assert_eq!(status, 404);
}

/// Reviewers know today what a witness said yesterday.
async fn yesterday<F: Future<Output = ()>>(world: &World, what: impl FnOnce() -> F) {
    world.advance(-Duration::days(1));
    what().await;
    world.advance(Duration::days(1));
}

/// The wording lies in the mailbox.
async fn proposed(world: &World, call: &Call, id: &str) {
    let decided = world.decide_all(&call.ana, id, "mask").await;
    let approved = world.approve(&call.ana, id, &decided["revision"]).await;
    approved.expect(200);
}

#[tokio::test]
async fn a_photograph_from_the_employers_network_is_refused_once() {
    let (world, call, behind) = behind().await;
    let print = receipt(65).print().to_string();
    let told = json!({"kind": "layoff", "text": TEXT, "receipt": print});
    world.testify(&call, told).await.expect(201);
    assert_eq!(photograph(&behind, &print, None).await, 409);
    assert_eq!(photograph(&behind, &print, Some("true")).await, 201);
}

async fn photograph(behind: &Behind, receipt: &str, accept_risk: Option<&str>) -> u16 {
    let mut request = reqwest::Client::new()
        .post(format!("{}/v1/mailbox/photographs", behind.0))
        .header("x-forwarded-for", AT_WORK)
        .header("x-receipt", receipt)
        .header("content-type", "image/png")
        .body(pictures::png(20, 20));
    if let Some(said) = accept_risk {
        request = request.header("x-accept-risk", said);
    }
    request.send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn the_command_says_what_the_employer_can_see_and_sends_with_open_eyes_only() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    employer_is_here(&world, &call).await;
    let url = listening(&world).await;
    let campaign = call.campaign.to_string();
    for sealed in ["--sealed", "--sealed=false"] {
        let to = [
            "testify",
            "--url",
            &url,
            "--unverified",
            "--campaign",
            &campaign,
            sealed,
        ];
        let said = run(&to, TEXT).await;
        assert!(!said.worked && said.out.is_empty());
        assert!(said.err.contains("--accept-risk") && said.err.contains("Nothing was stored"));
        let said = run(&[&to[..], &["--accept-risk"]].concat(), TEXT).await;
        assert!(said.worked, "{}", said.err);
        let receipt = said.out.trim();
        let add = [
            "testify",
            "--url",
            &url,
            "--receipt",
            receipt,
            "--act",
            "add",
        ];
        let said = run(&add, "Once more.").await;
        assert!(
            !said.worked && said.err.contains("--accept-risk"),
            "{}",
            said.err
        );
        let said = run(&[&add[..], &["--accept-risk"]].concat(), "Once more.").await;
        assert!(said.worked, "{}", said.err);
    }
}
