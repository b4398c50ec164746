//! `Checked<T>`: a JSON body that either has the documented shape or is refused with every violation.

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use poem::{FromRequest, Request, RequestBody};
use poem_openapi::payload::{Json, Payload};
use poem_openapi::registry::{MetaMediaType, MetaRequest, MetaSchemaRef, Registry};
use poem_openapi::types::{ParseFromJSON, Type};
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};
use serde_json::Value;

use super::catalogue as known;
use super::problem::{Problem, Violation};

mod walk;

/// A body of `application/json`, parsed and validated whole.
#[derive(Debug)]
pub struct Checked<T>(pub T);

impl<'a, T: ParseFromJSON + 'static> ApiExtractor<'a> for Checked<T> {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::RequestObject];
    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    fn request_meta() -> Option<MetaRequest> {
        let media = MetaMediaType {
            content_type: "application/json",
            schema: T::schema_ref(),
        };
        Some(MetaRequest {
            description: None,
            content: vec![media],
            required: true,
        })
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        _: ExtractParamOptions<()>,
    ) -> poem::Result<Self> {
        let json = request
            .content_type()
            .map(<Json<T> as Payload>::check_content_type);
        match json {
            Some(true) => {}
            Some(false) | None => return Err(takes(&["application/json"]).into()),
        }
        let bytes = <Vec<u8> as FromRequest>::from_request(request, body).await?;
        Ok(Self(parse(&bytes)?))
    }
}

/// Nothing is guessed about a body of another or of no type.
pub fn takes(types: &[&str]) -> Problem {
    let types: Vec<_> = types.iter().map(|media| format!("`{media}`")).collect();
    Problem::new(known::UNSUPPORTED_MEDIA_TYPE).because(format!(
        "This operation takes {}: say so in `Content-Type`.",
        types.join(" or ")
    ))
}

/// The same for bytes that came another way, such as a form.
pub fn parse<T: ParseFromJSON + 'static>(bytes: &[u8]) -> Result<T, Problem> {
    let value: Value =
        serde_json::from_slice(bytes).map_err(|_| Problem::new(known::MALFORMED_JSON))?;
    let mut violations = Vec::new();
    walk::refuse_controls(&value, &mut String::new(), &mut violations);
    // The framework would take a number or a truth value for a text: the document decides first.
    let shape = Shape::of::<T>();
    let mut at = String::new();
    walk::compare(
        &shape.registry,
        &shape.root,
        &value,
        &mut at,
        &mut violations,
    );
    if !violations.is_empty() {
        return Err(Problem::invalid(violations));
    }
    T::parse_from_json(Some(value))
        .map_err(|_| Problem::invalid(vec![Violation::new("", "must have the documented shape")]))
}

/// The documented shape of one type, built once.
struct Shape {
    registry: Registry,
    root: MetaSchemaRef,
}

type Shapes = RwLock<Option<HashMap<TypeId, Arc<Shape>>>>;
static SHAPES: Shapes = RwLock::new(None);

impl Shape {
    fn of<T: Type + 'static>() -> Arc<Self> {
        let id = TypeId::of::<T>();
        let known = SHAPES.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(shape) = known.as_ref().and_then(|shapes| shapes.get(&id)) {
            return Arc::clone(shape);
        }
        drop(known);
        let mut registry = Registry::new();
        T::register(&mut registry);
        let shape = Arc::new(Self {
            registry,
            root: T::schema_ref(),
        });
        let mut shapes = SHAPES.write().unwrap_or_else(PoisonError::into_inner);
        shapes
            .get_or_insert_default()
            .insert(id, Arc::clone(&shape));
        shape
    }
}
