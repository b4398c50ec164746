//! Forgets what is over: ended sessions, used codes, old failures, and the addresses of people who never joined.

use chrono::{DateTime, Duration, Utc};
use sea_orm::{ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter, QuerySelect, QueryTrait};

use super::entity::{invitation, password_reset, refresh_token, session, sign_in_failure};
use crate::app::App;
use crate::db::Tx;

const SESSION_DAYS: i64 = 7;
const INVITATION_DAYS: i64 = 30;

pub async fn sweep(app: &App) -> Result<(), DbErr> {
    let now = app.clock.now();
    app.db
        .write(|tx| async move {
            sessions(&tx, now - Duration::days(SESSION_DAYS)).await?;
            codes(&tx, now).await
        })
        .await
}

async fn sessions(tx: &Tx, before: DateTime<Utc>) -> Result<(), DbErr> {
    let over = || {
        Condition::any()
            .add(session::Column::EndedAt.lt(before))
            .add(session::Column::ExpiresAt.lt(before))
    };
    let theirs = session::for_jobs()
        .select_only()
        .column(session::Column::Id)
        .filter(over());
    refresh_token::Entity::delete_many()
        .filter(refresh_token::Column::SessionId.in_subquery(theirs.into_query()))
        .exec(tx)
        .await?;
    session::Entity::delete_many()
        .filter(over())
        .exec(tx)
        .await
        .map(drop)
}

async fn codes(tx: &Tx, now: DateTime<Utc>) -> Result<(), DbErr> {
    password_reset::Entity::delete_many()
        .filter(password_reset::Column::ExpiresAt.lt(now - Duration::days(1)))
        .exec(tx)
        .await?;
    sign_in_failure::Entity::delete_many()
        .filter(sign_in_failure::Column::LastAt.lt(now - Duration::days(2)))
        .exec(tx)
        .await?;
    invitation::Entity::delete_many()
        .filter(invitation::Column::ExpiresAt.lt(now - Duration::days(INVITATION_DAYS)))
        .exec(tx)
        .await
        .map(drop)
}
