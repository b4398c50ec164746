//! A month after an announcement has ended nobody can tell any more who got it; how many did stays.

use chrono::Duration;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use super::entity::announcement;
use super::entity::announcement_recipient as recipient;
use super::find::totals;
use crate::app::App;
use crate::db::many::among;

/// Reports of mails that did not arrive come within days.
pub const KEPT_DAYS: i64 = 30;
const CHUNK: u64 = 500;

pub async fn sweep(app: &App) -> Result<(), DbErr> {
    let over = app.clock.now() - Duration::days(KEPT_DAYS);
    let ended = announcement::for_jobs()
        .filter(announcement::Column::FinishedAt.lt(over))
        .filter(announcement::Column::BegunAt.is_not_null())
        .all(&app.db.read)
        .await?;
    for row in &ended {
        if row.totals.is_none() {
            let totals = totals(&app.db.read, row.id).await?;
            let totals = &serde_json::to_string(&totals).unwrap_or_default();
            let keep = app.db.write(|tx| async move {
                announcement::Entity::update_many()
                    .col_expr(announcement::Column::Totals, Expr::value(totals.as_str()))
                    .filter(announcement::Column::Id.eq(row.id))
                    .exec(&*tx)
                    .await
                    .map(drop)
            });
            keep.await?;
        }
        while forget_some(app, row).await? > 0 {}
    }
    Ok(())
}

async fn forget_some(app: &App, row: &announcement::Model) -> Result<usize, DbErr> {
    let some = recipient::for_jobs()
        .filter(recipient::Column::AnnouncementId.eq(row.id))
        .limit(CHUNK)
        .all(&app.db.read)
        .await?;
    if some.is_empty() {
        return Ok(0);
    }
    let some = &some;
    app.db
        .write(|tx| async move {
            let ids = some.iter().map(|row| row.id.0);
            let these = among(app.db.backend(), recipient::Column::Id, ids);
            let gone = recipient::Entity::delete_many().filter(these);
            gone.exec(&*tx).await.map(drop)
        })
        .await?;
    Ok(some.len())
}
