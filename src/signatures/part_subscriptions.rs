//! Every night subscriptions leave the places in which they were written: each was written together with a signature, and
//! no row version may tell with which.

use sea_orm::DbErr;

use crate::app::App;
use crate::db::{lock_tables, put_back, take_out};

pub async fn part_subscriptions(app: &App) -> Result<(), DbErr> {
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            lock_tables(tx, &["subscription"]).await?;
            take_out(tx, "subscription", "1 = 1").await?;
            put_back(tx, "subscription", "id").await
        })
        .await?;
    app.db.clear_traces(&["subscription"]).await
}
