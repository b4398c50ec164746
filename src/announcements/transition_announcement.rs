//! Sends an announcement, takes it back, stops it, or lets it go on.

use chrono::{DateTime, Duration, Utc};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, IntoActiveModel, QueryFilter,
};

use super::AnnouncementId;
use super::entity::announcement;
use super::find::{locked, shown, state};
use super::rules::{Refused, State, Transition, next};
use super::turn::come_back;
use super::wire::{Announcement, NewAnnouncementTransition};
use crate::app::App;
use crate::audit;
use crate::db::Tx;
use crate::http::{Invalid, Problem, SaveError, catalogue as known};
use crate::identity::Caller;
use crate::identity::entity::organization;

const FURTHEST_DAYS: i64 = 90;

/// Why an announcement stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum TransitionAnnouncementError {
    #[error("mail does not leave this service")]
    MailNotDelivered,
    #[error(transparent)]
    Refused(#[from] Refused),
    #[error(transparent)]
    Save(#[from] SaveError),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

pub async fn transition_announcement(
    app: &App,
    caller: &Caller,
    id: AnnouncementId,
    new: &NewAnnouncementTransition,
) -> Result<Announcement, TransitionAnnouncementError> {
    let now = app.clock.now();
    check_time(new, now).map_err(SaveError::from)?;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let found = locked(tx, caller.organization, id).await?;
            let by = new.transition;
            let to = next(state(&found), by, new.send_at, now)?;
            if by == Transition::Send {
                may_send(app, tx, &found).await?;
            }
            let revision = found.revision + 1;
            let send_at = found.send_at;
            let mut row = found.into_active_model();
            row.state = Set(to.as_str().to_owned());
            row.revision = Set(revision);
            row.trouble = Set(None);
            match by {
                Transition::Send => row.send_at = Set(Some(new.send_at.unwrap_or(now).max(now))),
                Transition::Recall => row.send_at = Set(None),
                Transition::Cancel => row.finished_at = Set(Some(now)),
                Transition::Pause | Transition::Resume => row.send_at = Set(send_at),
            }
            if to == State::Sending && by == Transition::Send {
                row.begun_at = Set(Some(now));
            }
            let mut row = row.update(tx).await?;
            if let Some(at) = starts(&row, to, now) {
                row = come_back(app, tx, row, at).await?;
            }
            let entry = audit::Action::new(caller.actor(), action(by), id);
            audit::record(app, tx, caller.organization, entry).await?;
            Ok(shown(app, tx, row).await?)
        })
        .await
}

fn starts(row: &announcement::Model, to: State, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    match to {
        State::Scheduled => row.send_at,
        State::Sending => Some(now),
        _ => None,
    }
}

fn check_time(new: &NewAnnouncementTransition, now: DateTime<Utc>) -> Result<(), Invalid> {
    let Some(at) = new.send_at else {
        return Ok(());
    };
    if new.transition != Transition::Send {
        return Err(Invalid::at("/send_at", "belongs to `send` only"));
    }
    if at > now + Duration::days(FURTHEST_DAYS) {
        return Err(Invalid::at("/send_at", "is further off than 90 days"));
    }
    Ok(())
}

async fn may_send(
    app: &App,
    tx: &Tx,
    row: &announcement::Model,
) -> Result<(), TransitionAnnouncementError> {
    let owner = organization::for_jobs()
        .filter(organization::Column::Id.eq(row.organization_id))
        .one(tx)
        .await?;
    let owner = owner.ok_or(SaveError::Unknown)?;
    let is_proven = app.bulk_mailer.delivers() && owner.mail_proven_at.is_some();
    if is_proven || owner.is_demo {
        Ok(())
    } else {
        Err(TransitionAnnouncementError::MailNotDelivered)
    }
}

fn action(by: Transition) -> &'static str {
    match by {
        Transition::Send => "send_announcement",
        Transition::Recall => "recall_announcement",
        Transition::Pause => "pause_announcement",
        Transition::Resume => "resume_announcement",
        Transition::Cancel => "cancel_announcement",
    }
}

impl From<TransitionAnnouncementError> for Problem {
    fn from(error: TransitionAnnouncementError) -> Self {
        use TransitionAnnouncementError as E;
        match error {
            E::MailNotDelivered => Self::new(known::MAIL_NOT_DELIVERED),
            E::Refused(Refused::NotPreviewed) => Self::new(known::ANNOUNCEMENT_NOT_PREVIEWED),
            E::Refused(Refused::State) => Self::new(known::ANNOUNCEMENT_STATE),
            E::Save(error) => error.into(),
            E::Db(error) => error.into(),
        }
    }
}
