//! A made-up county with a board of five, its branches, and a campaign: rows as the house writes them.

use std::path::Path;

use chrono::NaiveDate;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::crowd;
use crate::campaigns::entity::{demand, target};
use crate::campaigns::{CampaignId, DemandId, TargetId};
use crate::cli::Failure;
use crate::cli::bench::ground::Ground;
use crate::db::Tx;
use crate::directory::entity::{body, division, headcount, official, person, post, workplace};
use crate::directory::{BodyId, DivisionId, OfficialId, PersonId, PostId, WorkplaceId};
use crate::http::Once;
use crate::identity::entity::member;
use crate::identity::{Caller, Role, SessionId};
use crate::ids;
use crate::incidents::release_statistics;
use crate::petitions::entity::petition;

pub const DISTRICTS: usize = 5;
const BRANCHES: usize = 25;
const STAFF: i32 = 400;
const DEMANDS: [&str; 3] = [
    "Post one trained, unarmed guard at each branch that the county itself designates high risk, during all opening hours.",
    "Staff the same branches with a social worker and a psychiatric nurse, and call the mobile crisis team first.",
    "Publish every month how often staff called for help at each branch, and what came of it.",
];

#[derive(Debug)]
pub struct County {
    pub ground: Ground,
    pub caller: Caller,
    pub campaign: CampaignId,
    pub board: BodyId,
    pub districts: Vec<DivisionId>,
    pub branches: Vec<WorkplaceId>,
}

impl County {
    /// So many signatures, of which one in so many is named, and so many testimonies, with a release of their figures.
    pub async fn lay(
        folder: &Path,
        (signatures, named_in, testimonies): (usize, usize, usize),
    ) -> Result<Self, Failure> {
        let ground = Ground::lay(folder, None).await?;
        let rows =
            petition::of(ground.organization).filter(petition::Column::Id.eq(ground.petition));
        let row = rows.one(&ground.app.db.read).await?;
        let campaign = row.ok_or("the petition is gone")?.campaign_id;
        let fresh = || ids::timely(&ground.app.clock, &ground.app.entropy);
        let owner = member::of(ground.organization);
        let owner = owner
            .one(&ground.app.db.read)
            .await?
            .ok_or("nobody owns it")?;
        let roles = vec![Role::Owner, Role::Organizer];
        let county = Self {
            caller: Caller::member(
                ground.organization,
                owner.id,
                SessionId(fresh()),
                roles,
                true,
            ),
            board: BodyId(fresh()),
            districts: (0..DISTRICTS).map(|_| DivisionId(fresh())).collect(),
            branches: (0..BRANCHES).map(|_| WorkplaceId(fresh())).collect(),
            campaign,
            ground,
        };
        let case = &county;
        let written = county.ground.app.db.write(|tx| async move {
            let tx = &*tx;
            case.places(tx).await?;
            case.board(tx).await?;
            case.demands(tx).await?;
            crowd::sign(case, tx, signatures, named_in).await?;
            crowd::testify(case, tx, testimonies).await
        });
        written.await?;
        let app = &county.ground.app;
        release_statistics(app, &county.caller, campaign, &Once::never()).await?;
        Ok(county)
    }

    pub fn fresh(&self) -> Uuid {
        ids::timely(&self.ground.app.clock, &self.ground.app.entropy)
    }

    async fn places(&self, tx: &Tx) -> Result<(), DbErr> {
        let (now, owner) = (self.ground.app.clock.now(), self.ground.organization);
        for (id, number) in self.districts.iter().zip(1..) {
            let row = division::ActiveModel {
                id: Set(*id),
                organization_id: Set(owner),
                ocd_id: Set(format!(
                    "ocd-division/country:us/state:ca/county:alder/council_district:{number}"
                )),
                name: Set(format!("District {number}")),
                revision: Set(1),
                created_at: Set(now),
            };
            row.insert(tx).await?;
        }
        for (at, id) in self.branches.iter().enumerate() {
            let row = workplace::ActiveModel {
                id: Set(*id),
                organization_id: Set(owner),
                division_id: Set(Some(self.districts[at % DISTRICTS])),
                name: Set(format!("Branch Number {}", at + 1)),
                risk: Set("high".to_owned()),
                revision: Set(1),
                created_at: Set(now),
                ..Default::default()
            };
            row.insert(tx).await?;
            let staff = headcount::ActiveModel {
                workplace_id: Set(*id),
                job_group: Set("all staff".to_owned()),
                headcount: Set(STAFF),
                as_of: Set(self.ground.app.clock.today()),
            };
            staff.insert(tx).await?;
        }
        Ok(())
    }

    async fn board(&self, tx: &Tx) -> Result<(), DbErr> {
        let (now, owner) = (self.ground.app.clock.now(), self.ground.organization);
        let board = body::ActiveModel {
            id: Set(self.board),
            organization_id: Set(owner),
            name: Set("Alder County Board of Supervisors".to_owned()),
            kind: Set("board".to_owned()),
            division_id: Set(None),
            is_public: Set(true),
            language: Set("en".to_owned()),
            revision: Set(1),
            created_at: Set(now),
        };
        board.insert(tx).await?;
        for (at, district) in self.districts.iter().enumerate() {
            let (person, post) = (PersonId(self.fresh()), PostId(self.fresh()));
            let row = person::ActiveModel {
                id: Set(person),
                organization_id: Set(owner),
                name: Set(format!("Supervisor Number {}", at + 1)),
                email: Set(None),
                telephone: Set(None),
                language: Set(if at == 1 { "es" } else { "en" }.to_owned()),
                revision: Set(1),
                created_at: Set(now),
            };
            row.insert(tx).await?;
            let row = post::ActiveModel {
                id: Set(post),
                organization_id: Set(owner),
                body_id: Set(self.board),
                division_id: Set(Some(*district)),
                label: Set(format!("Supervisor, District {}", at + 1)),
                created_at: Set(now),
            };
            row.insert(tx).await?;
            let row = official::ActiveModel {
                id: Set(OfficialId(self.fresh())),
                organization_id: Set(owner),
                person_id: Set(person),
                post_id: Set(post),
                start_on: Set(NaiveDate::from_ymd_opt(2025, 1, 6)),
                end_on: Set(None),
                revision: Set(1),
                created_at: Set(now),
            };
            row.insert(tx).await?;
        }
        Ok(())
    }

    async fn demands(&self, tx: &Tx) -> Result<(), DbErr> {
        for (text, position) in DEMANDS.iter().zip(1..) {
            let row = demand::ActiveModel {
                id: Set(DemandId(self.fresh())),
                organization_id: Set(self.ground.organization),
                campaign_id: Set(self.campaign),
                position: Set(position),
                text: Set((*text).to_owned()),
                alternative_to: Set(None),
                topics: Set(serde_json::json!([])),
            };
            row.insert(tx).await?;
        }
        Ok(())
    }

    /// The first official of the board, as a target of the campaign.
    pub async fn target(&self) -> Result<TargetId, Failure> {
        let (app, owner) = (&self.ground.app, self.ground.organization);
        let holder = official::of(owner).one(&app.db.read).await?;
        let holder = holder.ok_or("nobody is in office")?.id;
        let id = TargetId(self.fresh());
        let row = &target::ActiveModel {
            id: Set(id),
            organization_id: Set(owner),
            campaign_id: Set(self.campaign),
            official_id: Set(Some(holder)),
            body_id: Set(None),
            created_at: Set(app.clock.now()),
        };
        let made = app.db.write(|tx| async move {
            let insert = target::Entity::insert(row.clone());
            insert.exec_without_returning(&*tx).await
        });
        made.await?;
        Ok(id)
    }
}
