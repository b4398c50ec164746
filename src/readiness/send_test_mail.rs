//! Sends a mail to the member who asks for it; that it was accepted proves that signers can be reached.

use sea_orm::DbErr;

use super::wire::TestMail;
use crate::app::App;
use crate::audit;
use crate::identity::Caller;
use crate::jobs::{self, Kind, NewJob};

pub async fn send_test_mail(app: &App, caller: &Caller) -> Result<TestMail, DbErr> {
    let now = app.clock.now();
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let member = caller.member_id();
            let job = NewJob::new(Kind::SendTestMail, member.0, now);
            let job = job.only_once(format!("send_test_mail:{member}"));
            jobs::enqueue(app, tx, job).await?;
            let entry = audit::Action::new(caller.actor(), "send_test_mail", member);
            audit::record(app, tx, caller.organization, entry).await
        })
        .await?;
    // Whoever asks has mended something, or wants to know.
    app.mailer.end_pause();
    app.wake_worker();
    Ok(TestMail {
        requested_at: now,
        delivers: app.mailer.delivers(),
    })
}
