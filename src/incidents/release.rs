//! Releases the statistics of a campaign: one numbered release, which all packets quote.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::StatisticsReleaseId;
use super::called::{NO_DISTRICT, districts, employers};
use super::compose::{Memories, compose};
use super::disclosure::{Fact, Grain, Headcount};
use super::entity::{incident, statistics_release};
use super::generalise::Quarter;
use super::latest::{Content, Released, ThemeTables, released};
use super::names::{Names, PutRight};
use super::successive::{MOST_BEFORE, Printed};
use super::themes::Theme;
use super::wire::StatisticsRelease;
use super::worker_tokens::token_figures;
use crate::app::App;
use crate::audit::{self, Action};
use crate::campaigns::CampaignId;
use crate::campaigns::entity::campaign;
use crate::db::Tx;
use crate::directory::DivisionId;
use crate::directory::entity::{headcount, workplace};
use crate::http::idempotency::NotOnce;
use crate::http::{Once, Problem, catalogue as known};
use crate::identity::entity::organization;
use crate::identity::{Caller, OrganizationId};
use crate::ids;
use crate::layoffs::entity::layoff;
use crate::secrets::{aead_open, aead_seal};
use crate::tokens::totals::token_totals;

/// Why there is no new release.
#[derive(Debug, thiserror::Error)]
pub enum ReleaseStatisticsError {
    #[error("there is no such campaign")]
    NoCampaign,
    #[error("what the last release remembered does not open")]
    NoMemory,
    #[error(transparent)]
    NotOnce(#[from] NotOnce),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

pub async fn release_statistics(
    app: &App,
    caller: &Caller,
    campaign: CampaignId,
    once: &Once,
) -> Result<StatisticsRelease, ReleaseStatisticsError> {
    let owner = caller.organization;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            if let Some(first) = once.claim(app, tx).await? {
                return Ok(first);
            }
            let own = campaign::of(owner).filter(campaign::Column::Id.eq(campaign));
            own.one(tx)
                .await?
                .ok_or(ReleaseStatisticsError::NoCampaign)?;
            let last = statistics_release::of(owner)
                .filter(statistics_release::Column::CampaignId.eq(campaign))
                .order_by_desc(statistics_release::Column::Number);
            let published = last.clone().limit(MOST_BEFORE).all(tx).await?;
            let last = published.first();
            let number = last.map_or(1, |last| last.number + 1);
            let before = match last {
                Some(last) => remembered(app, last)?,
                None => Memories::new(),
            };
            let last = last.cloned().and_then(released).map(|last| last.content);
            let published = published.into_iter().rev();
            let published: Vec<Content> = published
                .filter_map(released)
                .map(|it| it.content)
                .collect();
            let told = Told::load(tx, owner, campaign, (app.clock.today(), last.as_ref())).await?;
            let before = told.remembered(before, last.as_ref());
            let published: Vec<Printed> =
                published.into_iter().map(|it| told.printed(it)).collect();
            let k = least(tx, owner)
                .await?
                .max(last.as_ref().map_or(0, |last| last.k));
            let (themes, memories) = computed(&told, (number, k), (&before, &published));
            let totals = token_totals(tx, campaign, app.clock.today()).await?;
            let content = Content {
                k,
                themes,
                districts: told.districts,
                employers: told.employers,
                worker_tokens: token_figures(totals, k, last.and_then(|last| last.worker_tokens)),
            };
            let row = statistics_release::Model {
                id: StatisticsReleaseId(ids::timely(&app.clock, &app.entropy)),
                organization_id: owner,
                campaign_id: campaign,
                number,
                content: serde_json::to_value(&content).unwrap_or_default(),
                memory_sealed: sealed(app, campaign, &memories)?,
                released_on: app.clock.today(),
            };
            let new = row.clone().into_active_model().reset_all();
            statistics_release::Entity::insert(new)
                .exec_without_returning(tx)
                .await?;
            let entry = Action::new(caller.actor(), "release_statistics", row.id);
            audit::record(app, tx, owner, entry).await?;
            let made: Released = released(row).ok_or(ReleaseStatisticsError::NoMemory)?;
            let made = StatisticsRelease::from(made);
            once.keep(app, tx, &made).await?;
            Ok(made)
        })
        .await
}

/// The organization's k. A campaign that has a release keeps the one it had: under a smaller one the next release would print
/// what the last has hidden, and narrow down the rest.
async fn least(tx: &Tx, owner: OrganizationId) -> Result<u32, ReleaseStatisticsError> {
    let found = organization::for_jobs().filter(organization::Column::Id.eq(owner));
    let organization = found.one(tx).await?;
    let organization = organization.ok_or(ReleaseStatisticsError::NoCampaign)?;
    Ok(u32::try_from(organization.k).unwrap_or(crate::campaigns::rules::K_DEFAULT))
}

fn computed(
    told: &Told,
    (number, k): (i32, u32),
    (before, published): (&Memories, &[Printed]),
) -> (Vec<ThemeTables>, Memories) {
    let number = u32::try_from(number).unwrap_or(u32::MAX);
    let facts = |theme| told.facts(theme);
    compose(number, k, facts, &told.headcounts, before, published)
}

/// The rows that published testimonies left behind, with the names that stand for their ids.
struct Told {
    incidents: Vec<incident::Model>,
    layoffs: Vec<layoff::Model>,
    districts: Names,
    employers: Names,
    headcounts: Vec<Headcount>,
    today: NaiveDate,
}

impl Told {
    async fn load(
        tx: &Tx,
        owner: OrganizationId,
        campaign: CampaignId,
        (today, last): (NaiveDate, Option<&Content>),
    ) -> Result<Self, DbErr> {
        let incidents = incident::of(owner).filter(incident::Column::CampaignId.eq(campaign));
        let layoffs = layoff::of(owner).filter(layoff::Column::CampaignId.eq(campaign));
        let (incidents, layoffs) = (incidents.all(tx).await?, layoffs.all(tx).await?);
        let open = workplace::of(owner).filter(workplace::Column::ClosedOn.is_null());
        let open = open.all(tx).await?;
        let places = incidents.iter().map(|row| row.division_id);
        let places = places.chain(layoffs.iter().map(|row| row.division_id));
        let places = places.chain(open.iter().map(|row| row.division_id));
        let places: BTreeSet<Uuid> = places.flatten().map(|id| id.0).collect();
        let employed: BTreeSet<Uuid> = layoffs
            .iter()
            .filter_map(|row| row.employer_id)
            .map(|id| id.0)
            .collect();
        let nothing = Names::default();
        let told = last.map_or((&nothing, &nothing), |last| {
            (&last.districts, &last.employers)
        });
        let districts = districts(tx, owner, places, told.0).await?;
        Ok(Self {
            headcounts: headcounts(tx, &open, &districts).await?,
            employers: employers(tx, owner, employed, told.1).await?,
            incidents,
            layoffs,
            districts,
            today,
        })
    }

    /// What was renamed since.
    fn put_right(&self, then: &Content) -> PutRight {
        PutRight {
            places: then.districts.put_right(&self.districts),
            employers: then.employers.put_right(&self.employers),
        }
    }

    fn remembered(&self, mut memories: Memories, last: Option<&Content>) -> Memories {
        let Some(last) = last else {
            return memories;
        };
        let names = self.put_right(last);
        for (theme, memory) in &mut memories {
            memory.put_right(&names, theme == Theme::Employers.as_str());
        }
        memories
    }

    fn printed(&self, mut content: Content) -> Printed {
        let names = self.put_right(&content);
        content.put_right(&names);
        Printed {
            k: content.k,
            themes: content.themes,
        }
    }

    fn facts(&self, theme: Theme) -> Vec<Fact> {
        let mut facts = Vec::new();
        for row in &self.incidents {
            let kinds = theme.of_incident(row);
            let (division, quarter, group) = (row.division_id, &row.quarter, &row.job_group);
            facts.extend(self.add(row.published_id.0, kinds, division, quarter, group));
        }
        for row in &self.layoffs {
            let employer = row.employer_id.and_then(|id| self.employers.get(id.0));
            let kinds = theme.of_layoff(row, employer);
            let (division, quarter, group) = (row.division_id, &row.quarter, &row.job_group);
            facts.extend(self.add(row.published_id.0, kinds, division, quarter, group));
        }
        facts
    }

    fn add(
        &self,
        testimony: uuid::Uuid,
        kinds: Vec<Grain>,
        division: Option<DivisionId>,
        quarter: &Option<String>,
        job_group: &Option<String>,
    ) -> Vec<Fact> {
        let Some(period) = self.period(quarter.as_deref()) else {
            return Vec::new();
        };
        let place = division.and_then(|id| self.districts.get(id.0));
        let place = place.unwrap_or(NO_DISTRICT);
        let job_group = job_group.as_deref().unwrap_or("job group not told");
        let fact = |kind| Fact {
            testimony,
            kind,
            period: period.clone(),
            place: label(place, place),
            job_group: job_group.to_owned(),
        };
        kinds.into_iter().map(fact).collect()
    }

    /// A quarter that is not over is not counted yet.
    fn period(&self, quarter: Option<&str>) -> Option<Grain> {
        let Some(text) = quarter else {
            return Some(label("day not told", "day not told"));
        };
        let quarter: Quarter = text.parse().ok()?;
        let over = quarter.ends_before().is_some_and(|day| day <= self.today);
        over.then(|| label(text, &text[..4]))
    }
}

fn label(fine: &str, broad: &str) -> Grain {
    Grain {
        fine: fine.to_owned(),
        broad: broad.to_owned(),
    }
}

/// People by district and job group, over the workplaces that are open.
async fn headcounts(
    tx: &Tx,
    open: &[workplace::Model],
    districts: &Names,
) -> Result<Vec<Headcount>, DbErr> {
    let mut people = Vec::new();
    for workplace in open {
        let district = workplace.division_id.and_then(|id| districts.get(id.0));
        let place = district.unwrap_or(NO_DISTRICT);
        let rows = headcount::for_jobs().filter(headcount::Column::WorkplaceId.eq(workplace.id));
        for row in rows.all(tx).await? {
            people.push(Headcount {
                place: label(place, place),
                job_group: row.job_group,
                people: u32::try_from(row.headcount).unwrap_or_default(),
            });
        }
    }
    Ok(people)
}

fn place(campaign: CampaignId) -> Vec<u8> {
    [
        b"broadside/statistics-memory/v1|",
        campaign.0.as_bytes().as_slice(),
    ]
    .concat()
}

fn sealed(
    app: &App,
    campaign: CampaignId,
    memories: &Memories,
) -> Result<Vec<u8>, ReleaseStatisticsError> {
    let bytes = serde_json::to_vec(memories).map_err(|_| ReleaseStatisticsError::NoMemory)?;
    let bytes = Zeroizing::new(bytes);
    let key = &app.keys.fields;
    Ok(app
        .entropy
        .with(|rng| aead_seal(rng, key, &place(campaign), &bytes)))
}

fn remembered(
    app: &App,
    last: &statistics_release::Model,
) -> Result<Memories, ReleaseStatisticsError> {
    let opened = aead_open(
        &app.keys.fields,
        &place(last.campaign_id),
        &last.memory_sealed,
    );
    let bytes = opened.map_err(|_| ReleaseStatisticsError::NoMemory)?;
    serde_json::from_slice(&bytes).map_err(|_| ReleaseStatisticsError::NoMemory)
}

impl From<ReleaseStatisticsError> for Problem {
    fn from(error: ReleaseStatisticsError) -> Self {
        match error {
            ReleaseStatisticsError::NoCampaign => Self::new(known::NOT_FOUND),
            ReleaseStatisticsError::NoMemory => Self::broken("statistics", &error),
            ReleaseStatisticsError::NotOnce(error) => error.into(),
            ReleaseStatisticsError::Db(error) => error.into(),
        }
    }
}
