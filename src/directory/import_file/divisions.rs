//! Writes imported divisions; a known one gets the new name.

use std::collections::HashMap;

use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};

use super::{Book, Entry, insert_all};
use crate::app::App;
use crate::db::Tx;
use crate::directory::DivisionId;
use crate::directory::entity::division;
use crate::directory::import::Line;
use crate::directory::import::divisions::Division;
use crate::http::SaveError;
use crate::identity::OrganizationId;
use crate::ids;

impl Entry for Division {
    async fn write(
        app: &App,
        tx: &Tx,
        organization: OrganizationId,
        rows: &[Line<Self>],
        book: &mut Book,
    ) -> Result<(), SaveError> {
        let known = division::of(organization).all(tx).await?;
        let known: HashMap<_, _> = known
            .into_iter()
            .map(|row| (row.ocd_id.clone(), row))
            .collect();
        let mut new = Vec::new();
        for Line { row, .. } in rows {
            match known.get(&row.ocd_id) {
                None => new.push(fresh(app, organization, row)),
                Some(there) if there.name == row.name => book.unchanged += 1,
                Some(there) => {
                    let mut changed = there.clone().into_active_model();
                    changed.name = Set(row.name.clone());
                    changed.revision = Set(there.revision + 1);
                    changed.update(tx).await?;
                    book.updated += 1;
                }
            }
        }
        book.imported += new.len() as u64;
        Ok(insert_all(tx, new).await?)
    }
}

fn fresh(app: &App, organization: OrganizationId, row: &Division) -> division::ActiveModel {
    division::ActiveModel {
        id: Set(DivisionId(ids::timely(&app.clock, &app.entropy))),
        organization_id: Set(organization),
        ocd_id: Set(row.ocd_id.clone()),
        name: Set(row.name.clone()),
        revision: Set(1),
        created_at: Set(app.clock.now()),
    }
}
