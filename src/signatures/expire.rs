//! Ends what was not confirmed in time, and forgets who it was.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect,
};

use super::counters::Counters;
use super::entity::{mail_quota, signature};
use super::proven::held;
use super::rules::State;
use super::sign::hour;
use crate::app::App;
use crate::db::Tx;

const AT_ONCE: u64 = 200;

pub async fn expire(app: &App) -> Result<(), DbErr> {
    while app
        .db
        .write(|tx| async move { some(app, &tx).await })
        .await?
    {}
    forget_quota(app).await
}

/// A few at a time, so that signing never waits long; says whether there may be more.
async fn some(app: &App, tx: &Tx) -> Result<bool, DbErr> {
    use signature::Column as C;
    let now = app.clock.now();
    let rows = signature::for_jobs()
        .filter(C::State.eq(State::Pending.as_str()))
        .filter(C::ExpiresAt.lte(now))
        .order_by_asc(C::Id)
        .limit(AT_ONCE);
    let rows = held(tx, rows).all(tx).await?;
    let mut counters = Counters::default();
    for row in &rows {
        counters.moved(row, State::Pending, State::Expired);
        let mut row = row.clone().into_active_model();
        row.state = Set(State::Expired.as_str().to_owned());
        row.address_sealed = Set(None);
        row.name_sealed = Set(None);
        row.comment_sealed = Set(None);
        row.comment_state = Set("none".to_owned());
        row.ended_at = Set(Some(hour(now)));
        row.update(tx).await?;
    }
    counters.write(tx).await?;
    Ok(rows.len() as u64 == AT_ONCE)
}

/// Yesterday's keys of mailboxes are of no use to anybody but a list-tester.
async fn forget_quota(app: &App) -> Result<(), DbErr> {
    let today = app.clock.today();
    app.db
        .write(|tx| async move {
            let old = mail_quota::Entity::delete_many().filter(mail_quota::Column::Day.lt(today));
            old.exec(&*tx).await.map(drop)
        })
        .await
}
