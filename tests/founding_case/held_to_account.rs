//! What became of it: packets reach the Supervisors, some answer, some are silent, and everybody can read which.

use broadside::accountability::day::day_of;
use chrono::Duration;
use poem::http::Method;
use serde_json::{Value, json};

use super::campaign::Case;
use super::office::Office;
use crate::kit::{Answer, Persona, World, pictures};

/// 45 days, told from the first delivery on.
pub async fn held_to_account(world: &World, office: &mut Office, case: &Case) {
    office.ramon.back(world).await;
    let ramon = office.ramon.who.clone();
    let handed = handed_over(world, case, &ramon).await;
    let opened = mailed(world, case, &ramon).await;
    copies_are_told(world, office, &handed).await;
    world.advance(Duration::days(20));
    office.ramon.back(world).await;
    let ramon = office.ramon.who.clone();
    one_answers(world, case, &ramon, &opened).await;
    the_board_votes(world, case, &ramon).await;
    world.advance(Duration::days(25));
    office.ramon.back(world).await;
    let ramon = office.ramon.who.clone();
    everybody_reads_it(world, case).await;
    let path = format!("/v1/packets/{handed}/follow-ups");
    let since =
        json!({"since": "Since then the police were called to Alder Street eleven more times."});
    let made = world.post(&path, Some(&ramon), since).await.expect(202);
    assert_eq!(made["kind"], "follow_up");
}

async fn packet_of(world: &World, case: &Case, ramon: &Persona, at: usize) -> String {
    let path = format!(
        "/v1/campaigns/{}/packets?target_id={}",
        case.campaign, case.supervisors[at]
    );
    let listed = world.get(&path, Some(ramon)).await.expect(200);
    listed["items"][0]["id"].as_str().unwrap().to_owned()
}

/// The first Supervisor's clerk stamps it.
async fn handed_over(world: &World, case: &Case, ramon: &Persona) -> String {
    let packet = packet_of(world, case, ramon, 0).await;
    let today = day_of(world.app.clock.now());
    let path = format!("/v1/packets/{packet}/deliveries");
    let body = json!({"channel": "post", "left_on": today, "tracking_number": "9400 1000 0000 0000 0000 00"});
    let made = world.post(&path, Some(ramon), body).await.expect(201);
    let here = format!("/v1/deliveries/{}", made["id"].as_str().unwrap());
    let stamp = ("image/jpeg", pictures::jpeg(60, 40));
    put(world, ramon, &here, "proof", stamp).await.expect(200);
    let proof = world.get(&format!("{here}/proof"), Some(ramon)).await;
    assert!(proof.bytes.starts_with(&[0xff, 0xd8, 0xff]));
    let arrived = json!({"outcome": "delivered", "delivered_on": today});
    change(world, ramon, &here, arrived).await;
    world.get(&here, Some(ramon)).await.expect(200);
    let list = format!("/v1/campaigns/{}/deliveries", case.campaign);
    let list = world.get(&list, Some(ramon)).await.expect(200);
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
    packet
}

async fn put(
    world: &World,
    who: &Persona,
    here: &str,
    part: &str,
    file: (&str, Vec<u8>),
) -> Answer {
    let read = world.get(here, Some(who)).await;
    let request = world
        .request(Method::PUT, &format!("{here}/{part}"))
        .header("authorization", format!("Bearer {}", who.token))
        .header("if-match", read.header("etag").unwrap())
        .header("content-type", file.0);
    Answer::read(request.body(file.1).send().await).await
}

async fn change(world: &World, who: &Persona, here: &str, body: Value) {
    let changed = world.change(Method::PATCH, (here, here), who, body).await;
    changed.expect(200);
}

/// The second opens the link; the link is ended then.
async fn mailed(world: &World, case: &Case, ramon: &Persona) -> String {
    let packet = packet_of(world, case, ramon, 1).await;
    let path = format!("/v1/packets/{packet}/mailings");
    let body =
        json!({"channel": "link", "address": "district2@aldercounty.example", "link_days": 14});
    let made = world.post(&path, Some(ramon), body).await.expect(202);
    world.work().await;
    let mails = world.mails();
    let mail = mails.iter().rfind(|mail| mail.contains("/packet?token="));
    let (_, rest) = mail.unwrap().split_once("/packet?token=").unwrap();
    let token: String = rest.chars().take_while(|c| *c != '&').collect();
    let open = "/v1/public/deliveries/open";
    let opened = world.post(open, None, json!({"token": token})).await;
    assert!(opened.bytes.starts_with(b"%PDF-"));
    let here = format!("/v1/deliveries/{}", made["id"].as_str().unwrap());
    let link = format!("{here}/link");
    let ended = world.change(Method::DELETE, (&here, &link), ramon, Value::Null);
    ended.await.expect(204);
    packet
}

async fn copies_are_told(world: &World, office: &Office, handed: &str) {
    let mails = world.mails();
    let mail = mails.iter().find(|mail| mail.contains("/withdraw?token="));
    let (_, rest) = mail.unwrap().split_once("/withdraw?token=").unwrap();
    let is_token = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let token: String = rest.chars().take_while(is_token).collect();
    let path = "/v1/signatures/copies";
    let own = world.post(path, None, json!({"token": token})).await;
    own.expect(200);
    let who = &office.ramon.who;
    let packet = world.get(&format!("/v1/packets/{handed}"), Some(who)).await;
    let petition = packet.expect(200)["petition_id"].clone();
    let list = format!("/v1/petitions/{}/signatures", petition.as_str().unwrap());
    let list = world.get(&list, Some(who)).await.expect(200);
    for one in list["items"].as_array().unwrap() {
        let path = format!("/v1/signatures/{}/copies", one["id"].as_str().unwrap());
        world.get(&path, Some(who)).await.expect(200);
    }
}

/// What was promised falls overdue and is broken.
async fn one_answers(world: &World, case: &Case, ramon: &Persona, packet: &str) {
    let today = world.app.clock.today();
    let path = format!("/v1/packets/{packet}/responses");
    let body = json!({
        "kind": "partly", "received_on": today, "source": "Letter of the second Supervisor",
        "said": "Two branches will have a guard by next week.",
    });
    let answer = world.post(&path, Some(ramon), body).await.expect(201);
    let here = format!("/v1/responses/{}", answer["id"].as_str().unwrap());
    let letter = ("application/pdf", b"%PDF-1.7\n%%EOF\n".to_vec());
    put(world, ramon, &here, "file", letter).await.expect(200);
    let file = world.get(&format!("{here}/file"), Some(ramon)).await;
    assert!(file.bytes.starts_with(b"%PDF-"));
    let right = json!({"said": "Three branches will have a guard by next week.", "why": "We had misread the letter."});
    change(world, ramon, &here, right).await;
    world.get(&here, Some(ramon)).await.expect(200);
    let list = format!("/v1/campaigns/{}/responses", case.campaign);
    world.get(&list, Some(ramon)).await.expect(200);

    let path = format!("/v1/campaigns/{}/commitments", case.campaign);
    let promise = json!({
        "target_id": case.supervisors[1], "response_id": answer["id"], "what": "A guard at three branches",
        "promised_on": today, "due_on": today + Duration::days(7), "source": "Letter of the second Supervisor",
    });
    let made = world.post(&path, Some(ramon), promise).await.expect(201);
    let here = format!("/v1/commitments/{}", made["id"].as_str().unwrap());
    let broken =
        json!({"outcome": "broken", "evidence": "The county's own roster names no guard."});
    change(world, ramon, &here, broken).await;
    world.get(&here, Some(ramon)).await.expect(200);
    world.get(&path, Some(ramon)).await.expect(200);
}

async fn the_board_votes(world: &World, case: &Case, ramon: &Persona) {
    let officials = world.get("/v1/officials?limit=200", Some(ramon)).await;
    let officials = officials.expect(200);
    let sits = |one: &&Value| one["body_id"] == case.board.as_str();
    let vote = |one: &Value| json!({"official_id": one["id"], "voted": "no"});
    let votes: Vec<Value> = officials["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(sits)
        .map(vote)
        .collect();
    let path = format!("/v1/campaigns/{}/votes", case.campaign);
    let body = json!({
        "body_id": case.board, "item": "Item 14: security staff for high-risk branches", "held_on": world.app.clock.today(),
        "outcome": "tabled", "votes": votes, "source": "Minutes of the Board",
    });
    let made = world.post(&path, Some(ramon), body).await.expect(201);
    let here = format!("/v1/votes/{}", made["id"].as_str().unwrap());
    let right = json!({"outcome": "failed", "why": "The minutes were amended."});
    change(world, ramon, &here, right).await;
    world.get(&here, Some(ramon)).await.expect(200);
    world.get(&path, Some(ramon)).await.expect(200);
}

async fn everybody_reads_it(world: &World, case: &Case) {
    let path = format!("/v1/public/campaigns/{}/record", case.campaign);
    let told = world.get(&path, None).await.expect(200);
    let entries = told["entries"].as_array().unwrap();
    let of = |at: usize| {
        let entry = entries
            .iter()
            .find(|one| one["target_id"] == case.supervisors[at].as_str());
        entry.unwrap().clone()
    };
    assert_eq!(
        (&of(0)["status"], &of(0)["silent_days"]),
        (&json!("silent"), &json!(45))
    );
    assert_eq!(of(1)["status"], "answered");
    assert_eq!(of(1)["commitments"][0]["state"], "broken");
    assert_eq!(told["votes"][0]["outcome"], "failed");
    let one = format!("{path}/{}", case.supervisors[0]);
    world.get(&one, None).await.expect(200);
    let feed = world.get(&format!("{path}.atom"), None).await;
    assert_eq!(feed.status, 200);
}
