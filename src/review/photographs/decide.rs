//! Decides about a photograph. What would be published is made here, so that everybody afterwards sees those very bytes.

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::open::{file_of, present};
use super::trouble::PhotographError;
use crate::app::App;
use crate::audit::{self, Action};
use crate::db::Tx;
use crate::http::IfMatch;
use crate::review::desk::{Desk, end_approval, save, take};
use crate::review::open::shown;
use crate::review::trouble::ReviewError;
use crate::review::unlock::Unlocked;
use crate::review::wire::{OpenedTestimony, PhotographDecision};
use crate::testimony::entity::testimony_photograph::{ActiveModel, Column, Entity};
use crate::testimony::photograph::kept::{Sheet, State, open_sheet, seal_bytes, seal_sheet};
use crate::testimony::photograph::{Bar, Print, develop, print};
use crate::testimony::seal::Purpose;
use crate::testimony::{PhotographId, TestimonyId};

pub async fn decide_photograph(
    app: &App,
    by: &Unlocked,
    (testimony, id): (TestimonyId, PhotographId),
    new: &PhotographDecision,
    if_match: &IfMatch,
) -> Result<OpenedTestimony, PhotographError> {
    let bars = new.black_out.clone().unwrap_or_default();
    let print = made(app, by, (testimony, id), bars.clone(), if_match).await?;
    let (print, bars) = (&print, &bars);
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let mut desk = take(app, tx, by, testimony).await?;
            desk.check(if_match)?;
            desk.check_claim(by.member)?;
            present(tx, &desk, id).await?;
            let sheet = Sheet {
                id,
                state: match new.publish {
                    true => State::Publish,
                    false => State::LeaveOut,
                },
                width: print.width,
                height: print.height,
                black_out: bars.clone(),
            };
            keep(app, tx, &desk, &sheet, print).await?;
            desk.review.claimed_by = Some(by.member);
            desk.review.claimed_on = Some(app.clock.today());
            end_approval(tx, &mut desk).await?;
            let Desk {
                testimony: row,
                key,
                review,
                draft,
                ..
            } = &mut desk;
            save(app, tx, key, row, review, draft).await?;
            let entry = Action::new(&by.actor, "decide_photograph", testimony).by_day();
            audit::record(app, tx, by.organization, entry).await?;
            Ok(shown(tx, desk).await?)
        })
        .await
}

/// Outside of the transaction that changes something: decoding takes its time.
async fn made(
    app: &App,
    by: &Unlocked,
    (testimony, id): (TestimonyId, PhotographId),
    bars: Vec<Bar>,
    if_match: &IfMatch,
) -> Result<Print, PhotographError> {
    let wanted = &bars;
    let file = app.db.write(|tx| async move {
        let tx = &*tx;
        let desk = take(app, tx, by, testimony).await?;
        desk.check(if_match)?;
        desk.check_claim(by.member)?;
        let row = present(tx, &desk, id).await?;
        let sealed = row.sealed_sheet.clone();
        let sheet = open_sheet(&desk.key, &desk.testimony, id, sealed)?;
        lie_within(wanted, &sheet)?;
        Ok::<_, PhotographError>(file_of(&desk, row)?)
    });
    let file = file.await?;
    Ok(develop(move || print(&file, &bars)).await?)
}

/// A rectangle beside the picture was meant for another one.
fn lie_within(bars: &[Bar], sheet: &Sheet) -> Result<(), ReviewError> {
    let beside = bars
        .iter()
        .position(|bar| !bar.touches(sheet.width, sheet.height));
    match beside {
        Some(index) => Err(ReviewError::invalid(
            format!("/black_out/{index}"),
            "must lie within the picture",
        )),
        None => Ok(()),
    }
}

async fn keep(
    app: &App,
    tx: &Tx,
    desk: &Desk,
    sheet: &Sheet,
    print: &Print,
) -> Result<(), PhotographError> {
    let (key, row) = (&desk.key, &desk.testimony);
    let which = (Purpose::Print, sheet.id);
    let changed = ActiveModel {
        sealed_sheet: Set(seal_sheet(app, key, row, sheet)?),
        sealed_print: Set(Some(seal_bytes(app, key, row, which, &print.jpeg)?)),
        ..Default::default()
    };
    let own = Entity::update_many()
        .set(changed)
        .filter(Column::Id.eq(sheet.id));
    own.exec(tx).await?;
    Ok(())
}
