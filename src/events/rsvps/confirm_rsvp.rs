//! Confirms an answer: from here on there is a place, or a turn on the waiting list.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, IntoActiveModel, QueryFilter,
    QueryOrder,
};

use super::codes::{self, Purpose};
use super::seal;
use crate::app::App;
use crate::db::Tx;
use crate::events::entity::{event, rsvp};
use crate::events::find::{locked, number};
use crate::events::rules::{self, Standing, State};
use crate::events::wire::ConfirmedRsvp;
use crate::http::{Problem, catalogue as known};
use crate::jobs::{self, Kind, NewJob};
use crate::signatures::{Wish, subscribe};

/// Why nothing was confirmed.
#[derive(Debug, thiserror::Error)]
pub enum ConfirmRsvpError {
    #[error("the token is not one of ours, or was taken back")]
    NotValid,
    #[error("the time for confirming has passed")]
    Expired,
    #[error("the event was called off or is over")]
    NotOpen,
    #[error("the database failed")]
    Db(#[from] DbErr),
}

pub async fn confirm_rsvp(app: &App, token: &str) -> Result<ConfirmedRsvp, ConfirmRsvpError> {
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let row = codes::proven(app, tx, token, Purpose::Confirm).await?;
            let row = row.ok_or(ConfirmRsvpError::NotValid)?;
            // Held before the places are counted; and the answer read again behind it.
            let event = locked(tx, row.organization_id, row.event_id).await?;
            let event = event.ok_or(ConfirmRsvpError::NotValid)?;
            let row = codes::proven(app, tx, token, Purpose::Confirm).await?;
            let row = row.ok_or(ConfirmRsvpError::NotValid)?;
            let row = match standing(&row) {
                Standing::Pending => admit(app, tx, &event, row).await?,
                Standing::Confirmed | Standing::Waiting => row,
                Standing::StruckOut => return Err(ConfirmRsvpError::NotValid),
            };
            Ok(ConfirmedRsvp {
                state: standing(&row),
                token: codes::token(app, &row, Purpose::Own),
            })
        })
        .await
}

pub(in crate::events) fn standing(row: &rsvp::Model) -> Standing {
    row.state.parse().unwrap_or(Standing::StruckOut)
}

async fn admit(
    app: &App,
    tx: &Tx,
    event: &event::Model,
    row: rsvp::Model,
) -> Result<rsvp::Model, ConfirmRsvpError> {
    let now = app.clock.now();
    if event.state != State::Published.as_str() || event.ends_at <= now {
        return Err(ConfirmRsvpError::NotOpen);
    }
    if row.expires_at <= now {
        return Err(ConfirmRsvpError::Expired);
    }
    let coming = number(tx, event.id, Standing::Confirmed).await?;
    let standing = rules::admit(event.capacity, coming);
    let turn = match standing {
        Standing::Waiting => Some(last_turn(tx, event).await? + 1),
        _ => None,
    };
    let zone = rules::zone(&event.zone).unwrap_or_default();
    subscribe(app, tx, wish(app, event, &row).into_iter().collect()).await?;
    let mut row = row.into_active_model();
    row.wants_updates = Set(false);
    row.state = Set(standing.as_str().to_owned());
    row.waiting_number = Set(turn);
    // What was due before is said by the mail that goes out now.
    row.reminded = Set(rules::due(event.starts_at, zone, now));
    let row = row.update(tx).await?;
    let mail = NewJob::new(Kind::SendRsvpStanding, row.id.0, now).language(&row.language);
    jobs::enqueue(app, tx, mail.only_once(format!("rsvp_standing:{}", row.id))).await?;
    Ok(row)
}

/// Updates are about a campaign. Whoever asked for them becomes its subscriber, in a row that outlives the event.
fn wish(app: &App, event: &event::Model, row: &rsvp::Model) -> Option<Wish> {
    Some(Wish {
        organization: event.organization_id,
        campaign: event.campaign_id.filter(|_| row.wants_updates)?,
        address: seal::address(app, row)?,
        language: row.language.clone(),
    })
}

async fn last_turn(tx: &Tx, event: &event::Model) -> Result<i32, DbErr> {
    let last = rsvp::of(event.organization_id)
        .filter(rsvp::Column::EventId.eq(event.id))
        .filter(rsvp::Column::WaitingNumber.is_not_null())
        .order_by_desc(rsvp::Column::WaitingNumber);
    let last = last.one(tx).await?;
    Ok(last.and_then(|row| row.waiting_number).unwrap_or(0))
}

impl From<ConfirmRsvpError> for Problem {
    fn from(error: ConfirmRsvpError) -> Self {
        match error {
            ConfirmRsvpError::NotValid => Self::new(known::RSVP_NOT_VALID),
            ConfirmRsvpError::Expired => Self::new(known::RSVP_EXPIRED),
            ConfirmRsvpError::NotOpen => Self::new(known::EVENT_NOT_OPEN),
            ConfirmRsvpError::Db(error) => error.into(),
        }
    }
}
