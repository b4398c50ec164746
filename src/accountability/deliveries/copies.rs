//! Tells a signer, or the office in their name, which copies of their name nobody can call back.

use sea_orm::{ColumnTrait, DbErr, QueryFilter};

use super::wire::{Copy, CopyList, SignatureProof};
use super::words;
use crate::accountability::trouble::Trouble;
use crate::app::App;
use crate::http::{Invalid, SaveError};
use crate::identity::Caller;
use crate::jobs::Outcome;
use crate::jobs::entity::job::Model;
use crate::packets::handing_over::{addressee_of, copies_of};
use crate::signatures::entity::signature;
use crate::signatures::{SignatureId, proven_by};

async fn copies(app: &App, id: SignatureId) -> Result<Vec<Copy>, DbErr> {
    let rows = copies_of(&app.db.read, id).await?;
    let copy = |row: crate::packets::entity::packet::Model| {
        Some(Copy {
            addressee: addressee_of(&row),
            packet_id: row.id,
            left_on: row.delivered_on?,
        })
    };
    let mut copies: Vec<Copy> = rows.into_iter().filter_map(copy).collect();
    copies.sort_by_key(|copy| (copy.left_on, copy.packet_id));
    Ok(copies)
}

/// For whoever holds the mail: it proves the signature before and after a withdrawal.
pub async fn list_own_copies(app: &App, proof: &SignatureProof) -> Result<CopyList, Trouble> {
    let given = (proof.token.as_deref(), proof.code.as_deref());
    if given.0.is_some() == given.1.is_some() {
        let detail = "must have a `token` or a `code`, and not both";
        return Err(Invalid::at("", detail).into());
    }
    let id = proven_by(app, given.0, given.1).await?;
    let id = id.ok_or(SaveError::Unknown)?;
    let items = copies(app, id).await?;
    Ok(CopyList { items })
}

/// For the office that erases in somebody's name.
pub async fn list_signature_copies(
    app: &App,
    caller: &Caller,
    id: SignatureId,
) -> Result<CopyList, Trouble> {
    let found = signature::of(caller.organization).filter(signature::Column::Id.eq(id));
    let found = found.one(&app.db.read).await?;
    found.ok_or(SaveError::Unknown)?;
    let items = copies(app, id).await?;
    Ok(CopyList { items })
}

/// The mail about a withdrawal, with what nobody can call back.
pub async fn send_withdrawn(app: &App, job: &Model) -> Outcome {
    let found = copies(app, SignatureId(job.subject)).await;
    let Ok(found) = found else {
        return Outcome::Retry("database");
    };
    let out: Vec<_> = found
        .into_iter()
        .map(|copy| (copy.addressee, copy.left_on))
        .collect();
    let more = words::copies(&job.language, &out);
    crate::signatures::send_withdrawn(app, job, &more).await
}
