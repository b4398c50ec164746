//! Writes imported postal codes; known pairs of code and division stay.

use std::collections::HashSet;

use sea_orm::ActiveValue::Set;

use super::{Book, Entry, division_of, insert_all, known_divisions};
use crate::app::App;
use crate::db::Tx;
use crate::directory::PostalCodeId;
use crate::directory::entity::postal_code as table;
use crate::directory::import::Line;
use crate::directory::import::postal_codes::PostalCode;
use crate::http::SaveError;
use crate::identity::OrganizationId;
use crate::ids;

impl Entry for PostalCode {
    async fn write(
        app: &App,
        tx: &Tx,
        organization: OrganizationId,
        rows: &[Line<Self>],
        book: &mut Book,
    ) -> Result<(), SaveError> {
        let divisions = known_divisions(tx, organization).await?;
        let known = table::of(organization).all(tx).await?;
        let known: HashSet<_> = known
            .into_iter()
            .map(|row| (row.code, row.division_id))
            .collect();
        let mut new = Vec::new();
        for Line { line, row } in rows {
            let division = division_of(&divisions, Some(&row.division), *line, book);
            let Ok(Some(division)) = division else {
                continue;
            };
            if known.contains(&(row.code.clone(), division)) {
                book.unchanged += 1;
                continue;
            }
            new.push(table::ActiveModel {
                id: Set(PostalCodeId(ids::timely(&app.clock, &app.entropy))),
                organization_id: Set(organization),
                code: Set(row.code.clone()),
                division_id: Set(division),
            });
        }
        book.imported += new.len() as u64;
        Ok(insert_all(tx, new).await?)
    }
}
