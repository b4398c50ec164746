//! Settings: defaults, then `broadside.toml`, then `BROADSIDE_…` variables; unknown ones are refused.

mod load;
mod settings;

pub use load::{ConfigError, load};
pub use settings::{Limits, MailSettings, ObjectStoreSettings, Settings, TlsSettings};
