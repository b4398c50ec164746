//! What would be printed beside a text, as its witness reads it with the wording.

use sea_orm::{ColumnTrait, QueryFilter};

use super::desk::{Desk, end_approval, save};
use super::generalise::generalised;
use super::trouble::ReviewError;
use crate::app::App;
use crate::db::Tx;
use crate::directory::entity::division;
use crate::testimony::mailbox::{notes, open_original, printed_beside, write_note};
use crate::testimony::wire::{NoteAuthor, PrintedBeside};

pub(super) async fn beside(tx: &Tx, desk: &Desk) -> Result<PrintedBeside, ReviewError> {
    let row = &desk.testimony;
    let content = open_original(&desk.key, row).ok_or(ReviewError::CannotOpen)?;
    let (facts, left_out) = (content.facts, &desk.draft.left_out);
    let general = generalised(tx, row.organization_id, &facts, left_out).await?;
    let district = match general.division_id {
        Some(id) => {
            let found = division::of(row.organization_id).filter(division::Column::Id.eq(id));
            found.one(tx).await?.map(|division| division.name)
        }
        None => None,
    };
    Ok(PrintedBeside {
        kind: facts.kind,
        district,
        quarter: general.quarter,
        job_group: general.job_group,
        verified_worker: row.verified_worker,
    })
}

/// Lays it into the mailbox, beside the wording.
pub(super) async fn show_beside(app: &App, tx: &Tx, desk: &Desk) -> Result<(), ReviewError> {
    let now = beside(tx, desk).await?;
    let text = serde_json::to_string(&now).map_err(|_| ReviewError::CannotOpen)?;
    let (key, row) = (&desk.key, &desk.testimony);
    Ok(write_note(app, tx, key, row, NoteAuthor::Beside, &text).await?)
}

/// Headcounts, districts and thresholds change: where the witness said yes to something else, both reviewers and the witness are
/// asked again. Whether that is so.
pub(super) async fn ends_where_it_has_changed(
    app: &App,
    tx: &Tx,
    desk: &mut Desk,
) -> Result<bool, ReviewError> {
    if !desk.testimony.wants_approval {
        return Ok(false);
    }
    let notes = notes(tx, &desk.key, &desk.testimony).await?;
    if printed_beside(&notes) == Some(beside(tx, desk).await?) {
        return Ok(false);
    }
    end_approval(tx, desk).await?;
    let Desk {
        testimony: row,
        key,
        review,
        draft,
        ..
    } = desk;
    save(app, tx, key, row, review, draft).await?;
    Ok(true)
}
