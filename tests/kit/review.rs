//! A campaign that takes testimony, and two reviewers who have unlocked their keys.

use broadside::campaigns::CampaignId;
use broadside::campaigns::entity::campaign;
use broadside::directory::entity::{division, headcount, person, workplace};
use broadside::directory::{DivisionId, PersonId, WorkplaceId};
use broadside::identity::Role;
use broadside::ids;
use poem::http::Method;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use serde_json::{Value, json};

use super::{Answer, Persona, World};

/// A reviewer at work.
#[derive(Clone, Debug)]
pub struct Reviewer {
    pub who: Persona,
    pub passphrase: String,
    pub unlock: String,
}

/// What most stories about testimony begin with.
pub struct Call {
    pub owner: Persona,
    pub campaign: CampaignId,
    pub ana: Reviewer,
    pub ben: Reviewer,
    /// One in each of five districts.
    pub workplaces: Vec<WorkplaceId>,
}

impl World {
    pub async fn testimony_call(&self) -> Call {
        let owner = self.organization("Alder County Library Workers").await;
        let campaign = self.campaign(&owner).await;
        let workplaces = self.branches(&owner).await;
        let ana = self.reviewer(&owner).await;
        let ben = self.reviewer(&owner).await;
        Call {
            owner,
            campaign,
            ana,
            ben,
            workplaces,
        }
    }

    pub async fn campaign(&self, owner: &Persona) -> CampaignId {
        let id = CampaignId(ids::timely(&self.app.clock, &self.app.entropy));
        let row = campaign::Model {
            id,
            organization_id: owner.organization,
            name: "Safe branches".to_owned(),
            summary: "Guards or social workers at every branch that needs them.".to_owned(),
            language: "en".to_owned(),
            state: "running".to_owned(),
            testimony_open: true,
            testimony_opened_on: Some(self.app.clock.today()),
            testimony_withdraw_until: None,
            answer_requested_by: None,
            agenda_item: None,
            revision: 1,
            created_at: self.app.clock.now(),
        };
        self.insert(row.into_active_model()).await;
        id
    }

    pub async fn branches(&self, owner: &Persona) -> Vec<WorkplaceId> {
        let mut made = Vec::new();
        for (number, name) in [
            (1, "Alder Street Branch"),
            (2, "Eastmont Branch"),
            (3, "Harbor Branch"),
            (4, "Mesa Branch"),
            (5, "Palms Branch"),
        ] {
            let division = DivisionId(ids::timely(&self.app.clock, &self.app.entropy));
            let row = division::Model {
                id: division,
                organization_id: owner.organization,
                ocd_id: format!(
                    "ocd-division/country:us/state:ca/county:alder/council_district:{number}"
                ),
                name: format!("District {number}"),
                revision: 1,
                created_at: self.app.clock.now(),
            };
            self.insert(row.into_active_model()).await;
            let id = WorkplaceId(ids::timely(&self.app.clock, &self.app.entropy));
            let row = workplace::Model {
                id,
                organization_id: owner.organization,
                employer_id: None,
                division_id: Some(division),
                external_key: None,
                name: name.to_owned(),
                address: None,
                latitude: None,
                longitude: None,
                risk: "high".to_owned(),
                closed_on: None,
                revision: 1,
                created_at: self.app.clock.now(),
            };
            self.insert(row.into_active_model()).await;
            for (job_group, people) in [("librarians", 30), ("pages and aides", 25)] {
                let row = headcount::Model {
                    workplace_id: id,
                    job_group: job_group.to_owned(),
                    headcount: people,
                    as_of: self.app.clock.today(),
                };
                self.insert(row.into_active_model()).await;
            }
            made.push(id);
        }
        let row = person::Model {
            id: PersonId(ids::timely(&self.app.clock, &self.app.entropy)),
            organization_id: owner.organization,
            name: "Marisol Quintanilla".to_owned(),
            email: None,
            telephone: None,
            language: "en".to_owned(),
            revision: 1,
            created_at: self.app.clock.now(),
        };
        self.insert(row.into_active_model()).await;
        made
    }

    async fn insert<A>(&self, row: A)
    where
        A: ActiveModelTrait + Clone + Send + Sync,
    {
        let row = &row;
        self.app
            .db
            .write(|tx| async move {
                let new = row.clone().reset_all();
                <A::Entity as EntityTrait>::insert(new)
                    .exec_without_returning(&*tx)
                    .await
            })
            .await
            .unwrap();
    }

    /// A new member with a reviewer key, unlocked.
    pub async fn reviewer(&self, owner: &Persona) -> Reviewer {
        let who = self.member(owner, &[Role::Reviewer]).await;
        let made = self.post("/v1/review/keys", Some(&who), json!({})).await;
        let passphrase = made.expect(201)["passphrase"].as_str().unwrap().to_owned();
        let unlock = self.unlock(&who, &passphrase).await;
        Reviewer {
            who,
            passphrase,
            unlock,
        }
    }

    pub async fn unlock(&self, who: &Persona, passphrase: &str) -> String {
        let body = json!({ "passphrase": passphrase });
        let opened = self
            .post("/v1/review/unlock", Some(who), body)
            .await
            .expect(201);
        opened["unlock_token"].as_str().unwrap().to_owned()
    }

    /// Anonymous, as every witness; yesterday, since reviewers see what came today from tomorrow on.
    pub async fn testify(&self, call: &Call, body: Value) -> Answer {
        self.advance(-chrono::Duration::days(1));
        let answer = self.testify_today(call, body).await;
        self.advance(chrono::Duration::days(1));
        answer
    }

    pub async fn testify_today(&self, call: &Call, body: Value) -> Answer {
        let path = format!("/v1/campaigns/{}/testimonies", call.campaign);
        self.post(&path, None, body).await
    }

    /// What a witness says in the mailbox, said yesterday: reviewers know it from the day after.
    pub async fn says(&self, path: &str, body: Value) -> Answer {
        self.advance(-chrono::Duration::days(1));
        let answer = self.post(path, None, body).await;
        self.advance(chrono::Duration::days(1));
        answer
    }

    /// A request to a review route, with the unlock token and, where it edits, the revision.
    pub async fn review(
        &self,
        by: &Reviewer,
        method: Method,
        path: &str,
        revision: Option<i64>,
        body: Option<Value>,
    ) -> Answer {
        let mut request = self
            .request(method, path)
            .header("authorization", format!("Bearer {}", by.who.token))
            .header("x-unlock-token", &by.unlock);
        if let Some(revision) = revision {
            request = request.header("if-match", format!("\"{revision}\""));
        }
        if let Some(body) = body {
            request = request
                .content_type("application/json")
                .body(body.to_string());
        }
        Answer::read(request.send().await).await
    }

    /// The ids in a reviewer's queue.
    pub async fn queue(&self, by: &Reviewer) -> Vec<String> {
        let queue = self
            .get("/v1/review/queue", Some(&by.who))
            .await
            .expect(200);
        let items = queue["items"].as_array().unwrap();
        items
            .iter()
            .map(|item| item["id"].as_str().unwrap().to_owned())
            .collect()
    }

    pub async fn opened(&self, by: &Reviewer, id: &str) -> Value {
        let path = format!("/v1/review/testimonies/{id}/open");
        self.review(by, Method::POST, &path, None, None)
            .await
            .expect(200)
    }

    /// Decides every finding alike.
    pub async fn decide_all(&self, by: &Reviewer, id: &str, decision: &str) -> Value {
        let opened = self.opened(by, id).await;
        let findings = opened["findings"].as_array().unwrap();
        let decisions: Vec<Value> = findings
            .iter()
            .map(|finding| json!({"finding": finding["number"], "decision": decision}))
            .collect();
        let path = format!("/v1/review/testimonies/{id}/findings");
        let body = json!({ "decisions": decisions });
        let revision = opened["revision"].as_i64();
        let decided = self
            .review(by, Method::PATCH, &path, revision, Some(body))
            .await;
        decided.expect(200)
    }

    pub async fn approve(&self, by: &Reviewer, id: &str, revision: &Value) -> Answer {
        let path = format!("/v1/review/testimonies/{id}/approve");
        self.review(by, Method::POST, &path, revision.as_i64(), None)
            .await
    }

    pub async fn publish(&self, by: &Reviewer, id: &str, revision: &Value) -> Answer {
        let path = format!("/v1/review/testimonies/{id}/publish");
        self.review(by, Method::POST, &path, revision.as_i64(), None)
            .await
    }

    /// The whole road for one testimony: every finding masked, two reviewers, published.
    pub async fn publish_all(&self, call: &Call) -> Vec<Value> {
        let mut published = Vec::new();
        for id in self.queue(&call.ana).await {
            let decided = self.decide_all(&call.ana, &id, "mask").await;
            let approved = self
                .approve(&call.ana, &id, &decided["revision"])
                .await
                .expect(200);
            published.push(
                self.publish(&call.ben, &id, &approved["revision"])
                    .await
                    .expect(200),
            );
        }
        published
    }
}
