//! Takes back, at start, what the last run of a single node had under way.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};

use super::entity::job::{Column, Entity};
use super::sending::CUT_OFF;
use crate::app::App;
use crate::clock::hour;

/// SQLite belongs to one process, so whatever is under way now was cut off. On PostgreSQL another
/// node may be at it: there the lease decides, which a node that lives renews and a dead one loses within a minute.
pub async fn recover(app: &App) -> Result<(), DbErr> {
    if !app.db.is_sqlite() {
        return Ok(());
    }
    let now = app.clock.now();
    app.db
        .write(|tx| async move {
            Entity::update_many()
                .col_expr(Column::State, Expr::value("queued"))
                .col_expr(Column::RunAt, Expr::value(hour(now)))
                .filter(Column::State.eq("running"))
                .exec(&*tx)
                .await?;
            Entity::update_many()
                .col_expr(Column::State, Expr::value("uncertain"))
                .col_expr(Column::LastError, Expr::value(CUT_OFF))
                .col_expr(Column::FinishedAt, Expr::value(hour(now)))
                .col_expr(Column::LeasedUntil, Expr::value(None::<DateTime<Utc>>))
                .filter(Column::State.eq("sending"))
                .exec(&*tx)
                .await?;
            Ok(())
        })
        .await
}
