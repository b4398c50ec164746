//! Signing: once per person, without an oracle, and not into the employer's hands.

use broadside::listen::ClientAddress;
use broadside::petitions::entity::petition;
use broadside::signatures::SigningQueues;
use broadside::signatures::entity::subscription;
use broadside::signatures::sign::{SignError, SignRefused, sign};
use broadside::signatures::wire::NewSignature;
use poem_openapi::types::ParseFromJSON;
use serde_json::json;

use super::{drive, employee};
use crate::kit::Answer;

#[tokio::test]
async fn a_signature_counts_once_per_person() {
    let drive = drive().await;
    drive
        .sign_and_confirm(employee("rosa.marquez@gmail.com"))
        .await;
    for spelling in [
        "rosa.marquez+union@gmail.com",
        "RosaMarquez@googlemail.com",
        "r.o.s.a.marquez@gmail.com",
    ] {
        drive.sign(employee(spelling)).await.expect(202);
    }
    drive.world.work().await;
    assert_eq!(drive.count().await, 1);
    assert_eq!(drive.signatures().await.len(), 1);
    drive.check_counters().await;
}

#[tokio::test]
async fn signing_answers_the_same_whether_or_not_the_address_has_signed() {
    let drive = drive().await;
    drive.sign_and_confirm(employee("rosa@example.org")).await;
    let known = drive.sign(employee("rosa@example.org")).await;
    let unknown = drive.sign(employee("ana@example.org")).await;
    assert_eq!(
        (known.status, &known.bytes),
        (unknown.status, &unknown.bytes)
    );
    // These count the client's requests and name this one; neither depends on the address that signs.
    let same_for_all = |answer: &Answer| {
        let mut headers = answer.headers.clone();
        headers.remove("ratelimit");
        headers.remove("x-request-id");
        headers
    };
    assert_eq!(same_for_all(&known), same_for_all(&unknown));
    drive.world.work().await;
    let (first, again) = (
        drive.mails_to("ana@example.org"),
        drive.mails_to("rosa@example.org"),
    );
    let subject = |mail: &str| {
        mail.lines()
            .find(|line| line.starts_with("Subject:"))
            .map(str::to_owned)
    };
    assert_eq!(subject(&first[0]), subject(&again[1]));
    assert!(
        first[0].len().abs_diff(again[1].len()) < 20,
        "{} {}",
        first[0].len(),
        again[1].len()
    );
    assert!(again[1].contains("has signed it before"));
    // The mail took the address of a signer who is only counted with it.
    let rosa = drive
        .signatures()
        .await
        .into_iter()
        .find(|row| row.state == "confirmed")
        .unwrap();
    assert_eq!(rosa.address_sealed, None);
}

#[tokio::test]
async fn resending_answers_the_same_for_everybody() {
    let drive = drive().await;
    drive.sign_as("rosa@example.org").await;
    let path = format!("/v1/petitions/{}/confirmations/resend", drive.petition);
    let known = drive
        .world
        .post(&path, None, json!({"email": "rosa@example.org"}))
        .await;
    let unknown = drive
        .world
        .post(&path, None, json!({"email": "nobody@example.org"}))
        .await;
    assert_eq!(
        (known.status, &known.bytes),
        (unknown.status, &unknown.bytes)
    );
    drive.world.work().await;
    assert_eq!(drive.mails_to("rosa@example.org").len(), 2);
    assert_eq!(drive.mails_to("nobody@example.org").len(), 0);
}

#[tokio::test]
async fn who_is_only_counted_leaves_no_name_and_no_address() {
    let drive = drive().await;
    let mut body = employee("rosa@example.org");
    body["wants_updates"] = json!(true);
    drive.sign_and_confirm(body).await;
    let row = drive.signatures().await.pop().unwrap();
    assert_eq!(
        (row.address_sealed, row.name_sealed, row.wants_updates),
        (None, None, false)
    );
    let subscribers = subscription::for_jobs()
        .all(&drive.world.app.db.read)
        .await
        .unwrap();
    assert_eq!(subscribers.len(), 1);
    assert_ne!(subscribers[0].address_key, row.dedupe_key);
    let mut named = employee("ana@example.org");
    named["name"] = json!("Ana Prieto");
    let refused = drive.sign(named).await;
    assert_eq!(
        (
            refused.problem().as_str(),
            refused.json()["violations"][0]["pointer"].as_str()
        ),
        ("invalid-body", Some("/name"))
    );
}

#[tokio::test]
async fn a_mailbox_gets_five_confirmation_mails_a_day() {
    let drive = drive().await;
    for _ in 0..8 {
        drive.sign_as("rosa@example.org").await;
    }
    assert_eq!(drive.mails_to("rosa@example.org").len(), 5);
    drive.world.advance(chrono::Duration::days(1));
    drive.sign_as("rosa@example.org").await;
    assert_eq!(drive.mails_to("rosa@example.org").len(), 6);
}

#[tokio::test]
async fn the_employers_address_is_refused_once_and_nothing_is_stored() {
    let drive = drive().await;
    let mut body = employee("rosa@library.aldercounty.example");
    assert_eq!(drive.sign(body.clone()).await.problem(), "employer-address");
    drive.world.work().await;
    assert!(drive.signatures().await.is_empty() && drive.world.mails().is_empty());
    body["accept_risk"] = json!(true);
    drive.sign(body).await.expect(202);
    assert_eq!(drive.signatures().await.len(), 1);
}

#[tokio::test]
async fn a_petition_that_is_not_open_takes_no_signatures() {
    let drive = drive().await;
    drive.sign_as("ana@example.org").await;
    for (state, problem) in [
        ("paused", "petition-not-open"),
        ("closed", "petition-not-open"),
        ("draft", "not-found"),
        ("removed", "petition-removed"),
    ] {
        drive.set_state(state).await;
        assert_eq!(
            drive.sign(employee("rosa@example.org")).await.problem(),
            problem,
            "{state}"
        );
    }
    drive.set_state("delivered").await;
    assert_eq!(
        drive
            .confirm(&drive.token("ana@example.org"))
            .await
            .problem(),
        "petition-not-open"
    );
    let nowhere = "/v1/petitions/pet_00000000000070008000000000000000/signatures";
    assert_eq!(
        drive
            .world
            .post(nowhere, None, employee("rosa@example.org"))
            .await
            .problem(),
        "not-found"
    );
    assert_eq!(drive.signatures().await.len(), 1);
}

#[tokio::test]
async fn the_first_signature_freezes_the_text() {
    let drive = drive().await;
    let frozen = async || {
        petition::for_jobs()
            .one(&drive.world.app.db.read)
            .await
            .unwrap()
            .unwrap()
            .frozen_at
    };
    assert_eq!(frozen().await, None);
    drive.sign(employee("rosa@example.org")).await.expect(202);
    assert!(frozen().await.is_some());
}

#[tokio::test]
async fn hostile_names_are_refused_and_formulas_stay_names() {
    let drive = drive().await;
    let named = |name: &str| json!({"email": "rosa@example.org", "standing": "ally", "visibility": "public", "name": name});
    for hostile in [
        "Rosa\u{202E}zeuqráM",
        "Ro\u{200B}sa",
        "Rosa\u{0}",
        "Rosa\u{7}",
        "12345",
        "   ",
        "R\nosa",
    ] {
        assert_eq!(
            drive.sign(named(hostile)).await.problem(),
            "invalid-body",
            "{hostile:?}"
        );
    }
    assert_eq!(
        drive
            .sign(json!({"email": "rosa@example.org", "standing": "ally", "visibility": "public"}))
            .await
            .problem(),
        "invalid-body"
    );
    drive
        .sign_and_confirm(named("=HYPERLINK(\"http://evil.example\") <b>"))
        .await;
    let path = format!("/v1/petitions/{}/signatures", drive.petition);
    let list = drive.world.get(&path, Some(&drive.owner)).await.expect(200);
    assert_eq!(
        list["items"][0]["name"],
        "=HYPERLINK(\"http://evil.example\") <b>"
    );
}

#[tokio::test]
async fn the_district_comes_from_the_branch_or_from_a_patrons_postal_code() {
    let drive = drive().await;
    drive.sign(json!({"email": "rosa@example.org", "standing": "employee", "workplace_id": drive.branches[0]})).await.expect(202);
    drive
        .sign(json!({"email": "pat@example.org", "standing": "patron", "postal_code": "99502"}))
        .await
        .expect(202);
    drive.sign(json!({"email": "al@example.org", "standing": "employee", "workplace_id": "not_listed"})).await.expect(202);
    let divisions: std::collections::HashSet<_> = drive
        .signatures()
        .await
        .iter()
        .map(|row| row.division_id)
        .collect();
    assert_eq!(
        divisions,
        [Some(drive.districts[0]), Some(drive.districts[1]), None].into()
    );
    let elsewhere = json!({"email": "li@example.org", "standing": "employee", "workplace_id": "wpl_00000000000070008000000000000000"});
    let refused = drive.sign(elsewhere).await;
    assert_eq!(refused.json()["violations"][0]["pointer"], "/workplace_id");
}

#[tokio::test]
async fn the_employers_network_is_refused_once_and_nothing_is_stored() {
    let drive = drive().await;
    let app = &drive.world.app;
    let queues = SigningQueues::start(app);
    let at = |ip: &str| Some(ClientAddress::new(ip.parse().unwrap()));
    let mut new = NewSignature::parse_from_json(Some(employee("rosa@example.org"))).unwrap();
    let refused = sign(app, &queues, drive.petition, &new, at("203.0.113.9")).await;
    assert!(matches!(
        refused,
        Err(SignError::Refused(SignRefused::EmployerNetwork))
    ));
    assert!(drive.signatures().await.is_empty());
    new.accept_risk = Some(true);
    sign(app, &queues, drive.petition, &new, at("203.0.113.9"))
        .await
        .unwrap();
    new.accept_risk = None;
    new.email = "ana@example.org".to_owned();
    sign(app, &queues, drive.petition, &new, at("198.51.100.9"))
        .await
        .unwrap();
    assert_eq!(drive.signatures().await.len(), 2);
}
