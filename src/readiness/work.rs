//! Renders and sends the test mail when its job runs.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, IntoActiveModel, QueryFilter,
};
use zeroize::Zeroizing;

use crate::app::App;
use crate::identity::entity::{member, organization};
use crate::identity::{OrganizationId, seal};
use crate::jobs::entity::job::Model;
use crate::jobs::{self, Kind, Outcome};
use crate::mail::Mail;

pub async fn run(app: &App, kind: Kind, job: &Model) -> Outcome {
    if kind != Kind::SendTestMail {
        return Outcome::Bury("unknown-kind");
    }
    let found = member::for_jobs().filter(member::Column::Id.eq(job.subject));
    let member = match found.one(&app.db.read).await {
        Ok(Some(member)) => member,
        Ok(None) => return Outcome::Done,
        Err(_) => return Outcome::Retry("database"),
    };
    let outcome = jobs::deliver(app, job, &mail(app, job, &member)).await;
    if outcome != Outcome::Done || !app.mailer.delivers() {
        return outcome;
    }
    match prove(app, member.organization_id).await {
        Ok(()) => Outcome::Done,
        Err(_) => Outcome::Bury("accepted-but-not-noted"),
    }
}

fn mail(app: &App, job: &Model, member: &member::Model) -> Mail {
    let address = seal::open(app, "member.email", member.id.0, &member.email_sealed);
    let from = app.settings.mail.from.rsplit_once('@');
    let host = from.map_or("localhost", |(_, host)| host.trim_end_matches('>'));
    let text = "This is the test mail that you asked for.\n\n\
        Its arrival shows that people who sign can be sent their confirmation.\n\n\
        Este es el correo de prueba que pidió.\n";
    Mail {
        to: Zeroizing::new(address),
        subject: "Test mail / Correo de prueba".to_owned(),
        text: Zeroizing::new(text.to_owned()),
        html: None,
        calendar: None,
        message_id: format!("<{}@{host}>", job.id),
        language: job.language.clone(),
    }
}

async fn prove(app: &App, organization: OrganizationId) -> Result<(), DbErr> {
    let now = app.clock.now();
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let found = organization::for_jobs().filter(organization::Column::Id.eq(organization));
            let Some(found) = found.one(tx).await? else {
                return Ok(());
            };
            let mut row = found.into_active_model();
            row.mail_proven_at = Set(Some(now));
            row.update(tx).await.map(drop)
        })
        .await
}
