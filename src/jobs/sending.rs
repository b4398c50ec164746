//! Hands one mail to the way out, so that a crash in between leaves a trace and never a second mail.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};

use super::Outcome;
use super::entity::job::{Column, Entity, Model};
use crate::app::App;
use crate::mail::{Mail, Sent};

pub(super) const CUT_OFF: &str = "cut-off-while-sending";

/// Sends the mail of a mail job. The state `sending` is on disk before the first byte leaves: whoever
/// finds it after a crash knows that the mail may have left.
pub async fn deliver(app: &App, job: &Model, mail: &Mail) -> Outcome {
    if mark(app, job).await.is_err() {
        return Outcome::Retry("database");
    }
    match app.mailer.send(mail, app.clock.now()).await {
        Sent::Accepted => Outcome::Done,
        Sent::NotNow => Outcome::Retry("mail-server-not-now"),
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

async fn mark(app: &App, job: &Model) -> Result<(), DbErr> {
    app.db
        .write(|tx| async move {
            Entity::update_many()
                .col_expr(Column::State, Expr::value("sending"))
                .filter(Column::Id.eq(job.id))
                .exec(&*tx)
                .await
                .map(drop)
        })
        .await
}
