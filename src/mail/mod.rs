//! Mail leaves by SMTP, or into a folder where it only pretends to.

pub mod address;
mod mailer;
mod message;

pub use address::Address;
pub use mailer::{Mailer, MailerError, Sent};
pub use message::Mail;
