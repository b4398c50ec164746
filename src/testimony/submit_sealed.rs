//! Stores what a client has sealed, after checking all that can be checked without reading it.

use std::collections::HashSet;

use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, QueryFilter};

use super::client::recipient;
use super::entity::testimony;
use super::envelope::Envelope;
use super::proof::Proofs;
use super::readers::{readers, recipient_id};
use super::receipt::Auth;
use super::seal::{Purpose, Sealed};
use super::submit::{SubmitTestimonyError, called, insert, owner, rows, still_open, warned};
use super::wire::Taken;
use super::wire::sealing::{NewSealedTestimony, NewWrap};
use super::wrap::{Recipient, Wrapped};
use crate::app::App;
use crate::campaigns::CampaignId;
use crate::db::is_duplicate;
use crate::http::{Problem, Violation, catalogue as known};
use crate::identity::entity::organization;
use crate::listen::Nearby;
use crate::secrets::unpack;
use crate::tokens::spend::{TokenError, check_token};

/// Why a sealed testimony was not taken.
#[derive(Debug, thiserror::Error)]
pub enum SubmitSealedError {
    #[error("what was sent has not the form of a sealed testimony")]
    Invalid(Vec<Violation>),
    #[error("a reader of today lacks a wrap")]
    ReaderMissing,
    #[error("a wrap is for nobody who reads today")]
    UnknownReader,
    #[error("this id or this receipt belongs to something else")]
    Conflict,
    #[error(transparent)]
    Submit(#[from] SubmitTestimonyError),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

pub async fn submit_sealed_testimony(
    app: &App,
    proofs: &Proofs,
    campaign: CampaignId,
    new: NewSealedTestimony,
    nearby: Nearby,
) -> Result<Taken, SubmitSealedError> {
    let wants_approval = new.wants_approval.unwrap_or_default();
    let envelope = envelope(&new).map_err(SubmitSealedError::Invalid)?;
    let campaign = called(app, campaign).await?;
    warned(app, &campaign, nearby, new.accept_risk).await?;
    let to: Vec<Recipient> = envelope.wraps.iter().map(|(to, _)| *to).collect();
    let (mut row, wraps) = rows(app, &campaign, envelope);
    (row.sealed_by_client, row.wants_approval) = (true, wants_approval);
    let taken = Taken {
        receipt: None,
        withdraw_until: campaign.testimony_withdraw_until,
    };
    // A repeat is answered as the first time, whatever has changed since.
    if is_stored(&app.db.read, &row).await? {
        return Ok(taken);
    }
    still_open(&campaign)?;
    let (mut token, mut leave) = (None, None);
    if let Some(shown) = &new.worker_token {
        token = match check_token(app, &campaign, shown).await {
            // By this very testimony, since the look before: both become visible at once.
            Err(TokenError::Spent) if is_stored(&app.db.read, &row).await? => return Ok(taken),
            checked => Some(checked.map_err(SubmitTestimonyError::from)?),
        };
    } else {
        let admitted = proofs.admit(app, new.proof.as_deref());
        leave = Some(admitted.map_err(SubmitTestimonyError::from)?);
    }
    check_readers(app, &owner(app, &campaign).await?, &to).await?;
    let (row, wraps, token) = (&row, &wraps, token.as_ref());
    let stored = app
        .db
        .write_intake(|tx| async move {
            let tx = &*tx;
            let is_new = !is_stored(tx, row).await?;
            if is_new {
                insert(tx, row, wraps, token).await?;
            }
            Ok::<_, SubmitSealedError>(is_new)
        })
        .await;
    match stored {
        Err(SubmitSealedError::Submit(SubmitTestimonyError::Db(error))) if is_duplicate(&error) => {
            is_stored(&app.db.read, row).await?;
        }
        stored => {
            if let Some(leave) = leave.filter(|_| matches!(stored, Ok(true))) {
                leave.stored(app);
            }
            stored?;
        }
    }
    Ok(taken)
}

/// Whether exactly this is there already. Whoever meets another's id or receipt learns no more than that.
async fn is_stored(
    db: &impl ConnectionTrait,
    row: &testimony::Model,
) -> Result<bool, SubmitSealedError> {
    use testimony::Column;
    let either = Condition::any()
        .add(Column::Id.eq(row.id))
        .add(Column::Verifier.eq(row.verifier.clone()));
    let found = testimony::for_jobs().filter(either).all(db).await?;
    let is_same = |known: &testimony::Model| {
        known.id == row.id
            && known.campaign_id == row.campaign_id
            && known.verifier == row.verifier
            && known.mailbox_public == row.mailbox_public
            && known.sealed == row.sealed
            && known.wants_approval == row.wants_approval
    };
    match found.as_slice() {
        [] => Ok(false),
        [known] if is_same(known) => Ok(true),
        _ => Err(SubmitSealedError::Conflict),
    }
}

/// Sealed to every reader of today and to nobody else, as far as anybody can tell who cannot open it.
async fn check_readers(
    app: &App,
    owner: &organization::Model,
    to: &[Recipient],
) -> Result<(), SubmitSealedError> {
    let today = readers(app, &app.db.read, owner).await?;
    if today.is_empty() {
        return Err(SubmitTestimonyError::NoReviewerKey.into());
    }
    let key = |recipient: &Recipient| (recipient.kind(), recipient_id(recipient));
    let today: HashSet<_> = today.iter().map(|reader| key(&reader.recipient)).collect();
    let is_mailbox = |recipient: &&Recipient| **recipient == Recipient::Mailbox;
    let given: HashSet<_> = to.iter().filter(|to| !is_mailbox(to)).map(key).collect();
    if !given.is_subset(&today) {
        return Err(SubmitSealedError::UnknownReader);
    }
    if !today.is_subset(&given) {
        return Err(SubmitSealedError::ReaderMissing);
    }
    Ok(())
}

/// Everything about its form, without a look at any row.
fn envelope(new: &NewSealedTestimony) -> Result<Envelope, Vec<Violation>> {
    let mut wrong = Vec::new();
    let mut say = |pointer: &str, detail: &str| wrong.push(Violation::new(pointer, detail));
    // The other versions tell when or where they were made.
    if new.testimony_id.0.get_version_num() != 4 {
        say("/testimony_id", "must be a random UUID (version 4)");
    }
    let auth = unpack::<32>(new.auth.expose());
    if auth.is_none() {
        say("/auth", "must be 32 bytes in base64url without padding");
    }
    let mailbox = new.mailbox_key.parse();
    if mailbox.is_err() {
        say("/mailbox_key", "must be an X25519 public key in base64url");
    }
    let sealed = data_encoding::BASE64URL_NOPAD
        .decode(new.sealed.as_bytes())
        .ok()
        .and_then(|bytes| Sealed::from_client(Purpose::Testimony, bytes).ok());
    if sealed.is_none() {
        say(
            "/sealed",
            "must be base64url of a sealed content of one of the padded lengths",
        );
    }
    let wraps = wraps(&new.wraps, &mut wrong);
    match (auth, mailbox, sealed) {
        (Some(auth), Ok(mailbox), Some(sealed)) if wrong.is_empty() => Ok(Envelope {
            testimony: new.testimony_id,
            auth: Auth::from_bytes(&auth),
            mailbox,
            sealed,
            wraps,
        }),
        _ => Err(wrong),
    }
}

fn wraps(new: &[NewWrap], wrong: &mut Vec<Violation>) -> Vec<(Recipient, Wrapped)> {
    let (mut wraps, mut known) = (Vec::with_capacity(new.len()), HashSet::new());
    for (number, wrap) in new.iter().enumerate() {
        let mut say = |field: &str, detail: &str| {
            wrong.push(Violation::new(format!("/wraps/{number}{field}"), detail));
        };
        let bytes = unpack::<{ Wrapped::LENGTH }>(&wrap.wrapped);
        match (recipient(wrap.recipient, wrap.id.as_deref()), bytes) {
            (None, _) => say("/id", "must be the id of such a recipient"),
            (_, None) => say("/wrapped", "must be 81 bytes in base64url without padding"),
            (_, Some(bytes)) if bytes.first() != Some(&1) => say("/wrapped", "must begin with 1"),
            (Some(to), Some(_)) if !known.insert((to.kind(), recipient_id(&to))) => {
                say("", "must not be a second one for the same recipient");
            }
            (Some(to), Some(bytes)) => wraps.push((to, Wrapped::from(bytes.to_vec()))),
        }
    }
    if !known.contains(&("mailbox", uuid::Uuid::nil())) {
        wrong.push(Violation::new("/wraps", "must hold one for the mailbox"));
    }
    wraps
}

impl From<SubmitSealedError> for Problem {
    fn from(error: SubmitSealedError) -> Self {
        use SubmitSealedError as E;
        match error {
            E::Invalid(violations) => Self::invalid(violations),
            E::ReaderMissing | E::UnknownReader => Self::new(known::READERS_CHANGED),
            E::Conflict => Self::new(known::TESTIMONY_CONFLICT),
            E::Submit(error) => error.into(),
            E::Db(error) => error.into(),
        }
    }
}
