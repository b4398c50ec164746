//! Mail leaves by SMTP, or into a folder where it only pretends to.

pub mod address;
mod mailer;
mod message;
mod smtp;

pub use address::Address;
pub use mailer::{Mailer, MailerError, Sent};
pub use message::Mail;
