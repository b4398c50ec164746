//! A plain client of the API: it knows nothing that a curl user would not know.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::cli::Failure;

/// A caller, signed in or not.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    token: Option<String>,
    unlock: Option<String>,
}

impl Client {
    pub fn new(base: String) -> Self {
        Self {
            http: reqwest::Client::new(),
            base,
            token: None,
            unlock: None,
        }
    }

    #[must_use]
    pub fn signed_in(&self, token: &str) -> Self {
        Self {
            token: Some(token.to_owned()),
            ..self.clone()
        }
    }

    #[must_use]
    pub fn unlocked(&self, unlock: &str) -> Self {
        Self {
            unlock: Some(unlock.to_owned()),
            ..self.clone()
        }
    }

    pub async fn get(&self, path: &str) -> Result<Value, Failure> {
        self.send(Method::GET, path, None, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Result<Value, Failure> {
        self.send(Method::POST, path, Some(body), None).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Result<Value, Failure> {
        self.send(Method::PUT, path, Some(body), None).await
    }

    /// An edit of what is read just before: the `ETag` of `read` is sent back with it.
    pub async fn change(
        &self,
        method: Method,
        (read, path): (&str, &str),
        body: Value,
    ) -> Result<Value, Failure> {
        let read = self.request(Method::GET, read).send().await?;
        let etag = read
            .headers()
            .get("etag")
            .and_then(|tag| tag.to_str().ok())
            .map(str::to_owned);
        self.send(method, path, Some(body), etag).await
    }

    /// An edit of a revision that the caller has seen.
    pub async fn edit(
        &self,
        method: Method,
        path: &str,
        revision: &Value,
        body: Value,
    ) -> Result<Value, Failure> {
        self.send(method, path, Some(body), Some(format!("\"{revision}\"")))
            .await
    }

    pub async fn post_csv(&self, path: &str, csv: String) -> Result<Value, Failure> {
        let request = self
            .request(Method::POST, path)
            .header("content-type", "text/csv")
            .body(csv);
        answer(path, request.send().await?).await
    }

    pub async fn download(&self, path: &str) -> Result<Vec<u8>, Failure> {
        let response = self.request(Method::GET, path).send().await?;
        if response.status() != StatusCode::OK {
            return Err(format!("{path} answered {}", response.status()).into());
        }
        Ok(response.bytes().await?.to_vec())
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
        etag: Option<String>,
    ) -> Result<Value, Failure> {
        let mut request = self.request(method, path);
        if let Some(etag) = etag {
            request = request.header("if-match", etag);
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        answer(path, request.send().await?).await
    }

    fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let mut request = self.http.request(method, format!("{}{path}", self.base));
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        if let Some(unlock) = &self.unlock {
            request = request.header("x-unlock-token", unlock);
        }
        request
    }
}

async fn answer(path: &str, response: reqwest::Response) -> Result<Value, Failure> {
    let status = response.status();
    let bytes = response.bytes().await?;
    if !status.is_success() {
        let text = String::from_utf8_lossy(&bytes);
        return Err(format!("{path} answered {status}: {text}").into());
    }
    if bytes.is_empty() {
        return Ok(json!({}));
    }
    Ok(serde_json::from_slice(&bytes)?)
}

/// A text field of an answer.
pub fn text(value: &Value, field: &str) -> Result<String, Failure> {
    match value[field].as_str() {
        Some(text) => Ok(text.to_owned()),
        None => Err(format!("an answer has no `{field}`: {value}").into()),
    }
}
