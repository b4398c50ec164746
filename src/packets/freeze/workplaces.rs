//! Where people work, with headcounts, and what may be shown of each place.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, DbErr, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use crate::db::Tx;
use crate::directory::entity::{headcount, workplace};
use crate::directory::{DivisionId, WorkplaceId};
use crate::identity::OrganizationId;
use crate::petitions::PetitionId;
use crate::petitions::entity::petition;
use crate::signatures::counts::{self, Shown};
use crate::signatures::entity::{signature_count, workplace_release};

/// A workplace and what may be shown of it.
#[derive(Clone, Debug)]
pub struct Place {
    pub id: WorkplaceId,
    pub name: String,
    pub division: Option<DivisionId>,
    pub risk: String,
    pub staff: Option<u32>,
    pub counted_on: Option<NaiveDate>,
    /// Exact; decides, and is never printed.
    pub signed: u32,
    pub shown: Shown,
}

pub async fn load(
    tx: &Tx,
    owner: OrganizationId,
    petition: &petition::Model,
    counts: &[signature_count::Model],
) -> Result<Vec<Place>, DbErr> {
    use workplace::Column as C;
    let rows = workplace::of(owner)
        .order_by_asc(C::Name)
        .order_by_asc(C::Id)
        .all(tx)
        .await?;
    let staff = staff_of(tx, owner).await?;
    let mut signed: HashMap<Uuid, u32> = HashMap::new();
    for count in counts {
        let confirmed = u32::try_from(count.confirmed).unwrap_or_default();
        *signed.entry(count.workplace_key).or_default() += confirmed;
    }
    let place = |row: workplace::Model| {
        let (staff, counted_on) = staff.get(&row.id).copied().unzip();
        Place {
            signed: signed.get(&row.id.0).copied().unwrap_or_default(),
            id: row.id,
            name: row.name,
            division: row.division_id,
            risk: row.risk,
            staff,
            counted_on,
            shown: Shown::Hidden,
        }
    };
    let counts_here =
        |row: &workplace::Model| row.closed_on.is_none() || signed.contains_key(&row.id.0);
    let mut places: Vec<Place> = rows.into_iter().filter(counts_here).map(place).collect();
    show(&mut places, petition, &released(tx, petition.id).await?);
    Ok(places)
}

async fn staff_of(
    tx: &Tx,
    owner: OrganizationId,
) -> Result<HashMap<WorkplaceId, (u32, NaiveDate)>, DbErr> {
    let ours = workplace::of(owner)
        .select_only()
        .column(workplace::Column::Id);
    let ours = headcount::Column::WorkplaceId.in_subquery(ours.into_query());
    let rows = headcount::for_jobs().filter(ours);
    let mut staff: HashMap<WorkplaceId, (u32, NaiveDate)> = HashMap::new();
    for row in rows.all(tx).await? {
        let people = u32::try_from(row.headcount).unwrap_or_default();
        let entry = staff.entry(row.workplace_id).or_insert((0, row.as_of));
        *entry = (
            entry.0.saturating_add(people),
            std::cmp::min(entry.1, row.as_of),
        );
    }
    Ok(staff)
}

/// What was released of each workplace; nothing before the first release.
async fn released(tx: &Tx, petition: PetitionId) -> Result<HashMap<WorkplaceId, Shown>, DbErr> {
    use workplace_release::Column as C;
    let rows = workplace_release::for_jobs()
        .filter(C::PetitionId.eq(petition))
        .all(tx)
        .await?;
    let shown = |row: workplace_release::Model| {
        let shown = serde_json::from_str(&row.shown).unwrap_or(Shown::Hidden);
        (row.workplace_id, shown)
    };
    Ok(rows.into_iter().map(shown).collect())
}

/// Packets show what everybody is shown: fresher counts beside the daily ones would let a signature be watched arriving.
fn show(places: &mut [Place], petition: &petition::Model, released: &HashMap<WorkplaceId, Shown>) {
    if !released.is_empty() {
        for place in places {
            place.shown = released.get(&place.id).copied().unwrap_or(Shown::Hidden);
        }
        return;
    }
    let threshold = u32::try_from(petition.workplace_threshold).unwrap_or_default();
    for (_, members, division) in displayed(places, threshold) {
        for (at, shown) in members.into_iter().zip(division.workplaces) {
            places[at].shown = shown;
        }
    }
}

/// What the display rules say now of each division: its workplaces by their position, and what is shown of them.
pub fn displayed(
    places: &[Place],
    threshold: u32,
) -> Vec<(Option<Uuid>, Vec<usize>, counts::Division)> {
    let mut by_division: BTreeMap<Option<Uuid>, Vec<usize>> = BTreeMap::new();
    for (at, place) in places.iter().enumerate() {
        let division = place.division.map(|id| id.0);
        by_division.entry(division).or_default().push(at);
    }
    let known = |at: &usize| counts::Workplace {
        signed: places[*at].signed,
        staff: places[*at].staff,
    };
    let known: Vec<Vec<counts::Workplace>> = by_division
        .values()
        .map(|members| members.iter().map(known).collect())
        .collect();
    let shown = counts::of_petition(&known, threshold);
    let divisions = by_division.into_iter().zip(shown);
    divisions
        .map(|((id, members), shown)| (id, members, shown))
        .collect()
}
