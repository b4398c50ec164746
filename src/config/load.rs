//! Reads the settings and refuses what would be unsafe.

use std::path::Path;

use figment::Figment;
use figment::providers::{Env, Format, Toml};

use super::Settings;
use super::settings::{host_of, is_loopback};

/// Why the service does not start with these settings.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("the settings cannot be read: {0}")]
    Unreadable(#[from] Box<figment::Error>),
    #[error(
        "listening on {0} reaches beyond this machine: set `tls` (certificate and key), or \
         `behind_proxy = true` when a proxy ends TLS in front"
    )]
    Unprotected(std::net::SocketAddr),
    #[error(
        "`behind_proxy` needs `trusted_proxies`, the addresses of the web servers in front (such as \
         `[\"127.0.0.1/32\"]`): otherwise everybody seems to come from the web server, shares its limits, and \
         nobody is warned on an employer's network"
    )]
    ProxiesUnnamed,
    #[error("`public_url` must begin with http:// or https:// and is needed beyond this machine")]
    PublicUrl,
    #[error("`metrics_listen` must be a loopback address")]
    MetricsInPublic,
    #[error("`proxy_header` must be `x-forwarded-for` or `forwarded`")]
    ProxyHeader,
    #[error("`fonts` must be a folder that can be read, named from the root (/…)")]
    Fonts,
    #[error("`log` must be `error`, `warn`, `info` or `debug`")]
    Log,
    #[error("`mail.smtp_security` must be starttls, tls, or (towards this machine only) none")]
    MailSecurity,
    #[error(
        "`object_store` needs `bucket`, `access_key_id` and `secret_access_key`, all three; without a bucket \
         packets lie in the data folder"
    )]
    ObjectStoreHalf,
    #[error(
        "`object_store.endpoint` must begin with https://, or (towards this machine only) http://"
    )]
    ObjectStoreEndpoint,
}

/// Variables of `compile`, of the tests and of `.ci`, which set nothing here.
const OTHERS: &[&str] = &[
    "api_key",
    "test_database",
    "test_smtpd_python",
    "test_s3_python",
    "test_outloud",
    "fuzz_token",
    "fuzz_seconds",
];

/// Defaults, then the file (which may be absent), then `BROADSIDE_…` and `DATABASE_URL`.
pub fn load(file: &Path) -> Result<Settings, ConfigError> {
    let mut settings = Figment::new();
    if file.exists() {
        settings = settings.merge(Toml::file_exact(file));
    }
    let settings = settings
        .merge(Env::prefixed("BROADSIDE_").split("__").ignore(OTHERS))
        .merge(Env::raw().only(&["DATABASE_URL"]))
        .extract()
        .map_err(Box::new)?;
    Ok(settings)
}

impl Settings {
    /// What `serve` insists on, after flags have had their say.
    pub fn check(&self) -> Result<(), ConfigError> {
        let beyond = !self.listen.ip().is_loopback();
        if beyond && self.tls.is_none() && !self.behind_proxy {
            return Err(ConfigError::Unprotected(self.listen));
        }
        if self.behind_proxy && self.trusted_proxies.is_empty() {
            return Err(ConfigError::ProxiesUnnamed);
        }
        let url = self.public_url.as_deref();
        let well_formed = |url: &str| url.starts_with("https://") || url.starts_with("http://");
        if url.is_some_and(|url| !well_formed(url)) || (beyond && url.is_none()) {
            return Err(ConfigError::PublicUrl);
        }
        if !self.metrics_listen.ip().is_loopback() {
            return Err(ConfigError::MetricsInPublic);
        }
        if !matches!(self.proxy_header.as_str(), "x-forwarded-for" | "forwarded") {
            return Err(ConfigError::ProxyHeader);
        }
        if !matches!(self.log.as_str(), "error" | "warn" | "info" | "debug") {
            return Err(ConfigError::Log);
        }
        let fonts = self.fonts.as_deref();
        if fonts.is_some_and(|folder| !folder.is_absolute() || folder.read_dir().is_err()) {
            return Err(ConfigError::Fonts);
        }
        self.check_object_store()?;
        self.check_mail()
    }

    fn check_object_store(&self) -> Result<(), ConfigError> {
        let store = &self.object_store;
        let given = [
            store.bucket.as_deref().is_some_and(|name| !name.is_empty()),
            store.access_key_id.is_some(),
            store.secret_access_key.is_some(),
        ];
        let is_begun = given.contains(&true)
            || store.bucket.is_some()
            || store.endpoint.is_some()
            || store.prefix.is_some();
        if is_begun && given.contains(&false) {
            return Err(ConfigError::ObjectStoreHalf);
        }
        match store.endpoint.as_deref() {
            Some(url) if !url.starts_with("https://") && !is_here(url) => {
                Err(ConfigError::ObjectStoreEndpoint)
            }
            _ => Ok(()),
        }
    }

    fn check_mail(&self) -> Result<(), ConfigError> {
        let host = self.mail.smtp_host.as_deref().unwrap_or("localhost");
        let here = matches!(host, "localhost" | "127.0.0.1" | "::1");
        match self.mail.smtp_security.as_str() {
            "starttls" | "tls" => Ok(()),
            "none" if here => Ok(()),
            _ => Err(ConfigError::MailSecurity),
        }
    }
}

/// `http://` to this machine itself.
fn is_here(url: &str) -> bool {
    url.starts_with("http://") && host_of(url).is_some_and(|host| is_loopback(&host))
}
