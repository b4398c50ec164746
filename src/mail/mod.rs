//! Mail leaves by SMTP, or into a folder where it only pretends to.

pub mod address;
pub mod dkim;
mod mailer;
mod message;
mod pace;
mod pause;
mod smtp;

pub use address::Address;
pub use mailer::{Announced, Mailer, MailerError, Sent, Unsent, dkim as dkim_of};
pub use message::{Attachment, CalendarFile, Mail};
pub use pace::Pace;
