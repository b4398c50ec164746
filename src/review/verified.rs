//! When a published testimony may say that a checked worker speaks: where it is one of at least k that look alike.
//!
//! Stewards know whom they checked. If one librarian of a district was among them, "verified worker, librarian, District 3"
//! would be that person's signature. And where ten were checked, ten texts of verified workers are the texts of these ten.

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, QueryFilter};

use super::entity::published_testimony::{Column, Model, for_jobs};
use super::generalise::least;
use crate::campaigns::CampaignId;
use crate::directory::DivisionId;
use crate::tokens::totals::token_totals;

/// All that stands beside a text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Beside {
    kind: String,
    language: Option<String>,
    division: Option<DivisionId>,
    quarter: Option<String>,
    job_group: Option<String>,
}

/// Whether at least k of those who were checked have not spent their token, so that no number of verified texts says of anybody
/// that they testified. Asked once, when a text is published: what is said later of others takes nothing back.
pub(super) async fn is_one_of_many(
    db: &impl ConnectionTrait,
    row: &Model,
    today: NaiveDate,
) -> Result<bool, DbErr> {
    let totals = token_totals(db, row.campaign_id, today).await?;
    let k = least(db, row.organization_id).await?;
    Ok(totals.issued.saturating_sub(totals.spent) >= k)
}

/// How many verified testimonies of a campaign stand published with the same facts beside them.
#[derive(Debug, Default)]
pub struct Verified {
    k: u32,
    alike: HashMap<Beside, u32>,
}

impl Verified {
    pub async fn load(db: &impl ConnectionTrait, campaign: CampaignId) -> Result<Self, DbErr> {
        let rows = for_jobs()
            .filter(Column::CampaignId.eq(campaign))
            .filter(Column::VerifiedWorker.eq(true))
            .filter(Column::WithdrawnOn.is_null());
        let rows = rows.all(db).await?;
        let Some(first) = rows.first() else {
            return Ok(Self::default());
        };
        let k = least(db, first.organization_id).await?;
        Ok(Self::count(k, &rows))
    }

    fn count(k: u32, rows: &[Model]) -> Self {
        let mut alike = HashMap::new();
        for row in rows {
            *alike.entry(beside(row)).or_default() += 1;
        }
        Self { k, alike }
    }

    pub fn may_be_shown(&self, row: &Model) -> bool {
        let alike = self.alike.get(&beside(row)).copied().unwrap_or_default();
        row.verified_worker && self.k > 0 && alike >= self.k
    }
}

fn beside(row: &Model) -> Beside {
    Beside {
        kind: row.kind.clone(),
        language: row.language.clone(),
        division: row.division_id,
        quarter: row.quarter.clone(),
        job_group: row.job_group.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::OrganizationId;
    use crate::layoffs::PublishedTestimonyId;
    use uuid::Uuid;

    fn row(job_group: &str, verified_worker: bool) -> Model {
        Model {
            id: PublishedTestimonyId(Uuid::nil()),
            organization_id: OrganizationId(Uuid::nil()),
            campaign_id: CampaignId(Uuid::nil()),
            kind: "safety_incident".to_owned(),
            language: None,
            text: String::new(),
            division_id: None,
            quarter: Some("2026-Q3".to_owned()),
            job_group: Some(job_group.to_owned()),
            verified_worker,
            published_on: "2026-10-01".parse().unwrap(),
            withdrawn_on: None,
            takedown_asked_by: None,
            takedown_asked_on: None,
        }
    }

    #[test]
    fn nobody_is_called_verified_among_fewer_than_k_alike() {
        let mut rows = vec![row("librarians", true); 9];
        rows.push(row("pages", true));
        let few = Verified::count(10, &rows);
        assert!(!few.may_be_shown(&rows[0]) && !few.may_be_shown(&rows[9]));
        rows.push(row("librarians", true));
        let enough = Verified::count(10, &rows);
        assert!(enough.may_be_shown(&rows[0]));
        assert!(!enough.may_be_shown(&rows[9]), "one page alone");
        assert!(!enough.may_be_shown(&row("librarians", false)));
        assert!(!Verified::default().may_be_shown(&rows[0]));
    }
}
