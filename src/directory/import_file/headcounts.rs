//! Writes imported headcounts; of several days the latest stays.

use std::collections::HashMap;

use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, QueryTrait};

use super::{Book, Entry};
use crate::app::App;
use crate::db::Tx;
use crate::directory::WorkplaceId;
use crate::directory::entity::{headcount, workplace};
use crate::directory::import::Line;
use crate::directory::import::headcounts::Headcount;
use crate::directory::names::WorkplaceNames;
use crate::directory::wire;
use crate::directory::workplaces::headcount_row;
use crate::http::SaveError;
use crate::identity::OrganizationId;

impl Entry for Headcount {
    async fn write(
        _: &App,
        tx: &Tx,
        organization: OrganizationId,
        rows: &[Line<Self>],
        book: &mut Book,
    ) -> Result<(), SaveError> {
        let names = WorkplaceNames::load(tx, organization).await?;
        let mut known = known(tx, organization).await?;
        for Line { line, row } in rows {
            let workplace = match names.find(&row.workplace) {
                Ok(id) => id,
                Err(reason) => {
                    book.refuse(*line, "workplace", reason);
                    continue;
                }
            };
            let new = wire::Headcount {
                job_group: row.job_group.clone(),
                headcount: i32::try_from(row.people).unwrap_or(i32::MAX),
                as_of: row.as_of,
            };
            let there = known.insert((workplace, row.job_group.clone()), new.clone());
            match there {
                None => book.imported += 1,
                Some(there) if there.as_of > new.as_of || there == new => {
                    book.unchanged += 1;
                    known.insert((workplace, there.job_group.clone()), there);
                    continue;
                }
                Some(_) => book.updated += 1,
            }
            put(tx, workplace, &new).await?;
        }
        Ok(())
    }
}

async fn known(
    tx: &Tx,
    organization: OrganizationId,
) -> Result<HashMap<(WorkplaceId, String), wire::Headcount>, DbErr> {
    let own = workplace::of(organization)
        .select_only()
        .column(workplace::Column::Id)
        .into_query();
    let rows = headcount::for_jobs().filter(headcount::Column::WorkplaceId.in_subquery(own));
    let rows = rows.all(tx).await?.into_iter();
    Ok(rows
        .map(|row| {
            (
                (row.workplace_id, row.job_group.clone()),
                wire::Headcount::from(row),
            )
        })
        .collect())
}

pub(super) async fn put(
    tx: &Tx,
    workplace: WorkplaceId,
    new: &wire::Headcount,
) -> Result<(), DbErr> {
    use headcount::Column as C;
    let mut there = OnConflict::columns([C::WorkplaceId, C::JobGroup]);
    there.update_columns([C::Headcount, C::AsOf]);
    headcount::Entity::insert(headcount_row(workplace, new))
        .on_conflict(there)
        .exec_without_returning(tx)
        .await
        .map(drop)
}
