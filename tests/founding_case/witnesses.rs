//! Witnesses tell what happened; two reviewers make it safe to publish, and a witness has the last word on their own text.

use broadside::entropy::Entropy;
use broadside::testimony::client::{auth, open_mailbox, seal_testimony};
use broadside::testimony::content::Content;
use broadside::testimony::receipt::Receipt;
use broadside::testimony::wire::NoteAuthor;
use broadside::testimony::wire::sealing::{SealedMailbox, TestimonyKeys};
use chrono::Duration;
use poem::http::Method;
use poem_openapi::types::{ParseFromJSON, ToJSON};
use serde_json::{Value, json};

use super::campaign::Case;
use super::office::Office;
use crate::kit::{Answer, Call, Recorder, World, pictures};

/// How many witnesses of each district tell of a threat; every figure of the release is rounded from these.
const OF_DISTRICTS: [usize; 5] = [13, 11, 14, 12, 10];

/// Wanda's, and those of the districts.
pub const PUBLISHED: usize = 1 + 13 + 11 + 14 + 12 + 10;

pub async fn testify(world: &World, office: &Office, case: &Case, recorder: &Recorder) {
    let call = Call {
        owner: office.odalys.who.clone(),
        campaign: case.campaign.parse().unwrap(),
        ana: office.ana.clone(),
        ben: office.ben.clone(),
        workplaces: case.branches.iter().map(|id| id.parse().unwrap()).collect(),
    };
    wanda_has_the_last_word(world, &call).await;
    quinn_takes_it_back(world, &call).await;
    // One branch of each district.
    for (branch, times) in [0, 2, 3, 4, 5].into_iter().zip(OF_DISTRICTS) {
        for _ in 0..times {
            world
                .testify(&call, threat(&call, branch))
                .await
                .expect(201);
        }
    }
    world.publish_all(&call).await;
    world
        .send(
            Method::DELETE,
            "/v1/review/unlock",
            Some(&call.ana.who),
            None,
        )
        .await
        .expect(204);
    release(world, office, case, recorder).await;
}

fn threat(call: &Call, branch: usize) -> Value {
    json!({
        "kind": "safety_incident", "happened_on": "2026-08-14",
        "workplace_id": call.workplaces[branch].to_string(), "job_group": "librarians",
        "incident": {"incident_types": ["threat_of_physical_force_or_weapon"], "who_was_called": "nobody"},
    })
}

async fn wanda_has_the_last_word(world: &World, call: &Call) {
    let told = json!({
        "kind": "safety_incident", "language": "en", "wants_approval": true,
        "text": "On August 12 a man threw a chair at me at the Eastmont Branch. I called the front office at (555) 010-4477 and nobody came.",
        "happened_on": "2026-08-12", "workplace_id": call.workplaces[2].to_string(), "job_group": "librarians",
        "incident": {
            "violence_type": "type_2", "perpetrator": "client_or_customer", "place": "in_the_workplace",
            "circumstances": ["isolated_or_alone"], "incident_types": ["attack_with_weapon_or_object"],
            "who_was_called": "supervisor", "what_came_of_it": "help_came_too_late",
        },
    });
    let taken = world.testify(call, told).await.expect(201);
    let receipt = taken["receipt"].as_str().unwrap();
    let queue = world
        .get("/v1/review/queue", Some(&call.ana.who))
        .await
        .expect(200);
    let id = queue["items"][0]["id"].as_str().unwrap();
    let at = |what: &str| format!("/v1/review/testimonies/{id}/{what}");

    world
        .review(&call.ana, Method::POST, &at("claim"), None, None)
        .await
        .expect(200);
    let question = json!({"text": "Had you reported the same man before?"});
    world
        .review(
            &call.ana,
            Method::POST,
            &at("questions"),
            None,
            Some(question),
        )
        .await
        .expect(200);
    let asked = mailbox(world, receipt).await;
    assert_eq!(
        asked["notes"][0]["text"],
        "Had you reported the same man before?"
    );
    let answer = json!({"receipt": receipt, "text": "Twice. Nothing came of it."});
    world.says("/v1/mailbox/add", answer).await.expect(204);

    let picture = wanda_sends_pictures(world, call, id, receipt).await;

    let decided = world.decide_all(&call.ana, id, "mask").await;
    let approved = world
        .approve(&call.ana, id, &decided["revision"])
        .await
        .expect(200);
    let silent = world.publish(&call.ben, id, &approved["revision"]).await;
    assert_eq!(silent.problem(), "witness-not-answered");
    let wording = mailbox(world, receipt).await["wording"].clone();
    assert_eq!(
        wording,
        "On [a date] a man threw a chair at me at the [a branch]. I called the front office at [contact details] and nobody came."
    );
    let yes = json!({"receipt": receipt, "approve": true});
    world.says("/v1/mailbox/approval", yes).await.expect(204);
    let opened = world.opened(&call.ben, id).await;
    let published = world
        .publish(&call.ben, id, &opened["revision"])
        .await
        .expect(200);
    assert_eq!(published["text"], wording);
    let shown = published["photographs"][0]["id"].as_str().unwrap();
    let shown = format!("/v1/published-photographs/{shown}");
    let shown = world.get(&shown, Some(&call.owner)).await;
    let is_the_same = shown.bytes == picture;
    assert!(is_the_same, "what is published is what she has seen");
    let path = format!("/v1/campaigns/{}/published-testimonies", call.campaign);
    let list = world.get(&path, Some(&call.owner)).await.expect(200);
    assert_eq!(list["items"], json!([published]));
}

/// One of the broken chair, with a name tag in it, and one by mistake. What she sees of the first in the end.
async fn wanda_sends_pictures(world: &World, call: &Call, id: &str, receipt: &str) -> Vec<u8> {
    let mut sent = Vec::new();
    world.advance(-Duration::days(1));
    for (width, height) in [(320, 240), (240, 240)] {
        let request = world
            .request(Method::POST, "/v1/mailbox/photographs")
            .header("x-receipt", receipt)
            .header("content-type", "image/jpeg")
            .body(pictures::jpeg_of_a_phone(
                width,
                height,
                1,
                "Eastmont, second floor",
            ));
        let taken = Answer::read(request.send().await).await.expect(201);
        sent.push(taken["id"].as_str().unwrap().to_owned());
    }
    let (chair, mistake) = (&sent[0], &sent[1]);
    let own = |id: &str| json!({"receipt": receipt, "photograph_id": id});
    let remove = "/v1/mailbox/photographs/remove";
    world.post(remove, None, own(mistake)).await.expect(204);
    world.advance(Duration::days(1));

    let at = |what: &str| format!("/v1/review/testimonies/{id}/photographs/{chair}{what}");
    for what in ["/open", "/original"] {
        let seen = world
            .review(&call.ana, Method::POST, &at(what), None, None)
            .await;
        assert_eq!(seen.status, 200);
    }
    let opened = world.opened(&call.ana, id).await;
    let bar = json!({"left": 16, "top": 16, "width": 64, "height": 48});
    let body = Some(json!({"publish": true, "black_out": [bar]}));
    let revision = opened["revision"].as_i64();
    world
        .review(&call.ana, Method::PUT, &at(""), revision, body)
        .await
        .expect(200);
    let path = "/v1/mailbox/photographs/open";
    world.post(path, None, own(chair)).await.bytes
}

async fn mailbox(world: &World, receipt: &str) -> Value {
    let body = json!({"receipt": receipt});
    world.post("/v1/mailbox/open", None, body).await.expect(200)
}

/// Quinn's own program seals, so that the service never sees a word of it.
async fn quinn_takes_it_back(world: &World, call: &Call) {
    let receipt = Entropy::seeded(17).with(Receipt::generate);
    let told = Content {
        text: None,
        facts: serde_json::from_value({
            let mut facts = threat(call, 4);
            facts["language"] = json!("en");
            facts
        })
        .unwrap(),
    };
    let challenge = world.get("/v1/testimony-challenge", None).await;
    assert_eq!(challenge.expect(200)["needed"], false);
    let path = format!("/v1/campaigns/{}/testimony-keys", call.campaign);
    let keys = world.get(&path, None).await.expect(200);
    let keys = TestimonyKeys::parse_from_json(Some(keys)).unwrap();
    let sealed = Entropy::seeded(18).with(|rng| seal_testimony(rng, &keys, &receipt, &told, false));
    let path = format!("/v1/campaigns/{}/testimonies/sealed", call.campaign);
    let sealed = sealed.unwrap().to_json().unwrap();
    world.post(&path, None, sealed).await.expect(201);
    let shown = json!({"auth": auth(&receipt).expose()});
    let shown = world.post("/v1/mailbox/sealed", None, shown).await;
    let shown = shown.expect(200);
    assert_eq!(shown["state"], "received");
    let shown = SealedMailbox::parse_from_json(Some(shown)).unwrap();
    let own = open_mailbox(&receipt, &shown).unwrap();
    let more = Entropy::seeded(19)
        .with(|rng| own.seal_note(rng, NoteAuthor::Witness, "Nobody has asked me since."));
    let more = json!({"auth": auth(&receipt).expose(), "act": "add", "sealed": more.unwrap()});
    let added = world.post("/v1/mailbox/sealed/act", None, more).await;
    added.expect(204);
    let body = json!({"receipt": *receipt.print()});
    world
        .post("/v1/mailbox/withdraw", None, body.clone())
        .await
        .expect(204);
    let after = world.post("/v1/mailbox/open", None, body).await;
    assert_eq!(after.problem(), "receipt-unknown");
}

async fn release(world: &World, office: &Office, case: &Case, recorder: &Recorder) {
    world.advance(Duration::minutes(1));
    let path = format!("/v1/campaigns/{}/statistics-releases", case.campaign);
    let ramon = Some(&office.ramon.who);
    let made = world.post(&path, ramon, json!({})).await.expect(201);
    let themes = made["themes"].as_array().unwrap();
    let types = themes
        .iter()
        .find(|theme| theme["theme"] == "incident_types")
        .unwrap();
    let about = |value: u32| json!([{"shown": "about", "value": value}]);
    let tables = types["tables"].as_array().unwrap();
    let threats = tables
        .iter()
        .find(|table| table["kind"] == "threat_of_physical_force_or_weapon");
    let cells = &threats.unwrap()["cells"];
    assert_eq!(
        *cells,
        json!([about(15), about(10), about(15), about(10), about(10)])
    );
    assert!(
        tables
            .iter()
            .all(|table| table["kind"] != "attack_with_weapon_or_object"),
        "one alone is nowhere"
    );

    world.get(&path, ramon).await.expect(200);
    world.get(&format!("{path}/1"), ramon).await.expect(200);
    recorder.rather("get_public_statistics");
    let public = world
        .get(&format!("/v1/campaigns/{}/statistics", case.campaign), None)
        .await;
    assert_eq!(public.expect(200)["number"], 1);
}
