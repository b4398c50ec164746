//! Asks the witness a question through the mailbox.

use super::desk::take;
use super::open::shown;
use super::trouble::ReviewError;
use super::unlock::Unlocked;
use super::wire::OpenedTestimony;
use crate::app::App;
use crate::audit::{self, Action};
use crate::testimony::TestimonyId;
use crate::testimony::mailbox::{MailboxError, write_note};
use crate::testimony::told::Told;
use crate::testimony::wire::NoteAuthor;
use crate::text::clean_text;

pub async fn ask_witness(
    app: &App,
    by: &Unlocked,
    id: TestimonyId,
    question: &Told,
) -> Result<OpenedTestimony, ReviewError> {
    let text = clean_text(question.expose(), 4000).map_err(MailboxError::Text)?;
    let text = &Told::from(text);
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let desk = take(app, tx, by, id).await?;
            let (key, row) = (&desk.key, &desk.testimony);
            write_note(app, tx, key, row, NoteAuthor::Reviewer, text.expose()).await?;
            let entry = Action::new(&by.actor, "ask_witness", id).by_day();
            audit::record(app, tx, by.organization, entry).await?;
            shown(tx, desk).await
        })
        .await
}
