//! Keyed hashes of people, and what a mail carries to be ended or to be found again. None of the second kind is stored.

use data_encoding::{BASE32_NOPAD, BASE64URL_NOPAD};
use uuid::Uuid;

use super::RecipientId;
use super::rules::Draw;
use crate::app::App;
use crate::campaigns::CampaignId;
use crate::identity::OrganizationId;
use crate::mail::Address;
use crate::secrets::{ct_eq, hmac_sha256};
use crate::signatures::address::canonical;
use crate::signatures::seal::subscriber_key;

const UNSUBSCRIBE_MAC: usize = 16;
const MESSAGE_MAC: usize = 10;

/// One person in all audiences of a campaign: the key that subscriptions have.
pub fn person_key(app: &App, campaign: CampaignId, address: &Address) -> Vec<u8> {
    subscriber_key(app, campaign, address)
}

/// One mailbox in all campaigns of an organization.
pub fn mailbox_key(app: &App, organization: OrganizationId, address: &Address) -> Vec<u8> {
    let mailbox = canonical(address);
    let parts: [&[u8]; 2] = [organization.0.as_bytes(), mailbox.as_bytes()];
    hmac_sha256(&app.keys.pepper, "announcement-mailbox", &parts).to_vec()
}

/// Where the number of a campaign's people turns. Nobody can work it out, and it stays: drawn anew, an average would tell the number.
pub fn audience_draw(app: &App, campaign: CampaignId) -> Draw {
    draw(app, campaign, "announcement-audience-draw")
}

/// The same for how far mails have come: another one, since those move at a pace that can be counted along.
pub fn progress_draw(app: &App, campaign: CampaignId) -> Draw {
    draw(app, campaign, "announcement-progress-draw")
}

fn draw(app: &App, campaign: CampaignId, purpose: &str) -> Draw {
    let parts: [&[u8]; 1] = [campaign.0.as_bytes()];
    Draw::new(&hmac_sha256(&app.keys.pepper, purpose, &parts))
}

/// Whom a link to unsubscribe is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub campaign: CampaignId,
    pub key: Vec<u8>,
}

/// The same in every mail of a campaign to one person, and good for ever.
pub fn unsubscribe_token(app: &App, person: &Person) -> String {
    let mac = unsubscribe_mac(app, person);
    let campaign = person.campaign.0.as_bytes();
    let bytes = [campaign.as_slice(), &person.key, &mac].concat();
    BASE64URL_NOPAD.encode(&bytes)
}

pub fn read_unsubscribe_token(app: &App, text: &str) -> Option<Person> {
    let bytes = BASE64URL_NOPAD.decode(text.trim().as_bytes()).ok()?;
    let (campaign, rest) = bytes.split_first_chunk::<16>()?;
    let (key, mac) = rest.split_last_chunk::<UNSUBSCRIBE_MAC>()?;
    let person = Person {
        campaign: CampaignId(Uuid::from_bytes(*campaign)),
        key: key.to_vec(),
    };
    ct_eq(&unsubscribe_mac(app, &person), mac).then_some(person)
}

fn unsubscribe_mac(app: &App, person: &Person) -> Vec<u8> {
    let parts: [&[u8]; 2] = [person.campaign.0.as_bytes(), &person.key];
    let mac = hmac_sha256(&app.keys.mail_tokens, "unsubscribe", &parts);
    mac[..UNSUBSCRIBE_MAC].to_vec()
}

/// Names the recipient's row to whoever holds the key: a report that comes back needs no look at any address.
pub fn message_id(app: &App, recipient: RecipientId) -> String {
    let id = BASE32_NOPAD.encode(recipient.0.as_bytes()).to_lowercase();
    let mac = BASE32_NOPAD.encode(&message_mac(app, recipient));
    let host = app.settings.mail_domain();
    format!("<{MARK}{id}.{}@{host}>", mac.to_lowercase())
}

const MARK: &str = "ann.";

/// Every recipient that a text names with a Message-ID of ours.
pub fn named_in(app: &App, text: &str) -> Option<RecipientId> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '.';
    let candidates = text.match_indices(MARK).map(|(at, _)| {
        let rest = &text[at + MARK.len()..];
        let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        &rest[..end]
    });
    candidates.into_iter().find_map(|found| {
        let (id, mac) = found.split_once('.')?;
        let decode = |text: &str| BASE32_NOPAD.decode(text.to_uppercase().as_bytes()).ok();
        let id = RecipientId(Uuid::from_slice(&decode(id)?).ok()?);
        ct_eq(&message_mac(app, id), &decode(mac)?).then_some(id)
    })
}

fn message_mac(app: &App, recipient: RecipientId) -> Vec<u8> {
    let parts: [&[u8]; 1] = [recipient.0.as_bytes()];
    let mac = hmac_sha256(&app.keys.mail_tokens, "announcement-message", &parts);
    mac[..MESSAGE_MAC].to_vec()
}
