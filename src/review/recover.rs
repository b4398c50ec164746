//! Opens testimony with the two printed halves of the recovery key, and seals it to the reviewers of today.

use sea_orm::DbErr;
use zeroize::Zeroizing;

use super::create_reviewer_key::load_organization;
use super::rewrap::seal_to_all;
use super::trouble::ReviewError;
use super::wire::Recovered;
use crate::app::App;
use crate::audit::{self, Action};
use crate::http::{Problem, Violation, catalogue as known};
use crate::identity::OrganizationId;
use crate::identity::entity::organization;
use crate::secrets::exchange::{PrivateKey, PublicKey};
use crate::testimony::entity::recovery_key;
use crate::testimony::keys::recovery::{RecoveryError, RecoveryHalf, join};
use crate::testimony::keys::verify_recovery_key;
use crate::testimony::readers::{readers, vouching_key};
use crate::testimony::wrap::Recipient;

/// Why nothing was recovered. None of it repeats what was typed.
#[derive(Debug, thiserror::Error)]
pub enum RecoverError {
    #[error("the {} half: {reason}", if *.first { "first" } else { "second" })]
    Mistyped { first: bool, reason: RecoveryError },
    #[error("{0}")]
    Halves(RecoveryError),
    #[error("the organization has no recovery key")]
    NoRecoveryKey,
    #[error("no reviewer has a key that testimony could be sealed to")]
    NoReviewerKey,
    #[error("what was typed is not two halves of two lines each")]
    NotTwoHalves,
    #[error(transparent)]
    Review(#[from] ReviewError),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

/// The halves as two officers typed them, in either order; wiped when dropped.
pub struct Halves {
    pub first: Zeroizing<String>,
    pub second: Zeroizing<String>,
}

impl std::fmt::Debug for Halves {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Halves(hidden)")
    }
}

impl Halves {
    /// Four lines of code, one below the other; labels and empty lines between them mean nothing.
    pub fn from_lines(text: &str) -> Result<Self, RecoverError> {
        let is_code = |line: &&str| !line.is_empty() && !line.contains("Broadside");
        let mut lines = text.lines().map(str::trim).filter(is_code);
        let mut half = || {
            let (a, b) = (lines.next()?, lines.next()?);
            Some(Zeroizing::new([a, "\n", b].concat()))
        };
        let (first, second) = (half(), half());
        match (first, second, lines.next()) {
            (Some(first), Some(second), None) => Ok(Self { first, second }),
            _ => Err(RecoverError::NotTwoHalves),
        }
    }
}

pub async fn recover_testimonies(
    app: &App,
    id: OrganizationId,
    actor: &str,
    halves: &Halves,
) -> Result<Recovered, RecoverError> {
    let organization = load_organization(app, id).await?;
    let key = open_key(app, &organization, halves).await?;
    let (organization, key) = (&organization, &key);
    let who = readers(app, &app.db.read, organization).await?;
    let is_reviewer = |recipient: &Recipient| matches!(recipient, Recipient::Reviewer(_));
    if !who.iter().any(|reader| is_reviewer(&reader.recipient)) {
        return Err(RecoverError::NoReviewerKey);
    }
    // On record before anything is opened, whatever happens on the way.
    app.db
        .write(|tx| async move {
            let entry = Action::new(actor, "recover_testimonies", id);
            audit::record(app, &tx, id, entry).await
        })
        .await?;
    let holder = Recipient::Recovery(id.0.into_bytes());
    let mut recovered = Recovered::default();
    loop {
        let round = app
            .db
            .write(|tx| async move { seal_to_all(app, &tx, organization, holder, key).await })
            .await?;
        recovered.made += round.made;
        recovered.testimonies += round.opened;
        recovered.not_sealed_to_it = round.closed;
        if round.left == 0 {
            return Ok(recovered);
        }
    }
}

/// Puts the halves together and holds them against the key on file, which the organization has signed.
async fn open_key(
    app: &App,
    organization: &organization::Model,
    halves: &Halves,
) -> Result<PrivateKey, RecoverError> {
    let parse = |first: bool, text: &str| {
        RecoveryHalf::parse(text).map_err(|reason| RecoverError::Mistyped { first, reason })
    };
    let (one, two) = (parse(true, &halves.first)?, parse(false, &halves.second)?);
    let row = recovery_key::of(organization.id).one(&app.db.read).await?;
    let row = row.ok_or(RecoverError::NoRecoveryKey)?;
    let (signer, id) = (
        vouching_key(app, organization),
        organization.id.0.into_bytes(),
    );
    let public = PublicKey::try_from(row.public_key.as_slice());
    let (Some(signer), Ok(public)) = (signer, public) else {
        return Err(ReviewError::CannotOpen.into());
    };
    verify_recovery_key(&signer, &id, &id, &public, &row.signature)
        .map_err(|_| ReviewError::CannotOpen)?;
    join(&one, &two, &public).map_err(RecoverError::Halves)
}

impl From<RecoverError> for Problem {
    fn from(error: RecoverError) -> Self {
        use RecoverError as E;
        match error {
            E::Mistyped { first, reason } => {
                let pointer = if first { "/first" } else { "/second" };
                Self::invalid(vec![Violation::new(pointer, reason.to_string())])
            }
            E::NotTwoHalves => Self::invalid(vec![Violation::new("", error.to_string())]),
            E::Halves(reason) => {
                Self::new(known::RECOVERY_HALVES_WRONG).because(format!("{reason}."))
            }
            E::NoRecoveryKey => Self::new(known::NO_RECOVERY_KEY),
            E::NoReviewerKey => Self::new(known::NO_REVIEWER_KEY),
            E::Review(error) => error.into(),
            E::Db(error) => error.into(),
        }
    }
}
