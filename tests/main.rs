//! Every integration test in one binary: the kit, and one file a feature.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test may fail by panicking"
)]

mod contract;
mod directory;
mod house;
mod edge;
mod identity;
mod kit;
mod problems;
mod schema;
mod packets;
mod signatures;
mod review;
mod testimony;
