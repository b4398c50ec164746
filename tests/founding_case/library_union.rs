//! The first situation: a county library union asks the Board for guards, and each Supervisor cares about their own district.

use chrono::Duration;
use poem::http::Method;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::alder_county::SUPERVISORS;
use super::campaign::{self, Case};
use super::office::{self, Office};
use super::{held_to_account, records, signers, witnesses};
use crate::kit::{Persona, Recorder, World};

/// Signatures that count: 33 workers (Tomás took his back) and 7 patrons; Nadia never confirmed.
const SIGNATURES: i64 = 40;
/// Of each district: its branches, and the patrons whose postal code lies in it.
const OWN: [i64; 5] = [8 + 2 + 4, 7 + 3, 6, 5, 5];

#[tokio::test]
async fn a_county_library_union_makes_its_case_district_by_district() {
    let recorder = Recorder::of_everything();
    let world = World::recorded(&recorder).await;
    let mut office = office::open(&world, &recorder).await;
    let case = campaign::prepare(&world, &office).await;
    signers::sign(&world, &office, &case).await;
    witnesses::testify(&world, &office, &case, &recorder).await;

    // Two hours later the counts by branch are released; the strategy session begins at six.
    world.advance(Duration::hours(2));
    world.work().await;
    office.odalys.back(&world).await;
    office.ramon.back(&world).await;
    the_counts_are_those_of_the_people(&world, &office, &case).await;
    each_supervisor_gets_a_packet(&world, &office, &case).await;
    the_owner_reads_what_was_done(&world, &mut office).await;
    held_to_account::held_to_account(&world, &mut office, &case).await;
    recorder.compare("library_union");
}

async fn the_counts_are_those_of_the_people(world: &World, office: &Office, case: &Case) {
    assert_eq!(signers::confirmed(world, case).await, SIGNATURES);
    let path = format!("/v1/petitions/{}/counts", case.petition);
    let counts = world.get(&path, Some(&office.ramon.who)).await.expect(200);
    assert_eq!(counts["confirmed"], SIGNATURES);
    let number = |list: &str, field: &str, word: &str, number: &str| {
        let rows = counts[list].as_array().unwrap();
        rows.iter().find(|row| row[field] == word).unwrap()[number].clone()
    };
    assert_eq!(number("standings", "standing", "employee", "confirmed"), 33);
    assert_eq!(number("standings", "standing", "patron", "confirmed"), 7);
    assert_eq!(number("states", "state", "pending", "number"), 1);
    assert_eq!(number("states", "state", "withdrawn", "number"), 1);
    let eastmont = number("workplaces", "workplace_id", &case.branches[2], "shown");
    assert_eq!(eastmont, json!({"shown_as": "exact", "number": 7}));
    // Two of Mill Pond have signed: neither its number nor the other one of its district is shown.
    for hidden in [0, 1] {
        let shown = number(
            "workplaces",
            "workplace_id",
            &case.branches[hidden],
            "shown",
        );
        assert!(shown.get("number").is_none(), "{shown}");
    }
}

async fn each_supervisor_gets_a_packet(world: &World, office: &Office, case: &Case) {
    let ramon = Some(&office.ramon.who);
    let packets = format!("/v1/campaigns/{}/packets", case.campaign);
    a_published_figure_is_added(world, case, &office.ramon.who).await;
    what_would_be_left_out_is_read_first(world, case, &office.ramon.who).await;
    records::calls_to_the_police_are_added(world, case, &office.ramon.who).await;
    records::signers_are_compared_with_a_list(world, office, case).await;
    let association = json!({"target_id": case.association, "paper": "letter"});
    world.post(&packets, ramon, association).await.expect(202);
    let board = json!({"body_id": case.board});
    let frozen = world
        .post(&format!("{packets}/for-body"), ramon, board)
        .await
        .expect(202);
    assert_eq!(
        (&frozen["total"], &frozen["waiting"]),
        (&json!(5), &json!(5))
    );
    world.work().await;
    they_are_taken_away_together(world, &frozen, &office.ramon.who).await;
    let listed = world.get(&packets, ramon).await.expect(200);
    let listed = listed["items"].as_array().unwrap();
    assert_eq!(listed.len(), 6);
    for ((supervisor, target), own) in SUPERVISORS.iter().zip(&case.supervisors).zip(OWN) {
        let packet = listed
            .iter()
            .find(|packet| packet["target_id"] == *target)
            .unwrap();
        assert_eq!(packet["state"], "ready", "{packet}");
        assert!(packet["addressee"].as_str().unwrap().contains(supervisor));
        assert_eq!(
            (&packet["signatures"], &packet["own_signatures"]),
            (&json!(SIGNATURES), &json!(own))
        );
        assert_eq!(packet["kind"], "public_record_safe");
        if *supervisor == SUPERVISORS[0] {
            records::a_name_is_shown_and_taken_home_again(world, office, packet).await;
        }
        an_official_can_check_it(world, office, packet).await;
    }
    let first = listed[0]["id"].as_str().unwrap();
    somebody_looks_at_it(world, first, &office.ramon.who).await;
    let published = format!(
        "/v1/campaigns/{}/published-testimonies?limit=200",
        case.campaign
    );
    let published = world.get(&published, ramon).await.expect(200);
    assert_eq!(
        published["items"].as_array().unwrap().len(),
        1,
        "Wanda's text; the facts of the others are in the statistics alone"
    );
}

/// The union's own survey was a mistake; the state library's stays.
async fn a_published_figure_is_added(world: &World, case: &Case, ramon: &Persona) {
    let path = format!("/v1/campaigns/{}/evidence", case.campaign);
    let figure = json!({
        "statistic": "Libraries that reported a threatening incident in one year",
        "value": "1,142", "published": "2025", "n": "1,530 libraries",
        "source": "Example State Library, Survey of Safety in Public Libraries (fictional)",
    });
    let made = world.post(&path, Some(ramon), figure).await.expect(201);
    let own = json!({"statistic": "Members who feel unsafe", "value": "63 %"});
    let own = world.post(&path, Some(ramon), own).await.expect(201);
    assert_eq!(own["warnings"], json!(["without_n", "without_source"]));
    let own = format!("/v1/evidence/{}", own["id"].as_str().unwrap());
    let better = json!({"statistic": "Members who feel unsafe", "value": "63 %", "source": "Our own survey"});
    let changed = world.change(Method::PUT, (&own, &own), ramon, better).await;
    assert_eq!(changed.expect(200)["warnings"], json!(["without_n"]));
    let gone = world.send(Method::DELETE, &own, Some(ramon), None).await;
    assert_eq!(gone.status, 204);
    let left = world.get(&path, Some(ramon)).await.expect(200);
    assert_eq!(left["items"], json!([made]));
}

/// Before anything is frozen: how many names and numbers the first Supervisor would not see, and why.
async fn what_would_be_left_out_is_read_first(world: &World, case: &Case, ramon: &Persona) {
    let path = format!("/v1/campaigns/{}/packet-previews", case.campaign);
    let body = json!({"target_id": case.supervisors[0]});
    let shown = world.post(&path, Some(ramon), body).await.expect(200);
    assert_eq!(
        (&shown["signatures"], &shown["refusals"]),
        (&json!(SIGNATURES), &json!([]))
    );
    assert!(!shown["withheld"].as_array().unwrap().is_empty());
}

/// A last look at page 2, as a picture.
async fn somebody_looks_at_it(world: &World, packet: &str, ramon: &Persona) {
    let path = format!("/v1/packets/{packet}/pages/2?width=600");
    let shown = world.get(&path, Some(ramon)).await;
    assert_eq!(shown.header("content-type"), Some("image/png"));
}

async fn they_are_taken_away_together(world: &World, frozen: &Value, ramon: &Persona) {
    let compilation = format!("/v1/compilations/{}", frozen["id"].as_str().unwrap());
    let set = world.get(&compilation, Some(ramon)).await.expect(200);
    assert_eq!(
        (&set["state"], &set["ready"]),
        (&json!("finished"), &json!(5))
    );
    let path = format!("{compilation}/cancellation");
    let still = world.post(&path, Some(ramon), json!({})).await.expect(200);
    assert_eq!(still["state"], "finished", "there was nothing to cancel");
    let archive = world
        .get(&format!("{compilation}/archive"), Some(ramon))
        .await;
    assert_eq!(archive.header("content-type"), Some("application/zip"));
    assert!(archive.bytes.starts_with(b"PK"));
}

async fn an_official_can_check_it(world: &World, office: &Office, packet: &Value) {
    let id = packet["id"].as_str().unwrap();
    let read = world
        .get(&format!("/v1/packets/{id}"), Some(&office.ramon.who))
        .await
        .expect(200);
    assert_eq!(read, *packet);
    let document = world
        .get(
            &format!("/v1/packets/{id}/document"),
            Some(&office.ramon.who),
        )
        .await;
    assert_eq!(document.header("content-type"), Some("application/pdf"));
    assert!(document.bytes.starts_with(b"%PDF-"));
    let digest = data_encoding::HEXLOWER.encode(&Sha256::digest(&document.bytes));
    assert_eq!(packet["document_sha256"], digest);
    let ramon = Some(&office.ramon.who);
    for volume in packet["volumes"].as_array().unwrap() {
        let path = format!("/v1/packets/{id}/volumes/{}", volume["number"]);
        let document = world.get(&path, ramon).await;
        let digest = data_encoding::HEXLOWER.encode(&Sha256::digest(&document.bytes));
        assert_eq!(volume["document_sha256"], digest);
    }
    for part in ["manifest", "manifest-signature"] {
        let path = format!("/v1/packets/{id}/{part}");
        let beside = world.get(&path, ramon).await;
        assert_eq!(
            beside.header("content-type"),
            Some("application/octet-stream")
        );
    }
    let checked = world
        .get(&format!("/v1/public/packets/{id}"), None)
        .await
        .expect(200);
    assert_eq!(checked["document_sha256"], digest);
    let known = world
        .get(&format!("/v1/public/packet-digests/{digest}"), None)
        .await
        .expect(200);
    assert_eq!(
        (&known["known"], &known["packet"]["id"]),
        (&json!(true), &json!(id))
    );
}

/// What was done to testimony is chained the day after, so that its order tells nothing.
async fn the_owner_reads_what_was_done(world: &World, office: &mut Office) {
    let did = |entries: &[Value], action: &str| {
        entries
            .iter()
            .filter(|entry| entry["action"] == action)
            .count()
    };
    let evening = read_the_audit(world, office).await;
    assert_eq!(did(&evening, "create_campaign"), 1);
    assert_eq!(did(&evening, "publish_testimony"), 0);
    world.advance(Duration::hours(14));
    world.work().await;
    office.odalys.back(world).await;
    let morning = read_the_audit(world, office).await;
    assert_eq!(did(&morning, "publish_testimony"), witnesses::PUBLISHED);
    assert!(did(&morning, "open_testimony") >= witnesses::PUBLISHED);
}

async fn read_the_audit(world: &World, office: &Office) -> Vec<Value> {
    let mut entries = Vec::new();
    let mut path = "/v1/audit-entries?limit=200".to_owned();
    loop {
        let page = world.get(&path, Some(&office.odalys.who)).await.expect(200);
        entries.extend(page["items"].as_array().unwrap().clone());
        let Some(next) = page["next"].as_str() else {
            return entries;
        };
        path = format!("/v1/audit-entries?limit=200&cursor={next}");
    }
}
