//! Mails over SMTP, phase by phase: only once the text has begun to leave can it be in doubt whether it arrived.

use std::fmt;
use std::time::Duration;

use lettre::address::Envelope;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::ClientId;
use secrecy::ExposeSecret;
use tokio::sync::Mutex;
use tokio::time::timeout;

use super::mailer::{Sent, Unsent};
use crate::config::MailSettings;

/// For reaching the server and for each of its answers before the text, and for the text.
const BEFORE: Duration = Duration::from_secs(30);
const TEXT: Duration = Duration::from_secs(120);
const GOODBYE: Duration = Duration::from_secs(2);

/// RFC 4954: the server wants a sign-in, or another one. That is about us and never about the recipient.
const ABOUT_THE_SIGN_IN: [u16; 4] = [530, 534, 535, 538];

/// RFC 5321: the server ends the conversation. The next one may go well.
const GOES: u16 = 421;

/// The mail server, and how it is spoken to.
#[derive(Debug)]
pub(super) struct Smtp {
    host: String,
    port: u16,
    security: Security,
    credentials: Option<Credentials>,
    kept: Kept,
}

/// The connection that the last mail left.
#[derive(Default)]
struct Kept(Mutex<Option<Box<AsyncSmtpConnection>>>);

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Kept")
    }
}

/// A server that waits for a text. Dropped, the connection breaks before it, and the server forgets what it was told.
pub(super) struct Ready<'a> {
    smtp: &'a Smtp,
    server: Box<AsyncSmtpConnection>,
}

impl fmt::Debug for Ready<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ready")
    }
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
            kept: Kept::default(),
        })
    }

    /// Up to the point where the server waits for the text. A connection that the last mail left is used again.
    pub async fn announce(&self, envelope: &Envelope) -> Result<Ready<'_>, Unsent> {
        let kept = self.kept.0.lock().await.take();
        if let Some(mut server) = kept {
            match announce(&mut server, envelope).await {
                Ok(()) => return Ok(self.ready(server)),
                // Servers hang up on who says nothing for a while, or has said much: that is no news.
                Err(about) if about.is_the_connection() => {}
                Err(about) => return Err(self.turned_away(server, about).await),
            }
        }
        let connected = timeout(BEFORE, self.connect()).await;
        let Ok(Ok(mut server)) = connected else {
            return Err(Unsent::NoServer);
        };
        match announce(&mut server, envelope).await {
            Ok(()) => Ok(self.ready(server)),
            Err(about) => Err(self.turned_away(server, about).await),
        }
    }

    fn ready(&self, server: Box<AsyncSmtpConnection>) -> Ready<'_> {
        Ready { smtp: self, server }
    }

    /// What was about one mail leaves the connection good for the next.
    async fn turned_away(&self, mut server: Box<AsyncSmtpConnection>, about: About) -> Unsent {
        let unsent = about.unsent();
        if matches!(unsent, Unsent::NotNow | Unsent::Refused | Unsent::NoMailbox)
            && matches!(timeout(GOODBYE, server.command(Rset)).await, Ok(Ok(_)))
        {
            *self.kept.0.lock().await = Some(server);
        }
        unsent
    }

    /// Takes leave of the server, if it is still there.
    pub async fn part(&self) {
        let kept = self.kept.0.lock().await.take();
        if let Some(mut server) = kept {
            let _ = timeout(GOODBYE, server.abort()).await;
        }
    }

    async fn connect(&self) -> Result<Box<AsyncSmtpConnection>, Error> {
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
        Ok(Box::new(server))
    }
}

impl Ready<'_> {
    pub async fn send(mut self, text: &[u8]) -> Sent {
        let sent = match timeout(TEXT, self.server.message(text)).await {
            Ok(Ok(_)) => Sent::Accepted,
            Ok(Err(error)) if error.status().is_some() => {
                match About::TheMail(Some(error)).unsent() {
                    Unsent::Refused | Unsent::NoMailbox => Sent::Refused,
                    _ => Sent::NotNow,
                }
            }
            Ok(Err(_)) | Err(_) => Sent::Uncertain,
        };
        // After a broken try the server may wait for the rest of a text.
        if sent != Sent::Uncertain {
            *self.smtp.kept.0.lock().await = Some(self.server);
        }
        sent
    }
}

/// What a refusal is about; nothing is known of an answer that did not come.
enum About {
    /// Our own address or standing: the next mail would be refused like this one, and later perhaps neither.
    Us(Option<Error>),
    /// The recipient's mailbox.
    TheMailbox(Option<Error>),
    /// The text.
    TheMail(Option<Error>),
}

impl About {
    /// The server was not there any more, or said that it goes (421).
    fn is_the_connection(&self) -> bool {
        let (Self::Us(error) | Self::TheMailbox(error) | Self::TheMail(error)) = self;
        let code = error.as_ref().and_then(Error::status).map(u16::from);
        code.is_none_or(|code| code == GOES)
    }

    fn unsent(&self) -> Unsent {
        let (Self::TheMailbox(error) | Self::TheMail(error)) = self else {
            return Unsent::NoServer;
        };
        let about_mailbox = matches!(self, Self::TheMailbox(_));
        let Some(code) = error.as_ref().and_then(Error::status).map(u16::from) else {
            return Unsent::NoAnswer;
        };
        if code == GOES || ABOUT_THE_SIGN_IN.contains(&code) {
            return Unsent::NoServer;
        }
        let is_permanent = error.as_ref().is_some_and(Error::is_permanent);
        if is_permanent && about_mailbox && error.as_ref().is_some_and(is_no_mailbox) {
            Unsent::NoMailbox
        } else if is_permanent {
            Unsent::Refused
        } else {
            Unsent::NotNow
        }
    }
}

/// RFC 3463: 5.1.x is about the address. Servers that say no such code mean it by 550, 551 and 553; those that refuse us
/// or the text say another (5.7.1).
fn is_no_mailbox(error: &Error) -> bool {
    let said = error.to_string();
    let enhanced = said
        .split(|c: char| !c.is_ascii_digit() && c != '.')
        .find(|word| word.len() > 4 && word.starts_with("5.") && word.matches('.').count() == 2);
    let code = error.status().map(u16::from);
    match enhanced {
        Some(enhanced) => enhanced.starts_with("5.1."),
        None => matches!(code, Some(550 | 551 | 553)),
    }
}

async fn announce(server: &mut AsyncSmtpConnection, envelope: &Envelope) -> Result<(), About> {
    let from = Mail::new(envelope.from().cloned(), Vec::new());
    say(server, from).await.map_err(About::Us)?;
    for to in envelope.to() {
        let to = Rcpt::new(to.clone(), Vec::new());
        say(server, to).await.map_err(About::TheMailbox)?;
    }
    say(server, Data).await.map_err(About::TheMail)
}

async fn say(
    server: &mut AsyncSmtpConnection,
    what: impl fmt::Display,
) -> Result<(), Option<Error>> {
    match timeout(BEFORE, server.command(what)).await {
        Ok(said) => said.map(drop).map_err(Some),
        Err(_) => Err(None),
    }
}
