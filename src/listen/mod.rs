//! The network edge: who may connect, how long they may take, how much they may send, and what every answer carries.

pub mod accept;
pub mod body;
pub mod client_address;
pub mod file_limit;
pub mod limits;
pub mod rate_limited;
pub mod security_headers;
pub mod time_limit;
pub mod tls;

mod admission;
mod connection;
mod deadline;
mod paced;
mod refusal;
mod request_body;
mod stage;

#[cfg(test)]
mod tests;

pub use accept::{Limits, Listener, serve};
pub use body::{BodyLimits, BodyTooLarge, BodyTooSlow};
pub use client_address::{ClientAddress, Nearby, ProxyHeader, TrustedProxies};
pub use limits::{Allowance, Class, Quotas, RateLimits, Standing};
pub use rate_limited::{RateLimited, TooManyRequests};
pub use refusal::ProblemOf;
pub use security_headers::SecurityHeaders;
pub use time_limit::{RequestTookTooLong, TimeLimit};
pub use tls::{Tls, TlsError};
