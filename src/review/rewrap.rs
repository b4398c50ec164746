//! Seals testimonies to readers who came later: done by whoever can open them already.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::create_reviewer_key::load_organization;
use super::queue::first_hidden_day;
use super::trouble::ReviewError;
use super::unlock::Unlocked;
use super::wire::Rewrapped;
use crate::app::App;
use crate::audit::{self, Action};
use crate::db::Tx;
use crate::identity::entity::organization;
use crate::secrets::exchange::PrivateKey;
use crate::testimony::TestimonyId;
use crate::testimony::entity::{testimony, testimony_wrap};
use crate::testimony::envelope::Reader;
use crate::testimony::readers::{address, keep_wraps, readers, recipient_id, wrap_of, wraps};
use crate::testimony::wrap::{Recipient, Wrapped, unwrap};

/// So many testimonies a call: a transaction stays short.
const A_CALL: usize = 200;

pub async fn rewrap_testimonies(app: &App, by: &Unlocked) -> Result<Rewrapped, ReviewError> {
    let organization = load_organization(app, by.organization).await?;
    let organization = &organization;
    let holder = Recipient::Reviewer(by.member.0.into_bytes());
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let round = seal_to_all(app, tx, organization, holder, &by.key).await?;
            let entry = Action::new(&by.actor, "rewrap_testimonies", by.organization).by_day();
            audit::record(app, tx, by.organization, entry).await?;
            Ok(Rewrapped {
                made: round.made,
                remaining: round.left,
            })
        })
        .await
}

/// What one round came to.
#[derive(Debug, Default)]
pub(super) struct Round {
    /// Wraps that were made, for testimony that reviewers may know of: what came today would tell the hour.
    pub made: u32,
    /// Testimonies that they were made for.
    pub opened: u32,
    /// Testimonies that the holder could open and that still lack a wrap for somebody.
    pub left: u32,
    /// Testimonies that are not sealed to the holder, or whose wrap does not open.
    pub closed: u32,
}

/// Opens with the holder's key what some reader lacks, and wraps it to them; at most so many testimonies.
pub(super) async fn seal_to_all(
    app: &App,
    tx: &Tx,
    organization: &organization::Model,
    holder: Recipient,
    key: &PrivateKey,
) -> Result<Round, ReviewError> {
    let readers = readers(app, tx, organization).await?;
    let (mut known, mut round) = (known_wraps(tx, organization).await?, Round::default());
    let mut made = Vec::new();
    let hidden = first_hidden_day(app);
    for (id, received_on) in sealed(tx, organization).await? {
        let known = known.remove(&id).unwrap_or_default();
        let missing = missing(&readers, &known);
        if missing.is_empty() {
            continue;
        }
        let own = (holder.kind().to_owned(), recipient_id(&holder));
        if known.contains(&own) && round.opened as usize == A_CALL {
            round.left += 1;
            continue;
        }
        let Some(content) = open(tx, organization, id, holder, key).await? else {
            round.closed += 1;
            continue;
        };
        round.opened += 1;
        let new = wraps(app, organization.id, id, &content, &missing);
        let new = new.map_err(|_| ReviewError::CannotOpen)?;
        if received_on < hidden {
            let count = u32::try_from(new.len()).unwrap_or(u32::MAX);
            round.made = round.made.saturating_add(count);
        }
        made.extend(new);
    }
    for chunk in made.chunks(500) {
        keep_wraps(tx, chunk.to_vec()).await?;
    }
    Ok(round)
}

/// The testimonies whose original is still there.
async fn sealed(
    tx: &Tx,
    organization: &organization::Model,
) -> Result<Vec<(TestimonyId, NaiveDate)>, ReviewError> {
    let gone: Vec<u8> = Vec::new();
    let ids = testimony::of(organization.id)
        .select_only()
        .columns([testimony::Column::Id, testimony::Column::ReceivedOn])
        .filter(testimony::Column::Sealed.ne(gone))
        .order_by_asc(testimony::Column::Id)
        // A wrap must not outlive a testimony that is withdrawn meanwhile.
        .lock_exclusive();
    Ok(ids.into_tuple().all(tx).await?)
}

type Known = HashSet<(String, Uuid)>;

/// To whom each testimony is sealed.
async fn known_wraps(
    tx: &Tx,
    organization: &organization::Model,
) -> Result<HashMap<TestimonyId, Known>, ReviewError> {
    use testimony_wrap::Column;
    let own = testimony::of(organization.id)
        .select_only()
        .column(testimony::Column::Id);
    let rows: Vec<(TestimonyId, String, Uuid)> = testimony_wrap::for_jobs()
        .select_only()
        .columns([
            Column::TestimonyId,
            Column::RecipientKind,
            Column::RecipientId,
        ])
        .filter(Column::TestimonyId.in_subquery(sea_orm::QueryTrait::into_query(own)))
        .into_tuple()
        .all(tx)
        .await?;
    let mut known: HashMap<TestimonyId, Known> = HashMap::new();
    for (id, kind, recipient) in rows {
        known.entry(id).or_default().insert((kind, recipient));
    }
    Ok(known)
}

fn missing(readers: &[Reader], known: &Known) -> Vec<Reader> {
    let is_missing = |reader: &&Reader| {
        let wrap = (
            reader.recipient.kind().to_owned(),
            recipient_id(&reader.recipient),
        );
        !known.contains(&wrap)
    };
    readers.iter().filter(is_missing).copied().collect()
}

async fn open(
    tx: &Tx,
    organization: &organization::Model,
    id: TestimonyId,
    holder: Recipient,
    key: &PrivateKey,
) -> Result<Option<crate::testimony::seal::ContentKey>, ReviewError> {
    let Some(own) = wrap_of(tx, id, holder).await? else {
        return Ok(None);
    };
    let address = address(organization.id, id, holder);
    Ok(unwrap(&Wrapped::from(own.wrapped), key, &address).ok())
}
