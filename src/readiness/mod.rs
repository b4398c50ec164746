//! What is still missing before a petition can open: mail, public address, reviewers' keys, the directory.

pub mod api;
mod check;
mod mails;
mod send_test_mail;
mod wire;
pub mod work;
