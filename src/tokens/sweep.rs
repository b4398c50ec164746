//! Every night: vouchers whose time is over go, and of an epoch that is over a number is left.

use chrono::NaiveDate;
use sea_orm::{ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter};

use super::entity::{spent_token, token_epoch, token_voucher};
use super::rules::{EpochState, state};
use crate::db::Tx;

/// The caller has locked the tables.
pub async fn sweep_tokens(tx: &Tx, today: NaiveDate) -> Result<(), DbErr> {
    token_voucher::Entity::delete_many()
        .filter(token_voucher::Column::ExpiresOn.lt(today))
        .exec(tx)
        .await?;
    let open = token_epoch::for_jobs()
        .filter(token_epoch::Column::OpensOn.is_not_null())
        .filter(token_epoch::Column::Spent.is_null())
        .all(tx)
        .await?;
    let over = |row: &token_epoch::Model| state(row.opens_on, today) == EpochState::Over;
    for epoch in open.into_iter().filter(over) {
        let marks = spent_token::Column::EpochId.eq(epoch.id);
        let spent = spent_token::for_jobs()
            .filter(marks.clone())
            .count(tx)
            .await?;
        let changed = token_epoch::ActiveModel {
            spent: Set(Some(i32::try_from(spent).unwrap_or(i32::MAX))),
            ..Default::default()
        };
        token_epoch::Entity::update_many()
            .set(changed)
            .filter(token_epoch::Column::Id.eq(epoch.id))
            .exec(tx)
            .await?;
        spent_token::Entity::delete_many()
            .filter(marks)
            .exec(tx)
            .await?;
    }
    Ok(())
}
