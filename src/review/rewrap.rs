//! Seals testimonies to reviewers who came later: done by one who can open them already.

use std::collections::HashSet;

use sea_orm::{ColumnTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::create_reviewer_key::load_organization;
use super::trouble::ReviewError;
use super::unlock::Unlocked;
use super::wire::Rewrapped;
use crate::app::App;
use crate::audit::{self, Action};
use crate::testimony::TestimonyId;
use crate::testimony::entity::{testimony, testimony_wrap};
use crate::testimony::readers::{Reader, address, keep_wraps, readers, wraps};
use crate::testimony::wrap::{Recipient, Wrapped, unwrap};

/// So many testimonies a call: a transaction stays short.
const A_CALL: usize = 200;

pub async fn rewrap_testimonies(app: &App, by: &Unlocked) -> Result<Rewrapped, ReviewError> {
    let organization = load_organization(app, by.organization).await?;
    let organization = &organization;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let readers = readers(tx, organization).await?;
            let own = testimony::of(by.organization).order_by_asc(testimony::Column::Id);
            let ids: Vec<TestimonyId> = own
                .all(tx)
                .await?
                .into_iter()
                .filter(|row| !row.sealed.is_empty())
                .map(|row| row.id)
                .collect();
            let (mut made, mut left) = (Vec::new(), 0);
            let mut opened = 0;
            for id in ids {
                let known =
                    testimony_wrap::for_jobs().filter(testimony_wrap::Column::TestimonyId.eq(id));
                let known = known.all(tx).await?;
                let missing = missing(&readers, &known);
                let mine = known.iter().find(|wrap| {
                    wrap.recipient_kind == "reviewer" && wrap.recipient_id == by.member.0
                });
                let (false, Some(mine)) = (missing.is_empty(), mine) else {
                    continue;
                };
                if opened == A_CALL {
                    left += 1;
                    continue;
                }
                opened += 1;
                let recipient = Recipient::Reviewer(by.member.0.into_bytes());
                let address = address(by.organization, id, recipient);
                let wrapped = Wrapped::from(mine.wrapped.clone());
                let Ok(key) = unwrap(&wrapped, &by.key, &address) else {
                    continue;
                };
                let new = wraps(app, by.organization, id, &key, &missing);
                made.extend(new.map_err(|_| ReviewError::CannotOpen)?);
            }
            let count = u32::try_from(made.len()).unwrap_or(u32::MAX);
            for chunk in made.chunks(500) {
                keep_wraps(tx, chunk.to_vec()).await?;
            }
            let entry = Action::new(&by.actor, "rewrap_testimonies", by.organization).by_day();
            audit::record(app, tx, by.organization, entry).await?;
            Ok(Rewrapped {
                made: count,
                remaining: left,
            })
        })
        .await
}

fn missing(readers: &[Reader], known: &[testimony_wrap::Model]) -> Vec<Reader> {
    let known: HashSet<(&str, Uuid)> = known
        .iter()
        .map(|wrap| (wrap.recipient_kind.as_str(), wrap.recipient_id))
        .collect();
    let is_missing = |reader: &&Reader| !known.contains(&(reader.recipient.kind(), reader.id()));
    readers.iter().filter(is_missing).copied().collect()
}
