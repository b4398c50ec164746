//! Bodies: the boards, councils, associations and employers that a campaign can address.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect,
};

use super::entity::body;
use super::wire::{Body, BodyKind, BodyList, NewBody};
use super::{BodyId, divisions};
use crate::app::App;
use crate::audit;
use crate::http::{Fields, IfMatch, Invalid, Once, SaveError};
use crate::identity::{Caller, OrganizationId};
use crate::ids;
use crate::page::Page;

pub async fn create_body(
    app: &App,
    caller: &Caller,
    new: &NewBody,
    once: &Once,
) -> Result<Body, SaveError> {
    let clean = &cleaned(new)?;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            if let Some(first) = once.claim(app, tx).await? {
                return Ok(first);
            }
            divisions::must_be_own(tx, caller.organization, new.division_id).await?;
            let id = BodyId(ids::timely(&app.clock, &app.entropy));
            let row = body::ActiveModel {
                id: Set(id),
                organization_id: Set(caller.organization),
                revision: Set(1),
                created_at: Set(app.clock.now()),
                ..clean.clone()
            };
            let made = Body::from(row.insert(tx).await?);
            let entry = audit::Action::new(caller.actor(), "create_body", id);
            audit::record(app, tx, caller.organization, entry).await?;
            once.keep(app, tx, &made).await?;
            Ok(made)
        })
        .await
}

pub async fn change_body(
    app: &App,
    caller: &Caller,
    id: BodyId,
    new: &NewBody,
    if_match: &IfMatch,
) -> Result<Body, SaveError> {
    let clean = &cleaned(new)?;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let found = body::of(caller.organization).filter(body::Column::Id.eq(id));
            let found = found.lock_exclusive().one(tx).await?;
            let found = found.ok_or(SaveError::Unknown)?;
            let read = if_match.check(found.revision);
            read.map_err(|_| SaveError::Changed)?;
            divisions::must_be_own(tx, caller.organization, new.division_id).await?;
            let row = body::ActiveModel {
                revision: Set(found.revision + 1),
                id: found.into_active_model().id,
                ..clean.clone()
            };
            let changed = Body::from(row.update(tx).await?);
            let entry = audit::Action::new(caller.actor(), "change_body", id);
            audit::record(app, tx, caller.organization, entry).await?;
            Ok(changed)
        })
        .await
}

fn cleaned(new: &NewBody) -> Result<body::ActiveModel, Invalid> {
    let mut fields = Fields::default();
    let name = fields.name("/name", &new.name, 200);
    let language = fields.language("/language", new.language.as_deref().unwrap_or("en"));
    fields.done()?;
    let is_public = new.is_public.unwrap_or(is_usually_public(new.kind));
    Ok(body::ActiveModel {
        name: Set(name),
        kind: Set(new.kind.as_str().to_owned()),
        division_id: Set(new.division_id),
        is_public: Set(is_public),
        language: Set(language),
        ..Default::default()
    })
}

pub(super) fn is_usually_public(kind: BodyKind) -> bool {
    matches!(kind, BodyKind::Board | BodyKind::Council)
}

pub async fn list_bodies(
    app: &App,
    organization: OrganizationId,
    page: Page,
) -> Result<BodyList, DbErr> {
    let mut rows = body::of(organization).order_by_asc(body::Column::Id);
    if let Some(after) = page.after {
        rows = rows.filter(body::Column::Id.gt(after));
    }
    let rows = rows.limit(page.fetch()).all(&app.db.read).await?;
    let (rows, next) = page.cut(rows, |row| row.id.0);
    let items = rows.into_iter().map(Body::from).collect();
    Ok(BodyList { items, next })
}

pub async fn get_body(
    app: &App,
    organization: OrganizationId,
    id: BodyId,
) -> Result<Option<Body>, DbErr> {
    let row = find_body(&app.db.read, organization, id).await?;
    Ok(row.map(Body::from))
}

/// The body, if it is one of this organization.
pub async fn find_body(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    id: BodyId,
) -> Result<Option<body::Model>, DbErr> {
    let row = body::of(organization).filter(body::Column::Id.eq(id));
    row.one(db).await
}

pub async fn find_bodies(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    ids: &[BodyId],
) -> Result<Vec<Body>, DbErr> {
    let rows = body::of(organization).filter(body::Column::Id.is_in(ids.iter().copied()));
    Ok(rows.all(db).await?.into_iter().map(Body::from).collect())
}
