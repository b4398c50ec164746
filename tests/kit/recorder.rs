//! Keeps one request and its answer for each operation that a story meets: the examples of the document.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use broadside::clock::Clock;
use poem::endpoint::{BoxEndpoint, make};
use poem::http::HeaderMap;
use poem::{Body, EndpointExt, IntoResponse, Request, Response};
use serde_json::{Value, json};

use super::contract::{Operation, operations};
use super::made_up;

/// Listens at the door of a service; cheap to clone.
#[derive(Clone, Debug)]
pub struct Recorder(Arc<Notes>);

#[derive(Debug)]
struct Notes {
    operations: Vec<Operation>,
    /// Nothing else is kept; all is where there is no list.
    only: Option<&'static [&'static str]>,
    kept: Mutex<BTreeMap<String, Value>>,
    /// Operations whose next success stands in for the first one.
    rather: Mutex<Vec<String>>,
}

impl Recorder {
    /// Keeps the first success of every operation; of a list, the first that is not empty.
    pub fn of_everything() -> Self {
        Self::new(None)
    }

    pub fn of(only: &'static [&'static str]) -> Self {
        Self::new(Some(only))
    }

    fn new(only: Option<&'static [&'static str]>) -> Self {
        Self(Arc::new(Notes {
            operations: operations(),
            only,
            kept: Mutex::default(),
            rather: Mutex::default(),
        }))
    }

    /// The next success of this operation tells more than the first.
    pub fn rather(&self, operation: &str) {
        self.0.rather.lock().unwrap().push(operation.to_owned());
    }

    /// The same service with the recorder at its door. A moment passes with every request, so that rows have an order.
    pub fn around(
        &self,
        clock: Clock,
        service: BoxEndpoint<'static, Response>,
    ) -> BoxEndpoint<'static, Response> {
        let (recorder, service) = (self.clone(), Arc::new(service));
        make(move |request: Request| {
            let (recorder, service, clock) =
                (recorder.clone(), Arc::clone(&service), clock.clone());
            async move {
                clock.advance(chrono::Duration::milliseconds(10));
                recorder.pass(request, &service).await
            }
        })
        .map_to_response()
        .boxed()
    }

    async fn pass(
        &self,
        request: Request,
        service: &BoxEndpoint<'static, Response>,
    ) -> poem::Result<Response> {
        let method = request.method().clone();
        let path = request.uri().path().to_owned();
        let operation = self.0.operations.iter().find(|operation| {
            operation.method == method
                && operation.path_fits(&path)
                && self.is_wanted(&operation.id)
        });
        let (parts, body) = request.into_parts();
        let asked = body.into_vec().await?;
        let media = media_type(&parts.headers);
        let request = Request::from_parts(parts, Body::from(asked.clone()));
        let response = poem::Endpoint::call(service, request).await?;
        let Some(operation) = operation.filter(|_| response.status().is_success()) else {
            return Ok(response);
        };
        let (parts, body) = response.into_response().into_parts();
        let answered = body.into_vec().await?;
        let pair = json!({
            "request": said(media, &asked),
            "response": said(media_type(&parts.headers), &answered),
            "status": parts.status.as_u16(),
        });
        self.keep(&operation.id, pair);
        Ok(Response::from_parts(parts, Body::from(answered)))
    }

    fn is_wanted(&self, operation: &str) -> bool {
        self.0.only.is_none_or(|only| only.contains(&operation))
    }

    fn keep(&self, operation: &str, pair: Value) {
        let mut rather = self.0.rather.lock().unwrap();
        let before = rather.len();
        rather.retain(|asked| asked != operation);
        let asked_for = rather.len() < before;
        let mut kept = self.0.kept.lock().unwrap();
        let says_nothing = |pair: &Value| pair["response"]["body"]["items"] == json!([]);
        if asked_for || kept.get(operation).is_none_or(says_nothing) {
            kept.insert(operation.to_owned(), pair);
        }
    }

    /// Holds what was recorded against the committed file, or writes it where `BROADSIDE_RECORD` asks for that.
    #[track_caller]
    pub fn compare(&self, story: &str) {
        let kept = self.0.kept.lock().unwrap().clone();
        for wanted in self.0.only.unwrap_or_default() {
            assert!(kept.contains_key(*wanted), "{story} never did {wanted}");
        }
        let mut recorded = serde_json::to_string_pretty(&made_up::instead_of(kept)).unwrap();
        recorded.push('\n');
        let file = file(story);
        if std::env::var_os("BROADSIDE_RECORD").is_some() {
            std::fs::write(file, recorded).unwrap();
            return;
        }
        let committed = std::fs::read_to_string(&file).unwrap_or_default();
        let differs = recorded
            .lines()
            .zip(committed.lines())
            .find(|(new, old)| new != old);
        assert!(
            recorded == committed,
            "{} is not what the story says now: run `just contract` and read the difference. First: {differs:?}",
            file.display()
        );
    }
}

pub fn file(story: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("openapi/examples")
        .join(format!("{story}.json"))
}

fn media_type(headers: &HeaderMap) -> Option<String> {
    let value = headers.get("content-type")?.to_str().ok()?;
    let (media, _) = value.split_once(';').unwrap_or((value, ""));
    Some(media.to_owned())
}

/// A body as an example shows it: JSON as such, text as a text, anything else by its media type alone.
fn said(media: Option<String>, bytes: &[u8]) -> Value {
    let Some(media) = media.filter(|_| !bytes.is_empty()) else {
        return Value::Null;
    };
    let body = match media.as_str() {
        "application/json" => serde_json::from_slice(bytes).unwrap(),
        "text/csv" => json!(String::from_utf8_lossy(bytes)),
        _ => return json!({"content_type": media}),
    };
    json!({"content_type": media, "body": body})
}
