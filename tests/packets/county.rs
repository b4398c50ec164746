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
use broadside::signatures::SignatureId;
use broadside::signatures::address::Address;
use broadside::signatures::entity::{signature, signature_count};
use broadside::signatures::seal;
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

/// Somebody who signed: where they work or live, what they are, and how they want to be seen.
pub struct Signing {
    pub branch: Option<usize>,
    pub district: usize,
    pub standing: &'static str,
    pub visibility: &'static str,
    pub name: Option<String>,
    pub comment: Option<&'static str>,
}

impl Signing {
    pub fn counted(branch: usize) -> Self {
        let district = BRANCHES[branch].1;
        Self {
            branch: Some(branch),
            district,
            standing: "employee",
            visibility: "counted",
            name: None,
            comment: None,
        }
    }

    pub fn public(branch: usize, name: &str) -> Self {
        Self {
            visibility: "public",
            name: Some(name.to_owned()),
            ..Self::counted(branch)
        }
    }

    pub fn recipients(branch: usize, name: &str) -> Self {
        Self {
            visibility: "recipients",
            name: Some(name.to_owned()),
            ..Self::counted(branch)
        }
    }

    pub fn patron(district: usize) -> Self {
        Self {
            branch: None,
            district,
            standing: "patron",
            ..Self::counted(0)
        }
    }

    pub fn saying(self, comment: &'static str) -> Self {
        Self {
            comment: Some(comment),
            ..self
        }
    }
}

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

    fn fresh(&self) -> Uuid {
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
                ..Default::default()
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
                ..Default::default()
            },
            petition_version::ActiveModel {
                id: Set(version),
                organization_id: organization_id.clone(),
                petition_id: Set(self.petition),
                number: Set(1),
                correction_note: Set(None),
                created_at: Set(now),
            },
            petition_text::ActiveModel {
                version_id: Set(version),
                language: Set("en".to_owned()),
                title: Set("Safe branches for everyone in Alder County".to_owned()),
                body: Set("To the Board of Supervisors of Alder County:\n\nOur libraries are open to everyone, and we want to keep them so. The county has designated branches as high risk and has posted nobody there after five in the evening.\n\nWe ask the Board to fund trained, unarmed security staff, or crisis workers where the staff of a branch prefer them, at every branch that the county designates as high risk.".to_owned()),
                is_original: Set(true),
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
        for at in 0..5 {
            let (person, post) = (PersonId(self.fresh()), PostId(self.fresh()));
            put!(
                tx,
                person::ActiveModel {
                    id: Set(person),
                    organization_id: organization_id.clone(),
                    name: Set(SUPERVISORS[at].to_owned()),
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
            ..Default::default()
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

    /// Confirmed signatures, counted as the intake counts them.
    pub async fn sign(&self, signings: &[Signing]) -> Vec<SignatureId> {
        let app = &self.world.app;
        let ids: Vec<_> = signings.iter().map(|_| SignatureId(self.fresh())).collect();
        let all = &ids;
        let written = app.db.write(|tx| async move {
            let tx = &*tx;
            for (id, signing) in all.iter().zip(signings) {
                put!(tx, self.signature_row(*id, signing));
                self.count(tx, signing).await?;
            }
            Ok::<_, DbErr>(())
        });
        written.await.unwrap();
        ids
    }

    fn signature_row(&self, id: SignatureId, signing: &Signing) -> signature::ActiveModel {
        let app = &self.world.app;
        let address = Address::parse(&format!("{}@patrons.example", id.0.simple())).unwrap();
        let sealed = seal::seal(app, id, &address, signing.name.as_deref(), signing.comment);
        let now = app.clock.now();
        signature::ActiveModel {
            id: Set(id),
            organization_id: Set(self.owner.organization),
            petition_id: Set(self.petition),
            version_number: Set(1),
            dedupe_key: Set(id.0.as_bytes().to_vec()),
            address_sealed: Set(Some(sealed.address)),
            name_sealed: Set(sealed.name),
            comment_sealed: Set(sealed.comment),
            comment_state: Set(if signing.comment.is_some() {
                "approved"
            } else {
                "none"
            }
            .to_owned()),
            visibility: Set(signing.visibility.to_owned()),
            standing: Set(signing.standing.to_owned()),
            membership: Set(None),
            workplace_id: Set(signing.branch.map(|at| self.branches[at])),
            division_id: Set(Some(self.districts[signing.district])),
            language: Set("en".to_owned()),
            wants_updates: Set(false),
            network_kind: Set("ordinary".to_owned()),
            code_hash: Set(id.0.as_bytes().to_vec()),
            state: Set("confirmed".to_owned()),
            reason: Set(None),
            batch: Set(None),
            signed_at: Set(now),
            expires_at: Set(now),
            confirmed_at: Set(Some(now)),
            ended_at: Set(None),
            ..Default::default()
        }
    }

    async fn count(&self, tx: &broadside::db::Tx, signing: &Signing) -> Result<(), DbErr> {
        use sea_orm::ExprTrait;
        use sea_orm::sea_query::{Expr, OnConflict};
        use signature_count::Column as C;
        let row = signature_count::ActiveModel {
            petition_id: Set(self.petition),
            division_key: Set(self.districts[signing.district].0),
            workplace_key: Set(signing.branch.map_or(Uuid::nil(), |at| self.branches[at].0)),
            standing: Set(signing.standing.to_owned()),
            visibility: Set(signing.visibility.to_owned()),
            confirmed: Set(1),
        };
        let mut more = OnConflict::columns([
            C::PetitionId,
            C::DivisionKey,
            C::WorkplaceKey,
            C::Standing,
            C::Visibility,
        ]);
        more.value(
            C::Confirmed,
            Expr::col((signature_count::Entity, C::Confirmed)).add(1),
        );
        signature_count::Entity::insert(row)
            .on_conflict(more)
            .exec_without_returning(tx)
            .await
            .map(drop)
    }

    /// A testimony that two reviewers let through.
    pub async fn publish(&self, district: usize, text: &str) {
        let row = published_testimony::ActiveModel {
            id: Set(PublishedTestimonyId(ids::timeless(&self.world.app.entropy))),
            organization_id: Set(self.owner.organization),
            campaign_id: Set(self.campaign),
            kind: Set("safety_incident".to_owned()),
            language: Set("en".to_owned()),
            text: Set(text.to_owned()),
            division_id: Set(Some(self.districts[district])),
            quarter: Set(Some("2026-Q3".to_owned())),
            job_group: Set(Some("library assistants".to_owned())),
            verified_worker: Set(district == 0),
            published_on: Set(self.world.app.clock.today()),
            withdrawn_on: Set(None),
            ..Default::default()
        };
        let row = &row;
        let written = self
            .world
            .app
            .db
            .write(|tx| async move { row.clone().insert(&*tx).await.map(drop) });
        written.await.unwrap();
    }

    /// Enough signatures for figures in every district, and voices from two.
    pub async fn signed() -> Self {
        let county = Self::new().await;
        let mut signings = vec![
            Signing::public(0, "Ana Ruiz Peñalosa"),
            Signing::public(0, "Nguyễn Thị Mai"),
            Signing::public(1, "阮文雄"),
            Signing::public(1, "ليلى حداد"),
            Signing::public(2, "=HYPERLINK(\"http://evil.example\") #strong[bold] $x$ *b* @ref"),
            Signing::recipients(0, "Rowan Recipientsonly"),
            Signing { name: Some("Petra Publicbutsmall".to_owned()), visibility: "public", ..Signing::counted(5) },
            Signing::patron(0).saying("My children do their homework at Alder Street. I want the people who work there to be safe."),
            Signing::patron(1).saying("I have been coming to Harbor for thirty years."),
        ];
        for (branch, more) in [(0, 16), (1, 5), (2, 9), (3, 8), (4, 12), (5, 2), (6, 1)] {
            signings.extend((0..more).map(|_| Signing::counted(branch)));
        }
        for (district, more) in [(0, 10), (1, 6), (2, 7), (3, 5), (4, 3)] {
            signings.extend((0..more).map(|_| Signing::patron(district)));
        }
        county.sign(&signings).await;
        county.publish(0, "I counted the minutes on the wall clock. Twenty-six, before anyone came. We locked the children's room and read them a story.\n\nAfterwards [a coworker] asked whether anybody would ask how we were. Nobody did.").await;
        county.publish(0, "A patron I know well was having a crisis. A nurse would have known what to do; what came was two cars and a drawn weapon.").await;
        county.publish(1, "I am alone at the desk from six to eight. I have told [a manager] that I am afraid.").await;
        county
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
        ..Default::default()
    }
}
