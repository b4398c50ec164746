//! From what was told to what may be printed of it: the district for the workplace, the quarter for the day.

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, QueryFilter, QuerySelect};

use super::wire::GeneralFacts;
use crate::directory::entity::{headcount, workplace};
use crate::identity::OrganizationId;
use crate::incidents::generalise::{ALL_STAFF, Exact, LIBRARY_JOB_GROUPS, general};
use crate::testimony::content::Facts;

pub async fn generalised(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    facts: &Facts,
) -> Result<GeneralFacts, DbErr> {
    let division = match facts.workplace_id {
        Some(id) => {
            let found = workplace::of(organization).filter(workplace::Column::Id.eq(id));
            found
                .one(db)
                .await?
                .and_then(|workplace| workplace.division_id)
        }
        None => None,
    };
    let exact = Exact {
        on: facts.happened_on,
        division,
        job_title: facts.job_group.as_deref(),
    };
    let general = general(&exact, LIBRARY_JOB_GROUPS);
    let known = known_job_groups(db, organization).await?;
    let told = facts.job_group.as_deref();
    let exactly = known
        .iter()
        .find(|group| told.is_some_and(|told| same(group, told)));
    let by_words = known
        .iter()
        .find(|group| general.job_group.is_some_and(|word| same(group, word)));
    Ok(GeneralFacts {
        division_id: general.division,
        quarter: general.quarter.map(|quarter| quarter.to_string()),
        job_group: exactly
            .or(by_words)
            .cloned()
            .filter(|group| group != ALL_STAFF),
    })
}

fn same(a: &str, b: &str) -> bool {
    a.to_lowercase() == b.to_lowercase()
}

/// The job groups in which the organization's workplaces count their people: no other is ever printed.
async fn known_job_groups(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
) -> Result<Vec<String>, DbErr> {
    let own = workplace::of(organization)
        .select_only()
        .column(workplace::Column::Id);
    headcount::for_jobs()
        .filter(headcount::Column::WorkplaceId.in_subquery(sea_orm::QueryTrait::into_query(own)))
        .select_only()
        .column(headcount::Column::JobGroup)
        .distinct()
        .into_tuple()
        .all(db)
        .await
}
