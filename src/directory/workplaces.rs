//! Workplaces: branches and sites with their division, risk designation and headcounts.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};

use super::entity::{division, headcount, workplace};
use super::import::workplaces::Risk;
use super::wire::{
    Headcount, NewWorkplace, PetitionWorkplace, PetitionWorkplaceList, Workplace, WorkplaceList,
};
use super::{DivisionId, WorkplaceId, bodies, divisions};
use crate::app::App;
use crate::audit;
use crate::db::Tx;
use crate::http::{Fields, IfMatch, Invalid, Once, SaveError};
use crate::identity::{Caller, OrganizationId};
use crate::ids;
use crate::page::Page;

pub async fn create_workplace(
    app: &App,
    caller: &Caller,
    new: &NewWorkplace,
    once: &Once,
) -> Result<Workplace, SaveError> {
    let (clean, headcounts) = &cleaned(new)?;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            if let Some(first) = once.claim(app, tx).await? {
                return Ok(first);
            }
            must_point_at_own(tx, caller.organization, new).await?;
            let id = WorkplaceId(ids::timely(&app.clock, &app.entropy));
            let row = workplace::ActiveModel {
                id: Set(id),
                organization_id: Set(caller.organization),
                revision: Set(1),
                created_at: Set(app.clock.now()),
                ..clean.clone()
            };
            let row = row.insert(tx).await?;
            replace_headcounts(tx, id, headcounts).await?;
            let entry = audit::Action::new(caller.actor(), "create_workplace", id);
            audit::record(app, tx, caller.organization, entry).await?;
            let made = described(tx, vec![row]).await?;
            let made = made.into_iter().next().ok_or(SaveError::Unknown)?;
            once.keep(app, tx, &made).await?;
            Ok(made)
        })
        .await
}

pub async fn change_workplace(
    app: &App,
    caller: &Caller,
    id: WorkplaceId,
    new: &NewWorkplace,
    if_match: &IfMatch,
) -> Result<Workplace, SaveError> {
    let (clean, headcounts) = &cleaned(new)?;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let found = workplace::of(caller.organization).filter(workplace::Column::Id.eq(id));
            let found = found.lock_exclusive().one(tx).await?;
            let found = found.ok_or(SaveError::Unknown)?;
            let read = if_match.check(found.revision);
            read.map_err(|_| SaveError::Changed)?;
            must_point_at_own(tx, caller.organization, new).await?;
            let row = workplace::ActiveModel {
                revision: Set(found.revision + 1),
                id: found.into_active_model().id,
                ..clean.clone()
            };
            let row = row.update(tx).await?;
            replace_headcounts(tx, id, headcounts).await?;
            let entry = audit::Action::new(caller.actor(), "change_workplace", id);
            audit::record(app, tx, caller.organization, entry).await?;
            let changed = described(tx, vec![row]).await?;
            changed.into_iter().next().ok_or(SaveError::Unknown)
        })
        .await
}

fn cleaned(new: &NewWorkplace) -> Result<(workplace::ActiveModel, Vec<Headcount>), Invalid> {
    let mut fields = Fields::default();
    let name = fields.name("/name", &new.name, 200);
    let key = fields.maybe_line("/external_key", new.external_key.as_deref(), 100);
    let address = fields.maybe_line("/address", new.address.as_deref(), 300);
    if new.latitude.is_some() != new.longitude.is_some() {
        let missing = if new.latitude.is_some() {
            "/longitude"
        } else {
            "/latitude"
        };
        fields.refuse(missing, "is given without its other half");
    }
    let headcounts = cleaned_headcounts(&mut fields, &new.headcounts);
    fields.done()?;
    let row = workplace::ActiveModel {
        name: Set(name),
        division_id: Set(new.division_id),
        employer_id: Set(new.employer_id),
        external_key: Set(key),
        address: Set(address),
        latitude: Set(new.latitude),
        longitude: Set(new.longitude),
        risk: Set(new.risk.unwrap_or(Risk::NotRated).as_str().to_owned()),
        closed_on: Set(new.closed_on),
        ..Default::default()
    };
    Ok((row, headcounts))
}

fn cleaned_headcounts(fields: &mut Fields, raw: &[Headcount]) -> Vec<Headcount> {
    let mut seen = BTreeSet::new();
    let mut clean = Vec::with_capacity(raw.len());
    for (at, headcount) in raw.iter().enumerate() {
        let pointer = format!("/headcounts/{at}/job_group");
        let group = fields.line(pointer.as_str(), &headcount.job_group, 80);
        let job_group = group.to_lowercase();
        if !seen.insert(job_group.clone()) {
            fields.refuse(pointer, "is there twice");
        }
        clean.push(Headcount {
            job_group,
            ..headcount.clone()
        });
    }
    clean
}

async fn must_point_at_own(
    tx: &Tx,
    organization: OrganizationId,
    new: &NewWorkplace,
) -> Result<(), SaveError> {
    divisions::must_be_own(tx, organization, new.division_id).await?;
    let Some(employer) = new.employer_id else {
        return Ok(());
    };
    if bodies::find_body(tx, organization, employer)
        .await?
        .is_none()
    {
        Err(Invalid::at(
            "/employer_id",
            "must be a body of this organization",
        ))?;
    }
    Ok(())
}

async fn replace_headcounts(tx: &Tx, id: WorkplaceId, new: &[Headcount]) -> Result<(), DbErr> {
    headcount::Entity::delete_many()
        .filter(headcount::Column::WorkplaceId.eq(id))
        .exec(tx)
        .await?;
    let rows = new.iter().map(|new| headcount_row(id, new));
    if new.is_empty() {
        return Ok(());
    }
    let made = headcount::Entity::insert_many(rows);
    made.exec_without_returning(tx).await.map(drop)
}

pub(super) fn headcount_row(id: WorkplaceId, new: &Headcount) -> headcount::ActiveModel {
    headcount::ActiveModel {
        workplace_id: Set(id),
        job_group: Set(new.job_group.clone()),
        headcount: Set(new.headcount),
        as_of: Set(new.as_of),
    }
}

pub async fn list_workplaces(
    app: &App,
    organization: OrganizationId,
    division: Option<DivisionId>,
    page: Page,
) -> Result<WorkplaceList, DbErr> {
    let mut rows = workplace::of(organization).order_by_asc(workplace::Column::Id);
    if let Some(division) = division {
        rows = rows.filter(workplace::Column::DivisionId.eq(division));
    }
    if let Some(after) = page.after {
        rows = rows.filter(workplace::Column::Id.gt(after));
    }
    let rows = rows.limit(page.fetch()).all(&app.db.read).await?;
    let (rows, next) = page.cut(rows, |row| row.id.0);
    let items = described(&app.db.read, rows).await?;
    Ok(WorkplaceList { items, next })
}

pub async fn get_workplace(
    app: &App,
    organization: OrganizationId,
    id: WorkplaceId,
) -> Result<Option<Workplace>, DbErr> {
    let row = workplace::of(organization).filter(workplace::Column::Id.eq(id));
    let rows = row.all(&app.db.read).await?;
    let found = described(&app.db.read, rows).await?;
    Ok(found.into_iter().next())
}

/// What signers can choose from: every workplace, those that were closed too, since the laid off worked there.
pub async fn workplaces_for_signers(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    page: Page,
) -> Result<PetitionWorkplaceList, DbErr> {
    let mut rows = workplace::of(organization).order_by_asc(workplace::Column::Id);
    if let Some(after) = page.after {
        rows = rows.filter(workplace::Column::Id.gt(after));
    }
    let rows = rows.limit(page.fetch()).all(db).await?;
    let (rows, next) = page.cut(rows, |row| row.id.0);
    let names = division_names(db, organization).await?;
    let item = |row: workplace::Model| PetitionWorkplace {
        id: row.id,
        name: row.name,
        division: row.division_id.and_then(|id| names.get(&id).cloned()),
    };
    Ok(PetitionWorkplaceList {
        items: rows.into_iter().map(item).collect(),
        next,
        not_listed: true,
    })
}

async fn division_names(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
) -> Result<HashMap<DivisionId, String>, DbErr> {
    let rows = division::of(organization).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

/// How many people work at each workplace of which anything is known, all job groups together.
pub async fn headcount_totals(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
) -> Result<BTreeMap<WorkplaceId, i64>, DbErr> {
    let own = sea_orm::QueryTrait::into_query(
        workplace::of(organization)
            .select_only()
            .column(workplace::Column::Id),
    );
    let rows = headcount::for_jobs()
        .filter(headcount::Column::WorkplaceId.in_subquery(own))
        .all(db)
        .await?;
    let mut totals = BTreeMap::new();
    for row in rows {
        *totals.entry(row.workplace_id).or_default() += i64::from(row.headcount);
    }
    Ok(totals)
}

/// The rows with their headcounts, in the same order.
async fn described(
    db: &impl ConnectionTrait,
    rows: Vec<workplace::Model>,
) -> Result<Vec<Workplace>, DbErr> {
    let ids = rows.iter().map(|row| row.id);
    let found = headcount::for_jobs()
        .filter(headcount::Column::WorkplaceId.is_in(ids))
        .order_by_asc(headcount::Column::JobGroup)
        .all(db)
        .await?;
    let mut headcounts: HashMap<WorkplaceId, Vec<Headcount>> = HashMap::new();
    for row in found {
        let of_workplace = headcounts.entry(row.workplace_id).or_default();
        of_workplace.push(Headcount::from(row));
    }
    let describe = |row: workplace::Model| {
        let headcounts = headcounts.remove(&row.id).unwrap_or_default();
        let known = !headcounts.is_empty();
        Workplace {
            id: row.id,
            name: row.name,
            division_id: row.division_id,
            employer_id: row.employer_id,
            external_key: row.external_key,
            address: row.address,
            latitude: row.latitude,
            longitude: row.longitude,
            risk: row.risk.parse().unwrap_or(Risk::NotRated),
            closed_on: row.closed_on,
            headcount: known.then(|| headcounts.iter().map(|one| one.headcount).sum()),
            headcounts,
            revision: row.revision,
            created_at: row.created_at,
        }
    };
    Ok(rows.into_iter().map(describe).collect())
}
