//! What operators do with jobs: look, and try again what was given up.

use chrono::{DateTime, Duration, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, DbErr, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::entity::JobId;
use super::entity::job::{Column, Entity, Model, for_jobs};
use super::{Kind, STATES};
use crate::app::App;
use crate::clock::hour;

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
    let about_signers = Kind::ALL.iter().filter(|kind| kind.is_about_signers());
    let about_signers: Vec<_> = about_signers.map(|kind| kind.as_str()).collect();
    let told = Column::Kind.is_not_in(about_signers.iter().copied());
    let rounded = Column::Kind.is_in(about_signers);
    let mut oldest_seconds = 0;
    // What tells the hour alone has waited since its end, at least.
    for (which, since) in [(told, Duration::zero()), (rounded, Duration::hours(1))] {
        let oldest = due.clone().filter(which).order_by_asc(Column::RunAt);
        if let Some(oldest) = oldest.one(&app.db.read).await? {
            let waited = now - oldest.run_at - since;
            oldest_seconds = Ord::max(oldest_seconds, waited.num_seconds());
        }
    }
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
        oldest_seconds,
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

/// Puts a job back that was given up or is uncertain; false when it is neither.
pub async fn retry(app: &App, id: JobId) -> Result<bool, DbErr> {
    let uncertain = Column::State.eq("uncertain");
    let which = Column::State.eq("buried").or(uncertain);
    let which = Condition::all().add(Column::Id.eq(id)).add(which);
    Ok(put_back(app, which).await? == 1)
}

/// Puts back all that was given up, or all of a kind; what is uncertain is decided one by one. How many there were.
pub async fn retry_buried(app: &App, kind: Option<Kind>) -> Result<u64, DbErr> {
    let mut which = Condition::all().add(Column::State.eq("buried"));
    if let Some(kind) = kind {
        which = which.add(Column::Kind.eq(kind.as_str()));
    }
    put_back(app, which).await
}

/// With all its tries. A mail has what is left of the time for which it is of use, and one try at least.
async fn put_back(app: &App, which: Condition) -> Result<u64, DbErr> {
    let (now, which) = (app.clock.now(), &which);
    let again = app
        .db
        .write(|tx| async move {
            Entity::update_many()
                .col_expr(Column::State, Expr::value("queued"))
                .col_expr(Column::Attempts, Expr::value(0))
                .col_expr(Column::RunAt, Expr::value(hour(now)))
                .col_expr(Column::FinishedAt, Expr::value(None::<DateTime<Utc>>))
                .filter(which.clone())
                .exec(&*tx)
                .await
        })
        .await?;
    app.wake_worker();
    Ok(again.rows_affected)
}
