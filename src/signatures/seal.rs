//! Names, addresses and comments of signers at rest.

use zeroize::Zeroizing;

use super::SignatureId;
use super::address::{Address, canonical};
use super::entity::{paper_signature, signature, subscription};
use crate::app::App;
use crate::campaigns::CampaignId;
use crate::directory::WorkplaceId;
use crate::secrets::field::{open_field, seal_field};
use crate::secrets::{Key32, hmac_sha256};

const ADDRESS: &str = "signatures.address";
const NAME: &str = "signatures.name";
const NAME_ON_PAPER: &str = "paper_signatures.name";
const COMMENT: &str = "signatures.comment";
const SUBSCRIBER: &str = "subscriptions.address";

/// The three sealed columns of a row.
#[derive(Clone, Debug)]
pub struct Sealed {
    pub address: Vec<u8>,
    pub name: Option<Vec<u8>>,
    pub comment: Option<Vec<u8>>,
}

pub fn seal(
    app: &App,
    id: SignatureId,
    address: &Address,
    name: Option<&str>,
    comment: Option<&str>,
) -> Sealed {
    let key = &app.keys.fields;
    let row = id.0.as_bytes();
    app.entropy.with(|rng| Sealed {
        address: seal_field(rng, key, ADDRESS, row, address.expose()),
        name: name.map(|name| seal_field(rng, key, NAME, row, name)),
        comment: comment.map(|comment| seal_field(rng, key, COMMENT, row, comment)),
    })
}

/// The address that mail goes to; nothing once it is erased.
pub fn address(app: &App, row: &signature::Model) -> Option<Zeroizing<String>> {
    open(app, ADDRESS, row.id, row.address_sealed.as_deref())
}

/// The name that its signer asked to have printed.
pub fn name(app: &App, row: &signature::Model) -> Option<Zeroizing<String>> {
    open(app, NAME, row.id, row.name_sealed.as_deref())
}

pub fn comment(app: &App, row: &signature::Model) -> Option<Zeroizing<String>> {
    open(app, COMMENT, row.id, row.comment_sealed.as_deref())
}

/// The name of a line on paper; its table is another one, and so is the place that it is sealed for.
pub fn name_on_paper(app: &App, row: &paper_signature::Model) -> Option<Zeroizing<String>> {
    open(app, NAME_ON_PAPER, row.id, row.name_sealed.as_deref())
}

pub fn seal_on_paper(app: &App, id: SignatureId, name: &str) -> Vec<u8> {
    let (key, row) = (&app.keys.fields, id.0.as_bytes());
    app.entropy
        .with(|rng| seal_field(rng, key, NAME_ON_PAPER, row, name))
}

/// One name at one place of work on one petition's paper. It dies in meaning with the petition's key.
pub fn name_key(key: &Key32, workplace: Option<WorkplaceId>, folded: &str) -> Vec<u8> {
    let workplace = workplace.map_or(uuid::Uuid::nil(), |id| id.0);
    let parts: [&[u8]; 2] = [workplace.as_bytes(), folded.as_bytes()];
    hmac_sha256(key, "paper-signer", &parts).to_vec()
}

fn open(
    app: &App,
    purpose: &str,
    id: SignatureId,
    sealed: Option<&[u8]>,
) -> Option<Zeroizing<String>> {
    open_field(&app.keys.fields, purpose, id.0.as_bytes(), sealed?).ok()
}

/// One person on one petition, whatever the spelling of the address.
pub fn dedupe_key(key: &Key32, address: &Address) -> Vec<u8> {
    key_of(key, canonical(address).as_bytes())
}

/// The same from the one spelling that was kept for a moment.
pub fn key_of(key: &Key32, canonical: &[u8]) -> Vec<u8> {
    hmac_sha256(key, "signer", &[canonical]).to_vec()
}

/// One mailbox on one day, over all petitions.
pub fn quota_key(app: &App, day: chrono::NaiveDate, address: &Address) -> Vec<u8> {
    let (day, mailbox) = (day.to_string(), canonical(address));
    let parts: [&[u8]; 2] = [day.as_bytes(), mailbox.as_bytes()];
    hmac_sha256(&app.keys.mail_tokens, "mail-quota", &parts).to_vec()
}

/// One subscriber of one campaign; made with another key than signers are, so that rows cannot be matched.
pub fn subscriber_key(app: &App, campaign: CampaignId, address: &Address) -> Vec<u8> {
    let mailbox = canonical(address);
    let parts: [&[u8]; 2] = [campaign.0.as_bytes(), mailbox.as_bytes()];
    hmac_sha256(&app.keys.pepper, "subscriber", &parts).to_vec()
}

/// Where a subscriber's updates go.
pub fn subscriber(app: &App, row: &subscription::Model) -> Option<Zeroizing<String>> {
    let id = row.id.0.as_bytes();
    open_field(&app.keys.fields, SUBSCRIBER, id, &row.address_sealed).ok()
}

pub fn subscription(app: &App, id: super::SubscriptionId, address: &Address) -> Vec<u8> {
    let row = id.0.as_bytes();
    app.entropy
        .with(|rng| seal_field(rng, &app.keys.fields, SUBSCRIBER, row, address.expose()))
}
