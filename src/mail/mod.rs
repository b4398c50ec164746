//! Mail leaves by SMTP, or into a folder where it only pretends to.

pub mod address;
mod mailer;
mod message;
mod pause;
mod smtp;

pub use address::Address;
pub use mailer::{Announced, Mailer, MailerError, Sent, Unsent};
pub use message::{Attachment, CalendarFile, Mail};
