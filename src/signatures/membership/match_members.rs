//! Compares a list of addresses with a petition's signers by keyed hash, keeps the totals, and forgets the list.

use std::collections::HashSet;

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect,
};

use super::row::Listed;
use super::rules::{Draw, LIST_MIN, LISTS_MOST, length, told};
use super::wire::{ListOrigin, MatchedNumber, MembershipMatch, MembershipMatchList};
use crate::app::App;
use crate::audit;
use crate::campaigns::rules::K_DEFAULT;
use crate::db::Tx;
use crate::directory::import::{Refused, Sheet, Unreadable, read};
use crate::directory::wire::RefusedLine;
use crate::directory::{refused, unreadable};
use crate::http::{Problem, catalogue as known};
use crate::identity::{Caller, OrganizationId};
use crate::ids;
use crate::petitions::PetitionId;
use crate::petitions::entity::petition;
use crate::secrets::keyring::KeyFileError;
use crate::secrets::{Key32, hmac_sha256};
use crate::signatures::entity::{MembershipMatchId, membership_match, signature};
use crate::signatures::rules::State;
use crate::signatures::seal::dedupe_key;

/// Why nothing was compared.
#[derive(Debug, thiserror::Error)]
pub enum MatchMembersError {
    #[error("there is no such petition")]
    Missing,
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    #[error("lines were refused")]
    Refused(Vec<Refused>),
    #[error("the list is so short that it is about those on it")]
    TooShort,
    #[error("the petition was compared with as many lists as one may be")]
    UsedUp,
    #[error("the petition's key is gone")]
    NoKey,
    #[error(transparent)]
    Key(KeyFileError),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

pub async fn match_members(
    app: &App,
    caller: &Caller,
    petition: PetitionId,
    origin: ListOrigin,
    bytes: &[u8],
) -> Result<MembershipMatch, MatchMembersError> {
    let owner = caller.organization;
    must_be_ours(&app.db.read, owner, petition).await?;
    let key = key(app, petition)?;
    let list = List::read(bytes, &key)?;
    let list_key = &list.digest(&key, "member-list").to_vec();
    let row = &list.compared(app, owner, petition, &key).await?;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            locked(tx, owner, petition).await?;
            let before = rows_of(owner, petition).all(tx).await?;
            // The answer that this list had, so that asking again tells nothing.
            if let Some(same) = before.iter().find(|row| row.list_key == *list_key) {
                return Ok(MembershipMatch::from(same.clone()));
            }
            if before.len() as u64 >= LISTS_MOST {
                return Err(MatchMembersError::UsedUp);
            }
            let row = membership_match::ActiveModel {
                list_key: Set(list_key.clone()),
                origin: Set(origin.as_str().to_owned()),
                matched_by: Set(caller.member_id()),
                ..row.clone()
            };
            let made = row.insert(tx).await?;
            let detail = serde_json::json!({"origin": origin.as_str(), "lists": before.len() + 1});
            let entry = audit::Action::new(caller.actor(), "match_members", petition);
            audit::record(app, tx, owner, entry.detail(detail)).await?;
            Ok(MembershipMatch::from(made))
        })
        .await
}

pub async fn list_matches(
    app: &App,
    owner: OrganizationId,
    petition: PetitionId,
) -> Result<MembershipMatchList, MatchMembersError> {
    must_be_ours(&app.db.read, owner, petition).await?;
    let rows = rows_of(owner, petition).all(&app.db.read).await?;
    let items = rows.into_iter().map(MembershipMatch::from).collect();
    Ok(MembershipMatchList { items })
}

/// For packets: the latest one.
pub async fn latest_match(
    db: &impl ConnectionTrait,
    owner: OrganizationId,
    petition: PetitionId,
) -> Result<Option<MembershipMatch>, DbErr> {
    let latest = rows_of(owner, petition).one(db).await?;
    Ok(latest.map(MembershipMatch::from))
}

fn rows_of(
    owner: OrganizationId,
    petition: PetitionId,
) -> sea_orm::Select<membership_match::Entity> {
    membership_match::of(owner)
        .filter(membership_match::Column::PetitionId.eq(petition))
        .order_by_desc(membership_match::Column::Id)
}

async fn must_be_ours(
    db: &impl ConnectionTrait,
    owner: OrganizationId,
    id: PetitionId,
) -> Result<(), MatchMembersError> {
    let ours = petition::of(owner).filter(petition::Column::Id.eq(id));
    match ours.count(db).await? {
        0 => Err(MatchMembersError::Missing),
        _ => Ok(()),
    }
}

/// One list of a petition at a time: none is the fourth.
async fn locked(tx: &Tx, owner: OrganizationId, id: PetitionId) -> Result<(), MatchMembersError> {
    let row = petition::of(owner).filter(petition::Column::Id.eq(id));
    let row = row.lock_exclusive().one(tx).await?;
    row.map(drop).ok_or(MatchMembersError::Missing)
}

fn key(app: &App, petition: PetitionId) -> Result<Key32, MatchMembersError> {
    app.petition_keys
        .load(petition.0)
        .map_err(|error| match error {
            KeyFileError::Missing(_) => MatchMembersError::NoKey,
            error => MatchMembersError::Key(error),
        })
}

/// A list as hashes: nobody is named in it any more.
struct List {
    members: HashSet<Vec<u8>>,
    former: HashSet<Vec<u8>>,
}

impl List {
    fn read(bytes: &[u8], key: &Key32) -> Result<Self, MatchMembersError> {
        let sheet: Sheet<Listed> = read(bytes)?;
        if !sheet.refused.is_empty() {
            return Err(MatchMembersError::Refused(sheet.refused));
        }
        let hashes = |is_former: bool| -> HashSet<Vec<u8>> {
            let rows = sheet.rows.iter().map(|line| &line.row);
            let rows = rows.filter(|row| row.is_former == is_former);
            let addresses = rows.filter_map(|row| row.address.as_ref());
            addresses.map(|address| dedupe_key(key, address)).collect()
        };
        let (members, former) = (hashes(false), hashes(true));
        let is_short = |list: &HashSet<Vec<u8>>| list.len() < LIST_MIN;
        if is_short(&members) || (!former.is_empty() && is_short(&former)) {
            return Err(MatchMembersError::TooShort);
        }
        Ok(Self { members, former })
    }

    /// The same for the same people, in whatever order and spelling.
    fn digest(&self, key: &Key32, purpose: &str) -> [u8; 32] {
        let sorted = |list: &HashSet<Vec<u8>>| {
            let mut all: Vec<&[u8]> = list.iter().map(Vec::as_slice).collect();
            all.sort_unstable();
            all.concat()
        };
        let (members, former) = (sorted(&self.members), sorted(&self.former));
        hmac_sha256(key, purpose, &[members.as_slice(), former.as_slice()])
    }

    /// A row with everything but whose list it is.
    async fn compared(
        &self,
        app: &App,
        owner: OrganizationId,
        petition: PetitionId,
        key: &Key32,
    ) -> Result<membership_match::ActiveModel, MatchMembersError> {
        let signers: Vec<Vec<u8>> = signature::of(owner)
            .filter(signature::Column::PetitionId.eq(petition))
            .filter(signature::Column::State.eq(State::Confirmed.as_str()))
            .select_only()
            .column(signature::Column::DedupeKey)
            .into_tuple()
            .all(&app.db.read)
            .await?;
        let number = |list: &HashSet<Vec<u8>>, purpose: &str| {
            let matched = signers
                .iter()
                .filter(|signer| list.contains(*signer))
                .count();
            let draw = Draw::new(&self.digest(key, purpose));
            let told = told(matched, list.len(), signers.len() as u64, K_DEFAULT, draw);
            serde_json::to_string(&MatchedNumber::from(told))
        };
        let members = number(&self.members, "member-draw");
        let former = match self.former.is_empty() {
            true => None,
            false => Some(number(&self.former, "former-member-draw")),
        };
        let unwritable = |error: serde_json::Error| DbErr::Json(error.to_string());
        Ok(membership_match::ActiveModel {
            id: Set(MembershipMatchId(ids::timely(&app.clock, &app.entropy))),
            organization_id: Set(owner),
            petition_id: Set(petition),
            listed_members: Set(length(self.members.len())),
            listed_former_members: Set(length(self.former.len())),
            members: Set(members.map_err(unwritable)?),
            former_members: Set(former.transpose().map_err(unwritable)?),
            matched_on: Set(app.clock.today()),
            ..Default::default()
        })
    }
}

impl From<MatchMembersError> for Problem {
    fn from(error: MatchMembersError) -> Self {
        use MatchMembersError as E;
        match error {
            E::Missing => Self::new(known::NOT_FOUND),
            E::Unreadable(why) => unreadable(&why),
            E::Refused(lines) => {
                let lines: Vec<_> = lines.into_iter().map(RefusedLine::from).collect();
                refused(&lines)
            }
            E::TooShort => Self::new(known::MEMBER_LIST_TOO_SHORT),
            E::UsedUp => Self::new(known::MEMBER_LISTS_USED_UP),
            E::NoKey => Self::new(known::SIGNERS_KEY_GONE),
            E::Key(error) => Self::broken("petition-keys", &error),
            E::Db(error) => error.into(),
        }
    }
}
