//! Joins notices that are one, and parts a filing from a notice that it does not belong to; what members decide stays.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};

use super::place::{filings_of, mark_current, one_at_a_time};
use super::rules::JoinedBecause;
use crate::app::App;
use crate::audit;
use crate::db::Tx;
use crate::http::{Problem, SaveError, catalogue as known};
use crate::identity::Caller;
use crate::ids;
use crate::layoffs::entity::filing::{Column, Entity};
use crate::layoffs::{FilingId, NoticeId};

/// Why nothing was joined or parted.
#[derive(Debug, thiserror::Error)]
pub enum JoinError {
    #[error("it is the same notice")]
    OneAlready,
    #[error("the notice has no other filing")]
    OnlyOne,
    #[error(transparent)]
    Save(#[from] SaveError),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

/// All filings of `other` become filings of `notice`.
pub async fn join_layoff_notices(
    app: &App,
    caller: &Caller,
    notice: NoticeId,
    other: NoticeId,
) -> Result<(), JoinError> {
    if notice == other {
        return Err(JoinError::OneAlready);
    }
    let owner = caller.organization;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            one_at_a_time(app, tx, owner).await?;
            for id in [notice, other] {
                if filings_of(tx, owner, id).await?.is_empty() {
                    return Err(SaveError::Unknown.into());
                }
            }
            let moved = filings_of(tx, owner, other).await?;
            for row in &moved {
                stand(tx, row.id, notice, JoinedBecause::JoinedByHand).await?;
            }
            mark_current(tx, owner, notice).await?;
            let detail = serde_json::json!({"joined": other, "filings": moved.len()});
            let entry = audit::Action::new(caller.actor(), "join_layoff_notices", notice);
            Ok(audit::record(app, tx, owner, entry.detail(detail)).await?)
        })
        .await
}

/// The filing becomes a notice of its own.
pub async fn split_layoff_notice(
    app: &App,
    caller: &Caller,
    notice: NoticeId,
    filing: FilingId,
) -> Result<NoticeId, JoinError> {
    let owner = caller.organization;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            one_at_a_time(app, tx, owner).await?;
            let filings = filings_of(tx, owner, notice).await?;
            if !filings.iter().any(|row| row.id == filing) {
                return Err(SaveError::Unknown.into());
            }
            if filings.len() == 1 {
                return Err(JoinError::OnlyOne);
            }
            let own = NoticeId(ids::timely(&app.clock, &app.entropy));
            stand(tx, filing, own, JoinedBecause::PartedByHand).await?;
            mark_current(tx, owner, own).await?;
            mark_current(tx, owner, notice).await?;
            let detail = serde_json::json!({"filing": filing, "now": own});
            let entry = audit::Action::new(caller.actor(), "split_layoff_notice", notice);
            audit::record(app, tx, owner, entry.detail(detail)).await?;
            Ok(own)
        })
        .await
}

async fn stand(
    tx: &Tx,
    filing: FilingId,
    notice: NoticeId,
    because: JoinedBecause,
) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::NoticeId, Expr::value(notice.0))
        .col_expr(Column::Because, Expr::value(because.as_str()))
        .filter(Column::Id.eq(filing))
        .exec(tx)
        .await
        .map(drop)
}

impl From<JoinError> for Problem {
    fn from(error: JoinError) -> Self {
        match error {
            JoinError::OneAlready | JoinError::OnlyOne => Self::new(known::NOTICE_ALREADY_SO),
            JoinError::Save(error) => error.into(),
            JoinError::Db(error) => error.into(),
        }
    }
}
