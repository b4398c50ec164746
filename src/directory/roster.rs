//! The employer's staff by name: sealed in their rows, read by the finder alone, and told to nobody but as a count.

use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter};

use super::RosterNameId;
use super::entity::roster_name as table;
use super::import_file::insert_all;
use super::wire::Roster;
use crate::app::App;
use crate::db::Tx;
use crate::identity::OrganizationId;
use crate::ids;
use crate::secrets::field::{open_field, seal_field};

const NAME: &str = "roster_name.name";

pub async fn get_roster(app: &App, organization: OrganizationId) -> Result<Roster, DbErr> {
    let names = table::of(organization).count(&app.db.read).await?;
    Ok(Roster { names })
}

/// For the finder. A name that no longer opens helps nobody and is left out.
pub async fn names(app: &App, tx: &Tx, organization: OrganizationId) -> Result<Vec<String>, DbErr> {
    let rows = table::of(organization).all(tx).await?;
    let open = |row: table::Model| {
        let name = open_field(
            &app.keys.fields,
            NAME,
            row.id.0.as_bytes(),
            &row.name_sealed,
        );
        name.ok().map(|name| name.to_string())
    };
    Ok(rows.into_iter().filter_map(open).collect())
}

/// Every row anew: not even the ids tell who was there before.
pub(super) async fn replace(
    app: &App,
    tx: &Tx,
    organization: OrganizationId,
    names: &[&str],
) -> Result<(), DbErr> {
    table::Entity::delete_many()
        .filter(table::Column::OrganizationId.eq(organization))
        .exec(tx)
        .await?;
    let row = |name: &&str| {
        let id = RosterNameId(ids::timeless(&app.entropy));
        let key = &app.keys.fields;
        let sealed = app
            .entropy
            .with(|rng| seal_field(rng, key, NAME, id.0.as_bytes(), name));
        table::ActiveModel {
            id: Set(id),
            organization_id: Set(organization),
            name_sealed: Set(sealed),
        }
    };
    insert_all(tx, names.iter().map(row).collect()).await
}
