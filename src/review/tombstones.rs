//! Marks of what was withdrawn or destroyed, so that a restored backup forgets it again.
//!
//! A mark is a keyed hash of what happened and to what. It is written in the transaction that does it: no crash parts the
//! two. Without the pepper it is noise, and with it nothing to whoever does not have the random id as well.

use chrono::NaiveDate;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect,
};
use uuid::Uuid;

use super::entity::published_testimony;
use super::entity::tombstone::{ActiveModel, Column, Entity, for_jobs};
use super::retire::strip;
use super::shuffle::clear_traces;
use super::withdraw::{destroy, set_aside, unpublish};
use crate::db::{Db, Tx};
use crate::layoffs::PublishedTestimonyId;
use crate::secrets::{Key32, hmac_sha256};
use crate::testimony::TestimonyId;
use crate::testimony::entity::testimony;

pub type Mark = [u8; 32];

/// What became of a testimony, or of what was published of one.
#[derive(Clone, Copy, Debug)]
pub enum Fate {
    Destroyed,
    /// Withdrawn under a legal hold: sealed still, used for nothing.
    SetAside,
    /// The original of a published one: of it only the receipt's link is left.
    Stripped,
    Unpublished,
}

pub fn mark(pepper: &Key32, fate: Fate, id: Uuid) -> Mark {
    let fate: &[u8] = match fate {
        Fate::Destroyed => b"destroyed",
        Fate::SetAside => b"set aside",
        Fate::Stripped => b"stripped",
        Fate::Unpublished => b"unpublished",
    };
    hmac_sha256(pepper, "broadside/tombstone/v1", &[fate, id.as_bytes()])
}

/// In the order of the marks, so that rows written together do not tell in which order things were.
pub(super) async fn bury(
    tx: &Tx,
    pepper: &Key32,
    fate: Fate,
    ids: impl Iterator<Item = Uuid>,
) -> Result<(), DbErr> {
    let mut marks: Vec<Mark> = ids.map(|id| mark(pepper, fate, id)).collect();
    if marks.is_empty() {
        return Ok(());
    }
    marks.sort_unstable();
    let mut known = sea_orm::sea_query::OnConflict::column(Column::Mark);
    let rows = marks.iter().map(|mark| ActiveModel {
        mark: Set(mark.to_vec()),
    });
    Entity::insert_many(rows)
        .on_conflict(known.do_nothing().to_owned())
        .exec_without_returning(tx)
        .await
        .map(drop)
}

pub async fn marks(db: &impl ConnectionTrait) -> Result<Vec<Mark>, DbErr> {
    let rows = for_jobs().all(db).await?.into_iter();
    Ok(rows.filter_map(|row| row.mark.try_into().ok()).collect())
}

/// Does once more what the marks say, to whatever a backup has brought back; returns to how many. For the time before
/// anybody is served.
pub async fn forget_again(
    db: &Db,
    pepper: &Key32,
    today: NaiveDate,
    is_marked: impl Fn(&Mark) -> bool,
) -> Result<usize, DbErr> {
    let mut left: Vec<TestimonyId> = testimony::for_jobs()
        .select_only()
        .column(testimony::Column::Id)
        .into_tuple()
        .all(&db.read)
        .await?;
    let mut take = |fate| {
        let has = |id: &mut TestimonyId| is_marked(&mark(pepper, fate, id.0));
        left.extract_if(.., has).collect::<Vec<_>>()
    };
    let destroyed = &take(Fate::Destroyed);
    let set_aside = &take(Fate::SetAside);
    let stripped = &take(Fate::Stripped);
    let unpublished = &published(db)
        .await?
        .into_iter()
        .filter(|id| is_marked(&mark(pepper, Fate::Unpublished, id.0)))
        .collect::<Vec<_>>();
    db.write(|tx| async move {
        let tx = &*tx;
        for ids in destroyed.chunks(500) {
            destroy(tx, pepper, ids).await?;
        }
        for id in set_aside {
            if let Some(row) = find(tx, *id).await? {
                self::set_aside(tx, pepper, today, row).await?;
            }
        }
        for id in stripped {
            match find(tx, *id).await? {
                // Published after the backup: that is not in it.
                Some(row) if row.link_sealed.is_none() => destroy(tx, pepper, &[row.id]).await?,
                Some(row) => strip(tx, pepper, row).await?,
                None => {}
            }
        }
        for id in unpublished {
            unpublish(tx, pepper, today, *id).await?;
        }
        Ok::<_, DbErr>(())
    })
    .await?;
    clear_traces(db).await?;
    Ok(destroyed.len() + set_aside.len() + stripped.len() + unpublished.len())
}

async fn find(tx: &Tx, id: TestimonyId) -> Result<Option<testimony::Model>, DbErr> {
    let found = testimony::for_jobs().filter(testimony::Column::Id.eq(id));
    found.one(tx).await
}

async fn published(db: &Db) -> Result<Vec<PublishedTestimonyId>, DbErr> {
    use published_testimony::Column;
    published_testimony::for_jobs()
        .select_only()
        .column(Column::Id)
        .filter(Column::WithdrawnOn.is_null())
        .into_tuple()
        .all(&db.read)
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_differs_by_key_by_what_happened_and_by_id() {
        let (key, other) = (Key32::from_bytes(&[1; 32]), Key32::from_bytes(&[2; 32]));
        let id = Uuid::from_bytes([3; 16]);
        let all = [
            mark(&key, Fate::Destroyed, id),
            mark(&key, Fate::SetAside, id),
            mark(&key, Fate::Stripped, id),
            mark(&key, Fate::Unpublished, id),
            mark(&other, Fate::Destroyed, id),
            mark(&key, Fate::Destroyed, Uuid::nil()),
        ];
        assert_eq!(std::collections::BTreeSet::from(all).len(), all.len());
    }
}
