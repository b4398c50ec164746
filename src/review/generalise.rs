//! From what was told to what may be printed of it: the district for the workplace, the quarter for the day, and less where too few people answer to it.

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, QueryFilter, QuerySelect, QueryTrait};

use super::wire::GeneralFacts;
use crate::campaigns::rules::{K_DEFAULT, K_MIN};
use crate::directory::DivisionId;
use crate::directory::entity::{headcount, workplace};
use crate::identity::OrganizationId;
use crate::identity::entity::organization;
use crate::incidents::generalise::{ALL_STAFF, Exact, LIBRARY_JOB_GROUPS, general};
use crate::testimony::content::Facts;

crate::words! {
    /// One of the facts that may be published beside a text.
    GeneralFact {
        /// `division_id`
        District = "district",
        Quarter = "quarter",
        JobGroup = "job_group",
    }
}

/// What is left of the facts: what reviewers leave out goes, and then whatever too few people answer to.
pub async fn generalised(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    facts: &Facts,
    left_out: &[GeneralFact],
) -> Result<GeneralFacts, DbErr> {
    let mut general = broadened(db, organization, facts).await?;
    for fact in left_out {
        match fact {
            GeneralFact::JobGroup => general.job_group = None,
            GeneralFact::Quarter => general.quarter = None,
            GeneralFact::District => general.division_id = None,
        }
    }
    let k = least(db, organization).await?;
    let people = people(db, organization, general.division_id).await?;
    Ok(with_enough_people(general, &people, k))
}

async fn broadened(
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
        .filter(headcount::Column::WorkplaceId.in_subquery(own.into_query()))
        .select_only()
        .column(headcount::Column::JobGroup)
        .distinct()
        .into_tuple()
        .all(db)
        .await
}

/// The organization's k.
pub(super) async fn least(db: &impl ConnectionTrait, id: OrganizationId) -> Result<u32, DbErr> {
    let found = organization::for_jobs().filter(organization::Column::Id.eq(id));
    let set = found.one(db).await?.map(|row| u32::try_from(row.k));
    Ok(set.and_then(Result::ok).unwrap_or(K_DEFAULT).max(K_MIN))
}

/// How many people the directory counts, by job group, in the open workplaces of a district or of the whole organization.
async fn people(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    division: Option<DivisionId>,
) -> Result<Vec<(String, u32)>, DbErr> {
    let mut own = workplace::of(organization)
        .filter(workplace::Column::ClosedOn.is_null())
        .select_only()
        .column(workplace::Column::Id);
    if let Some(division) = division {
        own = own.filter(workplace::Column::DivisionId.eq(division));
    }
    let rows =
        headcount::for_jobs().filter(headcount::Column::WorkplaceId.in_subquery(own.into_query()));
    let people = |row: headcount::Model| {
        let people = u32::try_from(row.headcount).unwrap_or_default();
        (row.job_group, people)
    };
    Ok(rows.all(db).await?.into_iter().map(people).collect())
}

/// Drops the job group, then the quarter and the district, until at least `k` people answer to what is left. Where nobody was
/// counted, too few is assumed.
fn with_enough_people(mut facts: GeneralFacts, people: &[(String, u32)], k: u32) -> GeneralFacts {
    let total = |group: Option<&str>| {
        let counted = people
            .iter()
            .filter(|(name, _)| group.is_none_or(|group| group == name));
        counted.fold(0, |sum: u32, (_, people)| sum.saturating_add(*people))
    };
    if facts.job_group.is_some() && total(facts.job_group.as_deref()) < k {
        facts.job_group = None;
    }
    // Headcounts know no quarter: without it as many people answer to the district as with it.
    if total(None) < k {
        (facts.quarter, facts.division_id) = (None, None);
    }
    facts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told() -> GeneralFacts {
        GeneralFacts {
            division_id: Some(DivisionId(uuid::Uuid::nil())),
            quarter: Some("2026-Q3".to_owned()),
            job_group: Some("librarians".to_owned()),
        }
    }

    /// Whether district, quarter and job group are left.
    fn left(people: &[(&str, u32)]) -> [bool; 3] {
        let people: Vec<(String, u32)> = people
            .iter()
            .map(|(group, people)| ((*group).to_owned(), *people))
            .collect();
        let facts = with_enough_people(told(), &people, 10);
        [
            facts.division_id.is_some(),
            facts.quarter.is_some(),
            facts.job_group.is_some(),
        ]
    }

    #[test]
    fn a_combination_that_fits_fewer_than_k_people_is_not_published() {
        assert_eq!(left(&[("librarians", 10), ("pages", 2)]), [true; 3]);
        let few = [("librarians", 9), ("pages", 2)];
        assert_eq!(left(&few), [true, true, false]);
        assert_eq!(left(&[("librarians", 4), ("pages", 5)]), [false; 3]);
    }

    #[test]
    fn a_job_group_that_nobody_counted_is_not_published() {
        assert_eq!(left(&[("pages", 40)]), [true, true, false]);
    }

    #[test]
    fn of_a_district_in_which_nobody_was_counted_nothing_is_published() {
        assert_eq!(left(&[]), [false; 3]);
    }
}
