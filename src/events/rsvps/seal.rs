//! Names and addresses of those who come, at rest: as signers' are, and under purposes of their own.

use zeroize::Zeroizing;

use crate::app::App;
use crate::events::entity::rsvp;
use crate::events::{EventId, RsvpId};
use crate::mail::Address;
use crate::secrets::field::{open_field, seal_field};
use crate::secrets::hmac_sha256;
use crate::signatures::address::canonical;

const ADDRESS: &str = "rsvps.address";
const NAME: &str = "rsvps.name";

/// One person at one event, whatever the spelling of the address; another key than that of any petition or list.
pub fn address_key(app: &App, event: EventId, address: &Address) -> Vec<u8> {
    let mailbox = canonical(address);
    let parts: [&[u8]; 2] = [event.0.as_bytes(), mailbox.as_bytes()];
    hmac_sha256(&app.keys.pepper, "rsvp", &parts).to_vec()
}

pub fn seal_address(app: &App, id: RsvpId, address: &Address) -> Vec<u8> {
    seal(app, ADDRESS, id, address.expose())
}

pub fn seal_name(app: &App, id: RsvpId, name: &str) -> Vec<u8> {
    seal(app, NAME, id, name)
}

fn seal(app: &App, purpose: &str, id: RsvpId, text: &str) -> Vec<u8> {
    let key = &app.keys.fields;
    app.entropy
        .with(|rng| seal_field(rng, key, purpose, id.0.as_bytes(), text))
}

/// Where mail goes to.
pub fn address(app: &App, row: &rsvp::Model) -> Option<Address> {
    let text = open(app, ADDRESS, row.id, row.address_sealed.as_deref())?;
    Address::parse(&text).ok()
}

pub fn name(app: &App, row: &rsvp::Model) -> Option<Zeroizing<String>> {
    open(app, NAME, row.id, row.name_sealed.as_deref())
}

fn open(app: &App, purpose: &str, id: RsvpId, sealed: Option<&[u8]>) -> Option<Zeroizing<String>> {
    open_field(&app.keys.fields, purpose, id.0.as_bytes(), sealed?).ok()
}
