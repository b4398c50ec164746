//! Decides that a testimony is not published, and says why in the mailbox.

use super::desk::{take, undecided};
use super::publish::decided;
use super::trouble::ReviewError;
use super::unlock::Unlocked;
use super::wire::{NewRejection, RejectReason};
use crate::app::App;
use crate::audit::{self, Action};
use crate::http::IfMatch;
use crate::testimony::TestimonyId;
use crate::testimony::mailbox::write_note;
use crate::testimony::told::Told;
use crate::testimony::wire::{NoteAuthor, State};

pub async fn reject_testimony(
    app: &App,
    by: &Unlocked,
    id: TestimonyId,
    new: &NewRejection,
    if_match: &IfMatch,
) -> Result<(), ReviewError> {
    let message = new.message.as_ref().map_or("", Told::expose);
    let told = &Told::from(
        format!("{}\n\n{message}", said(new.reason))
            .trim_end()
            .to_owned(),
    );
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let row = match take(app, tx, by, id).await {
                // Nothing can be read, and so there is nothing to say: the state alone reaches the mailbox.
                Err(ReviewError::DoesNotOpen) => undecided(app, tx, by, id).await?,
                desk => {
                    let desk = desk?;
                    desk.check(if_match)?;
                    desk.check_claim(by.member)?;
                    let (key, row) = (&desk.key, &desk.testimony);
                    write_note(app, tx, key, row, NoteAuthor::Reviewer, told.expose()).await?;
                    desk.testimony
                }
            };
            decided(app, tx, row, State::Rejected, None).await?;
            let entry = Action::new(&by.actor, "reject_testimony", id).by_day();
            Ok(audit::record(app, tx, by.organization, entry).await?)
        })
        .await
}

fn said(reason: RejectReason) -> &'static str {
    match reason {
        RejectReason::NotAboutThisCampaign => "Not published: it is not about this campaign.",
        RejectReason::CannotBeMadeSafe => "Not published: it could not be made safe enough.",
        RejectReason::NotCredible => "Not published: the reviewers could not rely on it.",
        RejectReason::Duplicate => "Not published: it was told before.",
        RejectReason::Abusive => "Not published: it is abusive.",
        RejectReason::Other => "Not published.",
    }
}
