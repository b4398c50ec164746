//! Hands one mail to the way out, so that a crash in between leaves a trace and never a second mail.

use sea_orm::DbErr;

use super::Outcome;
use super::entity::job::Model;
use super::leased::hold_in;
use crate::app::App;
use crate::mail::{Attachment, Mail, Sent, Unsent};

pub(super) const CUT_OFF: &str = "cut-off-while-sending";

/// Sends the mail of a mail job. The server is reached and has agreed to take it before the state `sending` is written;
/// that is on disk before the first byte of the text leaves, and stays there unless the mail certainly did not leave:
/// whoever finds it knows that the mail may have left.
pub async fn deliver(app: &App, job: &Model, mail: &Mail) -> Outcome {
    deliver_with(app, job, mail, &[]).await
}

/// The same with files.
pub async fn deliver_with(app: &App, job: &Model, mail: &Mail, files: &[Attachment]) -> Outcome {
    let announced = app.mailer.announce_with(mail, files, app.clock.now());
    let announced = match announced.await {
        Ok(announced) => announced,
        Err(Unsent::Refused | Unsent::NoMailbox) => {
            return Outcome::Bury("mail-refused");
        }
        Err(Unsent::NotNow) => return Outcome::Retry("mail-server-not-now"),
        Err(Unsent::NoAnswer) => return Outcome::Retry("mail-server-gave-no-answer"),
        Err(Unsent::NoServer) => return Outcome::Waits("mail-server-not-reached"),
        Err(Unsent::Stopping) => return Outcome::Stopped,
    };
    match mark(app, job, "running", "sending").await {
        Ok(true) => {}
        Ok(false) => return Outcome::Retry("lease-lost"),
        Err(_) => return Outcome::Retry("database"),
    }
    match announced.send(app.clock.now()).await {
        Sent::Accepted => Outcome::Done,
        Sent::NotNow => match mark(app, job, "sending", "running").await {
            Ok(_) => Outcome::Retry("mail-server-not-now"),
            Err(_) => Outcome::Retry("database"),
        },
        Sent::Refused => Outcome::Bury("mail-refused"),
        Sent::Uncertain => Outcome::Uncertain("connection-lost-while-sending"),
    }
}

/// The Message-ID of a mail: the same for every try of one job.
pub fn message_id(app: &App, job: &Model) -> String {
    let from = app.settings.mail.from.rsplit_once('@');
    let host = from.map_or("localhost", |(_, host)| host.trim_end_matches('>'));
    format!("<{}@{host}>", job.id)
}

/// False where another worker has the job by now.
async fn mark(app: &App, job: &Model, from: &str, to: &str) -> Result<bool, DbErr> {
    app.db
        .write(|tx| async move { hold_in(app, &tx, job, from, to).await })
        .await
}
