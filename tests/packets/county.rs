//! Alder County, made up: a board of five Supervisors, its library branches, and a campaign that people signed.

use broadside::campaigns::entity::{campaign, demand, target};
use broadside::campaigns::{CampaignId, DemandId, TargetId};
use broadside::directory::entity::{body, division, headcount, official, person, post, workplace};
use broadside::directory::{BodyId, DivisionId, OfficialId, PersonId, PostId, WorkplaceId};
use broadside::identity::entity::organization;
use broadside::ids;
use broadside::petitions::entity::{petition, petition_text, petition_version};
use broadside::petitions::{PetitionId, PetitionVersionId};
use broadside::review::PublishedTestimonyId;
use broadside::review::entity::published_testimony;
use chrono::NaiveDate;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::kit::{Answer, Persona, World};

/// The whole case, as the database holds it.
pub struct County {
    pub world: World,
    pub owner: Persona,
    pub campaign: CampaignId,
    pub petition: PetitionId,
    pub board: BodyId,
    pub districts: Vec<DivisionId>,
    pub branches: Vec<WorkplaceId>,
    /// Of the five Supervisors, in the order of their districts.
    pub supervisors: Vec<TargetId>,
    pub officials: Vec<OfficialId>,
    pub association: TargetId,
}

pub const SUPERVISORS: [&str; 5] = [
    "Marisol Vandergriff",
    "Theodore Achterberg",
    "Dolores Hartigan-Yoo",
    "Peña Okwuosa",
    "Lê Thị Hoa",
];

/// Name, district, risk, headcount.
pub const BRANCHES: [(&str, usize, &str, i32); 7] = [
    ("Alder Street Branch", 0, "high", 30),
    ("Eastmont Branch", 0, "high", 14),
    ("Harbor Branch", 1, "medium", 22),
    ("Millrace Branch", 1, "not_rated", 25),
    ("Orchard Branch", 2, "high", 18),
    ("Quarry Branch", 3, "low", 9),
    ("Riverbend Branch", 4, "low", 11),
];

macro_rules! put {
    ($tx:expr, $($row:expr),+ $(,)?) => { $( $row.insert($tx).await?; )+ };
}

impl County {
    /// The county with its campaign; nobody has signed yet.
    pub async fn new() -> Self {
        Self::in_world(World::new().await).await
    }

    pub async fn in_world(world: World) -> Self {
        let owner = world.organization("Alder County Library Workers").await;
        let fresh = || ids::timely(&world.app.clock, &world.app.entropy);
        let county = Self {
            campaign: CampaignId(fresh()),
            petition: PetitionId(fresh()),
            board: BodyId(fresh()),
            districts: (0..5).map(|_| DivisionId(fresh())).collect(),
            branches: BRANCHES.iter().map(|_| WorkplaceId(fresh())).collect(),
            supervisors: (0..5).map(|_| TargetId(fresh())).collect(),
            officials: (0..5).map(|_| OfficialId(fresh())).collect(),
            association: TargetId(fresh()),
            owner,
            world,
        };
        let case = &county;
        let written = county.world.app.db.write(|tx| async move {
            let tx = &*tx;
            case.contact(tx).await?;
            case.campaign(tx).await?;
            case.places(tx).await?;
            case.officials(tx).await?;
            case.associate(tx).await
        });
        written.await.unwrap();
        county
    }

    pub fn fresh(&self) -> Uuid {
        ids::timely(&self.world.app.clock, &self.world.app.entropy)
    }

    async fn contact(&self, tx: &broadside::db::Tx) -> Result<(), DbErr> {
        use organization::Column as C;
        organization::Entity::update_many()
            .col_expr(C::ContactName, "Wendeline Okonkwo-Bell".into())
            .col_expr(C::ContactTitle, "Chief Steward".into())
            .col_expr(C::ContactTelephone, "(555) 010-0147".into())
            .col_expr(C::ContactEmail, "steward@local417.example".into())
            .filter(C::Id.eq(self.owner.organization))
            .exec(tx)
            .await
            .map(drop)
    }

    async fn campaign(&self, tx: &broadside::db::Tx) -> Result<(), DbErr> {
        let (now, organization_id) = (self.world.app.clock.now(), Set(self.owner.organization));
        let (version, guard) = (PetitionVersionId(self.fresh()), DemandId(self.fresh()));
        let demand = |id: DemandId, position, text: &str, alternative_to| demand::ActiveModel {
            id: Set(id),
            organization_id: organization_id.clone(),
            campaign_id: Set(self.campaign),
            position: Set(position),
            text: Set(text.to_owned()),
            alternative_to: Set(alternative_to),
            topics: Set(serde_json::json!([])),
        };
        put!(
            tx,
            campaign::ActiveModel {
                id: Set(self.campaign),
                organization_id: organization_id.clone(),
                name: Set("Safe branches for everyone".to_owned()),
                summary: Set("Workers and patrons of the Alder County library ask the Board to staff the branches that the county's own assessment calls high risk.\n\nNot everybody wants guards: the alternative is printed beside the demand it would replace.".to_owned()),
                language: Set("en".to_owned()),
                state: Set("running".to_owned()),
                testimony_open: Set(true),
                testimony_opened_on: Set(None),
                testimony_withdraw_until: Set(None),
                answer_requested_by: Set(NaiveDate::from_ymd_opt(2026, 10, 20)),
                agenda_item: Set(Some("Item 14, Library budget, October 13, 2026".to_owned())),
                revision: Set(1),
                created_at: Set(now),
            },
            petition::ActiveModel {
                id: Set(self.petition),
                organization_id: organization_id.clone(),
                campaign_id: Set(self.campaign),
                state: Set("open".to_owned()),
                reason: Set(None),
                opens_at: Set(Some(now - chrono::Duration::days(40))),
                closes_at: Set(None),
                closed_at: Set(None),
                goal: Set(Some(300)),
                workplace_threshold: Set(5),
                current_version: Set(1),
                frozen_at: Set(None),
                revision: Set(1),
                created_at: Set(now),
            },
            petition_version::ActiveModel {
                id: Set(version),
                organization_id: organization_id.clone(),
                petition_id: Set(self.petition),
                number: Set(1),
                correction_note: Set(None),
                demands: Set(None),
                created_at: Set(now),
            },
            petition_text::ActiveModel {
                version_id: Set(version),
                language: Set("en".to_owned()),
                title: Set("Safe branches for everyone in Alder County".to_owned()),
                body: Set("To the Board of Supervisors of Alder County:\n\nOur libraries are open to everyone, and we want to keep them so. The county has designated branches as high risk and has posted nobody there after five in the evening.\n\nWe ask the Board to fund trained, unarmed security staff, or crisis workers where the staff of a branch prefer them, at every branch that the county designates as high risk.".to_owned()),
                is_original: Set(true),
                added_on: Set(None),
            },
            demand(guard, 1, "Post one trained, unarmed guard at each branch that the county itself designates as high risk, during all opening hours.", None),
            demand(DemandId(self.fresh()), 2, "Instead of guards, staff the same branches with a social worker and a psychiatric nurse, and call the mobile crisis team first.", Some(guard)),
            demand(DemandId(self.fresh()), 3, "Publish every month how often staff called for help at each branch, and what came of it.", None),
        );
        Ok(())
    }

    async fn places(&self, tx: &broadside::db::Tx) -> Result<(), DbErr> {
        let (now, organization_id) = (self.world.app.clock.now(), Set(self.owner.organization));
        for (at, id) in self.districts.iter().enumerate() {
            let number = at + 1;
            put!(tx, division_row(*id, organization_id.clone(), number, now));
        }
        for ((name, district, risk, staff), id) in BRANCHES.iter().zip(&self.branches) {
            put!(
                tx,
                workplace::ActiveModel {
                    id: Set(*id),
                    organization_id: organization_id.clone(),
                    division_id: Set(Some(self.districts[*district])),
                    name: Set((*name).to_owned()),
                    risk: Set((*risk).to_owned()),
                    revision: Set(1),
                    created_at: Set(now),
                    ..Default::default()
                },
                headcount::ActiveModel {
                    workplace_id: Set(*id),
                    job_group: Set("all staff".to_owned()),
                    headcount: Set(*staff),
                    as_of: Set("2026-07-01".parse().unwrap()),
                },
            );
        }
        Ok(())
    }

    async fn officials(&self, tx: &broadside::db::Tx) -> Result<(), DbErr> {
        let (now, organization_id) = (self.world.app.clock.now(), Set(self.owner.organization));
        put!(
            tx,
            self.body_row(
                self.board,
                "Alder County Board of Supervisors",
                "board",
                true
            )
        );
        for (at, name) in SUPERVISORS.iter().enumerate() {
            let (person, post) = (PersonId(self.fresh()), PostId(self.fresh()));
            put!(
                tx,
                person::ActiveModel {
                    id: Set(person),
                    organization_id: organization_id.clone(),
                    name: Set((*name).to_owned()),
                    email: Set(None),
                    telephone: Set(None),
                    language: Set("en".to_owned()),
                    revision: Set(1),
                    created_at: Set(now),
                },
                post::ActiveModel {
                    id: Set(post),
                    organization_id: organization_id.clone(),
                    body_id: Set(self.board),
                    division_id: Set(Some(self.districts[at])),
                    label: Set(format!("Supervisor, District {}", at + 1)),
                    created_at: Set(now),
                },
                official::ActiveModel {
                    id: Set(self.officials[at]),
                    organization_id: organization_id.clone(),
                    person_id: Set(person),
                    post_id: Set(post),
                    start_on: Set(NaiveDate::from_ymd_opt(2025, 1, 6)),
                    end_on: Set(None),
                    revision: Set(1),
                    created_at: Set(now),
                },
                self.target_row(self.supervisors[at], Some(self.officials[at]), None),
            );
        }
        Ok(())
    }

    async fn associate(&self, tx: &broadside::db::Tx) -> Result<(), DbErr> {
        let association = BodyId(self.fresh());
        put!(
            tx,
            self.body_row(
                association,
                "State Library Association (fictional)",
                "association",
                false
            ),
            self.target_row(self.association, None, Some(association)),
        );
        Ok(())
    }

    fn body_row(&self, id: BodyId, name: &str, kind: &str, is_public: bool) -> body::ActiveModel {
        body::ActiveModel {
            id: Set(id),
            organization_id: Set(self.owner.organization),
            name: Set(name.to_owned()),
            kind: Set(kind.to_owned()),
            division_id: Set(None),
            is_public: Set(is_public),
            language: Set("en".to_owned()),
            revision: Set(1),
            created_at: Set(self.world.app.clock.now()),
        }
    }

    fn target_row(
        &self,
        id: TargetId,
        official: Option<OfficialId>,
        body: Option<BodyId>,
    ) -> target::ActiveModel {
        target::ActiveModel {
            id: Set(id),
            organization_id: Set(self.owner.organization),
            campaign_id: Set(self.campaign),
            official_id: Set(official),
            body_id: Set(body),
            created_at: Set(self.world.app.clock.now()),
        }
    }

    /// A testimony that two reviewers let through.
    pub async fn publish(&self, district: usize, text: &str) {
        self.publish_all(district, [text.to_owned()]).await;
    }

    pub async fn publish_all(&self, district: usize, texts: impl IntoIterator<Item = String>) {
        let rows: Vec<_> = texts
            .into_iter()
            .map(|text| self.published_row(district, text))
            .collect();
        let rows = &rows;
        let written = self.world.app.db.write(|tx| async move {
            for some in rows.chunks(500) {
                published_testimony::Entity::insert_many(some.to_vec())
                    .exec_without_returning(&*tx)
                    .await?;
            }
            Ok::<_, DbErr>(())
        });
        written.await.unwrap();
    }

    fn published_row(&self, district: usize, text: String) -> published_testimony::ActiveModel {
        published_testimony::ActiveModel {
            id: Set(PublishedTestimonyId(ids::timeless(&self.world.app.entropy))),
            organization_id: Set(self.owner.organization),
            campaign_id: Set(self.campaign),
            kind: Set("safety_incident".to_owned()),
            language: Set(Some("en".to_owned())),
            text: Set(text),
            division_id: Set(Some(self.districts[district])),
            quarter: Set(Some("2026-Q3".to_owned())),
            job_group: Set(Some("library assistants".to_owned())),
            verified_worker: Set(district == 0),
            published_on: Set(self.world.app.clock.today()),
            withdrawn_on: Set(None),
            takedown_asked_by: Set(None),
            takedown_asked_on: Set(None),
        }
    }

    pub async fn compile(&self, target: TargetId, more: Value) -> Answer {
        let mut body = json!({"target_id": target});
        if let (Some(body), Value::Object(more)) = (body.as_object_mut(), more) {
            body.extend(more);
        }
        let path = format!("/v1/campaigns/{}/packets", self.campaign);
        self.world.post(&path, Some(&self.owner), body).await
    }

    /// Compiles, sets and reads a packet that must succeed.
    pub async fn packet(&self, target: TargetId, more: Value) -> Value {
        let made = self.compile(target, more).await.expect(202);
        self.world.work().await;
        self.read(made["id"].as_str().unwrap()).await
    }

    pub async fn read(&self, id: &str) -> Value {
        self.world
            .get(&format!("/v1/packets/{id}"), Some(&self.owner))
            .await
            .expect(200)
    }

    pub async fn document(&self, id: &str) -> Answer {
        self.world
            .get(&format!("/v1/packets/{id}/document"), Some(&self.owner))
            .await
    }
}

fn division_row(
    id: DivisionId,
    organization_id: sea_orm::ActiveValue<broadside::identity::OrganizationId>,
    number: usize,
    now: chrono::DateTime<chrono::Utc>,
) -> division::ActiveModel {
    division::ActiveModel {
        id: Set(id),
        organization_id,
        ocd_id: Set(format!(
            "ocd-division/country:us/state:ca/county:alder/council_district:{number}"
        )),
        name: Set(format!("District {number}")),
        revision: Set(1),
        created_at: Set(now),
    }
}
