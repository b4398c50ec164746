//! Why a packet could not be set; carries no text from the packet.

use serde::{Deserialize, Serialize};

/// Why there is no PDF. Travels from the child process as one JSON line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "error", rename_all = "snake_case")]
pub enum PressError {
    /// The snapshot is not of the documented shape.
    #[error("the snapshot is malformed at line {line}, column {column}")]
    Malformed { line: usize, column: usize },
    /// The shape is right, but a value is not: says which rule.
    #[error("the snapshot breaks a rule: {rule}")]
    Invalid { rule: String },
    /// Typst or the PDF standards refused it; quoted text is cut out of the diagnostics.
    #[error("the engine refused the packet: {}", diagnostics.join("; "))]
    Refused { diagnostics: Vec<String> },
    /// A picture was asked for of a page that the document does not have.
    #[error("the document has {pages} pages")]
    NoSuchPage { pages: usize },
    #[error("the press took longer than {seconds} s and was stopped")]
    TimedOut { seconds: u64 },
    #[error("the press needed more memory than it may have")]
    OutOfMemory,
    #[error("the press process crashed (code {code:?}, signal {signal:?})")]
    Crashed {
        code: Option<i32>,
        signal: Option<i32>,
    },
    /// The process could not be started or spoken to.
    #[error("the press process could not be run: {reason}")]
    NotRun { reason: String },
}
