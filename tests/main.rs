//! Every integration test in one binary: the kit, and one file a feature.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test may fail by panicking"
)]

mod directory;
mod identity;
mod kit;
mod review;
mod signatures;
mod testimony;
