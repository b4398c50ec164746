//! One mail over SMTP, phase by phase: only once the text has begun to leave can it be in doubt whether it arrived.

use std::fmt;
use std::time::Duration;

use lettre::Message;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use secrecy::ExposeSecret;
use tokio::time::timeout;

use super::mailer::Sent;
use crate::config::MailSettings;

/// For all that comes before the text, and for the text. Together far below the lease of a job.
const BEFORE: Duration = Duration::from_secs(30);
const TEXT: Duration = Duration::from_secs(120);
const GOODBYE: Duration = Duration::from_secs(2);

/// RFC 4954: the server wants a sign-in, or another one. That is about us and never about the recipient.
const ABOUT_THE_SIGN_IN: [u16; 4] = [530, 534, 535, 538];

/// The mail server, and how it is spoken to.
#[derive(Clone, Debug)]
pub(super) struct Smtp {
    host: String,
    port: u16,
    security: Security,
    credentials: Option<Credentials>,
}

#[derive(Clone)]
enum Security {
    None,
    StartTls(TlsParameters),
    Tls(TlsParameters),
}

impl fmt::Debug for Security {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "none",
            Self::StartTls(_) => "starttls",
            Self::Tls(_) => "tls",
        })
    }
}

impl Smtp {
    pub fn new(settings: &MailSettings, host: &str) -> Result<Self, Error> {
        let tls = || TlsParameters::new(host.to_owned());
        let security = match settings.smtp_security.as_str() {
            "tls" => Security::Tls(tls()?),
            "none" => Security::None,
            _ => Security::StartTls(tls()?),
        };
        let (user, password) = (&settings.smtp_user, &settings.smtp_password);
        let credentials = user.as_ref().zip(password.as_ref());
        Ok(Self {
            host: host.to_owned(),
            port: settings.smtp_port,
            security,
            credentials: credentials.map(|(user, password)| {
                Credentials::new(user.clone(), password.expose_secret().to_owned())
            }),
        })
    }

    pub async fn send(&self, mail: &Message) -> Sent {
        // Whatever goes wrong here, no byte of the mail has left.
        let connected = timeout(BEFORE, self.connect()).await;
        let Ok(Ok(mut server)) = connected else {
            return Sent::NotNow;
        };
        let sent = speak(&mut server, mail).await;
        // After a broken try the server may wait for the rest of a text: no courtesy then.
        if sent != Sent::Uncertain {
            let _ = timeout(GOODBYE, server.abort()).await;
        }
        sent
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Error> {
        let hello = ClientId::default();
        let wrapped = match &self.security {
            Security::Tls(tls) => Some(tls.clone()),
            _ => None,
        };
        let server = (self.host.as_str(), self.port);
        let mut server =
            AsyncSmtpConnection::connect_tokio1(server, Some(BEFORE), &hello, wrapped, None)
                .await?;
        if let Security::StartTls(tls) = &self.security {
            server.starttls(tls.clone(), &hello).await?;
        }
        if let Some(credentials) = &self.credentials {
            server.auth(DEFAULT_MECHANISMS, credentials).await?;
        }
        Ok(server)
    }
}

async fn speak(server: &mut AsyncSmtpConnection, mail: &Message) -> Sent {
    match timeout(BEFORE, announce(server, mail)).await {
        Ok(Ok(())) => {}
        Ok(Err(about)) => return about.sent(),
        Err(_) => return Sent::NotNow,
    }
    match timeout(TEXT, server.message(&mail.formatted())).await {
        Ok(Ok(_)) => Sent::Accepted,
        Ok(Err(error)) if error.status().is_some() => About::TheMail(error).sent(),
        Ok(Err(_)) | Err(_) => Sent::Uncertain,
    }
}

/// What a refusal is about.
enum About {
    /// Our own address or standing: the next mail would be refused like this one, and later perhaps neither.
    Us,
    /// The recipient, or the text.
    TheMail(Error),
}

impl About {
    fn sent(self) -> Sent {
        match self {
            Self::TheMail(error) if error.is_permanent() => {
                let code = error.status().map(u16::from);
                let signs_in = code.is_some_and(|code| ABOUT_THE_SIGN_IN.contains(&code));
                if signs_in {
                    Sent::NotNow
                } else {
                    Sent::Refused
                }
            }
            Self::Us | Self::TheMail(_) => Sent::NotNow,
        }
    }
}

async fn announce(server: &mut AsyncSmtpConnection, mail: &Message) -> Result<(), About> {
    let envelope = mail.envelope();
    let from = Mail::new(envelope.from().cloned(), Vec::new());
    server.command(from).await.map_err(|_| About::Us)?;
    for to in envelope.to() {
        let to = Rcpt::new(to.clone(), Vec::new());
        server.command(to).await.map_err(About::TheMail)?;
    }
    server.command(Data).await.map_err(About::TheMail)?;
    Ok(())
}
