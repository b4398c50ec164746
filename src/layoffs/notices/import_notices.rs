//! Imports a file of notices whole or not at all; what is filed again joins the notice that it belongs to.

use std::collections::BTreeSet;

use sea_orm::{ActiveValue::Set, DbErr, EntityTrait};

use super::place::{Standing, mark_current, one_at_a_time, row_of};
use super::row::Filing;
use super::rules::{JoinedBecause, Known, Place, Register};
use super::wire::{JoinedFiling, NoticesReport};
use crate::app::App;
use crate::audit;
use crate::db::Tx;
use crate::directory::import::{Line, Sheet, Unreadable, read};
use crate::directory::wire::RefusedLine;
use crate::directory::{Manner, refused, unreadable};
use crate::http::Problem;
use crate::identity::{Caller, OrganizationId};
use crate::ids;
use crate::layoffs::entity::filing::{self, ActiveModel, Entity};
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

pub async fn import_layoff_notices(
    app: &App,
    caller: &Caller,
    bytes: &[u8],
    manner: Manner,
) -> Result<NoticesReport, ImportNoticesError> {
    let sheet = &read::<Filing>(bytes)?;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            one_at_a_time(app, tx, caller.organization).await?;
            let register = load(tx, caller.organization).await?;
            let plan = Plan::make(app, caller.organization, register, &sheet.rows);
            let report = plan.report(sheet, manner.dry_run);
            if manner.dry_run {
                return Ok(report);
            }
            if !manner.skip_refused && !report.refused.is_empty() {
                return Err(ImportNoticesError::Refused(Box::new(report)));
            }
            plan.write(tx, caller.organization).await?;
            let detail = serde_json::json!({
                "imported": report.imported, "amended": report.amended,
            });
            let organization = caller.organization;
            let entry = audit::Action::new(caller.actor(), "import_layoff_notices", organization);
            audit::record(app, tx, organization, entry.detail(detail)).await?;
            Ok(report)
        })
        .await
}

async fn load(tx: &Tx, organization: OrganizationId) -> Result<Register, DbErr> {
    let mut register = Register::default();
    for row in filing::of(organization).all(tx).await? {
        register.add(Known::from(&row));
    }
    Ok(register)
}

/// What a file would change.
struct Plan {
    rows: Vec<(NoticeId, ActiveModel)>,
    unchanged: u64,
    imported: u64,
    joined: Vec<JoinedFiling>,
    /// Notices with more than one filing, whose present one is decided again.
    touched: BTreeSet<NoticeId>,
}

impl Plan {
    fn make(
        app: &App,
        organization: OrganizationId,
        mut register: Register,
        lines: &[Line<Filing>],
    ) -> Self {
        let mut plan = Self {
            rows: Vec::new(),
            unchanged: 0,
            imported: 0,
            joined: Vec::new(),
            touched: BTreeSet::new(),
        };
        let known_before: BTreeSet<NoticeId> =
            register.known.iter().map(|known| known.notice).collect();
        let numbers = register.known.iter().map(|known| known.number);
        let mut number = numbers.max().unwrap_or_default();
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
            number += 1;
            let at = Standing {
                id: FilingId(ids::timely(&app.clock, &app.entropy)),
                organization,
                notice,
                number,
                because,
                imported_at: app.clock.now(),
            };
            plan.rows.push((notice, row_of(row, &at)));
            register.add(Known {
                notice,
                number,
                filing: row.clone(),
            });
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
        self.touched.insert(notice);
        self.joined.push(JoinedFiling {
            line,
            employer: row.employer.clone(),
            because,
            notice_id: was_known.then_some(notice),
        });
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

    async fn write(self, tx: &Tx, organization: OrganizationId) -> Result<(), DbErr> {
        let touched = self.touched;
        let rows: Vec<ActiveModel> = self
            .rows
            .into_iter()
            .map(|(notice, mut row)| {
                // Alone in its notice, or decided below.
                row.is_current = Set(!touched.contains(&notice));
                row
            })
            .collect();
        for some in rows.chunks(AT_ONCE) {
            Entity::insert_many(some.to_vec())
                .exec_without_returning(tx)
                .await?;
        }
        for notice in touched {
            mark_current(tx, organization, notice).await?;
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
