//! Broadside collects signed petitions and anonymous worker testimony and compiles them into packets.
//!
//! Nouns are folders, verbs are files: see CONTRIBUTING.md for the map.

pub mod accountability;
pub mod announcements;
pub mod app;
pub mod audit;
pub mod backup;
pub mod campaigns;
pub mod cli;
pub mod clock;
pub mod config;
pub mod data_folder;
pub mod db;
pub mod directory;
pub mod entropy;
pub mod events;
pub mod evidence;
pub mod http;
pub mod identity;
pub mod ids;
pub mod incidents;
pub mod jobs;
pub mod layoffs;
pub mod listen;
pub mod mail;
pub mod openapi;
pub mod packets;
pub mod page;
pub mod petitions;
pub mod press;
pub mod readiness;
pub mod review;
pub mod secrets;
pub mod server;
pub mod sheets;
pub mod signatures;
pub mod store;
pub mod testimony;
pub mod text;
pub mod tokens;
pub mod watch;
pub mod words;
pub mod work;
