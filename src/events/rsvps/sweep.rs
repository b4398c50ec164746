//! Erases answers whose time is over: unconfirmed ones, and all of an event some weeks after it.

use chrono::Duration;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, IntoActiveModel,
    PaginatorTrait, QueryFilter,
};

use crate::app::App;
use crate::db::Tx;
use crate::events::entity::{event, rsvp};
use crate::events::find::number;
use crate::events::rules::{KEPT_DAYS, Standing};
use crate::jobs::Outcome;

pub async fn sweep(app: &App) -> Outcome {
    let swept = app.db.write(|tx| async move { erase(app, &tx).await });
    match swept.await {
        Ok(()) => Outcome::Done,
        Err(_) => Outcome::Retry("database"),
    }
}

async fn erase(app: &App, tx: &Tx) -> Result<(), DbErr> {
    let now = app.clock.now();
    rsvp::Entity::delete_many()
        .filter(rsvp::Column::State.eq(Standing::Pending.as_str()))
        .filter(rsvp::Column::ExpiresAt.lt(now))
        .exec(tx)
        .await?;
    let over = event::for_jobs()
        .filter(event::Column::EndsAt.lt(now - Duration::days(KEPT_DAYS)))
        .filter(event::Column::KeptComing.is_null());
    for row in over.all(tx).await? {
        let attended = rsvp::for_jobs()
            .filter(rsvp::Column::EventId.eq(row.id))
            .filter(rsvp::Column::Attended.eq(true));
        let plain = |number: u64| i32::try_from(number).unwrap_or(i32::MAX);
        let attended = plain(attended.count(tx).await?);
        let coming = plain(number(tx, row.id, Standing::Confirmed).await?);
        rsvp::Entity::delete_many()
            .filter(rsvp::Column::EventId.eq(row.id))
            .exec(tx)
            .await?;
        let mut row = row.into_active_model();
        row.kept_coming = Set(Some(coming));
        row.kept_attended = Set(Some(attended));
        // A door that leads nowhere any more needs no key.
        row.join_sealed = Set(None);
        row.join_from = Set(None);
        row.update(tx).await?;
    }
    Ok(())
}
