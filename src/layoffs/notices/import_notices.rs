//! Imports a file of notices whole or not at all; what is filed again joins the notice that it belongs to.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use super::place::{Standing, mark, one_at_a_time, row_of};
use super::row::{Filing, refuse_absurd_years};
use super::rules::{JoinedBecause, Known, Place, Register, newest_first, said};
use super::wire::{JoinedFiling, NoticesReport};
use crate::app::App;
use crate::audit;
use crate::db::Tx;
use crate::db::many::among;
use crate::directory::import::{Line, Sheet, Unreadable, read};
use crate::directory::wire::RefusedLine;
use crate::directory::{Manner, refused, unreadable};
use crate::http::Problem;
use crate::identity::{Caller, OrganizationId};
use crate::ids;
use crate::layoffs::entity::filing::{self, ActiveModel, Column, Entity, Model};
use crate::layoffs::{FilingId, NoticeId};

/// Few enough rows for one statement's parameters on either database.
const AT_ONCE: usize = 500;
/// As many as anybody reads; `amended` counts all.
const JOINED_SHOWN: usize = 1_000;

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportNoticesError {
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    #[error("lines were refused")]
    Refused(Box<NoticesReport>),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

/// Planned outside the transaction: nobody's writing waits while a large file is compared with what is known.
pub async fn import_layoff_notices(
    app: &App,
    caller: &Caller,
    bytes: &[u8],
    manner: Manner,
) -> Result<NoticesReport, ImportNoticesError> {
    let mut sheet = read::<Filing>(bytes)?;
    refuse_absurd_years(&mut sheet, app.clock.today());
    let sheet = &sheet;
    let organization = caller.organization;
    let known = filing::of(organization).all(&app.db.read).await?;
    let planned = &Plan::make(app, organization, &known, &sheet.rows);
    drop(known);
    let report = planned.report(sheet, manner.dry_run);
    if manner.dry_run {
        return Ok(report);
    }
    if !manner.skip_refused && !report.refused.is_empty() {
        return Err(ImportNoticesError::Refused(Box::new(report)));
    }
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            one_at_a_time(app, tx, organization).await?;
            let again;
            let plan = if planned.still_holds(tx, organization).await? {
                planned
            } else {
                let known = filing::of(organization).all(tx).await?;
                again = Plan::make(app, organization, &known, &sheet.rows);
                &again
            };
            plan.write(tx).await?;
            let report = plan.report(sheet, false);
            let detail = serde_json::json!({
                "imported": report.imported, "amended": report.amended,
            });
            let entry = audit::Action::new(caller.actor(), "import_layoff_notices", organization);
            audit::record(app, tx, organization, entry.detail(detail)).await?;
            Ok(report)
        })
        .await
}

/// A filing in a notice that a file changes.
struct InNotice {
    id: FilingId,
    known: Known,
    /// Why it stands there, where it is new.
    because: Option<JoinedBecause>,
    was_current: bool,
}

/// What a file would change.
#[derive(Default)]
struct Plan {
    /// How many filings were known, and the last number: each import changes both.
    seen: (i64, Option<i32>),
    /// Known notices that are joined, and all that stood in them.
    joined_notices: BTreeSet<NoticeId>,
    stood_there: HashSet<FilingId>,
    rows: Vec<ActiveModel>,
    /// Filings that their notices no longer say.
    outdated: Vec<FilingId>,
    /// Known filings that their notices say now, or say otherwise: as filed, and as said.
    said: Vec<(FilingId, Filing, Filing)>,
    unchanged: u64,
    imported: u64,
    joined: Vec<JoinedFiling>,
}

impl Plan {
    fn make(
        app: &App,
        organization: OrganizationId,
        known: &[Model],
        lines: &[Line<Filing>],
    ) -> Self {
        let last = known.iter().map(|row| row.number).max();
        let mut plan = Self {
            seen: (i64::try_from(known.len()).unwrap_or(i64::MAX), last),
            ..Self::default()
        };
        let mut register = Register::default();
        for row in known {
            register.add(row.notice_id, &row.into());
        }
        let known_before: HashSet<NoticeId> = known.iter().map(|row| row.notice_id).collect();
        let mut number = last.and_then(|last| u32::try_from(last).ok());
        let mut changed: BTreeMap<NoticeId, Vec<InNotice>> = BTreeMap::new();
        for Line { line, row } in lines {
            let (notice, because) = match register.place(row) {
                Place::There => {
                    plan.unchanged += 1;
                    continue;
                }
                Place::Joins(notice, because) => {
                    let was_known = known_before.contains(&notice);
                    plan.join(*line, row, notice, because, was_known);
                    (notice, because)
                }
                Place::New => {
                    plan.imported += 1;
                    let id = NoticeId(ids::timely(&app.clock, &app.entropy));
                    (id, JoinedBecause::First)
                }
            };
            register.add(notice, row);
            let next = number.unwrap_or_default() + 1;
            number = Some(next);
            let known = Known {
                notice,
                number: next,
                filing: row.clone(),
            };
            changed.entry(notice).or_default().push(InNotice {
                id: FilingId(ids::timely(&app.clock, &app.entropy)),
                known,
                because: Some(because),
                was_current: false,
            });
        }
        let joined = known
            .iter()
            .filter(|row| plan.joined_notices.contains(&row.notice_id));
        for row in joined {
            plan.stood_there.insert(row.id);
            changed.entry(row.notice_id).or_default().push(InNotice {
                id: row.id,
                known: row.into(),
                because: None,
                was_current: row.is_current,
            });
        }
        for filings in changed.into_values() {
            plan.decide(app, organization, filings);
        }
        plan
    }

    fn join(
        &mut self,
        line: u64,
        row: &Filing,
        notice: NoticeId,
        because: JoinedBecause,
        was_known: bool,
    ) {
        if was_known {
            self.joined_notices.insert(notice);
        }
        self.joined.push(JoinedFiling {
            line,
            employer: row.employer.clone(),
            because,
            notice_id: was_known.then_some(notice),
        });
    }

    /// What one notice says now, of all that is filed of it.
    fn decide(&mut self, app: &App, organization: OrganizationId, filings: Vec<InNotice>) {
        let order = newest_first(filings.iter().map(|one| &one.known));
        let now = order.first().map(|known| known.number);
        let says = said(&order).map(|(says, _)| says);
        for one in filings {
            let says = says.clone().filter(|_| Some(one.known.number) == now);
            let Some(because) = one.because else {
                match says {
                    Some(says) => self.said.push((one.id, one.known.filing, says)),
                    None if one.was_current => self.outdated.push(one.id),
                    None => {}
                }
                continue;
            };
            let at = Standing {
                id: one.id,
                organization,
                notice: one.known.notice,
                number: one.known.number,
                because,
                imported_at: app.clock.now(),
                says,
            };
            self.rows.push(row_of(&one.known.filing, &at));
        }
    }

    /// Whether nothing was imported since, and nothing joined or parted in the notices that it joins.
    async fn still_holds(&self, tx: &Tx, organization: OrganizationId) -> Result<bool, DbErr> {
        let seen: Option<(i64, Option<i32>)> = filing::of(organization)
            .select_only()
            .column_as(Column::Id.count(), "filings")
            .column_as(Column::Number.max(), "last")
            .into_tuple()
            .one(tx)
            .await?;
        if seen != Some(self.seen) {
            return Ok(false);
        }
        if self.joined_notices.is_empty() {
            return Ok(true);
        }
        let notices = self.joined_notices.iter().map(|notice| notice.0);
        let stand_there: Vec<FilingId> = filing::of(organization)
            .select_only()
            .column(Column::Id)
            .filter(among(tx.get_database_backend(), Column::NoticeId, notices))
            .into_tuple()
            .all(tx)
            .await?;
        let stand_there: HashSet<FilingId> = stand_there.into_iter().collect();
        Ok(stand_there == self.stood_there)
    }

    fn report(&self, sheet: &Sheet<Filing>, dry_run: bool) -> NoticesReport {
        let mut lines: Vec<u64> = sheet.refused.iter().map(|refused| refused.line).collect();
        lines.dedup();
        let mut refused = sheet.refused.clone();
        refused.sort_by_key(|refused| refused.line);
        NoticesReport {
            read: (sheet.rows.len() + sheet.repeated.len() + lines.len()) as u64,
            imported: self.imported,
            amended: self.joined.len() as u64,
            unchanged: self.unchanged + sheet.repeated.len() as u64,
            joined: self.joined.iter().take(JOINED_SHOWN).cloned().collect(),
            refused: refused.into_iter().map(RefusedLine::from).collect(),
            ignored_columns: sheet.ignored_columns.clone(),
            dry_run,
        }
    }

    async fn write(&self, tx: &Tx) -> Result<(), DbErr> {
        for some in self.rows.chunks(AT_ONCE) {
            Entity::insert_many(some.to_vec())
                .exec_without_returning(tx)
                .await?;
        }
        if !self.outdated.is_empty() {
            let outdated = self.outdated.iter().map(|id| id.0);
            Entity::update_many()
                .col_expr(Column::IsCurrent, Expr::value(false))
                .filter(among(tx.get_database_backend(), Column::Id, outdated))
                .exec(tx)
                .await?;
        }
        for (id, filing, says) in &self.said {
            mark(tx, *id, filing, Some(says)).await?;
        }
        Ok(())
    }
}

impl From<ImportNoticesError> for Problem {
    fn from(error: ImportNoticesError) -> Self {
        match error {
            ImportNoticesError::Unreadable(why) => unreadable(&why),
            ImportNoticesError::Refused(report) => refused(&report.refused),
            ImportNoticesError::Db(error) => error.into(),
        }
    }
}
