//! The first reviewer's yes. Where the witness asked for it, the wording goes into the mailbox.

use super::beside::show_beside;
use super::desk::{Desk, WitnessAnswer, save, take};
use super::open::shown;
use super::redact::Redacted;
use super::said::{forget_yes, said};
use super::trouble::ReviewError;
use super::unlock::Unlocked;
use super::wire::OpenedTestimony;
use crate::app::App;
use crate::audit::{self, Action};
use crate::db::Tx;
use crate::http::IfMatch;
use crate::testimony::TestimonyId;
use crate::testimony::mailbox::write_note;
use crate::testimony::photograph::kept::{State, sheets};
use crate::testimony::wire::NoteAuthor;

pub async fn approve_testimony(
    app: &App,
    by: &Unlocked,
    id: TestimonyId,
    if_match: &IfMatch,
) -> Result<OpenedTestimony, ReviewError> {
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let mut desk = take(app, tx, by, id).await?;
            desk.check(if_match)?;
            desk.check_claim(by.member)?;
            photographs_are_decided(tx, &desk).await?;
            let wording = Redacted::redact(desk.draft.text.expose(), &desk.draft.findings);
            let wording = wording.map_err(|_| ReviewError::Undecided)?;
            desk.review.approved_by = Some(by.member);
            desk.review.approved_on = Some(app.clock.today());
            desk.review.witness_answer = None;
            forget_yes(&mut desk.review);
            if desk.testimony.wants_approval {
                let waiting = WitnessAnswer::Waiting.as_str().to_owned();
                desk.review.witness_answer = Some(waiting);
                let (key, row) = (&desk.key, &desk.testimony);
                // Who has gone on from it is not asked: the approval ends when reviewers see that.
                if said(&desk.review).is_none() {
                    write_note(app, tx, key, row, NoteAuthor::Wording, wording.as_str()).await?;
                    show_beside(app, tx, &desk).await?;
                }
            }
            save(
                app,
                tx,
                &desk.key,
                &desk.testimony,
                &mut desk.review,
                &desk.draft,
            )
            .await?;
            let entry = Action::new(&by.actor, "approve_testimony", id).by_day();
            audit::record(app, tx, by.organization, entry).await?;
            shown(tx, desk).await
        })
        .await
}

async fn photographs_are_decided(tx: &Tx, desk: &Desk) -> Result<(), ReviewError> {
    let sheets = sheets(tx, &desk.key, &desk.testimony, Some(desk.hidden_from)).await?;
    match sheets.iter().any(|sheet| sheet.state == State::Undecided) {
        true => Err(ReviewError::PhotographUndecided),
        false => Ok(()),
    }
}
