//! One binary of tests over whole packets.

#![expect(
    clippy::expect_used,
    reason = "a test's helpers may fail like the test itself"
)]

mod annex;
mod child;
mod hostile;
mod kit;
mod layout;
mod letter;
mod needs;
mod packets;
mod pages;
mod pictures;
mod printed;
mod sound;
mod volumes;
