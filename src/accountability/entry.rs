//! What deliveries, answers, promises and votes have in common: how one is found, held and listed, and how a change is written.

use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, Iterable,
    ModelTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};
use uuid::Uuid;

use super::trouble::Trouble;
use crate::db::Tx;
use crate::http::SaveError;
use crate::page::Page;

/// The one that is asked for.
pub async fn found<E: EntityTrait>(
    db: &impl ConnectionTrait,
    row: Select<E>,
) -> Result<E::Model, Trouble> {
    Ok(row.one(db).await?.ok_or(SaveError::Unknown)?)
}

/// The same, held until the transaction ends: of two who change one entry at once, the second reads what the first wrote.
pub async fn held<E: EntityTrait>(tx: &Tx, row: Select<E>) -> Result<E::Model, Trouble> {
    found(tx, row.lock_exclusive()).await
}

type IdOf<E> = fn(&<E as EntityTrait>::Model) -> Uuid;

/// A page of them, newest first, with the cursor of the next.
pub async fn newest<E: EntityTrait>(
    db: &impl ConnectionTrait,
    mut rows: Select<E>,
    (column, id): (E::Column, IdOf<E>),
    page: &Page,
) -> Result<(Vec<E::Model>, Option<String>), DbErr> {
    if let Some(after) = page.after {
        rows = rows.filter(column.lt(after));
    }
    let rows = rows.order_by_desc(column).limit(page.fetch());
    Ok(page.cut(rows.all(db).await?, id))
}

/// What differs from the row that was read; nothing else is written.
pub fn changes<M, A>(before: &M, after: M) -> A
where
    M: ModelTrait + IntoActiveModel<A>,
    A: ActiveModelTrait<Entity = M::Entity>,
{
    let before = before.clone().into_active_model();
    let mut after = after.into_active_model();
    for column in <M::Entity as EntityTrait>::Column::iter() {
        if before.get(column) != after.get(column) {
            after.reset(column);
        }
    }
    after
}
