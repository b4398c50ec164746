//! Which originals must be kept, because two owners have ordered it.

use std::collections::HashSet;

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, QueryFilter};

use super::TestimonyId;
use super::entity::legal_hold::{self, Column};
use super::wire::HoldState;
use crate::campaigns::CampaignId;
use crate::identity::OrganizationId;

/// The holds in force; a lifting that only one owner asks for changes nothing yet.
#[derive(Debug, Default)]
pub struct Holds {
    campaigns: HashSet<CampaignId>,
    testimonies: HashSet<TestimonyId>,
}

impl Holds {
    pub fn cover(&self, campaign: CampaignId, testimony: TestimonyId) -> bool {
        self.campaigns.contains(&campaign) || self.testimonies.contains(&testimony)
    }

    fn from_rows(rows: Vec<legal_hold::Model>) -> Self {
        let mut holds = Self::default();
        for row in rows {
            match row.testimony_id {
                Some(testimony) => holds.testimonies.insert(testimony),
                None => holds.campaigns.insert(row.campaign_id),
            };
        }
        holds
    }
}

fn in_force() -> sea_orm::sea_query::SimpleExpr {
    Column::State.is_in([
        HoldState::InForce.as_str(),
        HoldState::LiftProposed.as_str(),
    ])
}

/// Those of one organization.
pub async fn holds_of(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
) -> Result<Holds, DbErr> {
    let rows = legal_hold::of(organization).filter(in_force());
    Ok(Holds::from_rows(rows.all(db).await?))
}

/// Those of everybody, for the nightly round.
pub async fn all_holds(db: &impl ConnectionTrait) -> Result<Holds, DbErr> {
    let rows = legal_hold::for_jobs().filter(in_force());
    Ok(Holds::from_rows(rows.all(db).await?))
}
