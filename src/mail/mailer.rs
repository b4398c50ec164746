//! The ways out: SMTP, or `.eml` files in a folder for the demo and tests.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use lettre::message::Mailbox;

use super::message::Mail;
use super::smtp::Smtp;
use crate::config::Settings;

/// How mail leaves this node.
#[derive(Clone, Debug)]
pub struct Mailer {
    from: Mailbox,
    way: Way,
}

#[derive(Clone, Debug)]
enum Way {
    Smtp(Smtp),
    Folder(PathBuf),
}

/// Why mail cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum MailerError {
    #[error("`mail.from` is not an address")]
    From,
    #[error("TLS towards the mail server: {0}")]
    Tls(#[from] lettre::transport::smtp::Error),
}

/// How one try to send ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    Accepted,
    /// Certainly not delivered: the server was not reached, did not let us in, or wants it later.
    NotNow,
    /// Refused for good: the address, or the mail.
    Refused,
    /// The connection broke after the text had begun to leave, and no answer came.
    Uncertain,
}

impl Mailer {
    pub fn new(settings: &Settings) -> Result<Self, MailerError> {
        let from = settings.mail.from.parse().map_err(|_| MailerError::From)?;
        let way = match &settings.mail.smtp_host {
            Some(host) => Way::Smtp(Smtp::new(&settings.mail, host)?),
            None => Way::Folder(settings.data.join("mail")),
        };
        Ok(Self { from, way })
    }

    /// False while mail only goes to a folder.
    pub fn delivers(&self) -> bool {
        matches!(self.way, Way::Smtp(_))
    }

    pub async fn send(&self, mail: &Mail, now: DateTime<Utc>) -> Sent {
        let Some(message) = mail.build(&self.from, now.into()) else {
            return Sent::Refused;
        };
        match &self.way {
            Way::Smtp(smtp) => smtp.send(&message).await,
            Way::Folder(folder) => {
                let name: String = mail
                    .message_id
                    .chars()
                    .filter(char::is_ascii_alphanumeric)
                    .collect();
                let path = folder.join(format!("{name}.eml"));
                let written = tokio::fs::create_dir_all(folder).await;
                let written = match written {
                    Ok(()) => tokio::fs::write(path, message.formatted()).await,
                    Err(error) => Err(error),
                };
                written.map_or(Sent::NotNow, |()| Sent::Accepted)
            }
        }
    }
}
