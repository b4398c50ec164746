//! The ways out: SMTP, or `.eml` files in a folder for the demo and tests.

use std::path::PathBuf;
use std::time::Duration;

use chrono::{DateTime, Utc};
use lettre::message::Mailbox;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use secrecy::ExposeSecret;

use super::message::Mail;
use crate::config::Settings;

/// How mail leaves this node.
#[derive(Clone, Debug)]
pub struct Mailer {
    from: Mailbox,
    way: Way,
}

#[derive(Clone, Debug)]
enum Way {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
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
    /// Refused for now, and certainly not delivered.
    NotNow,
    /// Refused for good: the address, or the mail.
    Refused,
    /// The connection broke after the text had begun to leave.
    Uncertain,
}

impl Mailer {
    pub fn new(settings: &Settings) -> Result<Self, MailerError> {
        let from = settings.mail.from.parse().map_err(|_| MailerError::From)?;
        let way = match &settings.mail.smtp_host {
            Some(host) => Way::Smtp(smtp(settings, host)?),
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
            Way::Smtp(transport) => match transport.send(message).await {
                Ok(_) => Sent::Accepted,
                Err(error) if error.is_permanent() => Sent::Refused,
                Err(error) if error.is_transient() => Sent::NotNow,
                Err(error) if never_began(&error) => Sent::NotNow,
                Err(_) => Sent::Uncertain,
            },
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

/// A server that could not be reached, or with which no TLS could be agreed, has received nothing.
fn never_began(error: &lettre::transport::smtp::Error) -> bool {
    let causes = std::iter::successors(std::error::Error::source(error), |error| error.source());
    let refused = |error: &std::io::Error| {
        use std::io::ErrorKind as K;
        matches!(
            error.kind(),
            K::ConnectionRefused | K::HostUnreachable | K::NetworkUnreachable | K::NotFound
        )
    };
    error.is_tls()
        || causes
            .filter_map(|error| error.downcast_ref::<std::io::Error>())
            .any(refused)
}

fn smtp(
    settings: &Settings,
    host: &str,
) -> Result<AsyncSmtpTransport<Tokio1Executor>, MailerError> {
    let tls = match settings.mail.smtp_security.as_str() {
        "tls" => Tls::Wrapper(TlsParameters::new(host.to_owned())?),
        "none" => Tls::None,
        _ => Tls::Required(TlsParameters::new(host.to_owned())?),
    };
    let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host)
        .port(settings.mail.smtp_port)
        .tls(tls)
        .timeout(Some(Duration::from_secs(30)));
    if let (Some(user), Some(password)) = (&settings.mail.smtp_user, &settings.mail.smtp_password) {
        let password = password.expose_secret().to_owned();
        builder = builder.credentials(Credentials::new(user.clone(), password));
    }
    Ok(builder.build())
}
