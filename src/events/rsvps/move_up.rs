//! Gives places that have become free to those who wait longest, and tells them.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};

use crate::app::App;
use crate::db::Tx;
use crate::events::entity::{event, rsvp};
use crate::events::find::number;
use crate::events::rules::{self, Standing, State};
use crate::jobs::{self, Kind, NewJob};

/// The caller holds the event's row.
pub async fn move_up(app: &App, tx: &Tx, event: &event::Model) -> Result<(), DbErr> {
    let now = app.clock.now();
    if event.state != State::Published.as_str() || event.ends_at <= now {
        return Ok(());
    }
    let mut waiting = rsvp::of(event.organization_id)
        .filter(rsvp::Column::EventId.eq(event.id))
        .filter(rsvp::Column::State.eq(Standing::Waiting.as_str()))
        .order_by_asc(rsvp::Column::WaitingNumber);
    if let Some(capacity) = event.capacity {
        let coming = number(tx, event.id, Standing::Confirmed).await?;
        let places = u64::try_from(capacity).unwrap_or(0).saturating_sub(coming);
        if places == 0 {
            return Ok(());
        }
        waiting = waiting.limit(places);
    }
    let zone = rules::zone(&event.zone).unwrap_or_default();
    let due = rules::due(event.starts_at, zone, now);
    let mut mails = vec![];
    for row in waiting.all(tx).await? {
        let mail = NewJob::new(Kind::SendRsvpMovedUp, row.id.0, now).language(&row.language);
        mails.push(mail.only_once(format!("rsvp_moved_up:{}", row.id)));
        let mut row = row.into_active_model();
        row.state = Set(Standing::Confirmed.as_str().to_owned());
        row.waiting_number = Set(None);
        row.reminded = Set(due);
        row.update(tx).await?;
    }
    jobs::enqueue_many(app, tx, mails).await
}
