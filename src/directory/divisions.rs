//! Divisions: the areas in which officials are elected and workplaces lie.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect,
};

use super::DivisionId;
use super::entity::division;
use super::import::division_id;
use super::wire::{Division, DivisionList, NewDivision};
use crate::app::App;
use crate::audit;
use crate::http::{Fields, IfMatch, Invalid, Once, SaveError};
use crate::identity::{Caller, OrganizationId};
use crate::ids;
use crate::page::Page;

pub async fn create_division(
    app: &App,
    caller: &Caller,
    new: &NewDivision,
    once: &Once,
) -> Result<Division, SaveError> {
    let clean = &cleaned(new)?;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            if let Some(first) = once.claim(app, tx).await? {
                return Ok(first);
            }
            let id = DivisionId(ids::timely(&app.clock, &app.entropy));
            let row = division::ActiveModel {
                id: Set(id),
                organization_id: Set(caller.organization),
                ocd_id: Set(clean.ocd_id.clone()),
                name: Set(clean.name.clone()),
                revision: Set(1),
                created_at: Set(app.clock.now()),
            };
            let made = Division::from(row.insert(tx).await?);
            let entry = audit::Action::new(caller.actor(), "create_division", id);
            audit::record(app, tx, caller.organization, entry).await?;
            once.keep(app, tx, &made).await?;
            Ok(made)
        })
        .await
}

pub async fn change_division(
    app: &App,
    caller: &Caller,
    id: DivisionId,
    new: &NewDivision,
    if_match: &IfMatch,
) -> Result<Division, SaveError> {
    let clean = &cleaned(new)?;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let found = division::of(caller.organization).filter(division::Column::Id.eq(id));
            let found = found.lock_exclusive().one(tx).await?;
            let found = found.ok_or(SaveError::Unknown)?;
            let read = if_match.check(found.revision);
            read.map_err(|_| SaveError::Changed)?;
            let mut row = found.clone().into_active_model();
            row.ocd_id = Set(clean.ocd_id.clone());
            row.name = Set(clean.name.clone());
            row.revision = Set(found.revision + 1);
            let changed = Division::from(row.update(tx).await?);
            let entry = audit::Action::new(caller.actor(), "change_division", id);
            audit::record(app, tx, caller.organization, entry).await?;
            Ok(changed)
        })
        .await
}

fn cleaned(new: &NewDivision) -> Result<NewDivision, Invalid> {
    let mut fields = Fields::default();
    if division_id(&new.ocd_id).is_none() {
        fields.refuse("/ocd_id", "must be an Open Civic Data division id");
    }
    let name = fields.line("/name", &new.name, 200);
    fields.done()?;
    Ok(NewDivision {
        ocd_id: new.ocd_id.clone(),
        name,
    })
}

pub async fn list_divisions(
    app: &App,
    organization: OrganizationId,
    page: Page,
) -> Result<DivisionList, DbErr> {
    let mut rows = division::of(organization).order_by_asc(division::Column::Id);
    if let Some(after) = page.after {
        rows = rows.filter(division::Column::Id.gt(after));
    }
    let rows = rows.limit(page.fetch()).all(&app.db.read).await?;
    let (rows, next) = page.cut(rows, |row| row.id.0);
    let items = rows.into_iter().map(Division::from).collect();
    Ok(DivisionList { items, next })
}

pub async fn get_division(
    app: &App,
    organization: OrganizationId,
    id: DivisionId,
) -> Result<Option<Division>, DbErr> {
    let row = division::of(organization).filter(division::Column::Id.eq(id));
    Ok(row.one(&app.db.read).await?.map(Division::from))
}

/// Refuses a division of another organization.
pub(super) async fn must_be_own(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    id: Option<DivisionId>,
) -> Result<(), SaveError> {
    let Some(id) = id else { return Ok(()) };
    let row = division::of(organization).filter(division::Column::Id.eq(id));
    match row.one(db).await? {
        Some(_) => Ok(()),
        None => Err(Invalid::at(
            "/division_id",
            "must be a division of this organization",
        ))?,
    }
}
