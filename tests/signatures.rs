//! Signing, confirming, withdrawing and counting.

use broadside::campaigns::CampaignId;
use broadside::campaigns::entity::campaign;
use broadside::db::intake::IntakeError;
use broadside::directory::entity::{
    division, employer_domain, employer_network, headcount, postal_code, workplace,
};
use broadside::directory::{
    DivisionId, EmployerDomainId, EmployerNetworkId, PostalCodeId, WorkplaceId,
};
use broadside::ids;
use broadside::jobs::{self, Kind, NewJob};
use broadside::listen::ClientAddress;
use broadside::petitions::entity::{petition, petition_text, petition_version};
use broadside::petitions::{PetitionId, PetitionVersionId};
use broadside::signatures::SigningQueues;
use broadside::signatures::entity::{petition_tally, signature, signature_count, subscription};
use broadside::signatures::sign::{SignError, SignRefused, ballot, sign};
use broadside::signatures::wire::NewSignature;
use poem_openapi::types::ParseFromJSON;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ConnectionTrait, IntoActiveModel};
use serde_json::{Value, json};

use crate::kit::{Answer, Persona, World};

/// An open petition of the county's library workers, with a branch in each of two districts.
pub struct Drive {
    pub world: World,
    pub owner: Persona,
    pub petition: PetitionId,
    pub districts: Vec<DivisionId>,
    pub branches: Vec<WorkplaceId>,
}

pub async fn drive() -> Drive {
    drive_in(World::new().await).await
}

pub async fn drive_in(world: World) -> Drive {
    let owner = world.organization("Alder County Library Workers").await;
    let app = world.app.clone();
    let now = app.clock.now();
    let fresh = || ids::timely(&app.clock, &app.entropy);
    let petition = PetitionId(fresh());
    let (campaign, version) = (CampaignId(fresh()), PetitionVersionId(fresh()));
    let districts: Vec<_> = (0..2).map(|_| DivisionId(fresh())).collect();
    let branches: Vec<_> = (0..3).map(|_| WorkplaceId(fresh())).collect();
    app.entropy
        .with(|rng| app.petition_keys.create(rng, petition.0))
        .unwrap();
    let (districts_ref, branches_ref) = (&districts, &branches);
    let organization = owner.organization;
    world
        .app
        .db
        .write(|tx| async move {
            let tx = &*tx;
            campaign::ActiveModel {
                id: Set(campaign),
                organization_id: Set(organization),
                name: Set("Safe branches".to_owned()),
                summary: Set(String::new()),
                language: Set("en".to_owned()),
                state: Set("active".to_owned()),
                testimony_open: Set(false),
                testimony_opened_on: Set(None),
                testimony_withdraw_until: Set(None),
                answer_requested_by: Set(None),
                agenda_item: Set(None),
                revision: Set(1),
                created_at: Set(now),
            }
            .insert(tx)
            .await?;
            petition::ActiveModel {
                id: Set(petition),
                organization_id: Set(organization),
                campaign_id: Set(campaign),
                state: Set("open".to_owned()),
                reason: Set(None),
                opens_at: Set(None),
                closes_at: Set(None),
                closed_at: Set(None),
                goal: Set(Some(500)),
                workplace_threshold: Set(5),
                current_version: Set(1),
                frozen_at: Set(None),
                revision: Set(1),
                created_at: Set(now),
            }
            .insert(tx)
            .await?;
            petition_version::ActiveModel {
                id: Set(version),
                organization_id: Set(organization),
                petition_id: Set(petition),
                number: Set(1),
                correction_note: Set(None),
                created_at: Set(now),
            }
            .insert(tx)
            .await?;
            for (language, title) in [
                ("en", "Security guards at every high-risk branch"),
                ("es", "Guardias en cada sucursal de alto riesgo"),
            ] {
                petition_text::ActiveModel {
                    version_id: Set(version),
                    language: Set(language.to_owned()),
                    title: Set(title.to_owned()),
                    body: Set("We ask the Board <b>now</b>.\n\nBranches first.".to_owned()),
                    is_original: Set(language == "en"),
                }
                .insert(tx)
                .await?;
            }
            for (n, id) in districts_ref.iter().enumerate() {
                division::ActiveModel {
                    id: Set(*id),
                    organization_id: Set(organization),
                    ocd_id: Set(format!(
                        "ocd-division/country:us/state:ca/county:alder/council_district:{}",
                        n + 1
                    )),
                    name: Set(format!("District {}", n + 1)),
                    revision: Set(1),
                    created_at: Set(now),
                }
                .insert(tx)
                .await?;
            }
            for (n, id) in branches_ref.iter().enumerate() {
                workplace::ActiveModel {
                    id: Set(*id),
                    organization_id: Set(organization),
                    employer_id: Set(None),
                    division_id: Set(Some(districts_ref[n.min(1)])),
                    external_key: Set(None),
                    name: Set(
                        ["Alder Street Branch", "Eastmont Branch", "Harbor Branch"][n].to_owned(),
                    ),
                    address: Set(None),
                    latitude: Set(None),
                    longitude: Set(None),
                    risk: Set("high".to_owned()),
                    closed_on: Set(None),
                    revision: Set(1),
                    created_at: Set(now),
                }
                .insert(tx)
                .await?;
                headcount::ActiveModel {
                    workplace_id: Set(*id),
                    job_group: Set("librarian".to_owned()),
                    headcount: Set(30),
                    as_of: Set(now.date_naive()),
                }
                .insert(tx)
                .await?;
            }
            postal_code::ActiveModel {
                id: Set(PostalCodeId(organization.0)),
                organization_id: Set(organization),
                code: Set("99502".to_owned()),
                division_id: Set(districts_ref[1]),
            }
            .insert(tx)
            .await?;
            employer_domain::ActiveModel {
                id: Set(EmployerDomainId(organization.0)),
                organization_id: Set(organization),
                domain: Set("aldercounty.example".to_owned()),
            }
            .insert(tx)
            .await?;
            employer_network::ActiveModel {
                id: Set(EmployerNetworkId(organization.0)),
                organization_id: Set(organization),
                network: Set("203.0.113.0/24".to_owned()),
            }
            .insert(tx)
            .await?;
            Ok::<_, sea_orm::DbErr>(())
        })
        .await
        .unwrap();
    Drive {
        world,
        owner,
        petition,
        districts,
        branches,
    }
}

impl Drive {
    pub async fn sign(&self, body: Value) -> Answer {
        self.world
            .post(
                &format!("/v1/petitions/{}/signatures", self.petition),
                None,
                body,
            )
            .await
    }

    /// Signs as somebody who is only counted, and works off the mail.
    pub async fn sign_as(&self, email: &str) {
        self.sign(json!({"email": email, "standing": "employee"}))
            .await
            .expect(202);
        self.world.work().await;
    }

    pub async fn confirm(&self, token: &str) -> Answer {
        self.world
            .post(
                "/v1/signatures/confirmations",
                None,
                json!({"token": token}),
            )
            .await
    }

    pub async fn sign_and_confirm(&self, body: Value) {
        let email = body["email"].as_str().unwrap().to_owned();
        self.sign(body).await.expect(202);
        self.world.work().await;
        self.confirm(&self.token(&email)).await.expect(200);
    }

    pub async fn count(&self) -> i64 {
        let count = self
            .world
            .get(&format!("/v1/petitions/{}/count", self.petition), None)
            .await
            .expect(200);
        count["confirmed"].as_i64().unwrap()
    }

    /// The mails to this address, oldest first.
    pub fn mails_to(&self, email: &str) -> Vec<String> {
        let to = format!("To: {email}");
        self.world
            .mails()
            .into_iter()
            .filter(|mail| mail.lines().any(|line| line.trim_end() == to))
            .collect()
    }

    /// The token of the newest mail to this address.
    pub fn token(&self, email: &str) -> String {
        after(
            self.mails_to(email).last().expect("a mail"),
            "/confirm?token=",
        )
    }

    pub fn withdrawal_token(&self, email: &str) -> String {
        after(
            self.mails_to(email).last().expect("a mail"),
            "/withdraw?token=",
        )
    }

    pub async fn signatures(&self) -> Vec<signature::Model> {
        signature::for_jobs()
            .all(&self.world.app.db.read)
            .await
            .unwrap()
    }

    /// Runs one kind of work that otherwise comes by the clock.
    pub async fn run_job(&self, kind: Kind) {
        let app = &self.world.app;
        app.db
            .write(|tx| async move {
                let job = NewJob::new(kind, uuid::Uuid::nil(), app.clock.now());
                jobs::enqueue(app, &tx, job).await
            })
            .await
            .unwrap();
        self.world.work().await;
    }

    pub async fn set_state(&self, state: &str) {
        let app = &self.world.app;
        let row = petition::for_jobs()
            .one(&app.db.read)
            .await
            .unwrap()
            .unwrap();
        let mut row = row.into_active_model();
        row.state = Set(state.to_owned());
        let row = &row;
        app.db
            .write(|tx| async move { row.clone().update(&*tx).await.map(drop) })
            .await
            .unwrap();
    }

    pub async fn execute(&self, sql: &str) {
        self.world
            .app
            .db
            .write(|tx| async move { tx.execute_unprepared(sql).await.map(drop) })
            .await
            .unwrap();
    }

    /// Rows and counters must tell the same story, whatever happened.
    pub async fn check_counters(&self) {
        let db = &self.world.app.db.read;
        let rows = self.signatures().await;
        let tally = petition_tally::for_jobs().all(db).await.unwrap();
        for row in &tally {
            let counted = rows
                .iter()
                .filter(|signature| signature.state == row.state)
                .count();
            assert_eq!(row.number, counted as i64, "{}", row.state);
        }
        let confirmed = rows.iter().filter(|row| row.state == "confirmed").count() as i64;
        let counts = signature_count::for_jobs().all(db).await.unwrap();
        assert_eq!(
            counts.iter().map(|row| row.confirmed).sum::<i64>(),
            confirmed
        );
    }
}

fn after(mail: &str, start: &str) -> String {
    let rest = mail.split_once(start).expect(start).1;
    rest.chars()
        .take_while(|c| c.is_ascii_alphanumeric() || *c == '-' || *c == '_')
        .collect()
}

#[tokio::test]
async fn a_signature_counts_from_its_confirmation_on() {
    let drive = drive().await;
    drive.sign_as("rosa@example.org").await;
    assert_eq!(drive.count().await, 0);
    let mail = drive.mails_to("rosa@example.org").pop().unwrap();
    assert!(
        mail.contains("Security guards at every high-risk branch"),
        "{mail}"
    );
    let subject = mail
        .lines()
        .find(|line| line.starts_with("Subject:"))
        .unwrap();
    assert_eq!(
        subject.trim_end(),
        "Subject: Please confirm your e-mail address"
    );
    let confirmed = drive
        .confirm(&drive.token("rosa@example.org"))
        .await
        .expect(200);
    assert_eq!(confirmed["state"], "confirmed");
    assert_eq!(drive.count().await, 1);
    drive.check_counters().await;
}

fn employee(email: &str) -> Value {
    json!({"email": email, "standing": "employee"})
}

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
async fn three_hundred_signatures_from_one_address_in_a_quarter_of_an_hour_are_all_taken() {
    let drive = drive().await;
    for n in 0..300 {
        drive
            .sign(employee(&format!("worker{n}@example.org")))
            .await
            .expect(202);
        drive.world.advance(chrono::Duration::seconds(3));
    }
    assert_eq!(drive.signatures().await.len(), 300);
}

#[tokio::test]
async fn many_at_once_are_all_taken_and_counted_right() {
    let drive = drive().await;
    let all = (0..200).map(|n| drive.sign(employee(&format!("worker{}@example.org", n % 150))));
    for answer in futures_util::future::join_all(all).await {
        answer.expect(202);
    }
    assert_eq!(drive.signatures().await.len(), 150);
    drive.check_counters().await;
}

#[tokio::test]
async fn concurrent_confirmations_of_one_signature_count_once() {
    let drive = drive().await;
    drive.sign_as("rosa@example.org").await;
    let token = drive.token("rosa@example.org");
    let all = (0..20).map(|_| drive.confirm(&token));
    for answer in futures_util::future::join_all(all).await {
        assert_eq!(answer.expect(200)["state"], "confirmed");
    }
    assert_eq!(drive.count().await, 1);
    drive.check_counters().await;
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
async fn a_code_that_is_typed_works_as_the_link_does() {
    let drive = drive().await;
    drive.sign_as("rosa@example.org").await;
    let mail = drive.mails_to("rosa@example.org").pop().unwrap();
    let code = mail
        .lines()
        .map(str::trim)
        .find(|line| line.len() == 14 && line.matches('-').count() == 2)
        .unwrap();
    let sloppy = code.to_lowercase().replace('-', " ");
    let confirmed = drive
        .world
        .post(
            "/v1/signatures/confirmations",
            None,
            json!({"code": sloppy}),
        )
        .await
        .expect(200);
    assert_eq!(confirmed["state"], "confirmed");
    assert_eq!(drive.count().await, 1);
}

#[tokio::test]
async fn after_seven_days_a_confirmation_has_expired() {
    let drive = drive().await;
    drive.sign_as("rosa@example.org").await;
    let token = drive.token("rosa@example.org");
    drive.world.advance(chrono::Duration::days(8));
    assert_eq!(
        drive.confirm(&token).await.problem(),
        "confirmation-expired"
    );
    drive.run_job(Kind::ExpireSignatures).await;
    let row = drive.signatures().await.pop().unwrap();
    assert_eq!((row.state.as_str(), row.address_sealed), ("expired", None));
    assert_eq!(
        drive.confirm(&token).await.problem(),
        "confirmation-expired"
    );
    drive.check_counters().await;
    drive.sign_and_confirm(employee("rosa@example.org")).await;
    assert_eq!(drive.count().await, 1);
    drive.check_counters().await;
}

#[tokio::test]
async fn a_token_that_is_not_ours_confirms_nothing() {
    let drive = drive().await;
    drive.sign_as("rosa@example.org").await;
    let token = drive.token("rosa@example.org");
    let mut forged = token.clone();
    forged.replace_range(30..31, if &token[30..31] == "A" { "B" } else { "A" });
    for wrong in [
        forged.as_str(),
        "",
        "x",
        &drive.withdrawal_token("rosa@example.org"),
    ] {
        assert_eq!(
            drive.confirm(wrong).await.problem(),
            "confirmation-not-valid"
        );
    }
    let both = json!({"token": token, "code": "AAAA"});
    assert_eq!(
        drive
            .world
            .post("/v1/signatures/confirmations", None, both)
            .await
            .problem(),
        "invalid-body"
    );
    assert_eq!(drive.count().await, 0);
}

#[tokio::test]
async fn what_is_withdrawn_no_longer_counts_and_its_link_is_dead() {
    let drive = drive().await;
    let body = json!({"email": "rosa@example.org", "standing": "employee", "visibility": "recipients", "name": "Rosa Márquez"});
    drive.sign_and_confirm(body).await;
    let (confirm, withdraw) = (
        drive.token("rosa@example.org"),
        drive.withdrawal_token("rosa@example.org"),
    );
    let path = "/v1/signatures/withdrawals";
    let gone = drive
        .world
        .post(path, None, json!({"token": withdraw}))
        .await
        .expect(200);
    assert_eq!(gone["state"], "withdrawn");
    assert_eq!(drive.count().await, 0);
    drive.check_counters().await;
    drive
        .world
        .post(path, None, json!({"token": withdraw}))
        .await
        .expect(200);
    assert_eq!(
        drive.confirm(&confirm).await.problem(),
        "confirmation-not-valid"
    );
    drive.world.work().await;
    assert!(
        drive
            .mails_to("rosa@example.org")
            .pop()
            .unwrap()
            .contains("has been withdrawn")
    );
    let row = drive.signatures().await.pop().unwrap();
    assert_eq!((row.name_sealed, row.address_sealed), (None, None));
    drive.sign_and_confirm(employee("rosa@example.org")).await;
    assert_eq!(drive.count().await, 1);
    drive.check_counters().await;
}

#[tokio::test]
async fn somebody_who_never_signed_can_say_so() {
    let drive = drive().await;
    drive.sign_as("rosa@example.org").await;
    let token = drive.withdrawal_token("rosa@example.org");
    let gone = drive
        .world
        .post("/v1/signatures/withdrawals", None, json!({"token": token}))
        .await
        .expect(200);
    assert_eq!(gone["state"], "expired");
    assert_eq!(drive.signatures().await.pop().unwrap().address_sealed, None);
    drive.check_counters().await;
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
    drive.set_state("closed").await;
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
async fn a_bad_row_in_a_batch_fails_alone() {
    let drive = drive().await;
    let (app, queues) = (&drive.world.app, SigningQueues::start(&drive.world.app));
    let all = (0..40).map(|n| {
        let queues = queues.clone();
        async move {
            let body = json!({"email": format!("worker{n}@example.org"), "standing": "employee"});
            let new = NewSignature::parse_from_json(Some(body)).unwrap();
            let mut ballot = ballot(app, &queues, drive.petition, &new, None).unwrap();
            if n == 17 || n == 18 {
                // The unique index refuses the whole statement for the second of the two.
                ballot.code_hash = vec![1];
            }
            queues.sign.ask(ballot).await.is_ok()
        }
    });
    let taken = futures_util::future::join_all(all).await;
    assert_eq!(taken.iter().filter(|taken| **taken).count(), 39);
    assert_eq!(drive.signatures().await.len(), 39);
    drive.check_counters().await;
}

#[tokio::test]
async fn a_full_queue_says_busy_and_stores_nothing() {
    let drive = drive().await;
    let app = &drive.world.app;
    let queues = SigningQueues::with_room(app, 1);
    let all = (0..50).map(|n| {
        let queues = queues.clone();
        async move {
            let new =
                NewSignature::parse_from_json(Some(employee(&format!("worker{n}@example.org"))))
                    .unwrap();
            let ballot = ballot(app, &queues, drive.petition, &new, None).unwrap();
            queues.sign.ask(ballot).await
        }
    });
    let answers = futures_util::future::join_all(all).await;
    let taken = answers.iter().filter(|answer| answer.is_ok()).count();
    assert!(
        answers
            .iter()
            .any(|answer| matches!(answer, Err(IntakeError::Busy)))
    );
    assert_eq!(drive.signatures().await.len(), taken);
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
async fn counts_are_exact_by_district_and_protected_by_workplace() {
    let drive = drive().await;
    for (branch, signers) in [(0, 7), (1, 6), (2, 2)] {
        for n in 0..signers {
            let email = format!("w{branch}x{n}@example.org");
            drive.sign_and_confirm(json!({"email": email, "standing": "employee", "workplace_id": drive.branches[branch]})).await;
        }
    }
    drive.world.advance(chrono::Duration::hours(2));
    drive.world.work().await;
    let path = format!("/v1/petitions/{}/counts", drive.petition);
    let counts = drive.world.get(&path, Some(&drive.owner)).await.expect(200);
    assert_eq!(counts["confirmed"], 15);
    let district = |n: usize| {
        counts["divisions"]
            .as_array()
            .unwrap()
            .iter()
            .find(|row| row["division_id"] == json!(drive.districts[n]))
            .unwrap()["confirmed"]
            .clone()
    };
    assert_eq!((district(0), district(1)), (json!(7), json!(8)));
    let shown = |n: usize| {
        counts["workplaces"]
            .as_array()
            .unwrap()
            .iter()
            .find(|row| row["workplace_id"] == json!(drive.branches[n]))
            .unwrap()["shown"]
            .clone()
    };
    assert_eq!(shown(0), json!({"shown_as": "exact", "number": 7}));
    assert_eq!(
        (shown(1)["shown_as"].as_str(), shown(2)["shown_as"].as_str()),
        (Some("hidden"), Some("hidden"))
    );
    drive.sign_and_confirm(json!({"email": "late@example.org", "standing": "employee", "workplace_id": drive.branches[0]})).await;
    drive.world.advance(chrono::Duration::hours(2));
    drive.world.work().await;
    let again = drive.world.get(&path, Some(&drive.owner)).await.expect(200);
    assert_eq!(
        (&again["workplaces"], &again["confirmed"]),
        (&counts["workplaces"], &json!(16))
    );
}

#[tokio::test]
async fn the_public_count_says_when_it_has_not_changed() {
    let drive = drive().await;
    drive.sign_and_confirm(employee("rosa@example.org")).await;
    let path = format!("/v1/petitions/{}/count", drive.petition);
    let etag = drive
        .world
        .get(&path, None)
        .await
        .header("etag")
        .unwrap()
        .to_owned();
    let same = drive
        .world
        .request(poem::http::Method::GET, &path)
        .header("if-none-match", &etag)
        .send()
        .await;
    assert_eq!(same.0.status().as_u16(), 304);
    drive.sign_and_confirm(employee("ana@example.org")).await;
    let other = drive
        .world
        .request(poem::http::Method::GET, &path)
        .header("if-none-match", &etag)
        .send()
        .await;
    assert_eq!(other.0.status().as_u16(), 200);
}

#[tokio::test]
async fn what_is_set_aside_does_not_count_until_it_is_lifted() {
    let drive = drive().await;
    drive.sign_and_confirm(employee("rosa@example.org")).await;
    let id = drive.signatures().await[0].id;
    let path = format!("/v1/signatures/{id}/quarantine");
    let owner = Some(&drive.owner);
    let aside = drive
        .world
        .send(
            poem::http::Method::PUT,
            &path,
            owner,
            Some(json!({"reason": "burst"})),
        )
        .await
        .expect(200);
    assert_eq!(
        (aside["state"].as_str(), aside["reason"].as_str()),
        (Some("quarantined"), Some("burst"))
    );
    assert_eq!(drive.count().await, 0);
    let back = drive
        .world
        .send(poem::http::Method::DELETE, &path, owner, None)
        .await
        .expect(200);
    assert_eq!(back["state"], "confirmed");
    assert_eq!(drive.count().await, 1);
    let again = drive
        .world
        .send(poem::http::Method::DELETE, &path, owner, None)
        .await;
    assert_eq!(again.problem(), "signature-state");
    drive.check_counters().await;
}

#[tokio::test]
async fn a_batch_is_struck_out_whole_or_not_at_all() {
    let drive = drive().await;
    for email in ["bot1@example.org", "bot2@example.org"] {
        drive.sign_and_confirm(employee(email)).await;
    }
    drive.sign_as("waiting@example.org").await;
    let rows = drive.signatures().await;
    let all: Vec<_> = rows.iter().map(|row| row.id).collect();
    let confirmed: Vec<_> = rows
        .iter()
        .filter(|row| row.state == "confirmed")
        .map(|row| row.id)
        .collect();
    let path = format!("/v1/petitions/{}/invalidations", drive.petition);
    let body = |ids: &[_]| json!({"signature_ids": ids, "reason": "not_a_person"});
    assert_eq!(
        drive
            .world
            .post(&path, Some(&drive.owner), body(&all))
            .await
            .problem(),
        "signature-state"
    );
    assert_eq!(drive.count().await, 2);
    let done = drive
        .world
        .post(&path, Some(&drive.owner), body(&confirmed))
        .await
        .expect(200);
    assert_eq!(done["number"], 2);
    assert_eq!(drive.count().await, 0);
    drive.check_counters().await;
    let stranger = drive.world.organization("Another Local").await;
    assert_eq!(
        drive
            .world
            .post(&path, Some(&stranger), body(&confirmed))
            .await
            .problem(),
        "not-found"
    );
}

#[tokio::test]
async fn erasing_leaves_nothing_of_the_person() {
    let drive = drive().await;
    let body = json!({"email": "rosa@example.org", "standing": "employee", "visibility": "public", "name": "Rosa Márquez", "comment": "Doors first."});
    drive.sign_and_confirm(body).await;
    let id = drive.signatures().await[0].id;
    let gone = drive
        .world
        .post(
            &format!("/v1/signatures/{id}/erasure"),
            Some(&drive.owner),
            Value::Null,
        )
        .await;
    assert_eq!(gone.expect(200)["state"], "erased");
    let row = drive.signatures().await.pop().unwrap();
    assert_eq!(
        (row.name_sealed, row.address_sealed, row.comment_sealed),
        (None, None, None)
    );
    assert_eq!(drive.count().await, 0);
    drive.check_counters().await;
    let noted = broadside::http::entity::deletion::for_jobs()
        .all(&drive.world.app.db.read)
        .await
        .unwrap();
    assert_eq!((noted.len(), noted[0].subject), (1, id.0));
}

#[tokio::test]
async fn comments_wait_for_a_reader() {
    let drive = drive().await;
    let mut body = employee("rosa@example.org");
    body["comment"] = json!("We are alone after six.");
    drive.sign_and_confirm(body).await;
    let path = format!("/v1/petitions/{}/comments", drive.petition);
    let waiting = drive.world.get(&path, Some(&drive.owner)).await.expect(200);
    assert_eq!(waiting["items"][0]["comment"], "We are alone after six.");
    let id = waiting["items"][0]["signature_id"]
        .as_str()
        .unwrap()
        .to_owned();
    let review = format!("/v1/signatures/{id}/comment-review");
    drive
        .world
        .send(
            poem::http::Method::PUT,
            &review,
            Some(&drive.owner),
            Some(json!({"decision": "approve"})),
        )
        .await
        .expect(200);
    assert_eq!(
        drive.world.get(&path, Some(&drive.owner)).await.expect(200)["items"],
        json!([])
    );
    let viewer = drive
        .world
        .member(&drive.owner, &[broadside::identity::Role::Viewer])
        .await;
    assert_eq!(
        drive.world.get(&path, Some(&viewer)).await.problem(),
        "forbidden"
    );
}

#[tokio::test]
async fn the_nightly_recount_finds_a_counter_that_lies() {
    let drive = drive().await;
    drive.sign_and_confirm(employee("rosa@example.org")).await;
    drive.sign_as("ana@example.org").await;
    assert_eq!(
        broadside::signatures::recount(&drive.world.app)
            .await
            .unwrap(),
        0
    );
    drive
        .execute("UPDATE petition_tally SET number = number + 1 WHERE state = 'confirmed'")
        .await;
    assert_eq!(
        broadside::signatures::recount(&drive.world.app)
            .await
            .unwrap(),
        1
    );
    drive
        .execute("UPDATE signature_count SET confirmed = confirmed + 1")
        .await;
    assert_eq!(
        broadside::signatures::recount(&drive.world.app)
            .await
            .unwrap(),
        2
    );
}

#[tokio::test]
async fn a_list_is_read_page_by_page() {
    let drive = drive().await;
    for n in 0..5 {
        drive
            .sign(employee(&format!("worker{n}@example.org")))
            .await
            .expect(202);
    }
    let path = format!("/v1/petitions/{}/signatures?limit=2", drive.petition);
    let (mut seen, mut next) = (0, Some(path.clone()));
    while let Some(at) = next {
        let page = drive.world.get(&at, Some(&drive.owner)).await.expect(200);
        seen += page["items"].as_array().unwrap().len();
        assert!(page["items"][0].get("workplace_id").is_none());
        next = page["next"]
            .as_str()
            .map(|cursor| format!("{path}&cursor={cursor}"));
    }
    assert_eq!(seen, 5);
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
