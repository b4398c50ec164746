//! The founding case, told whole over HTTP; what is said on the way becomes the examples of the document.

mod accounts;
mod alder_county;
mod announcements;
mod campaign;
mod checked_workers;
mod directory;
mod examples;
mod held_to_account;
mod layoffs;
mod legal_hold;
mod library_union;
mod office;
mod on_paper;
mod petitions;
mod records;
mod second_thoughts;
mod signers;
mod strategy_session;
mod taken_down;
mod witnesses;
