//! Opens a testimony on a reviewer's desk; the first opening runs the finder.

use super::desk::{Desk, answer, take};
use super::generalise::generalised;
use super::redact::preview;
use super::trouble::ReviewError;
use super::unlock::Unlocked;
use super::wire::{DeskPhotograph, OpenedTestimony};
use crate::app::App;
use crate::audit::{self, Action};
use crate::db::Tx;
use crate::testimony::TestimonyId;
use crate::testimony::holds::holds_of;
use crate::testimony::mailbox::{keeping, notes, open_original, retention_days};
use crate::testimony::photograph::kept::{State, sheets};
use crate::testimony::told::Told;
use crate::testimony::wire::{Note, NoteAuthor};

pub async fn open_testimony(
    app: &App,
    by: &Unlocked,
    id: TestimonyId,
) -> Result<OpenedTestimony, ReviewError> {
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let desk = take(app, tx, by, id).await?;
            let entry = Action::new(&by.actor, "open_testimony", id).by_day();
            audit::record(app, tx, by.organization, entry).await?;
            shown(tx, desk).await
        })
        .await
}

/// The desk as the reviewer sees it.
pub(super) async fn shown(tx: &Tx, desk: Desk) -> Result<OpenedTestimony, ReviewError> {
    let content = open_original(&desk.key, &desk.testimony).ok_or(ReviewError::CannotOpen)?;
    let facts = content.facts;
    let general = generalised(
        tx,
        desk.testimony.organization_id,
        &facts,
        &desk.draft.left_out,
    )
    .await?;
    let notes = notes(tx, &desk.key, &desk.testimony).await?;
    let said = notes
        .into_iter()
        .filter(|note| !matches!(note.from, NoteAuthor::Wording | NoteAuthor::Beside))
        .filter(|note| note.from == NoteAuthor::Reviewer || note.written_on < desk.hidden_from);
    let said = said.map(|note| Note {
        from: note.from,
        text: note.text,
        written_on: note.written_on,
    });
    let sheets = sheets(tx, &desk.key, &desk.testimony, Some(desk.hidden_from)).await?;
    let on_desk = sheets
        .into_iter()
        .filter(|sheet| sheet.state != State::TakenBack);
    let owner = desk.testimony.organization_id;
    let (holds, setting) = (holds_of(tx, owner).await?, retention_days(tx, owner).await?);
    let kept = keeping(&desk.testimony, setting, &holds).map_err(|_| ReviewError::CannotOpen)?;
    Ok(OpenedTestimony {
        id: desk.testimony.id,
        campaign_id: desk.testimony.campaign_id,
        revision: desk.review.revision,
        facts: facts.into(),
        general,
        preview: Told::from(preview(desk.draft.text.expose(), &desk.draft.findings)),
        text: desk.draft.text,
        findings: desk.draft.findings,
        left_out: desk.draft.left_out,
        notes: said.collect(),
        photographs: on_desk.map(DeskPhotograph::from).collect(),
        wants_approval: desk.testimony.wants_approval,
        verified_worker: desk.testimony.verified_worker,
        witness: answer(&desk.review),
        claimed_by: desk.review.claimed_by,
        approved_by: desk.review.approved_by,
        legal_hold: kept.legal_hold,
        destroyed_from: kept.destroyed_from,
    })
}
