//! Writes imported officials; the same person in the same seat from the same day is changed, not doubled.

use std::collections::HashMap;

use super::{Book, Entry, division_of, known_divisions};
use crate::app::App;
use crate::db::Tx;
use crate::directory::entity::{body, official};
use crate::directory::import::officials::Official;
use crate::directory::import::{Line, Reason};
use crate::directory::officials::{described, insert, update};
use crate::directory::wire::{self, NewOfficial};
use crate::directory::{BodyId, DivisionId};
use crate::http::SaveError;
use crate::identity::OrganizationId;

impl Entry for Official {
    async fn write(
        app: &App,
        tx: &Tx,
        organization: OrganizationId,
        rows: &[Line<Self>],
        book: &mut Book,
    ) -> Result<(), SaveError> {
        let divisions = known_divisions(tx, organization).await?;
        let bodies = body::of(organization).all(tx).await?.into_iter();
        let bodies: HashMap<String, BodyId> = bodies
            .map(|row| (row.name.to_lowercase(), row.id))
            .collect();
        let models = official::of(organization).all(tx).await?;
        let known = described(app, tx, organization, models.clone()).await?;
        for Line { line, row } in rows {
            let division = division_of(&divisions, row.division.as_ref(), *line, book);
            let body = bodies.get(&row.body.to_lowercase());
            if body.is_none() {
                book.refuse(*line, "body", Reason::NoSuchBody);
            }
            let (Ok(division), Some(body)) = (division, body) else {
                continue;
            };
            let new = wanted(row, *body, division);
            let Some(there) = known.iter().find(|there| is_same(there, &new)) else {
                insert(app, tx, organization, &new).await?;
                book.imported += 1;
                continue;
            };
            let model = models.iter().find(|model| model.id == there.id).cloned();
            let new = filled(new, there);
            match model {
                Some(model) if differs(there, &new) => {
                    update(app, tx, model, &new).await?;
                    book.updated += 1;
                }
                _ => book.unchanged += 1,
            }
        }
        Ok(())
    }
}

fn wanted(row: &Official, body_id: BodyId, division_id: Option<DivisionId>) -> NewOfficial {
    NewOfficial {
        name: row.name.clone(),
        body_id,
        post: row.post.clone(),
        division_id,
        start_on: row.start_on,
        end_on: row.end_on,
        email: row.email.as_ref().map(|email| email.expose().to_owned()),
        telephone: row.telephone.clone(),
        language: row.language.clone(),
    }
}

fn is_same(there: &wire::Official, new: &NewOfficial) -> bool {
    let same_name = there.name.to_lowercase() == new.name.to_lowercase();
    let same_seat = there.body_id == new.body_id
        && there.post == new.post
        && there.division_id == new.division_id;
    same_name && same_seat && there.start_on == new.start_on
}

/// A cell that is empty changes nothing.
fn filled(new: NewOfficial, there: &wire::Official) -> NewOfficial {
    NewOfficial {
        end_on: new.end_on.or(there.end_on),
        email: new.email.or_else(|| there.email.clone()),
        telephone: new.telephone.or_else(|| there.telephone.clone()),
        language: new.language.or_else(|| Some(there.language.clone())),
        ..new
    }
}

fn differs(there: &wire::Official, new: &NewOfficial) -> bool {
    there.end_on != new.end_on
        || there.email != new.email
        || there.telephone != new.telephone
        || Some(&there.language) != new.language.as_ref()
        || there.name != new.name
}
