//! Counts the lines on which two people agree; what was typed is destroyed, and one who signed twice is set aside.

use std::collections::{HashMap, HashSet};

use chrono::Duration;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter,
};

use super::SheetId;
use super::entity::{sheet, sheet_entry};
use super::held::HeldError;
use super::rules::{State, folded};
use super::typed::{Line, Lines, Signed};
use super::wire::LeftOutLine;
use crate::app::App;
use crate::audit;
use crate::db::Tx;
use crate::directory::entity::workplace;
use crate::directory::{DivisionId, WorkplaceId};
use crate::identity::{Caller, OrganizationId};
use crate::ids;
use crate::jobs::{self, Kind, NewJob};
use crate::petitions::PetitionId;
use crate::petitions::entity::petition;
use crate::secrets::Key32;
use crate::signatures::entity::{paper_signature, signature};
use crate::signatures::rules::{State as SignatureState, asks_for_a_name};
use crate::signatures::{Counters, SignatureId, seal};

/// Looks like another signature; a member decides.
pub const POSSIBLE_DUPLICATE: &str = "possible_duplicate";

pub async fn count_sheet(
    app: &App,
    tx: &Tx,
    caller: &Caller,
    (petition, row): (&petition::Model, sheet::Model),
    lines: &Lines,
) -> Result<sheet::Model, HeldError> {
    // Without the key nobody could tell who signed twice.
    let key = &app.petition_keys.load(petition.id.0);
    let key = key.as_ref().map_err(|_| HeldError::TooLate)?;
    let divisions = divisions(tx, row.organization_id).await?;
    let (mut counters, mut left_out) = (Counters::default(), Vec::new());
    let (mut counted, mut set_aside) = (0, 0);
    for (line, what) in lines {
        let signed = match what {
            Line::Signed(signed) => signed,
            Line::LeftOut(because) => {
                left_out.push(LeftOutLine {
                    line: *line,
                    because: *because,
                });
                continue;
            }
        };
        let mut made = signature_of(app, &row, *line, signed, key);
        made.division_id = made.workplace_id.and_then(|id| divisions.get(&id).copied());
        if is_known(tx, &made).await? {
            made.state = SignatureState::Quarantined.as_str().to_owned();
            made.reason = Some(POSSIBLE_DUPLICATE.to_owned());
            counters.moved_on_paper(&made, None, SignatureState::Quarantined);
            set_aside += 1;
        } else {
            counters.moved_on_paper(&made, None, SignatureState::Confirmed);
            counted += 1;
        }
        made.into_active_model().reset_all().insert(tx).await?;
    }
    counters.write(tx).await?;
    drop_entries(tx, row.id).await?;
    release_workplaces(app, tx, petition.id).await?;
    let detail =
        serde_json::json!({"counted": counted, "set_aside": set_aside, "left_out": left_out.len()});
    let entry = audit::Action::new(caller.actor(), "count_sheet", row.id).detail(detail);
    audit::record(app, tx, caller.organization, entry).await?;
    let revision = row.revision + 1;
    let mut row = row.into_active_model();
    row.state = Set(State::Counted.as_str().to_owned());
    row.left_out = Set(serde_json::to_string(&left_out).unwrap_or_default());
    row.counted_on = Set(Some(app.clock.today()));
    row.revision = Set(revision);
    Ok(row.update(tx).await?)
}

fn signature_of(
    app: &App,
    sheet: &sheet::Model,
    line: i32,
    signed: &Signed,
    key: &Key32,
) -> paper_signature::Model {
    let id = SignatureId(ids::timely(&app.clock, &app.entropy));
    let today = app.clock.today();
    let printed = signed
        .name
        .as_deref()
        .filter(|_| asks_for_a_name(signed.visibility));
    let name_key = signed
        .name
        .as_deref()
        .map(|name| seal::name_key(key, signed.workplace, &folded(name)));
    paper_signature::Model {
        id,
        organization_id: sheet.organization_id,
        petition_id: sheet.petition_id,
        sheet_id: sheet.id.0,
        line,
        version_number: sheet.version_number,
        visibility: signed.visibility.as_str().to_owned(),
        standing: signed.standing.as_str().to_owned(),
        workplace_id: signed.workplace,
        division_id: None,
        name_sealed: printed.map(|name| seal::seal_on_paper(app, id, name)),
        name_key,
        address_key: signed
            .address
            .as_deref()
            .map(|address| seal::key_of(key, address.as_bytes())),
        state: SignatureState::Confirmed.as_str().to_owned(),
        reason: None,
        signed_on: signed.signed_on.unwrap_or(today),
        counted_on: today,
        ended_on: None,
    }
}

async fn divisions(
    tx: &Tx,
    owner: OrganizationId,
) -> Result<HashMap<WorkplaceId, DivisionId>, DbErr> {
    let places = workplace::of(owner).all(tx).await?.into_iter();
    Ok(places
        .filter_map(|place| Some((place.id, place.division_id?)))
        .collect())
}

/// Those that stand: what ended is no signature that somebody could give twice.
fn standing() -> [&'static str; 2] {
    [SignatureState::Confirmed, SignatureState::Quarantined].map(SignatureState::as_str)
}

/// Whether the same name at the same place, or the same address, has signed already: on paper or online.
async fn is_known(tx: &Tx, made: &paper_signature::Model) -> Result<bool, DbErr> {
    if !same_on_paper(tx, made).await?.is_empty() {
        return Ok(true);
    }
    let Some(key) = &made.address_key else {
        return Ok(false);
    };
    use signature::Column as C;
    let online = signature::of(made.organization_id)
        .filter(C::PetitionId.eq(made.petition_id))
        .filter(C::DedupeKey.eq(key.clone()))
        .filter(C::State.is_in(standing()));
    Ok(online.one(tx).await?.is_some())
}

/// The other lines that look like this one.
pub async fn same_on_paper(
    db: &impl sea_orm::ConnectionTrait,
    made: &paper_signature::Model,
) -> Result<Vec<paper_signature::Model>, DbErr> {
    use paper_signature::Column as C;
    let keys = [
        made.name_key.clone().map(|key| C::NameKey.eq(key)),
        made.address_key.clone().map(|key| C::AddressKey.eq(key)),
    ];
    let mut same = sea_orm::Condition::any();
    let keys: Vec<_> = keys.into_iter().flatten().collect();
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    for key in keys {
        same = same.add(key);
    }
    paper_signature::of(made.organization_id)
        .filter(C::PetitionId.eq(made.petition_id))
        .filter(C::Id.ne(made.id))
        .filter(C::State.is_in(standing()))
        .filter(same)
        .all(db)
        .await
}

/// Nothing stays of what was typed.
pub async fn drop_entries(tx: &Tx, sheet: SheetId) -> Result<(), DbErr> {
    let typed = sheet_entry::Entity::delete_many().filter(sheet_entry::Column::SheetId.eq(sheet));
    typed.exec(tx).await.map(drop)
}

/// As after a confirmation: an hour later, once for all of that hour.
async fn release_workplaces(app: &App, tx: &Tx, petition: PetitionId) -> Result<(), DbErr> {
    let later = app.clock.now() + Duration::hours(1);
    let job = NewJob::new(Kind::ReleaseWorkplaceCounts, petition.0, later);
    jobs::enqueue(app, tx, job.only_once(format!("release:{petition}"))).await
}

/// The numbers of these sheets.
pub async fn numbers(
    db: &impl sea_orm::ConnectionTrait,
    rows: &[paper_signature::Model],
) -> Result<HashMap<SheetId, i32>, DbErr> {
    let ids: HashSet<SheetId> = rows.iter().map(|row| SheetId(row.sheet_id)).collect();
    let sheets = sheet::for_jobs().filter(sheet::Column::Id.is_in(ids));
    let sheets = sheets.all(db).await?;
    Ok(sheets.into_iter().map(|row| (row.id, row.number)).collect())
}
