//! What readiness says over HTTP.

use chrono::{DateTime, Utc};
use poem_openapi::Object;

crate::words! {
    /// What is looked at.
    ReadinessCheck {
        /// Mail leaves by SMTP, and a test mail was accepted.
        Mail = "mail",
        /// `public_url` is set and leads here from other machines: mails link to it, and packets print it.
        PublicAddress = "public_address",
        /// People reach the service over TLS, its own or that of a proxy.
        EncryptedTransport = "encrypted_transport",
        /// People are told apart by where they come from: the proxy in front, if there is one, is named in
        /// `trusted_proxies`. Otherwise all share one limit, and nobody is warned on an employer's network.
        ClientAddresses = "client_addresses",
        /// The place where packets are kept answers.
        StoredFiles = "stored_files",
        /// Two members have reviewers' keys, since publishing takes two people.
        TwoReviewers = "two_reviewers",
        /// The recovery key was printed for two officers.
        RecoveryKey = "recovery_key",
        /// Every workplace has headcounts, without which no count per workplace is shown.
        Headcounts = "headcounts",
        /// Somebody is in office whom a packet can address.
        CurrentOfficials = "current_officials",
        /// Every campaign that is not over addresses somebody; a petition without an addressee does not open.
        Targets = "targets",
        /// Every campaign that is not over asks for something: packets print the demands, not the petition's text alone.
        Demands = "demands",
        /// No mail to signers, members or invited people was given up, is uncertain or has been tried in vain. An
        /// address that was refused for good is no such case.
        MailsUnderWay = "mails_under_way",
        /// Whoever is addressed in another language than the campaign's own reads its demands and summary in theirs.
        Translations = "translations",
    }
}

/// One thing that is ready or not.
#[derive(Clone, Debug, Object)]
pub struct ReadinessItem {
    pub check: ReadinessCheck,
    pub ready: bool,
    /// What was found, and what to do about it.
    pub detail: String,
}

/// What is still missing.
#[derive(Clone, Debug, Object)]
pub struct Readiness {
    /// Whether nothing is missing.
    pub ready: bool,
    /// Whether a petition can be opened: mail leaves and was proven, or everything here is made up.
    pub can_open_petitions: bool,
    pub items: Vec<ReadinessItem>,
    pub mails: MailsUnderWay,
}

/// Mails to signers, members and invited people of this organization that have not arrived. What was sent is not kept.
#[derive(Clone, Debug, Object)]
pub struct MailsUnderWay {
    /// Waiting for their turn, or for the next try.
    pub waiting: i64,
    /// Those among them that the mail server did not take yet.
    pub tried_in_vain: i64,
    /// Refused for good, most often because there is no such address.
    pub refused: i64,
    /// Given up for another reason, most often a mail server that was down for days.
    pub given_up: i64,
    /// The connection broke while they left: they may have arrived, and are not sent again by themselves.
    pub uncertain: i64,
}

/// A test mail is on its way to the caller's own address.
#[derive(Clone, Debug, Object)]
pub struct TestMail {
    pub requested_at: DateTime<Utc>,
    /// False while mail only goes to a folder: then it proves nothing.
    pub delivers: bool,
}
