//! The ways out: SMTP, or `.eml` files in a folder for the demo and tests.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use lettre::message::{Mailbox, Message};
use tokio_util::sync::CancellationToken;

use super::dkim::{Dkim, DkimError};
use super::message::{Attachment, Mail};
use super::pace::Pace;
use super::pause::Pause;
use super::smtp::{Ready, Smtp};
use crate::config::Settings;

/// How mail leaves this node.
#[derive(Debug)]
pub struct Mailer {
    from: Mailbox,
    way: Way,
    pause: Pause,
    stopping: CancellationToken,
    dkim: Option<Dkim>,
    pub pace: Pace,
}

#[derive(Debug)]
enum Way {
    Smtp(Box<Smtp>),
    Folder(PathBuf),
}

/// Why mail cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum MailerError {
    #[error("`mail.from` is not an address")]
    From,
    #[error("TLS towards the mail server: {0}")]
    Tls(#[from] lettre::transport::smtp::Error),
    #[error(transparent)]
    Dkim(#[from] DkimError),
}

/// Why the text of a mail was not even begun: no byte of it has left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsent {
    /// The server was not reached, or did not let us in: no other mail would fare better.
    NoServer,
    /// The server fell silent or hung up when it heard of this mail.
    NoAnswer,
    /// The server wants this one later.
    NotNow,
    /// Refused for good: the address, or the mail.
    Refused,
    /// Refused for good, since there is no such mailbox.
    NoMailbox,
    /// This node is about to end.
    Stopping,
}

/// How it ended once the text had begun to leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    Accepted,
    /// The server wants it later, and has said so.
    NotNow,
    Refused,
    /// The connection broke after the text had begun to leave, and no answer came.
    Uncertain,
}

/// A mail that the server has agreed to take. Dropped, it never leaves.
#[derive(Debug)]
pub struct Announced<'a> {
    mailer: &'a Mailer,
    message: Message,
    /// Headers that stand before those of the message, each with its line end.
    listed: String,
    way: Prepared<'a>,
}

#[derive(Debug)]
enum Prepared<'a> {
    Smtp(Ready<'a>),
    File(PathBuf),
}

impl Mailer {
    pub fn new(settings: &Settings) -> Result<Self, MailerError> {
        let from = settings.mail.from.parse().map_err(|_| MailerError::From)?;
        let way = match &settings.mail.smtp_host {
            Some(host) => Way::Smtp(Box::new(Smtp::new(&settings.mail, host)?)),
            None => Way::Folder(settings.data.join("mail")),
        };
        Ok(Self {
            from,
            way,
            pause: Pause::default(),
            stopping: CancellationToken::new(),
            dkim: dkim(settings)?,
            pace: Pace::default(),
        })
    }

    /// Whether mails carry a signature of our own.
    pub fn signs(&self) -> bool {
        self.dkim.is_some()
    }

    /// False while mail only goes to a folder.
    pub fn delivers(&self) -> bool {
        matches!(self.way, Way::Smtp(_))
    }

    /// Does everything that comes before the text.
    pub async fn announce(&self, mail: &Mail, now: DateTime<Utc>) -> Result<Announced<'_>, Unsent> {
        self.begin(mail, &[], String::new(), now).await
    }

    /// The same for a mail with files.
    pub async fn announce_with(
        &self,
        mail: &Mail,
        files: &[Attachment],
        now: DateTime<Utc>,
    ) -> Result<Announced<'_>, Unsent> {
        self.begin(mail, files, String::new(), now).await
    }

    /// The same for one of many: `unsubscribe` is the address at which one POST ends them (RFC 8058).
    pub async fn announce_listed(
        &self,
        mail: &Mail,
        unsubscribe: &str,
        now: DateTime<Utc>,
    ) -> Result<Announced<'_>, Unsent> {
        let is_plain = unsubscribe
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'<' | b'>' | b','));
        if !is_plain {
            return Err(Unsent::Refused);
        }
        let listed = format!(
            "List-Unsubscribe: <{unsubscribe}>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
        );
        self.begin(mail, &[], listed, now).await
    }

    async fn begin(
        &self,
        mail: &Mail,
        files: &[Attachment],
        listed: String,
        now: DateTime<Utc>,
    ) -> Result<Announced<'_>, Unsent> {
        let message = mail.build_with(&self.from, now.into(), files);
        let message = message.ok_or(Unsent::Refused)?;
        let way = match &self.way {
            Way::Smtp(smtp) => {
                let reached = tokio::select! {
                    biased;
                    () = self.stopping.cancelled() => Err(Unsent::Stopping),
                    reached = smtp.announce(message.envelope()) => reached,
                };
                match reached {
                    Err(Unsent::NoServer | Unsent::NoAnswer) => self.pause.lengthen(now),
                    Err(Unsent::NotNow | Unsent::Refused | Unsent::NoMailbox) => self.pause.end(),
                    // The server has still to take the text.
                    Ok(_) | Err(Unsent::Stopping) => {}
                }
                Prepared::Smtp(reached?)
            }
            Way::Folder(folder) => {
                let name = mail.message_id.chars();
                let name: String = name.filter(char::is_ascii_alphanumeric).collect();
                Prepared::File(folder.join(format!("{name}.eml")))
            }
        };
        Ok(Announced {
            mailer: self,
            message,
            listed,
            way,
        })
    }

    /// Whether it is too early to try again after the server was not there.
    pub fn pauses(&self, now: DateTime<Utc>) -> bool {
        self.pause.holds(now)
    }

    /// Somebody has a reason to try now.
    pub fn end_pause(&self) {
        self.pause.end();
    }

    /// From now on no mail is begun; one whose text is leaving goes on.
    pub fn stop(&self) {
        self.stopping.cancel();
    }

    /// Nothing is left to send: the connection need not be kept.
    pub async fn rest(&self) {
        if let Way::Smtp(smtp) = &self.way {
            smtp.part().await;
        }
    }
}

impl Announced<'_> {
    /// Hands over the text.
    pub async fn send(self, now: DateTime<Utc>) -> Sent {
        let text = [self.listed.into_bytes(), self.message.formatted()].concat();
        let text = match &self.mailer.dkim {
            Some(dkim) => dkim.signed(text),
            None => text,
        };
        match self.way {
            Prepared::Smtp(ready) => {
                let sent = ready.send(&text).await;
                match sent {
                    Sent::Uncertain => self.mailer.pause.lengthen(now),
                    _ => self.mailer.pause.end(),
                }
                sent
            }
            Prepared::File(path) => {
                let made = match path.parent() {
                    Some(folder) => tokio::fs::create_dir_all(folder).await,
                    None => Ok(()),
                };
                let written = match made {
                    Ok(()) => tokio::fs::write(path, text).await,
                    Err(error) => Err(error),
                };
                written.map_or(Sent::NotNow, |()| Sent::Accepted)
            }
        }
    }
}

/// The key in the settings; without one, the key that `broadside dkim` left in the data folder, if there is any.
pub fn dkim(settings: &Settings) -> Result<Option<Dkim>, DkimError> {
    let (path, is_named) = settings.dkim_key();
    if !is_named && !path.exists() {
        return Ok(None);
    }
    Dkim::read(&path, &settings.mail_domain(), &settings.mail.dkim_selector).map(Some)
}
