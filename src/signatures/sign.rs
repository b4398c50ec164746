//! Takes signatures, many in one transaction: each waits for its confirmation by mail.

use chrono::{DateTime, Duration, Utc};
use sea_orm::DbErr;
use zeroize::Zeroizing;

use super::address::Address;
use super::arrive::{LetIn, arrive};
use super::counters::Counters;
use super::door::{Doors, freeze};
use super::repeat::repeat;
use super::rules::{self, Standing, Visibility};
use super::seal::{self, Sealed};
use super::wire::NewSignature;
use super::{SignatureId, SigningQueues};
use crate::app::App;
use crate::db::Tx;
use crate::db::intake::{Intake, IntakeError};
use crate::directory::WorkplaceId;
use crate::directory::import::postal_codes::postal_code;
use crate::http::{Problem, Violation, catalogue as known};
use crate::ids;
use crate::jobs::{self, Kind, NewJob};
use crate::listen::ClientAddress;
use crate::petitions::{NotReadable, PetitionId, open_for_signing};
use crate::text::{clean_name, clean_text};

pub const EXPIRES_AFTER_DAYS: i64 = 7;
const NAME_MAX: usize = 120;
const COMMENT_MAX: usize = 280;

/// A signature, checked and sealed, on its way to the table. `Debug` shows nothing of the person.
pub struct Ballot {
    pub id: SignatureId,
    pub petition: PetitionId,
    pub address: Address,
    pub name: Option<Zeroizing<String>>,
    pub comment: Option<Zeroizing<String>>,
    pub sealed: Sealed,
    pub dedupe_key: Vec<u8>,
    pub nonce: [u8; 8],
    pub visibility: Visibility,
    pub standing: Standing,
    pub workplace: Option<WorkplaceId>,
    pub postal_code: Option<String>,
    pub language: String,
    pub wants_updates: bool,
    pub client: Option<ClientAddress>,
    pub accept_risk: bool,
}

impl std::fmt::Debug for Ballot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Ballot({})", self.petition)
    }
}

/// Why a signature was not taken; nothing of it is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignRefused {
    #[error("there is no such petition")]
    NoPetition,
    #[error("the petition was taken down")]
    Removed,
    #[error("the petition is not open")]
    NotOpen,
    #[error("the address belongs to the employer")]
    EmployerAddress,
    #[error("the network belongs to the employer")]
    EmployerNetwork,
    #[error("there is no such workplace")]
    NoWorkplace,
}

/// Why signing failed.
#[derive(Debug, thiserror::Error)]
pub enum SignError {
    #[error("the body is not a signature")]
    Invalid(Vec<Violation>),
    #[error(transparent)]
    Refused(#[from] SignRefused),
    #[error(transparent)]
    Intake(#[from] IntakeError),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

pub async fn sign(
    app: &App,
    queues: &SigningQueues,
    petition: PetitionId,
    new: &NewSignature,
    client: Option<ClientAddress>,
) -> Result<(), SignError> {
    let ballot = match ballot(app, queues, petition, new, client) {
        Err(SignError::Refused(SignRefused::NoPetition)) => return keyless(app, petition).await,
        other => other?,
    };
    let taken = queues.sign.ask(ballot).await?;
    if taken == Err(SignRefused::NotOpen) {
        queues.keys.forget(petition);
    }
    Ok(taken?)
}

/// The key of a closed petition is gone after a week; the petition is still there to be looked at.
async fn keyless(app: &App, petition: PetitionId) -> Result<(), SignError> {
    match open_for_signing(&app.db.read, petition, app.clock.now()).await {
        Err(NotReadable::Removed) => Err(SignRefused::Removed.into()),
        Err(NotReadable::NotOpen) => Err(SignRefused::NotOpen.into()),
        Err(NotReadable::Db(error)) => Err(error.into()),
        Ok(_) | Err(NotReadable::Unknown) => Err(SignRefused::NoPetition.into()),
    }
}

/// Everything that needs no database: cleaned, canonicalised, sealed.
pub fn ballot(
    app: &App,
    queues: &SigningQueues,
    petition: PetitionId,
    new: &NewSignature,
    client: Option<ClientAddress>,
) -> Result<Ballot, SignError> {
    let mut wrong = Vec::new();
    let visibility = new.visibility.unwrap_or(Visibility::Counted);
    let address = Address::parse(&new.email)
        .map_err(|error| wrong.push(Violation::new("/email", error.to_string())))
        .ok();
    let name = match (&new.name, rules::asks_for_a_name(visibility)) {
        (Some(raw), true) => clean_name(raw, NAME_MAX)
            .map_err(|error| wrong.push(Violation::new("/name", error.to_string())))
            .ok(),
        (None, true) => {
            wrong.push(Violation::new(
                "/name",
                "is needed where the name is to be printed",
            ));
            None
        }
        (Some(_), false) => {
            wrong.push(Violation::new(
                "/name",
                "is not taken from signers who are only counted",
            ));
            None
        }
        (None, false) => None,
    };
    let comment = new.comment.as_deref().filter(|raw| !raw.trim().is_empty());
    let comment = comment.and_then(|raw| {
        clean_text(raw, COMMENT_MAX)
            .map_err(|error| wrong.push(Violation::new("/comment", error.to_string())))
            .ok()
    });
    let workplace = new
        .workplace_id
        .as_deref()
        .filter(|text| *text != "not_listed");
    let workplace =
        workplace.and_then(|text| text.parse().map_err(|_| wrong.push(no_workplace())).ok());
    let Some(address) = address.filter(|_| wrong.is_empty()) else {
        return Err(SignError::Invalid(wrong));
    };
    // A petition without a key takes no signatures: it is a draft, long closed, or not there at all.
    let key = queues
        .keys
        .of(&app.petition_keys, petition)
        .ok_or(SignRefused::NoPetition)?;
    let id = SignatureId(ids::of_the_hour(app.clock.now(), &app.entropy));
    let (name, comment) = (name.map(Zeroizing::new), comment.map(Zeroizing::new));
    let (shown_name, shown_comment) = (
        name.as_ref().map(|name| name.as_str()),
        comment.as_ref().map(|text| text.as_str()),
    );
    Ok(Ballot {
        id,
        petition,
        sealed: seal::seal(app, id, &address, shown_name, shown_comment),
        dedupe_key: seal::dedupe_key(&key, &address),
        nonce: app.entropy.bytes(),
        address,
        name,
        comment,
        visibility,
        standing: new.standing,
        workplace,
        postal_code: new.postal_code.as_deref().map(tidy_postal_code),
        language: new.language.clone().unwrap_or_else(|| "en".to_owned()),
        wants_updates: new.wants_updates.unwrap_or(false),
        client,
        accept_risk: new.accept_risk.unwrap_or(false),
    })
}

fn no_workplace() -> Violation {
    Violation::new(
        "/workplace_id",
        "must be a workplace of this petition, or `not_listed`",
    )
}

/// As the directory keeps it; what it cannot be stays unknown there.
fn tidy_postal_code(raw: &str) -> String {
    postal_code(raw).unwrap_or_else(|| raw.trim().to_ascii_uppercase())
}

pub use crate::clock::hour;

pub fn expires_at(now: DateTime<Utc>) -> DateTime<Utc> {
    hour(now) + Duration::hours(1) + Duration::days(EXPIRES_AFTER_DAYS)
}

pub fn comment_state(comment: Option<&Zeroizing<String>>) -> &'static str {
    if comment.is_some() { "waiting" } else { "none" }
}

/// The intake verb.
#[derive(Debug)]
pub struct Sign;

impl Intake for Sign {
    const NAME: &'static str = "sign";
    type Item = Ballot;
    type Done = Result<(), SignRefused>;

    async fn take(app: &App, tx: &Tx, ballots: &[Ballot]) -> Result<Vec<Self::Done>, DbErr> {
        let now = app.clock.now();
        let doors = Doors::load(tx, ballots).await?;
        let judged: Vec<_> = ballots
            .iter()
            .map(|ballot| doors.judge(ballot, now))
            .collect();
        let let_in: Vec<LetIn> = ballots
            .iter()
            .zip(&judged)
            .filter_map(|(ballot, judged)| Some((ballot, (*judged).ok()?)))
            .collect();
        if !let_in.is_empty() {
            let new = arrive(app, tx, &let_in, now).await?;
            let mut counters = Counters::default();
            let mut mails = Vec::new();
            let known = let_in
                .iter()
                .filter(|(ballot, _)| !new.contains(&ballot.id));
            for (ballot, admitted) in known {
                if let Some(id) = repeat(app, tx, ballot, *admitted, &mut counters).await? {
                    mails.push(
                        confirmation(id, &ballot.language, now).only_once(format!("confirm:{id}")),
                    );
                }
            }
            let signed = let_in.iter().map(|(ballot, _)| ballot.petition).collect();
            freeze(tx, doors.unfrozen(&signed), now).await?;
            counters.write(tx).await?;
            jobs::enqueue_many(app, tx, mails).await?;
        }
        Ok(judged.into_iter().map(|judged| judged.map(drop)).collect())
    }
}

pub fn confirmation(id: SignatureId, language: &str, now: DateTime<Utc>) -> NewJob {
    NewJob::new(Kind::SendConfirmation, id.0, now).language(language)
}

impl From<SignRefused> for Problem {
    fn from(refused: SignRefused) -> Self {
        match refused {
            SignRefused::NoPetition => Self::new(known::NOT_FOUND),
            SignRefused::Removed => Self::new(known::PETITION_REMOVED),
            SignRefused::NotOpen => Self::new(known::PETITION_NOT_OPEN),
            SignRefused::EmployerAddress => Self::new(known::EMPLOYER_ADDRESS),
            SignRefused::EmployerNetwork => Self::new(known::EMPLOYER_NETWORK),
            SignRefused::NoWorkplace => Self::invalid(vec![no_workplace()]),
        }
    }
}

impl From<SignError> for Problem {
    fn from(error: SignError) -> Self {
        match error {
            SignError::Invalid(violations) => Self::invalid(violations),
            SignError::Refused(refused) => refused.into(),
            SignError::Intake(error) => error.into(),
            SignError::Db(error) => error.into(),
        }
    }
}
