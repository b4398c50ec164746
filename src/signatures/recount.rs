//! Compares the counters with the rows every night, and says so loudly where they differ.

use chrono::Duration;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, ExprTrait, QueryFilter,
    QuerySelect, Statement,
};

use super::entity::signature;
use super::rules::{State, Visibility};
use crate::app::App;
use crate::petitions::PetitionId;
use crate::petitions::entity::petition;
use crate::petitions::rules::State as PetitionState;

/// How many counters differ from the rows; each comparison is one statement, and so one moment.
pub async fn recount(app: &App) -> Result<i64, DbErr> {
    let nowhere = if app.db.is_sqlite() {
        "zeroblob(16)"
    } else {
        "'00000000-0000-0000-0000-000000000000'::uuid"
    };
    let tally = "SELECT COUNT(*) FROM (SELECT 1 FROM (
        SELECT petition_id, state, number AS n, on_paper AS p FROM petition_tally
        UNION ALL SELECT petition_id, state, -COUNT(*), 0 FROM signature GROUP BY petition_id, state
        UNION ALL SELECT petition_id, state, -COUNT(*), -COUNT(*) FROM paper_signature GROUP BY petition_id, state
        ) moves GROUP BY petition_id, state HAVING SUM(n) <> 0 OR SUM(p) <> 0) different";
    let counts = format!("SELECT COUNT(*) FROM (SELECT 1 FROM (
        SELECT petition_id, division_key, workplace_key, standing, visibility, confirmed AS n, on_paper AS p FROM signature_count
        UNION ALL SELECT petition_id, COALESCE(division_id, {nowhere}), COALESCE(workplace_id, {nowhere}), standing, visibility, -COUNT(*), 0
        FROM signature WHERE state = 'confirmed' GROUP BY 1, 2, 3, 4, 5
        UNION ALL SELECT petition_id, COALESCE(division_id, {nowhere}), COALESCE(workplace_id, {nowhere}), standing, visibility, -COUNT(*), -COUNT(*)
        FROM paper_signature WHERE state = 'confirmed' GROUP BY 1, 2, 3, 4, 5
        ) moves GROUP BY petition_id, division_key, workplace_key, standing, visibility HAVING SUM(n) <> 0 OR SUM(p) <> 0) different");
    let different = number(app, tally).await? + number(app, &counts).await?;
    metrics::gauge!("broadside_recount_mismatch").set(different as f64);
    if different > 0 {
        tracing::error!(different, "counters of signatures differ from their rows");
    }
    Ok(different)
}

async fn number(app: &App, sql: &str) -> Result<i64, DbErr> {
    let statement = Statement::from_string(app.db.backend(), sql);
    let row = app.db.read.query_one_raw(statement).await?;
    row.map_or(Ok(0), |row| row.try_get_by_index(0))
}

/// An address that was kept for one mail and not taken along by it (the job was buried, or never ran) goes now.
pub async fn forget_counted_addresses(app: &App) -> Result<(), DbErr> {
    use signature::Column as C;
    let before = app.clock.now() - Duration::days(2);
    let gone = [
        State::Withdrawn,
        State::Expired,
        State::Erased,
        State::Invalidated,
    ];
    let gone = Condition::all()
        .add(C::State.is_in(gone.map(State::as_str)))
        .add(C::EndedAt.lt(before));
    let counted = Condition::all()
        .add(C::Visibility.eq(Visibility::Counted.as_str()))
        .add(C::ConfirmedAt.lt(before));
    let over = &Condition::any().add(gone).add(counted);
    app.db
        .write(|tx| async move {
            signature::Entity::update_many()
                .col_expr(C::AddressSealed, Expr::value(None::<Vec<u8>>))
                .filter(C::AddressSealed.is_not_null())
                .filter(over.clone())
                .exec(&*tx)
                .await
                .map(drop)
        })
        .await
}

/// A week after a petition closed nobody can test any more who signed it: its deduplication key dies.
pub async fn retire_keys(app: &App) -> Result<(), DbErr> {
    use petition::Column as C;
    let before = app.clock.now() - Duration::days(7);
    // A closing date that passed before the petition opened can still be moved.
    let unopened = [PetitionState::Draft, PetitionState::InReview].map(PetitionState::as_str);
    let over = Condition::any()
        .add(C::ClosedAt.lt(before))
        .add(C::ClosesAt.lt(before).and(C::State.is_not_in(unopened)));
    let ids: Vec<PetitionId> = petition::for_jobs()
        .select_only()
        .column(C::Id)
        .filter(over)
        .into_tuple()
        .all(&app.db.read)
        .await?;
    for id in ids {
        if app.petition_keys.destroy(id.0).is_err() {
            tracing::error!("the deduplication key of a closed petition could not be destroyed");
        }
    }
    Ok(())
}
