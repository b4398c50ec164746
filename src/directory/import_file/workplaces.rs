//! Writes imported workplaces; a cell that is empty changes nothing in a known one.

use std::collections::HashMap;

use sea_orm::{ActiveModelTrait, ActiveValue::Set, DbErr, IntoActiveModel};

use super::headcounts::put;
use super::{Book, Entry, division_of, insert_all, known_divisions};
use crate::app::App;
use crate::db::Tx;
use crate::directory::entity::workplace;
use crate::directory::import::Line;
use crate::directory::import::workplaces::{Risk, Workplace};
use crate::directory::{DivisionId, WorkplaceId, wire};
use crate::http::SaveError;
use crate::identity::OrganizationId;
use crate::ids;

impl Entry for Workplace {
    async fn write(
        app: &App,
        tx: &Tx,
        organization: OrganizationId,
        rows: &[Line<Self>],
        book: &mut Book,
    ) -> Result<(), SaveError> {
        let divisions = known_divisions(tx, organization).await?;
        let known = workplace::of(organization).all(tx).await?;
        let known: HashMap<_, _> = known.into_iter().map(|row| (key_of(&row), row)).collect();
        let (mut new, mut counts) = (Vec::new(), Vec::new());
        for Line { line, row } in rows {
            let division = division_of(&divisions, row.division.as_ref(), *line, book);
            let Ok(division) = division else { continue };
            let id = match known.get(&key(row)) {
                None => {
                    let made = fresh(app, organization, row, division);
                    let id = WorkplaceId(ids::timely(&app.clock, &app.entropy));
                    new.push(workplace::ActiveModel {
                        id: Set(id),
                        ..made
                    });
                    id
                }
                Some(there) => {
                    change(tx, there, row, division, book).await?;
                    there.id
                }
            };
            counts.extend(
                row.headcounts
                    .iter()
                    .map(|(group, people)| (id, group, *people)),
            );
        }
        book.imported += new.len() as u64;
        insert_all(tx, new).await?;
        for (id, group, people) in counts {
            let headcount = wire::Headcount {
                job_group: group.clone(),
                headcount: i32::try_from(people).unwrap_or(i32::MAX),
                as_of: app.clock.today(),
            };
            put(tx, id, &headcount).await?;
        }
        Ok(())
    }
}

fn key(row: &Workplace) -> String {
    let address = row.address.as_ref().map(|address| address.whole.as_str());
    spelled(row.external_key.as_deref(), &row.name, address)
}

fn key_of(row: &workplace::Model) -> String {
    spelled(
        row.external_key.as_deref(),
        &row.name,
        row.address.as_deref(),
    )
}

/// The key of another system, or else name and address together.
fn spelled(external: Option<&str>, name: &str, address: Option<&str>) -> String {
    let address = address.unwrap_or_default().to_lowercase();
    match external {
        Some(key) => format!("key\n{key}"),
        None => format!("name\n{}\n{address}", name.to_lowercase()),
    }
}

fn fresh(
    app: &App,
    organization: OrganizationId,
    row: &Workplace,
    division: Option<DivisionId>,
) -> workplace::ActiveModel {
    workplace::ActiveModel {
        organization_id: Set(organization),
        employer_id: Set(None),
        division_id: Set(division),
        external_key: Set(row.external_key.clone()),
        name: Set(row.name.clone()),
        address: Set(row.address.as_ref().map(|address| address.whole.clone())),
        latitude: Set(row.latitude),
        longitude: Set(row.longitude),
        risk: Set(row.risk.as_str().to_owned()),
        closed_on: Set(None),
        revision: Set(1),
        created_at: Set(app.clock.now()),
        ..Default::default()
    }
}

async fn change(
    tx: &Tx,
    there: &workplace::Model,
    row: &Workplace,
    division: Option<DivisionId>,
    book: &mut Book,
) -> Result<(), DbErr> {
    let address = row.address.as_ref().map(|address| address.whole.clone());
    let mut wanted = there.clone();
    wanted.name = row.name.clone();
    wanted.division_id = division.or(there.division_id);
    wanted.address = address.or(wanted.address);
    if row.latitude.is_some() {
        (wanted.latitude, wanted.longitude) = (row.latitude, row.longitude);
    }
    if row.risk != Risk::NotRated {
        wanted.risk = row.risk.as_str().to_owned();
    }
    if wanted == *there {
        book.unchanged += 1;
        return Ok(());
    }
    wanted.revision += 1;
    let row = wanted.into_active_model().reset_all();
    row.update(tx).await?;
    book.updated += 1;
    Ok(())
}
