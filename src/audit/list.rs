//! Lists what was done, the latest first.

use data_encoding::HEXLOWER;
use sea_orm::{ColumnTrait, DbErr, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::entity::audit_entry::{self, Column};
use super::head::head;
use super::wire::{AuditEntry, AuditEntryList, AuditHead};
use crate::app::App;
use crate::identity::OrganizationId;
use crate::page::Page;

pub async fn list_audit_entries(
    app: &App,
    organization: OrganizationId,
    page: &Page,
) -> Result<AuditEntryList, DbErr> {
    let mut rows = audit_entry::of(organization)
        .filter(Column::Sequence.is_not_null())
        .order_by_desc(Column::Sequence)
        .limit(page.fetch());
    if let Some(after) = page.after {
        rows = rows.filter(Column::Sequence.lt(number(after)));
    }
    let rows = rows.all(&app.db.read).await?;
    let (rows, next) = page.cut(rows, |row| cursor(row.sequence.unwrap_or_default()));
    let (sequence, hash) = head(&app.db.read, organization).await?;
    Ok(AuditEntryList {
        items: rows.into_iter().map(AuditEntry::from).collect(),
        next,
        head: AuditHead {
            sequence,
            hash: HEXLOWER.encode(&hash),
        },
    })
}

/// Cursors have room for an id; here the number of an entry stands in it.
fn cursor(sequence: i64) -> Uuid {
    Uuid::from_u64_pair(0, sequence.unsigned_abs())
}

fn number(cursor: Uuid) -> i64 {
    i64::try_from(cursor.as_u64_pair().1).unwrap_or_default()
}
