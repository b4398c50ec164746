//! Recomputes the chains of all organizations, for `broadside verify-audit`.

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, QueryFilter, QueryOrder, QuerySelect};

use super::chain::{Broken, Walk};
use super::entity::{audit_entry, audit_head};
use crate::identity::OrganizationId;

const BATCH: u64 = 1000;

/// What became of one chain.
#[derive(Clone, Debug)]
pub struct Verdict {
    pub organization: OrganizationId,
    /// The number and the hash (hexadecimal) of the last entry that fits.
    pub sequence: i64,
    pub hash: String,
    pub broken: Option<Broken>,
    /// Entries that wait for their place in the chain.
    pub waiting: u64,
}

pub async fn verify_all(db: &impl ConnectionTrait) -> Result<Vec<Verdict>, DbErr> {
    let mut verdicts = Vec::new();
    for organization in organizations(db).await? {
        verdicts.push(verify(db, organization).await?);
    }
    Ok(verdicts)
}

/// Those that have entries, and those whose entries are all gone.
async fn organizations(db: &impl ConnectionTrait) -> Result<BTreeSet<OrganizationId>, DbErr> {
    let with_entries: Vec<OrganizationId> = audit_entry::for_jobs()
        .select_only()
        .column(audit_entry::Column::OrganizationId)
        .distinct()
        .into_tuple()
        .all(db)
        .await?;
    let heads = audit_head::for_jobs().all(db).await?;
    let heads = heads.into_iter().map(|head| head.organization_id);
    Ok(with_entries.into_iter().chain(heads).collect())
}

/// Whether some organization's chain has this entry with this hash: the end that a packet printed, wherever the chain ends today.
pub async fn holds(
    db: &impl ConnectionTrait,
    sequence: i64,
    hash: &[u8],
) -> Result<Option<OrganizationId>, DbErr> {
    let there = audit_entry::for_jobs()
        .filter(audit_entry::Column::Sequence.eq(sequence))
        .filter(audit_entry::Column::Hash.eq(hash))
        .one(db)
        .await?;
    Ok(there.map(|entry| entry.organization_id))
}

pub async fn verify(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
) -> Result<Verdict, DbErr> {
    let mut walk = Walk::new(organization);
    let broken = walk_all(db, organization, &mut walk).await?;
    let waiting = audit_entry::of(organization).filter(audit_entry::Column::Sequence.is_null());
    let waiting = sea_orm::PaginatorTrait::count(waiting, db).await?;
    let (sequence, hash) = walk.place();
    Ok(Verdict {
        organization,
        sequence,
        hash,
        broken,
        waiting,
    })
}

async fn walk_all(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    walk: &mut Walk,
) -> Result<Option<Broken>, DbErr> {
    let mut seen = 0;
    loop {
        let entries = audit_entry::of(organization)
            .filter(audit_entry::Column::Sequence.is_not_null())
            .order_by_asc(audit_entry::Column::Sequence)
            .order_by_asc(audit_entry::Column::Id)
            .offset(seen)
            .limit(BATCH)
            .all(db)
            .await?;
        if let Some(broken) = entries.iter().find_map(|entry| walk.step(entry).err()) {
            return Ok(Some(broken));
        }
        seen += entries.len() as u64;
        if (entries.len() as u64) < BATCH {
            break;
        }
    }
    let head = audit_head::of(organization).one(db).await?;
    let recorded = head.as_ref().map(|head| (head.sequence, &*head.hash));
    Ok(walk.end(recorded).err())
}
