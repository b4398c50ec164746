//! What operators do with jobs: look, and try again what was given up.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect};

use super::entity::JobId;
use super::entity::job::{Column, Entity, Model, for_jobs};
use super::{Kind, STATES};
use crate::app::App;

/// How much work there is, and how much of it went wrong.
#[derive(Clone, Debug)]
pub struct Census {
    pub by_state: Vec<(&'static str, i64)>,
    pub due: i64,
    pub oldest_seconds: i64,
    pub mail_failed: i64,
    pub mail_uncertain: i64,
}

pub async fn census(app: &App) -> Result<Census, DbErr> {
    let counted: Vec<(String, String, i64)> = for_jobs()
        .select_only()
        .column(Column::Kind)
        .column(Column::State)
        .column_as(Column::Id.count(), "jobs")
        .group_by(Column::Kind)
        .group_by(Column::State)
        .into_tuple()
        .all(&app.db.read)
        .await?;
    let sum = |wanted: &dyn Fn(&str, &str) -> bool| {
        let wanted = counted
            .iter()
            .filter(|(kind, state, _)| wanted(kind, state));
        wanted.map(|(_, _, jobs)| jobs).sum()
    };
    let is_mail = |kind: &str| kind.parse::<Kind>().is_ok_and(Kind::is_mail);
    let now = app.clock.now();
    let due = for_jobs()
        .filter(Column::State.eq("queued"))
        .filter(Column::RunAt.lte(now));
    let oldest = due
        .clone()
        .order_by_asc(Column::RunAt)
        .one(&app.db.read)
        .await?;
    let due: Option<i64> = due
        .select_only()
        .column_as(Column::Id.count(), "jobs")
        .into_tuple()
        .one(&app.db.read)
        .await?;
    Ok(Census {
        by_state: STATES
            .iter()
            .map(|known| (*known, sum(&|_, state| state == *known)))
            .collect(),
        due: due.unwrap_or_default(),
        oldest_seconds: oldest.map_or(0, |job| (now - job.run_at).num_seconds()),
        mail_failed: sum(&|kind, state| state == "buried" && is_mail(kind)),
        mail_uncertain: sum(&|kind, state| state == "uncertain" && is_mail(kind)),
    })
}

/// The newest jobs of a state, or of the states that want a person.
pub async fn list(app: &App, state: Option<&str>, most: u64) -> Result<Vec<Model>, DbErr> {
    let states = state.map_or(vec!["buried", "uncertain"], |state| vec![state]);
    for_jobs()
        .filter(Column::State.is_in(states))
        .order_by_desc(Column::CreatedAt)
        .order_by_desc(Column::Id)
        .limit(most)
        .all(&app.db.read)
        .await
}

pub async fn find(app: &App, id: JobId) -> Result<Option<Model>, DbErr> {
    for_jobs().filter(Column::Id.eq(id)).one(&app.db.read).await
}

/// Puts a job back that was given up or is uncertain, with all its tries; false when it is neither.
pub async fn retry(app: &App, id: JobId) -> Result<bool, DbErr> {
    let now = app.clock.now();
    let again = app
        .db
        .write(|tx| async move {
            Entity::update_many()
                .col_expr(Column::State, Expr::value("queued"))
                .col_expr(Column::Attempts, Expr::value(0))
                .col_expr(Column::RunAt, Expr::value(now))
                .col_expr(
                    Column::FinishedAt,
                    Expr::value(None::<chrono::DateTime<chrono::Utc>>),
                )
                .filter(Column::Id.eq(id))
                .filter(Column::State.eq("buried").or(Column::State.eq("uncertain")))
                .exec(&*tx)
                .await
        })
        .await?;
    app.wake_worker();
    Ok(again.rows_affected == 1)
}
