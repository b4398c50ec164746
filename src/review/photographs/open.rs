//! Shows a photograph: to reviewers as it would be published or as it came, to its witness as it would be published.

use zeroize::Zeroizing;

use super::trouble::PhotographError;
use crate::app::App;
use crate::audit::{self, Action};
use crate::db::Tx;
use crate::review::desk::{Desk, take};
use crate::review::unlock::Unlocked;
use crate::testimony::entity::{testimony, testimony_photograph};
use crate::testimony::mailbox::{MailboxError, unlock};
use crate::testimony::photograph::kept::{State, open_bytes, open_sheet, photograph};
use crate::testimony::photograph::{Fault, Format, develop, print};
use crate::testimony::seal::{ContentKey, Purpose};
use crate::testimony::told::Told;
use crate::testimony::{PhotographId, TestimonyId};

/// The file of a witness, with everything that stands in it.
#[derive(Debug)]
pub struct Original {
    pub format: Format,
    pub bytes: Vec<u8>,
}

/// As it would be published; `without_bars` as it is below what was blackened.
pub async fn open_photograph(
    app: &App,
    by: &Unlocked,
    (testimony, id): (TestimonyId, PhotographId),
    without_bars: bool,
) -> Result<Vec<u8>, PhotographError> {
    let (desk, row) = laid_out(app, by, testimony, id).await?;
    if !without_bars {
        return print_of(&desk.key, &desk.testimony, row);
    }
    let file = file_of(&desk, row)?;
    let made = develop(move || Ok(print(&file, &[])?.jpeg));
    Ok(made.await?)
}

/// The file itself.
pub async fn open_original_photograph(
    app: &App,
    by: &Unlocked,
    (testimony, id): (TestimonyId, PhotographId),
) -> Result<Original, PhotographError> {
    let (desk, row) = laid_out(app, by, testimony, id).await?;
    let mut file = file_of(&desk, row)?;
    Ok(Original {
        format: Format::of(&file).ok_or(Fault::Unreadable)?,
        bytes: std::mem::take(&mut *file),
    })
}

/// Who looked is audited by the day, like every opening.
async fn laid_out(
    app: &App,
    by: &Unlocked,
    testimony: TestimonyId,
    id: PhotographId,
) -> Result<(Desk, testimony_photograph::Model), PhotographError> {
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let desk = take(app, tx, by, testimony).await?;
            let row = present(tx, &desk, id).await?;
            let entry = Action::new(&by.actor, "open_photograph", testimony).by_day();
            audit::record(app, tx, by.organization, entry).await?;
            Ok((desk, row))
        })
        .await
}

/// What the witness has taken back is not there for anybody, and what came today is not there yet.
pub(super) async fn present(
    tx: &Tx,
    desk: &Desk,
    id: PhotographId,
) -> Result<testimony_photograph::Model, PhotographError> {
    let found = photograph(tx, &desk.testimony, id).await?;
    let row = found.ok_or(PhotographError::Unknown)?;
    let sheet = open_sheet(&desk.key, &desk.testimony, id, row.sealed_sheet.clone())?;
    match sheet.state {
        State::TakenBack => Err(PhotographError::Unknown),
        _ if row.added_on >= desk.hidden_from => Err(PhotographError::Unknown),
        _ => Ok(row),
    }
}

pub(super) fn file_of(
    desk: &Desk,
    row: testimony_photograph::Model,
) -> Result<Zeroizing<Vec<u8>>, MailboxError> {
    let which = (Purpose::Attachment, row.id);
    open_bytes(&desk.key, &desk.testimony, which, row.sealed)
}

pub(super) fn print_of(
    key: &ContentKey,
    testimony: &testimony::Model,
    row: testimony_photograph::Model,
) -> Result<Vec<u8>, PhotographError> {
    let sealed = row.sealed_print.ok_or(PhotographError::Unknown)?;
    let mut print = open_bytes(key, testimony, (Purpose::Print, row.id), sealed)?;
    Ok(std::mem::take(&mut *print))
}

/// What the witness sees is what would be published.
pub async fn open_own_photograph(
    app: &App,
    receipt: &Told,
    id: PhotographId,
) -> Result<Vec<u8>, PhotographError> {
    let db = &app.db.read;
    let opened = unlock(app, db, receipt).await?;
    let found = photograph(db, &opened.testimony, id).await?;
    let row = found.ok_or(PhotographError::Unknown)?;
    print_of(&opened.key, &opened.testimony, row)
}
