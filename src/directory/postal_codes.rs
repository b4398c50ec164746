//! Postal codes: in which divisions a patron lives.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::entity::postal_code as table;
use super::import::postal_codes::postal_code;
use super::wire::{NewPostalCode, PostalCode, PostalCodeList};
use super::{PostalCodeId, divisions};
use crate::app::App;
use crate::audit;
use crate::http::{Invalid, Once, SaveError};
use crate::identity::{Caller, OrganizationId};
use crate::ids;
use crate::page::Page;

pub async fn create_postal_code(
    app: &App,
    caller: &Caller,
    new: &NewPostalCode,
    once: &Once,
) -> Result<PostalCode, SaveError> {
    let code = &postal_code(&new.code).ok_or(Invalid::at("/code", "is not a postal code"))?;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            if let Some(first) = once.claim(app, tx).await? {
                return Ok(first);
            }
            divisions::must_be_own(tx, caller.organization, Some(new.division_id)).await?;
            let id = PostalCodeId(ids::timely(&app.clock, &app.entropy));
            let row = table::ActiveModel {
                id: Set(id),
                organization_id: Set(caller.organization),
                code: Set(code.clone()),
                division_id: Set(new.division_id),
            };
            let made = PostalCode::from(row.insert(tx).await?);
            let entry = audit::Action::new(caller.actor(), "create_postal_code", id);
            audit::record(app, tx, caller.organization, entry).await?;
            once.keep(app, tx, &made).await?;
            Ok(made)
        })
        .await
}

pub async fn remove_postal_code(
    app: &App,
    caller: &Caller,
    id: PostalCodeId,
) -> Result<(), SaveError> {
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let gone = table::Entity::delete_many()
                .filter(table::Column::OrganizationId.eq(caller.organization))
                .filter(table::Column::Id.eq(id))
                .exec(tx)
                .await?;
            if gone.rows_affected == 0 {
                return Err(SaveError::Unknown);
            }
            let entry = audit::Action::new(caller.actor(), "remove_postal_code", id);
            Ok(audit::record(app, tx, caller.organization, entry).await?)
        })
        .await
}

pub async fn list_postal_codes(
    app: &App,
    organization: OrganizationId,
    page: Page,
) -> Result<PostalCodeList, DbErr> {
    let mut rows = table::of(organization).order_by_asc(table::Column::Id);
    if let Some(after) = page.after {
        rows = rows.filter(table::Column::Id.gt(after));
    }
    let rows = rows.limit(page.fetch()).all(&app.db.read).await?;
    let (rows, next) = page.cut(rows, |row| row.id.0);
    let items = rows.into_iter().map(PostalCode::from).collect();
    Ok(PostalCodeList { items, next })
}
