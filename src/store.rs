//! Where stored files lie: in the data folder, or in a bucket of a server that speaks S3.

use std::sync::Arc;
use std::time::Duration;

use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{BackoffConfig, ClientOptions, Error, ObjectStore, ObjectStoreExt, RetryConfig};
use secrecy::ExposeSecret;

use crate::config::{ObjectStoreSettings, Settings};

/// A request that waits for an answer holds a transaction meanwhile: rather a problem now than everybody later.
const CONNECT_WITHIN: Duration = Duration::from_secs(3);
const ANSWER_WITHIN: Duration = Duration::from_secs(60);
const RETRY_WITHIN: Duration = Duration::from_secs(5);
const RETRIES: usize = 2;

/// A name that no object has: asking for it tells whether anybody answers.
const NOBODY: &str = "is-anybody-there";

pub fn open(settings: &Settings) -> Result<Arc<dyn ObjectStore>, Error> {
    match &settings.object_store.bucket {
        Some(bucket) => in_bucket(bucket, &settings.object_store),
        None => {
            let folder = LocalFileSystem::new_with_prefix(settings.data.join("objects"))?;
            Ok(Arc::new(folder.with_automatic_cleanup(true)))
        }
    }
}

fn in_bucket(bucket: &str, asked: &ObjectStoreSettings) -> Result<Arc<dyn ObjectStore>, Error> {
    let endpoint = asked.endpoint.as_deref().unwrap_or_default();
    let plain = endpoint.starts_with("http://");
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(bucket)
        .with_region(&asked.region)
        .with_virtual_hosted_style_request(asked.bucket_in_host_name)
        .with_disable_bulk_delete(true)
        .with_retry(retry())
        .with_client_options(
            ClientOptions::new()
                .with_connect_timeout(CONNECT_WITHIN)
                .with_timeout(ANSWER_WITHIN)
                // Which `serve` allows towards this machine only.
                .with_allow_http(plain),
        );
    if let Some(id) = &asked.access_key_id {
        builder = builder.with_access_key_id(id);
    }
    if let Some(secret) = &asked.secret_access_key {
        builder = builder.with_secret_access_key(secret.expose_secret());
    }
    if let Some(endpoint) = &asked.endpoint {
        builder = builder.with_endpoint(endpoint.trim_end_matches('/'));
    }
    let bucket = builder.build()?;
    Ok(match &asked.prefix {
        Some(prefix) => Arc::new(PrefixStore::new(bucket, prefix.as_str())),
        None => Arc::new(bucket),
    })
}

fn retry() -> RetryConfig {
    RetryConfig {
        backoff: BackoffConfig {
            init_backoff: Duration::from_millis(100),
            max_backoff: Duration::from_secs(1),
            base: 2.,
        },
        max_retries: RETRIES,
        retry_timeout: RETRY_WITHIN,
    }
}

/// Whether the store can be asked at all. A file that is not there is an answer; a bucket that is not there is none.
pub async fn answers(store: &dyn ObjectStore) -> Result<(), Error> {
    match store.get_range(&Path::from(NOBODY), 0..1).await {
        Ok(_) => Ok(()),
        Err(error) if is_missing(&error) => Ok(()),
        Err(error) => Err(error),
    }
}

/// The object is not there, and its bucket is.
pub fn is_missing(error: &Error) -> bool {
    match error {
        Error::NotFound { source, .. } => !source.to_string().contains("NoSuchBucket"),
        _ => false,
    }
}
