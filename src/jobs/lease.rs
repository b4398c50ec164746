//! A named lease, for work that only one node may do at a time.

use chrono::Duration;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::entity::lease::{ActiveModel, Column, Entity};
use crate::app::App;

/// Takes or renews the lease; false when another node holds it.
pub async fn hold(
    app: &App,
    name: &'static str,
    node: Uuid,
    length: Duration,
) -> Result<bool, DbErr> {
    let now = app.clock.now();
    let until = now + length;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let row = ActiveModel {
                name: Set(name.to_owned()),
                holder: Set(node),
                until: Set(until),
            };
            let mut taken = OnConflict::column(Column::Name);
            Entity::insert(row)
                .on_conflict(taken.do_nothing().to_owned())
                .exec_without_returning(tx)
                .await?;
            let free = Condition::any()
                .add(Column::Holder.eq(node))
                .add(Column::Until.lt(now));
            let held = Entity::update_many()
                .col_expr(Column::Holder, node.into())
                .col_expr(Column::Until, until.into())
                .filter(Column::Name.eq(name))
                .filter(free)
                .exec(tx)
                .await?;
            Ok(held.rows_affected == 1)
        })
        .await
}
