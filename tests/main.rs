//! Every integration test in one binary: the kit, and one file a feature.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test may fail by panicking"
)]
#![expect(
    clippy::disallowed_methods,
    reason = "tests over a real process wait, and read how they were asked to run"
)]

mod accountability;
mod announcements;
mod audit;
mod authorization;
mod backup;
mod campaigns;
mod commands;
mod contract;
mod digest;
mod directory;
mod disclosure;
mod edge;
mod events;
mod evidence;
mod founding_case;
mod holds;
mod house;
mod identity;
mod jobs;
mod kit;
mod layoffs;
mod membership;
mod operating;
mod outages;
mod packets;
mod pages;
mod petitions;
mod privacy;
mod problems;
mod proofs;
mod races;
mod readiness;
mod receipts;
mod restore;
mod review;
mod reviewers;
mod schema;
mod sealing;
mod series;
mod settings;
mod sheets;
mod signatures;
mod smtp;
mod statistics;
mod testimony;
mod tokens;
mod whole_road;
