//! What happens to paper at night: nothing that was typed stays for long, and who has signed online since is looked for.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};
use sea_orm::{ColumnTrait, DbErr, QueryFilter};

use super::SheetId;
use super::discard_entries::begin_anew;
use super::entity::{sheet, sheet_entry};
use super::held::{self, HeldError, must_take_paper, state_of};
use super::rules::{DRAFT_DAYS, State};
use super::twins::find_twins;
use crate::app::App;
use crate::db::Tx;

pub async fn sweep(app: &App) -> Result<(), DbErr> {
    forget_drafts(app).await?;
    find_twins(app).await
}

/// What nobody repeats, or can be counted no more, is forgotten; the paper still has it.
async fn forget_drafts(app: &App) -> Result<(), DbErr> {
    let old = app.clock.now() - Duration::days(DRAFT_DAYS);
    let entries = sheet_entry::for_jobs().all(&app.db.read).await?;
    let typed: BTreeSet<SheetId> = entries.into_iter().map(|entry| entry.sheet_id).collect();
    for id in typed {
        app.db
            .write(|tx| async move { forget_draft(app, &tx, id, old).await })
            .await?;
    }
    Ok(())
}

/// Everything is read again behind the petition's lock: the sheet may have been counted, or typed anew, since it was found.
async fn forget_draft(app: &App, tx: &Tx, id: SheetId, old: DateTime<Utc>) -> Result<(), DbErr> {
    let found = || sheet::for_jobs().filter(sheet::Column::Id.eq(id));
    let Some(row) = found().one(tx).await? else {
        return Ok(());
    };
    let is_over = match held::petition(tx, row.organization_id, row.petition_id).await {
        Ok(petition) => must_take_paper(app, &petition).is_err(),
        Err(HeldError::Db(error)) => return Err(error),
        Err(_) => true,
    };
    let Some(row) = found().one(tx).await? else {
        return Ok(());
    };
    let entries = sheet_entry::for_jobs().filter(sheet_entry::Column::SheetId.eq(id));
    let entries = entries.all(tx).await?;
    let is_due = entries
        .iter()
        .any(|entry| is_over || entry.created_at < old);
    if is_due && state_of(&row) != State::Counted {
        begin_anew(tx, row).await?;
    }
    Ok(())
}
