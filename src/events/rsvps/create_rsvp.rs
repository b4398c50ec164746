//! Takes an answer to an event: it waits for its confirmation by mail, and is answered the same whoever asks.

use chrono::Duration;
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter};

use super::seal;
use crate::app::App;
use crate::clock::hour;
use crate::db::Tx;
use crate::directory::{is_employer_domain, is_employer_network};
use crate::events::entity::{event, rsvp};
use crate::events::find::{locked, training_of};
use crate::events::rules::{self, CONFIRM_HOURS, Standing, State};
use crate::events::wire::NewRsvp;
use crate::events::{EventId, RsvpId};
use crate::http::{Fields, Invalid, Problem, catalogue as known};
use crate::ids;
use crate::jobs::{self, Kind, NewJob};
use crate::listen::ClientAddress;
use crate::mail::Address;
use crate::signatures::is_within_quota;

/// Why an answer was not taken; nothing of it is stored.
#[derive(Debug, thiserror::Error)]
pub enum CreateRsvpError {
    #[error("there is no such event")]
    Unknown,
    #[error("the event takes no answers")]
    NotOpen,
    #[error("the address belongs to the employer")]
    EmployerAddress,
    #[error("the network belongs to the employer")]
    EmployerNetwork,
    #[error(transparent)]
    Invalid(#[from] Invalid),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

/// An answer, cleaned.
struct Clean {
    address: Address,
    name: Option<String>,
    language: String,
    zone: Option<String>,
    wants_updates: bool,
}

pub async fn create_rsvp(
    app: &App,
    id: EventId,
    new: &NewRsvp,
    client: Option<ClientAddress>,
) -> Result<(), CreateRsvpError> {
    let clean = &cleaned(new)?;
    let event = &open(app, id).await?;
    if !new.accept_risk.unwrap_or(false) {
        guard(app, event, &clean.address, client).await?;
    }
    app.db
        .write(|tx| async move {
            // Held before the answer is read, as for a confirmation: whoever confirms meanwhile keeps their place.
            let event = locked(&tx, event.organization_id, event.id).await?;
            let event = event.ok_or(CreateRsvpError::Unknown)?;
            if !takes_answers(app, &event) {
                return Err(CreateRsvpError::NotOpen);
            }
            put(app, &tx, &event, clean).await
        })
        .await
}

/// The event, if it takes answers at this moment.
async fn open(app: &App, id: EventId) -> Result<event::Model, CreateRsvpError> {
    let found = event::public().filter(event::Column::Id.eq(id));
    let event = found.one(&app.db.read).await?;
    let event = event.ok_or(CreateRsvpError::Unknown)?;
    takes_answers(app, &event)
        .then_some(event)
        .ok_or(CreateRsvpError::NotOpen)
}

fn takes_answers(app: &App, event: &event::Model) -> bool {
    let elsewhere = training_of(event).is_some_and(|one| one.registration_link.is_some());
    event.state == State::Published.as_str() && event.ends_at > app.clock.now() && !elsewhere
}

/// The employer reads its own mail and sees its own network.
async fn guard(
    app: &App,
    event: &event::Model,
    address: &Address,
    client: Option<ClientAddress>,
) -> Result<(), CreateRsvpError> {
    let (db, owner) = (&app.db.read, event.organization_id);
    if is_employer_domain(db, owner, address.domain()).await? {
        return Err(CreateRsvpError::EmployerAddress);
    }
    if let Some(client) = client
        && is_employer_network(db, owner, client.reveal()).await?
    {
        return Err(CreateRsvpError::EmployerNetwork);
    }
    Ok(())
}

fn cleaned(new: &NewRsvp) -> Result<Clean, Invalid> {
    let mut fields = Fields::default();
    let address = Address::parse(&new.email);
    if let Err(error) = &address {
        fields.refuse("/email", error);
    }
    let name = new.name.as_deref().filter(|name| !name.trim().is_empty());
    let name = name.map(|name| fields.name("/name", name, 120));
    let language = match &new.language {
        Some(raw) => fields.language("/language", raw),
        None => "en".to_owned(),
    };
    let zone = new.zone.clone();
    if zone
        .as_deref()
        .is_some_and(|name| rules::zone(name).is_none())
    {
        fields.refuse("/zone", "must be a zone of the IANA database");
    }
    fields.done()?;
    Ok(Clean {
        address: address.map_err(|error| Invalid::at("/email", error.to_string()))?,
        name,
        language,
        zone,
        wants_updates: new.wants_updates.unwrap_or(false),
    })
}

async fn put(
    app: &App,
    tx: &Tx,
    event: &event::Model,
    clean: &Clean,
) -> Result<(), CreateRsvpError> {
    use rsvp::Column as C;
    let key = seal::address_key(app, event.id, &clean.address);
    let there = rsvp::of(event.organization_id)
        .filter(C::EventId.eq(event.id))
        .filter(C::AddressKey.eq(key.clone()));
    let known = there.one(tx).await?;
    let id = match &known {
        Some(row) => row.id,
        None => RsvpId(ids::at(hour(app.clock.now()), &app.entropy)),
    };
    let is_pending = known
        .as_ref()
        .is_none_or(|row| row.state == Standing::Pending.as_str());
    if is_pending {
        let row = row_of(app, event, clean, id, key);
        match known {
            Some(known) => {
                let same = says_the_same(app, &known, clean);
                // Another answer voids the links of the mails before. Where no further mail can leave, nobody may do that.
                if !same && !is_within_quota(app, tx, &clean.address).await? {
                    return Ok(());
                }
                let nonce = if same { Set(known.nonce) } else { row.nonce };
                let row = rsvp::ActiveModel {
                    id: Unchanged(id),
                    nonce,
                    ..row
                };
                row.update(tx).await?;
            }
            None => {
                let mut twice = OnConflict::columns([C::EventId, C::AddressKey]);
                rsvp::Entity::insert(row)
                    .on_conflict(twice.do_nothing().to_owned())
                    .exec_without_returning(tx)
                    .await?;
            }
        }
    } else if let Some(row) = known.filter(|row| row.address_sealed.is_none()) {
        // Struck out, and forgotten but for the key: the address is needed once more, to say so.
        let mut row = row.into_active_model();
        row.address_sealed = Set(Some(seal::seal_address(app, id, &clean.address)));
        row.update(tx).await?;
    }
    let mail = NewJob::new(Kind::SendRsvpConfirmation, id.0, app.clock.now());
    let mail = mail.language(&clean.language);
    Ok(jobs::enqueue(app, tx, mail.only_once(format!("rsvp:{id}"))).await?)
}

fn says_the_same(app: &App, row: &rsvp::Model, clean: &Clean) -> bool {
    let name = seal::name(app, row);
    name.as_ref().map(|name| name.as_str()) == clean.name.as_deref()
        && row.language == clean.language
        && row.zone == clean.zone
        && row.wants_updates == clean.wants_updates
}

fn row_of(
    app: &App,
    event: &event::Model,
    clean: &Clean,
    id: RsvpId,
    key: Vec<u8>,
) -> rsvp::ActiveModel {
    let expires_at = hour(app.clock.now()) + Duration::hours(1 + CONFIRM_HOURS);
    let name = clean.name.as_deref();
    rsvp::ActiveModel {
        id: Set(id),
        organization_id: Set(event.organization_id),
        event_id: Set(event.id),
        address_key: Set(key),
        address_sealed: Set(Some(seal::seal_address(app, id, &clean.address))),
        name_sealed: Set(name.map(|name| seal::seal_name(app, id, name))),
        language: Set(clean.language.clone()),
        zone: Set(clean.zone.clone()),
        wants_updates: Set(clean.wants_updates),
        state: Set(Standing::Pending.as_str().to_owned()),
        nonce: Set(app.entropy.bytes::<8>().to_vec()),
        waiting_number: Set(None),
        expires_at: Set(expires_at.min(event.ends_at)),
        reminded: Set(0),
        join_seen: Set(None),
        attended: Set(None),
    }
}

impl From<CreateRsvpError> for Problem {
    fn from(error: CreateRsvpError) -> Self {
        match error {
            CreateRsvpError::Unknown => Self::new(known::NOT_FOUND),
            CreateRsvpError::NotOpen => Self::new(known::EVENT_NOT_OPEN),
            CreateRsvpError::EmployerAddress => Self::new(known::EMPLOYER_ADDRESS),
            CreateRsvpError::EmployerNetwork => Self::new(known::EMPLOYER_NETWORK),
            CreateRsvpError::Invalid(invalid) => invalid.into(),
            CreateRsvpError::Db(error) => error.into(),
        }
    }
}
