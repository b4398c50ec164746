//! The contract: the framework's own document, made to say all that the service does.
//!
//! `document` puts it together, `operation` and `schema` mend their parts, `problems` knows the failures, `check` finds what
//! is still missing, `page` serves all of it.

pub mod check;
mod document;
mod examples;
mod operation;
pub mod page;
mod problems;
mod schema;

pub use document::served;
pub use problems::markdown as problems_markdown;
