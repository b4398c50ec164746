//! What a campaign amounts to at one moment: read once, in one transaction, for however many addressees.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, DbErr, QueryFilter, QueryOrder};
use zeroize::Zeroizing;

use super::divisions::{ByDivision, Number};
use super::signers;
use super::workplaces::{self, Place};
use crate::app::App;
use crate::audit::entity::audit_head;
use crate::campaigns::CampaignId;
use crate::campaigns::entity::campaign;
use crate::campaigns::texts_of as texts_of_campaigns;
use crate::campaigns::wire::{CampaignText, Demand};
use crate::db::Tx;
use crate::directory::entity::division;
use crate::directory::{DivisionId, WorkplaceId};
use crate::events::{entity::event, trainings_of};
use crate::evidence::evidence_of;
use crate::evidence::series::{Series, series_of};
use crate::evidence::wire::Evidence;
use crate::identity::OrganizationId;
use crate::identity::entity::organization;
use crate::incidents::{Released, latest_under_todays_names};
use crate::layoffs::notices::{Chosen, chosen};
use crate::petitions::entity::{petition, petition_text, petition_version};
use crate::petitions::rules::State as PetitionState;
use crate::petitions::{PetitionId, demands_in};
use crate::review::{PublishedTestimony, published};
use crate::signatures::counts;
use crate::signatures::entity::{petition_tally, signature_count};
use crate::signatures::membership::latest_match;
use crate::signatures::membership::wire::MembershipMatch;
use crate::signatures::rules::Visibility;
use crate::signatures::{NOWHERE, SignatureId};

/// Everything that packets of one petition are made of.
#[derive(Debug)]
pub struct Facts {
    pub today: NaiveDate,
    pub organization: organization::Model,
    pub campaign: campaign::Model,
    pub petition: petition::Model,
    pub texts: Vec<petition_text::Model>,
    /// The campaign's own words in other languages.
    pub campaign_texts: Vec<CampaignText>,
    /// Those that stood beside the text when it was signed.
    pub demands: Vec<Demand>,
    /// In the order of their names.
    pub divisions: Vec<division::Model>,
    /// In the order of their names; closed ones only where somebody signed.
    pub places: Vec<Place>,
    pub counts: Vec<signature_count::Model>,
    pub by_division: ByDivision,
    /// Confirmed signatures that were given to another wording than the present one.
    pub to_other_versions: u64,
    pub tallies: HashMap<String, u64>,
    /// What the latest list of an association's members says of the signers.
    pub membership: Option<MembershipMatch>,
    pub signers: Vec<Signer>,
    pub testimonies: Vec<PublishedTestimony>,
    pub evidence: Vec<Evidence>,
    /// Public records by workplace, those with numbers.
    pub series: Vec<Series>,
    pub release: Option<Released>,
    /// Published ones of the campaign.
    pub trainings: Vec<event::Model>,
    /// Layoff notices that the campaign cites.
    pub notices: Option<Chosen>,
    pub audit_head: Option<audit_head::Model>,
}

/// A confirmed signature that may be named, or whose comment was approved.
#[derive(Clone)]
pub struct Signer {
    pub id: SignatureId,
    pub name: Option<Zeroizing<String>>,
    pub visibility: Visibility,
    pub standing: String,
    pub workplace: Option<WorkplaceId>,
    pub division: Option<DivisionId>,
    pub signed_on: NaiveDate,
    pub comment: Option<Zeroizing<String>>,
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Signer")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// Why there is nothing to freeze.
#[derive(Debug, thiserror::Error)]
pub enum NoFacts {
    #[error("there is no such campaign or petition")]
    Missing,
    #[error("the campaign has no petition that was opened")]
    NoPetition,
    #[error("the database failed")]
    Db(#[from] DbErr),
}

/// `petition` names one of the campaign; without it, the one that was opened last.
pub async fn load(
    app: &App,
    tx: &Tx,
    owner: OrganizationId,
    campaign: CampaignId,
    petition: Option<PetitionId>,
) -> Result<Facts, NoFacts> {
    let ours = campaign::of(owner).filter(campaign::Column::Id.eq(campaign));
    let campaign = ours.one(tx).await?.ok_or(NoFacts::Missing)?;
    let organization = organization::for_jobs().filter(organization::Column::Id.eq(owner));
    let organization = organization.one(tx).await?.ok_or(NoFacts::Missing)?;
    let petition = find_petition(tx, owner, campaign.id, petition).await?;
    let tallies = tallies_of(tx, petition.id).await?;
    let mut counts = counts_of(tx, petition.id).await?;
    let mut places = workplaces::load(tx, owner, &petition, &counts).await?;
    let mut signers = signers::signers_of(app, tx, &petition).await?;
    move_to_todays_divisions(&places, &mut counts, &mut signers);
    let divisions = divisions_of(tx, owner).await?;
    let threshold = threshold(&petition);
    let by_division = by_division(&divisions, &counts, threshold);
    hide_where_the_division_is(&mut places, &by_division);
    Ok(Facts {
        today: app.clock.today(),
        texts: texts_of(tx, &petition).await?,
        campaign_texts: campaign_texts(tx, campaign.id).await?,
        demands: demands_in(tx, &petition, petition.current_version).await?,
        divisions,
        by_division,
        to_other_versions: signers::to_other_versions(tx, &petition).await?,
        testimonies: published(tx, campaign.id).await?,
        evidence: evidence_of(tx, owner, campaign.id).await?,
        series: series_of(tx, owner, campaign.id).await?,
        release: latest_under_todays_names(tx, owner, campaign.id).await?,
        trainings: trainings_of(tx, owner, campaign.id).await?,
        notices: chosen(tx, owner, campaign.id).await?,
        audit_head: audit_head::of(owner).one(tx).await?,
        membership: latest_match(tx, owner, petition.id).await?,
        organization,
        campaign,
        petition,
        places,
        signers,
        counts,
        tallies,
    })
}

async fn find_petition(
    tx: &Tx,
    owner: OrganizationId,
    campaign: CampaignId,
    named: Option<PetitionId>,
) -> Result<petition::Model, NoFacts> {
    let ours = petition::of(owner).filter(petition::Column::CampaignId.eq(campaign));
    let found = match named {
        Some(id) => {
            let found = ours.filter(petition::Column::Id.eq(id)).one(tx).await?;
            vec![found.ok_or(NoFacts::Missing)?]
        }
        None => ours.order_by_desc(petition::Column::Id).all(tx).await?,
    };
    found
        .into_iter()
        .find(|row| can_be_sent(&row.state))
        .ok_or(NoFacts::NoPetition)
}

/// A text that nobody could sign yet, or that was taken back, is not handed to anybody.
fn can_be_sent(state: &str) -> bool {
    use PetitionState as S;
    state.parse().is_ok_and(|state: S| {
        !matches!(
            state,
            S::Draft | S::InReview | S::Rejected | S::Withdrawn | S::Removed
        )
    })
}

async fn texts_of(tx: &Tx, petition: &petition::Model) -> Result<Vec<petition_text::Model>, DbErr> {
    use petition_version::Column as C;
    let version = petition_version::of(petition.organization_id)
        .filter(C::PetitionId.eq(petition.id))
        .filter(C::Number.eq(petition.current_version));
    let Some(version) = version.one(tx).await? else {
        return Ok(Vec::new());
    };
    let texts = petition_text::for_jobs().filter(petition_text::Column::VersionId.eq(version.id));
    texts
        .order_by_asc(petition_text::Column::Language)
        .all(tx)
        .await
}

async fn campaign_texts(tx: &Tx, campaign: CampaignId) -> Result<Vec<CampaignText>, DbErr> {
    let texts = texts_of_campaigns(tx, &[campaign]).await?;
    Ok(texts.into_iter().map(|(_, text)| text).collect())
}

async fn divisions_of(tx: &Tx, owner: OrganizationId) -> Result<Vec<division::Model>, DbErr> {
    use division::Column as C;
    division::of(owner)
        .order_by_asc(C::Name)
        .order_by_asc(C::Id)
        .all(tx)
        .await
}

async fn counts_of(tx: &Tx, petition: PetitionId) -> Result<Vec<signature_count::Model>, DbErr> {
    use signature_count::Column as C;
    signature_count::for_jobs()
        .filter(C::PetitionId.eq(petition))
        .all(tx)
        .await
}

async fn tallies_of(tx: &Tx, petition: PetitionId) -> Result<HashMap<String, u64>, DbErr> {
    let ours = petition_tally::for_jobs().filter(petition_tally::Column::PetitionId.eq(petition));
    let rows = ours.all(tx).await?;
    let number =
        |row: petition_tally::Model| (row.state, u64::try_from(row.number).unwrap_or_default());
    Ok(rows.into_iter().map(number).collect())
}

/// A workplace whose division was put right takes its signatures along: what stands above a table is the sum of it. Not where its
/// number is held back: what one sum loses and another gains would be that number, and a division of its own would name it.
fn move_to_todays_divisions(
    places: &[Place],
    counts: &mut [signature_count::Model],
    signers: &mut [Signer],
) {
    let told = places
        .iter()
        .filter(|place| matches!(place.shown, counts::Shown::Exact(_)));
    let today: HashMap<WorkplaceId, Option<DivisionId>> =
        told.map(|place| (place.id, place.division)).collect();
    for count in counts {
        if let Some(division) = today.get(&WorkplaceId(count.workplace_key)) {
            count.division_key = division.map_or(NOWHERE, |division| division.0);
        }
    }
    for signer in signers {
        if let Some(division) = signer.workplace.and_then(|id| today.get(&id)) {
            signer.division = *division;
        }
    }
}

fn by_division(
    divisions: &[division::Model],
    counts: &[signature_count::Model],
    threshold: u32,
) -> ByDivision {
    let mut known: BTreeMap<DivisionId, u64> =
        divisions.iter().map(|division| (division.id, 0)).collect();
    let mut not_known = 0;
    for count in counts {
        let confirmed = u64::try_from(count.confirmed).unwrap_or_default();
        match known.get_mut(&DivisionId(count.division_key)) {
            Some(number) => *number += confirmed,
            None => not_known += confirmed,
        }
    }
    ByDivision::new(&known, not_known, threshold)
}

/// The workplaces of a district whose number is held back would tell it.
fn hide_where_the_division_is(places: &mut [Place], told: &ByDivision) {
    for place in places {
        let number = place.division.map(|id| told.of(id));
        if number.is_some_and(|number| !matches!(number, Number::Exact(_))) {
            place.shown = counts::Shown::Hidden;
        }
    }
}

fn threshold(petition: &petition::Model) -> u32 {
    let asked = u32::try_from(petition.workplace_threshold).unwrap_or_default();
    std::cmp::max(asked, counts::THRESHOLD_MIN)
}

impl Facts {
    pub fn confirmed(&self) -> u64 {
        total(self.counts.iter())
    }

    /// Those of the confirmed that were given on paper.
    pub fn on_paper(&self) -> u64 {
        let on_paper = self.counts.iter().map(|count| count.on_paper);
        u64::try_from(on_paper.sum::<i64>()).unwrap_or_default()
    }

    /// What is printed of a district, exact or not at all.
    pub fn confirmed_in(&self, division: DivisionId) -> Option<u64> {
        self.by_division.exact(division)
    }

    pub fn division(&self, id: DivisionId) -> Option<&division::Model> {
        self.divisions.iter().find(|division| division.id == id)
    }

    pub fn place(&self, id: WorkplaceId) -> Option<&Place> {
        self.places.iter().find(|place| place.id == id)
    }

    pub fn threshold(&self) -> u32 {
        threshold(&self.petition)
    }

    /// Where the sum over a division's workplaces cannot be shown, no table by standing can: the employees' row would be it.
    pub fn tells_standings_of(&self, division: DivisionId) -> bool {
        if self.confirmed_in(division).is_none() {
            return false;
        }
        let divisions = workplaces::displayed(&self.places, self.threshold());
        let here = divisions.iter().find(|(id, ..)| *id == Some(division.0));
        here.is_none_or(|(_, _, shown)| shown.signed_at_workplaces.is_some())
    }

    pub fn is_empty(&self) -> bool {
        self.confirmed() == 0 && self.testimonies.is_empty()
    }
}

pub fn total<'a>(counts: impl Iterator<Item = &'a signature_count::Model>) -> u64 {
    counts
        .map(|count| u64::try_from(count.confirmed).unwrap_or_default())
        .sum()
}
