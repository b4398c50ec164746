//! Every setting with its default. `broadside config` prints them; secrets stay hidden.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use ipnet::IpNet;
use secrecy::SecretString;
use serde::{Deserialize, Serialize, Serializer};

/// What is in force. In the environment a nested name is joined by two underscores: `BROADSIDE_MAIL__SMTP_HOST`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Where database, keys and packets lie.
    pub data: PathBuf,
    /// Where the API listens.
    pub listen: SocketAddr,
    /// Where Prometheus may read `/metrics`; loopback only. Port 0 switches it off.
    pub metrics_listen: SocketAddr,
    /// How people reach this service, for links in mails and packets.
    pub public_url: Option<String>,
    /// A reverse proxy in front ends TLS; it wants `trusted_proxies`.
    pub behind_proxy: bool,
    /// Whose word about a client's address is believed: addresses or networks of the proxies in front.
    pub trusted_proxies: Vec<IpNet>,
    /// The one header that these proxies write: `x-forwarded-for` or `forwarded` (RFC 7239).
    pub proxy_header: String,
    pub tls: Option<TlsSettings>,
    /// `postgres://…`; SQLite in the data folder when absent. `DATABASE_URL` sets it too.
    #[serde(serialize_with = "hidden", skip_serializing_if = "Option::is_none")]
    pub database_url: Option<SecretString>,
    pub object_store: ObjectStoreSettings,
    /// A folder with fonts (TrueType, OpenType) for scripts that packets cannot print otherwise; read for each of them.
    pub fonts: Option<PathBuf>,
    pub mail: MailSettings,
    pub limits: Limits,
    /// How long a graceful stop may take, in seconds.
    pub stop_within_seconds: u64,
    /// `error`, `warn`, `info` or `debug`. Libraries never say more than warnings: their lines may carry values.
    pub log: String,
    /// Reviewers see testimony on the day it comes, not on the next. For the demo, whose witnesses are made up; nobody can
    /// set it.
    #[serde(skip)]
    pub shows_arrivals_at_once: bool,
    /// The program that sets packets, for tests; this same program when absent.
    #[serde(skip)]
    pub press_binary: Option<PathBuf>,
}

/// PEM files for TLS without a proxy.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct TlsSettings {
    pub certificate: PathBuf,
    pub key: PathBuf,
}

/// A bucket that speaks S3, for packets that shall not lie in the data folder: several nodes need one.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct ObjectStoreSettings {
    /// It has to exist. Without one, packets lie in the data folder.
    pub bucket: Option<String>,
    /// Address of the server, such as `https://s3.example.org`; that of AWS in the region when absent.
    pub endpoint: Option<String>,
    pub region: String,
    pub access_key_id: Option<String>,
    #[serde(serialize_with = "hidden", skip_serializing_if = "Option::is_none")]
    pub secret_access_key: Option<SecretString>,
    /// Stands before every name, so that other things may lie in the same bucket.
    pub prefix: Option<String>,
    /// `bucket.s3.example.org` instead of `s3.example.org/bucket`.
    pub bucket_in_host_name: bool,
}

/// How mail leaves. Without a host it is written to a folder, and petitions cannot open.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct MailSettings {
    pub smtp_host: Option<String>,
    pub smtp_port: u16,
    /// `starttls`, `tls` or `none` (loopback only).
    pub smtp_security: String,
    pub smtp_user: Option<String>,
    #[serde(serialize_with = "hidden", skip_serializing_if = "Option::is_none")]
    pub smtp_password: Option<SecretString>,
    pub from: String,
    /// Announcements that leave in a minute from one node, at most; 0 is no limit. Mails to single people never wait for it.
    pub announcements_a_minute: u32,
    /// An RSA key in PEM that signs every mail (DKIM); `dkim.pem` in the data folder when absent, if `broadside dkim` made it.
    pub dkim_key: Option<PathBuf>,
    /// The name under which the domain of `from` publishes its public half: `SELECTOR._domainkey.DOMAIN`.
    pub dkim_selector: String,
}

/// How much one address may ask for. Witnesses are not counted: a queue for all of them bounds their work.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Requests a minute from one address, in general.
    pub general_a_minute: u32,
    /// Signing and confirming in 15 minutes from one address: a union hall of 300 may share one.
    pub sign_a_quarter_hour: u32,
    /// Tries to sign in or to use a mailed code in 15 minutes from one address.
    pub sign_in_a_quarter_hour: u32,
    /// Testimonies a minute that a node takes without proof of work; nobody's address is counted for it.
    pub free_testimonies_a_minute: u32,
    /// Largest JSON body in bytes.
    pub body_bytes: usize,
    /// Largest CSV import in bytes.
    pub import_bytes: usize,
    pub request_seconds: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            data: PathBuf::from("broadside-data"),
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            metrics_listen: SocketAddr::from(([127, 0, 0, 1], 9464)),
            public_url: None,
            behind_proxy: false,
            trusted_proxies: Vec::new(),
            proxy_header: "x-forwarded-for".to_owned(),
            tls: None,
            database_url: None,
            object_store: ObjectStoreSettings::default(),
            fonts: None,
            mail: MailSettings::default(),
            limits: Limits::default(),
            stop_within_seconds: 20,
            log: "info".to_owned(),
            shows_arrivals_at_once: false,
            press_binary: None,
        }
    }
}

impl Default for ObjectStoreSettings {
    fn default() -> Self {
        Self {
            bucket: None,
            endpoint: None,
            region: "us-east-1".to_owned(),
            access_key_id: None,
            secret_access_key: None,
            prefix: None,
            bucket_in_host_name: false,
        }
    }
}

impl Default for MailSettings {
    fn default() -> Self {
        Self {
            smtp_host: None,
            smtp_port: 587,
            smtp_security: "starttls".to_owned(),
            smtp_user: None,
            smtp_password: None,
            from: "Broadside <broadside@localhost>".to_owned(),
            announcements_a_minute: 600,
            dkim_key: None,
            dkim_selector: "broadside".to_owned(),
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            general_a_minute: 1800,
            sign_a_quarter_hour: 900,
            sign_in_a_quarter_hour: 60,
            free_testimonies_a_minute: 5,
            body_bytes: 256 * 1024,
            import_bytes: 16 * 1024 * 1024,
            request_seconds: 30,
        }
    }
}

fn hidden<S: Serializer>(_: &Option<SecretString>, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str("(hidden)")
}

impl Settings {
    /// What is in force, as TOML that could be a settings file but for its hidden secrets.
    pub fn shown(&self) -> Result<String, toml::ser::Error> {
        toml::to_string(self)
    }

    /// TLS ends here, or at the proxy in front.
    pub fn is_reached_over_tls(&self) -> bool {
        let public = self.public_url.as_deref().unwrap_or_default();
        self.tls.is_some() || (self.behind_proxy && public.starts_with("https://"))
    }

    /// Whether links that are printed or mailed lead here from other machines too.
    pub fn has_public_address(&self) -> bool {
        let host = self.public_url.as_deref().and_then(host_of);
        host.is_some_and(|host| !is_loopback(&host))
    }

    /// Whether requests come to this machine's own address although people come from elsewhere, and nobody
    /// was named whose word about where they come from counts.
    pub fn takes_everybody_for_its_proxy(&self) -> bool {
        self.listen.ip().is_loopback()
            && self.has_public_address()
            && self.trusted_proxies.is_empty()
    }

    /// Where the key that signs mails lies, and whether a setting says so.
    pub fn dkim_key(&self) -> (PathBuf, bool) {
        match &self.mail.dkim_key {
            Some(path) => (path.clone(), true),
            None => (self.data.join("dkim.pem"), false),
        }
    }

    /// The domain that mails come from.
    pub fn mail_domain(&self) -> String {
        let host = self.mail.from.rsplit_once('@');
        let host = host.map_or("localhost", |(_, host)| host.trim_end_matches('>'));
        host.to_ascii_lowercase()
    }

    /// The address that links begin with.
    pub fn public_base(&self) -> String {
        let base = self
            .public_url
            .clone()
            .unwrap_or_else(|| format!("http://{}", self.listen));
        base.trim_end_matches('/').to_owned()
    }
}

pub(super) fn host_of(url: &str) -> Option<String> {
    let url = reqwest::Url::parse(url).ok()?;
    url.host_str().map(str::to_owned)
}

pub(super) fn is_loopback(host: &str) -> bool {
    let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}
