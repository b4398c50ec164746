//! Renders and sends the mails to members when their jobs run.

use sea_orm::{ColumnTrait, DbErr, QueryFilter};

use super::OrganizationId;
use super::entity::{invitation, member, organization, password_reset};
use super::invitations::{INVITATION_DAYS, state_of};
use super::mail_codes::{self, Purpose};
use super::mails::{self, Letter};
use super::password_resets::RESET_HOURS;
use super::seal;
use super::sweep::sweep;
use super::wire::InvitationState;
use crate::app::App;
use crate::jobs::entity::job::Model;
use crate::jobs::{self, Kind, Outcome};
use crate::mail::Mail;

pub async fn run(app: &App, kind: Kind, job: &Model) -> Outcome {
    let mail = match kind {
        Kind::SendInvitation => invitation_mail(app, job).await,
        Kind::SendPasswordReset => reset_mail(app, job).await,
        Kind::SweepExpired => {
            let swept = sweep(app).await;
            return swept.map_or(Outcome::Retry("database"), |()| Outcome::Done);
        }
        _ => return Outcome::Bury("unknown-kind"),
    };
    match mail {
        Ok(Some(mail)) => jobs::deliver(app, job, &mail).await,
        // Revoked, used or too old meanwhile: there is nothing left to say.
        Ok(None) => Outcome::Done,
        Err(_) => Outcome::Retry("database"),
    }
}

async fn invitation_mail(app: &App, job: &Model) -> Result<Option<Mail>, DbErr> {
    let db = &app.db.read;
    let row = invitation::for_jobs().filter(invitation::Column::Id.eq(job.subject));
    let row = row.one(db).await?;
    let now = app.clock.now();
    let Some(row) = row.filter(|row| state_of(row, now) == InvitationState::Open) else {
        return Ok(None);
    };
    let organization = name_of(app, row.organization_id).await?;
    let to = seal::open(app, "invitation.email", row.id.0, &row.email_sealed);
    let code = mail_codes::print(app, Purpose::Invitation, row.id.0);
    let base = app.settings.public_base();
    let letter = Letter {
        to: &to,
        message_id: &jobs::message_id(app, job),
        language: &job.language,
        base: &base,
        code: &code,
        organization: &organization,
    };
    Ok(Some(mails::invitation(letter, INVITATION_DAYS)))
}

async fn reset_mail(app: &App, job: &Model) -> Result<Option<Mail>, DbErr> {
    let db = &app.db.read;
    let row = password_reset::for_jobs().filter(password_reset::Column::Id.eq(job.subject));
    let row = row.one(db).await?;
    let now = app.clock.now();
    let Some(row) = row.filter(|row| row.used_at.is_none() && row.expires_at > now) else {
        return Ok(None);
    };
    let member = member::for_jobs().filter(member::Column::Id.eq(row.member_id));
    let Some(member) = member.one(db).await?.filter(|row| row.state == "active") else {
        return Ok(None);
    };
    let organization = name_of(app, member.organization_id).await?;
    let to = seal::open(app, "member.email", member.id.0, &member.email_sealed);
    let code = mail_codes::print(app, Purpose::PasswordReset, row.id.0);
    let base = app.settings.public_base();
    let letter = Letter {
        to: &to,
        message_id: &jobs::message_id(app, job),
        language: &job.language,
        base: &base,
        code: &code,
        organization: &organization,
    };
    Ok(Some(mails::password_reset(letter, RESET_HOURS)))
}

async fn name_of(app: &App, id: OrganizationId) -> Result<String, DbErr> {
    let found = organization::for_jobs().filter(organization::Column::Id.eq(id));
    let found = found.one(&app.db.read).await?;
    Ok(found.map(|row| row.name).unwrap_or_default())
}
