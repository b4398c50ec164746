//! Those who signed and may be printed, online and on paper alike.

use std::collections::HashSet;

use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, ExprTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, Select,
};

use super::facts::Signer;
use crate::app::App;
use crate::db::Tx;
use crate::petitions::entity::petition;
use crate::signatures::entity::{paper_signature, signature};
use crate::signatures::rules::{State, Visibility};
use crate::signatures::{SignatureId, seal};

/// Whole rows that are held at one time.
const AT_ONCE: usize = 1_000;
/// A comment that a member has read and let through.
const APPROVED: &str = "approved";

pub async fn to_other_versions(tx: &Tx, petition: &petition::Model) -> Result<u64, DbErr> {
    use paper_signature::Column as P;
    use signature::Column as C;
    if petition.current_version == 1 {
        return Ok(0);
    }
    let online = signature::of(petition.organization_id)
        .filter(C::PetitionId.eq(petition.id))
        .filter(C::State.eq(State::Confirmed.as_str()))
        .filter(C::VersionNumber.ne(petition.current_version));
    let on_paper = counted_on_paper(petition).filter(P::VersionNumber.ne(petition.current_version));
    Ok(online.count(tx).await? + on_paper.count(tx).await?)
}

fn may_be_printed(petition: &petition::Model) -> Select<signature::Entity> {
    use signature::Column as C;
    let named = C::Visibility.ne(Visibility::Counted.as_str());
    let spoke = C::CommentState.eq(APPROVED);
    signature::of(petition.organization_id)
        .filter(C::PetitionId.eq(petition.id))
        .filter(C::State.eq(State::Confirmed.as_str()))
        .filter(named.or(spoke))
}

fn counted_on_paper(petition: &petition::Model) -> Select<paper_signature::Entity> {
    use paper_signature::Column as P;
    paper_signature::of(petition.organization_id)
        .filter(P::PetitionId.eq(petition.id))
        .filter(P::State.eq(State::Confirmed.as_str()))
}

fn named_on_paper(petition: &petition::Model) -> Select<paper_signature::Entity> {
    let named = paper_signature::Column::Visibility.ne(Visibility::Counted.as_str());
    counted_on_paper(petition).filter(named)
}

pub async fn signers_of(
    app: &App,
    tx: &Tx,
    petition: &petition::Model,
) -> Result<Vec<Signer>, DbErr> {
    let mut signers = online(app, tx, petition).await?;
    let on_paper = named_on_paper(petition).order_by_asc(paper_signature::Column::Id);
    let on_paper = on_paper.all(tx).await?.into_iter();
    signers.extend(on_paper.map(|row| signer_on_paper(app, row)));
    Ok(signers)
}

/// A few rows at a time: a hundred thousand at once would take half a gigabyte.
async fn online(app: &App, tx: &Tx, petition: &petition::Model) -> Result<Vec<Signer>, DbErr> {
    use signature::Column as C;
    let ids = may_be_printed(petition).select_only().column(C::Id);
    let ids: Vec<SignatureId> = ids.order_by_asc(C::Id).into_tuple().all(tx).await?;
    let mut signers = Vec::with_capacity(ids.len());
    for some in ids.chunks(AT_ONCE) {
        // By their keys alone: all are of one moment.
        let rows =
            signature::of(petition.organization_id).filter(C::Id.is_in(some.iter().copied()));
        let rows = rows.order_by_asc(C::Id).all(tx).await?;
        signers.extend(rows.into_iter().map(|row| signer(app, row)));
    }
    Ok(signers)
}

/// The signatures that may be printed now. Held until the transaction ends: an erasure beside a freeze comes before it, or
/// finds the packet.
pub async fn standing(tx: &Tx, petition: &petition::Model) -> Result<HashSet<SignatureId>, DbErr> {
    let online = may_be_printed(petition)
        .select_only()
        .column(signature::Column::Id);
    let on_paper = named_on_paper(petition)
        .select_only()
        .column(paper_signature::Column::Id);
    let mut ids: Vec<SignatureId> = held(tx, online).into_tuple().all(tx).await?;
    ids.extend(
        held(tx, on_paper)
            .into_tuple::<SignatureId>()
            .all(tx)
            .await?,
    );
    Ok(ids.into_iter().collect())
}

fn held<E: EntityTrait>(tx: &Tx, rows: Select<E>) -> Select<E> {
    if tx.get_database_backend() == DbBackend::Postgres {
        rows.lock_shared()
    } else {
        rows
    }
}

fn signer(app: &App, row: signature::Model) -> Signer {
    let approved = row.comment_state == APPROVED;
    Signer {
        name: seal::name(app, &row),
        comment: approved.then(|| seal::comment(app, &row)).flatten(),
        id: row.id,
        visibility: row.visibility.parse().unwrap_or(Visibility::Counted),
        standing: row.standing,
        workplace: row.workplace_id,
        division: row.division_id,
        signed_on: row.signed_at.date_naive(),
    }
}

fn signer_on_paper(app: &App, row: paper_signature::Model) -> Signer {
    Signer {
        name: seal::name_on_paper(app, &row),
        comment: None,
        id: row.id,
        visibility: row.visibility.parse().unwrap_or(Visibility::Counted),
        standing: row.standing,
        workplace: row.workplace_id,
        division: row.division_id,
        signed_on: row.signed_on,
    }
}
