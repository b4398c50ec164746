//! The counts of a petition as organizers see them: exact per division and standing, protected per workplace.

use std::collections::{BTreeMap, HashMap, HashSet};

use sea_orm::{ColumnTrait, DbErr, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::counters::NOWHERE;
use super::counts::Shown;
use super::entity::{petition_tally, signature_count, workplace_release};
use super::list::{ListError, own_petition};
use super::rules::Standing;
use super::wire::{
    DivisionCount, ShownAs, ShownCount, SignatureCounts, StandingCount, StateCount, WorkplaceCount,
};
use crate::app::App;
use crate::directory::DivisionId;
use crate::directory::entity::workplace;
use crate::identity::Caller;
use crate::petitions::PetitionId;

pub async fn show_counts(
    app: &App,
    caller: &Caller,
    id: PetitionId,
) -> Result<SignatureCounts, ListError> {
    let petition = own_petition(app, caller.organization, id).await?;
    let db = &app.db.read;
    let workplaces = workplaces(app, id).await?;
    let told: HashSet<Uuid> = workplaces
        .iter()
        .filter(|row| row.shown.shown_as == ShownAs::Exact)
        .map(|row| row.workplace_id.0)
        .collect();
    let places = workplace::of(petition.organization_id).all(db).await?;
    let today: HashMap<Uuid, Option<DivisionId>> = places
        .into_iter()
        .filter(|row| told.contains(&row.id.0))
        .map(|row| (row.id.0, row.division_id))
        .collect();
    let tally = petition_tally::for_jobs()
        .filter(petition_tally::Column::PetitionId.eq(id))
        .order_by_asc(petition_tally::Column::State)
        .all(db)
        .await?;
    let states = tally
        .iter()
        .filter_map(|row| {
            Some(StateCount {
                state: row.state.parse().ok()?,
                number: row.number,
                on_paper: row.on_paper,
            })
        })
        .collect();
    let rows = signature_count::for_jobs()
        .filter(signature_count::Column::PetitionId.eq(id))
        .all(db)
        .await?;
    let mut divisions: BTreeMap<Uuid, i64> = BTreeMap::new();
    let mut standings: BTreeMap<Standing, i64> = BTreeMap::new();
    for row in &rows {
        // A workplace whose division was put right takes its signatures along, once its own number is told: the two
        // divisions would tell it otherwise.
        let division = today.get(&row.workplace_key);
        let division = division.map_or(row.division_key, |id| id.map_or(NOWHERE, |id| id.0));
        *divisions.entry(division).or_default() += row.confirmed;
        if let Ok(standing) = row.standing.parse() {
            *standings.entry(standing).or_default() += row.confirmed;
        }
    }
    let confirmed: i64 = divisions.values().sum();
    let on_paper = rows.iter().map(|row| row.on_paper).sum();
    Ok(SignatureCounts {
        petition_id: id,
        confirmed,
        online: confirmed - on_paper,
        on_paper,
        states,
        divisions: divisions
            .into_iter()
            .map(|(key, confirmed)| DivisionCount {
                division_id: (key != NOWHERE).then_some(DivisionId(key)),
                confirmed,
            })
            .collect(),
        standings: standings
            .into_iter()
            .map(|(standing, confirmed)| StandingCount {
                standing,
                confirmed,
            })
            .collect(),
        workplaces,
    })
}

async fn workplaces(app: &App, id: PetitionId) -> Result<Vec<WorkplaceCount>, DbErr> {
    use workplace_release::Column as C;
    let rows = workplace_release::for_jobs()
        .filter(C::PetitionId.eq(id))
        .order_by_asc(C::WorkplaceId);
    let rows = rows.all(&app.db.read).await?;
    let counts = rows.into_iter().filter_map(|row| {
        let shown: Shown = serde_json::from_str(&row.shown).ok()?;
        Some(WorkplaceCount {
            workplace_id: row.workplace_id,
            shown: ShownCount::from(shown),
            released_on: row.released_on,
        })
    });
    Ok(counts.collect())
}
