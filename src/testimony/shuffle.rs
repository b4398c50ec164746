//! Puts the rows of witnesses into the order of their random ids, so that neither pages nor row versions tell who came first.

use sea_orm::{ActiveModelTrait, DbErr, EntityTrait, IntoActiveModel, QueryOrder};

use super::entity::{testimony, testimony_note, testimony_wrap};
use crate::app::App;
use crate::db::Tx;

/// All rows leave and come back in one transaction: on PostgreSQL they then share one `xmin`, on SQLite
/// their bytes lie in their pages in the order of their ids.
pub async fn shuffle_testimonies(app: &App) -> Result<(), DbErr> {
    app.db.write(|tx| async move { shuffle(&tx).await }).await
}

async fn shuffle(tx: &Tx) -> Result<(), DbErr> {
    let rows = testimony::for_jobs()
        .order_by_asc(testimony::Column::Id)
        .all(tx)
        .await?;
    testimony::Entity::delete_many().exec(tx).await?;
    insert::<testimony::Entity, _>(tx, rows).await?;

    let wraps = testimony_wrap::for_jobs()
        .order_by_asc(testimony_wrap::Column::TestimonyId)
        .order_by_asc(testimony_wrap::Column::RecipientKind)
        .order_by_asc(testimony_wrap::Column::RecipientId);
    let rows = wraps.all(tx).await?;
    testimony_wrap::Entity::delete_many().exec(tx).await?;
    insert::<testimony_wrap::Entity, _>(tx, rows).await?;

    let notes = testimony_note::for_jobs().order_by_asc(testimony_note::Column::Id);
    let rows = notes.all(tx).await?;
    testimony_note::Entity::delete_many().exec(tx).await?;
    insert::<testimony_note::Entity, _>(tx, rows).await
}

/// Inserts rows as they are, in their order.
pub async fn insert<E, M>(tx: &Tx, rows: Vec<M>) -> Result<(), DbErr>
where
    E: EntityTrait<Model = M>,
    M: IntoActiveModel<E::ActiveModel>,
    E::ActiveModel: Send,
{
    let mut rows = rows
        .into_iter()
        .map(|row| row.into_active_model().reset_all())
        .peekable();
    while rows.peek().is_some() {
        let chunk: Vec<_> = rows.by_ref().take(200).collect();
        E::insert_many(chunk).exec_without_returning(tx).await?;
    }
    Ok(())
}
