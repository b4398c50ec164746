//! Writes an imported roster in the place of the one before: whoever is not in the file is erased.

use super::{Book, Entry};
use crate::app::App;
use crate::db::Tx;
use crate::directory::import::Line;
use crate::directory::import::roster::RosterName;
use crate::directory::roster::{names, replace};
use crate::http::SaveError;
use crate::identity::OrganizationId;

impl Entry for RosterName {
    async fn write(
        app: &App,
        tx: &Tx,
        organization: OrganizationId,
        rows: &[Line<Self>],
        book: &mut Book,
    ) -> Result<(), SaveError> {
        let known: std::collections::HashSet<String> =
            names(app, tx, organization).await?.into_iter().collect();
        for Line { row, .. } in rows {
            match known.contains(&row.name) {
                true => book.unchanged += 1,
                false => book.imported += 1,
            }
        }
        let new: Vec<&str> = rows.iter().map(|line| line.row.name.as_str()).collect();
        Ok(replace(app, tx, organization, &new).await?)
    }
}
