//! What is shown of workplaces, worked out once a day, so that no single signature can be watched arriving.

use std::collections::{BTreeMap, HashMap, HashSet};

use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::counts::{self, Shown, Workplace};
use super::entity::{signature_count, workplace_release};
use crate::app::App;
use crate::directory::WorkplaceId;
use crate::directory::entity::{headcount, workplace};
use crate::petitions::PetitionId;
use crate::petitions::entity::petition;

/// One petition, or all that have been signed where `subject` is nil.
pub async fn release(app: &App, subject: Uuid) -> Result<(), DbErr> {
    let ids = if subject.is_nil() {
        let signed = signature_count::for_jobs()
            .select_only()
            .column(signature_count::Column::PetitionId)
            .distinct();
        signed.into_tuple().all(&app.db.read).await?
    } else {
        vec![PetitionId(subject)]
    };
    for id in ids {
        if let Some(petition) = petition::for_jobs()
            .filter(petition::Column::Id.eq(id))
            .one(&app.db.read)
            .await?
        {
            release_one(app, &petition).await?;
        }
    }
    Ok(())
}

async fn release_one(app: &App, petition: &petition::Model) -> Result<(), DbErr> {
    let today = app.clock.today();
    let last = workplace_release::for_jobs()
        .filter(workplace_release::Column::PetitionId.eq(petition.id))
        .order_by_desc(workplace_release::Column::ReleasedOn)
        .one(&app.db.read)
        .await?;
    if !counts::is_due(last.map(|row| row.released_on), today) {
        return Ok(());
    }
    let rows: Vec<_> = shown(app, petition)
        .await?
        .into_iter()
        .map(|(id, shown)| workplace_release::ActiveModel {
            petition_id: Set(petition.id),
            workplace_id: Set(id),
            shown: Set(serde_json::to_string(&shown).unwrap_or_default()),
            released_on: Set(today),
        })
        .collect();
    let rows = &rows;
    app.db
        .write(|tx| async move {
            use workplace_release::Column as C;
            for chunk in rows.chunks(500) {
                let mut there = OnConflict::columns([C::PetitionId, C::WorkplaceId]);
                there.update_columns([C::Shown, C::ReleasedOn]);
                workplace_release::Entity::insert_many(chunk.to_vec())
                    .on_conflict(there)
                    .exec_without_returning(&*tx)
                    .await?;
            }
            Ok::<_, DbErr>(())
        })
        .await
}

/// What the rules let be shown of every workplace of the organization, today.
pub async fn shown(
    app: &App,
    petition: &petition::Model,
) -> Result<Vec<(WorkplaceId, Shown)>, DbErr> {
    let db = &app.db.read;
    let workplaces = workplace::of(petition.organization_id)
        .order_by_asc(workplace::Column::Id)
        .all(db)
        .await?;
    let known: HashSet<_> = workplaces.iter().map(|row| row.id).collect();
    let mut staff: HashMap<WorkplaceId, u32> = HashMap::new();
    let heads = headcount::for_jobs().filter(
        headcount::Column::WorkplaceId.in_subquery(sea_orm::QueryTrait::into_query(
            workplace::of(petition.organization_id)
                .select_only()
                .column(workplace::Column::Id),
        )),
    );
    for row in heads.all(db).await? {
        *staff.entry(row.workplace_id).or_default() +=
            u32::try_from(row.headcount).unwrap_or_default();
    }
    let mut signed: HashMap<WorkplaceId, u32> = HashMap::new();
    for row in signature_count::for_jobs()
        .filter(signature_count::Column::PetitionId.eq(petition.id))
        .all(db)
        .await?
    {
        let id = WorkplaceId(row.workplace_key);
        if known.contains(&id) {
            let number = signed.entry(id).or_default();
            *number = number.saturating_add(u32::try_from(row.confirmed).unwrap_or_default());
        }
    }
    let mut divisions: BTreeMap<_, Vec<WorkplaceId>> = BTreeMap::new();
    for row in &workplaces {
        divisions.entry(row.division_id).or_default().push(row.id);
    }
    let of_workplace = |id: &WorkplaceId| Workplace {
        signed: signed.get(id).copied().unwrap_or_default(),
        staff: staff.get(id).copied(),
    };
    let groups: Vec<Vec<Workplace>> = divisions
        .values()
        .map(|ids| ids.iter().map(of_workplace).collect())
        .collect();
    let threshold = u32::try_from(petition.workplace_threshold).unwrap_or_default();
    let shown = counts::of_petition(&groups, threshold)
        .into_iter()
        .map(|division| division.workplaces);
    Ok(divisions
        .values()
        .zip(shown)
        .flat_map(|(ids, shown)| ids.iter().copied().zip(shown))
        .collect())
}
