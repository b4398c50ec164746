//! Signing, confirming, withdrawing and counting.

mod confirming;
mod counting;
mod crowds;
mod looking_after;
mod safeguards;
mod signing;

use broadside::campaigns::CampaignId;
use broadside::campaigns::entity::campaign;
use broadside::directory::entity::{
    division, employer_domain, employer_network, headcount, postal_code, workplace,
};
use broadside::directory::{
    DivisionId, EmployerDomainId, EmployerNetworkId, PostalCodeId, WorkplaceId,
};
use broadside::ids;
use broadside::jobs::{self, Kind, NewJob};
use broadside::petitions::entity::{petition, petition_text, petition_version};
use broadside::petitions::{PetitionId, PetitionVersionId};
use broadside::signatures::entity::{petition_tally, signature, signature_count};
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ConnectionTrait, IntoActiveModel};
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
                demands: Set(None),
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
                    added_on: Set(None),
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

    /// An id as this database writes it.
    pub fn id_in_sql(&self, id: uuid::Uuid) -> String {
        if self.world.app.db.is_sqlite() {
            format!("X'{}'", id.simple())
        } else {
            format!("'{id}'")
        }
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

pub fn after(mail: &str, start: &str) -> String {
    let rest = mail.split_once(start).expect(start).1;
    rest.chars()
        .take_while(|c| c.is_ascii_alphanumeric() || *c == '-' || *c == '_')
        .collect()
}

pub fn employee(email: &str) -> Value {
    json!({"email": email, "standing": "employee"})
}
