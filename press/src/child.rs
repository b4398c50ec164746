//! The press as a process of its own: Typst cannot be interrupted, a process can.

use std::io::{self, Read, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde::de::DeserializeOwned;

use crate::draw::{DrawReport, Drawn, Picture, draw};
use crate::engine::{Rendered, Report, render};
use crate::error::PressError;
use crate::letter::{LetterReport, set_letter};
use crate::printed::{PrintReport, Printed, print};

/// Tells the child how much address space it may take.
const MEMORY: &str = "PRESS_MEMORY_BYTES";
/// Tells the child which page to draw, and how wide: "3 1000"; without it, the child sets the whole document.
const PICTURE: &str = "PRESS_PICTURE";
/// Tells the child that what comes is a letter and no packet.
const LETTER: &str = "PRESS_LETTER";
/// Tells the child that sheets or a poster are asked for, and no packet.
const PRINT: &str = "PRESS_PRINT";
/// Deeply nested layout wants more than a thread's usual stack.
const STACK: usize = 64 << 20;

/// What a child may use up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    pub wall_clock: Duration,
    /// Address space, enforced by the operating system where it can (`RLIMIT_AS`).
    pub memory_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            wall_clock: Duration::from_secs(120),
            memory_bytes: 3 << 30,
        }
    }
}

/// The child's whole life: a snapshot on standard input, the PDF (or the page that the parent asked for, as PNG) on
/// standard output, one JSON line on standard error (the report, or the error and exit code 3). The hidden command must
/// do nothing else.
#[must_use]
pub fn child_main(stdin: impl Read, stdout: impl Write) -> i32 {
    // A panic message may quote somebody.
    std::panic::set_hook(Box::new(|_| {}));
    limit_memory();
    if is_letter() {
        return finish(set(stdin, stdout, |letter| {
            set_letter(letter).map(|set| (set.pdf, set.report))
        }));
    }
    match asked_for() {
        None if is_to_print() => finish(set(stdin, stdout, |document| {
            print(document).map(|printed| (printed.pdf, printed.report))
        })),
        None => finish(set(stdin, stdout, |snapshot| {
            render(snapshot).map(|rendered| (rendered.pdf, rendered.report))
        })),
        Some(picture) => finish(set(stdin, stdout, move |snapshot| {
            draw(snapshot, picture).map(|drawn| (drawn.png, drawn.report))
        })),
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the parent's word to this process, no setting"
)]
fn is_letter() -> bool {
    std::env::var_os(LETTER).is_some()
}

fn finish(done: Result<impl serde::Serialize, PressError>) -> i32 {
    match done {
        Ok(report) => say(&report, 0),
        Err(error) => say(&error, 3),
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the parent's word to this process, no setting"
)]
fn asked_for() -> Option<Picture> {
    let word = std::env::var(PICTURE).ok()?;
    let (page, width) = word.split_once(' ')?;
    Some(Picture {
        page: page.parse().ok()?,
        width: width.parse().ok()?,
    })
}

#[expect(
    clippy::disallowed_methods,
    reason = "the parent's word to this process, no setting"
)]
fn is_to_print() -> bool {
    std::env::var_os(PRINT).is_some()
}

fn set<R: Send + 'static>(
    mut stdin: impl Read,
    mut stdout: impl Write,
    make: impl FnOnce(&[u8]) -> Result<(Vec<u8>, R), PressError> + Send + 'static,
) -> Result<R, PressError> {
    let mut snapshot = Vec::new();
    stdin.read_to_end(&mut snapshot).map_err(not_run)?;
    let setter = thread::Builder::new()
        .stack_size(STACK)
        .spawn(move || make(&snapshot))
        .map_err(not_run)?;
    let (bytes, report) = setter.join().map_err(|_| PressError::Crashed {
        code: Some(101),
        signal: None,
    })??;
    stdout
        .write_all(&bytes)
        .and_then(|()| stdout.flush())
        .map_err(not_run)?;
    Ok(report)
}

fn say(what: &impl serde::Serialize, code: i32) -> i32 {
    match serde_json::to_string(what).map(|line| writeln!(io::stderr(), "{line}")) {
        Ok(Ok(())) => code,
        _ => 4,
    }
}

#[cfg(unix)]
#[expect(
    clippy::disallowed_methods,
    reason = "the parent's word to this process, no setting"
)]
fn limit_memory() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let Some(bytes) = std::env::var(MEMORY)
        .ok()
        .and_then(|bytes| bytes.parse().ok())
    else {
        return;
    };
    // A refusal leaves the limit that was there, which is no looser than the parent's own.
    let _ = setrlimit(
        Resource::As,
        Rlimit {
            current: Some(bytes),
            maximum: Some(bytes),
        },
    );
    let _ = setrlimit(
        Resource::Core,
        Rlimit {
            current: Some(0),
            maximum: Some(0),
        },
    );
}

#[cfg(not(unix))]
fn limit_memory() {}

/// Sets a snapshot in a child: `exe` with `args` must end up in `child_main`. Blocks; wrap it in
/// `spawn_blocking`. The child gets an empty environment and is killed when its time is up.
pub fn render_in_child(
    exe: &Path,
    args: &[&str],
    packet_json: &[u8],
    limits: Limits,
) -> Result<Rendered, PressError> {
    let mut command = Command::new(exe);
    command.args(args).env_clear();
    let (pdf, report) = run::<Report>(command, packet_json, limits)?;
    Ok(Rendered { pdf, report })
}

/// Sets signature sheets or a poster in a child, in the same way.
pub fn print_in_child(
    exe: &Path,
    args: &[&str],
    document_json: &[u8],
    limits: Limits,
) -> Result<Printed, PressError> {
    let mut command = Command::new(exe);
    command.args(args).env_clear().env(PRINT, "1");
    let (pdf, report) = run::<PrintReport>(command, document_json, limits)?;
    Ok(Printed { pdf, report })
}

/// Draws one page of a snapshot in a child, in the same way.
pub fn draw_in_child(
    exe: &Path,
    args: &[&str],
    packet_json: &[u8],
    picture: Picture,
    limits: Limits,
) -> Result<Drawn, PressError> {
    let mut command = Command::new(exe);
    command.args(args);
    let Picture { page, width } = picture;
    command.env_clear().env(PICTURE, format!("{page} {width}"));
    let (png, report) = run::<DrawReport>(command, packet_json, limits)?;
    Ok(Drawn { png, report })
}

/// Sets a letter (`letter::Letter` as JSON) in a child, in the same way.
pub fn letter_in_child(
    exe: &Path,
    args: &[&str],
    letter_json: &[u8],
    limits: Limits,
) -> Result<Vec<u8>, PressError> {
    let mut command = Command::new(exe);
    command.args(args).env_clear().env(LETTER, "1");
    let (pdf, _) = run::<LetterReport>(command, letter_json, limits)?;
    Ok(pdf)
}

/// The command has an empty environment but for what it is asked for.
fn run<R: DeserializeOwned>(
    mut command: Command,
    packet_json: &[u8],
    limits: Limits,
) -> Result<(Vec<u8>, R), PressError> {
    command
        .env(MEMORY, limits.memory_bytes.to_string())
        // Every thread reserves address space; two do for one document.
        .env("RAYON_NUM_THREADS", "2");
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().map_err(not_run)?;
    feed(&mut child, packet_json.to_vec());
    let made = drain(child.stdout.take());
    let line = drain(child.stderr.take());
    let until = now() + limits.wall_clock;
    // Both pipes end when the child does, so waiting for them is waiting for it.
    let received =
        receive(&made, until).and_then(|made| receive(&line, until).map(|line| (made, line)));
    if received.is_none() {
        let _ = child.kill();
    }
    let status = child.wait().map_err(not_run)?;
    match received {
        None => Err(PressError::TimedOut {
            seconds: limits.wall_clock.as_secs(),
        }),
        Some((made, line)) => judge(status, made, &line),
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "measures a child's run, decides no rule"
)]
fn now() -> Instant {
    Instant::now()
}

fn feed(child: &mut Child, snapshot: Vec<u8>) {
    if let Some(mut stdin) = child.stdin.take() {
        // A child that died early is judged by its exit, not by the broken pipe.
        thread::spawn(move || stdin.write_all(&snapshot));
    }
}

fn drain(pipe: Option<impl Read + Send + 'static>) -> Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = pipe.map(|mut pipe| pipe.read_to_end(&mut bytes));
        // Whoever asked may have given up.
        let _ = sender.send(if matches!(read, Some(Ok(_))) {
            bytes
        } else {
            Vec::new()
        });
    });
    receiver
}

fn receive(pipe: &Receiver<Vec<u8>>, until: Instant) -> Option<Vec<u8>> {
    match pipe.recv_timeout(until.saturating_duration_since(now())) {
        Ok(bytes) => Some(bytes),
        Err(RecvTimeoutError::Disconnected) => Some(Vec::new()),
        Err(RecvTimeoutError::Timeout) => None,
    }
}

fn judge<R: DeserializeOwned>(
    status: ExitStatus,
    made: Vec<u8>,
    said: &[u8],
) -> Result<(Vec<u8>, R), PressError> {
    let said = String::from_utf8_lossy(said);
    let last = said.lines().last().unwrap_or_default();
    if status.success() {
        let report = serde_json::from_str(last).map_err(|_| PressError::NotRun {
            reason: "it said nothing".to_owned(),
        })?;
        return Ok((made, report));
    }
    if let Ok(error) = serde_json::from_str::<PressError>(last) {
        return Err(error);
    }
    // The words of the standard library's allocation handler, the only trace that memory ran out.
    if said.contains("memory allocation of") {
        return Err(PressError::OutOfMemory);
    }
    Err(PressError::Crashed {
        code: status.code(),
        signal: signal_of(status),
    })
}

#[cfg(unix)]
fn signal_of(status: ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

#[cfg(not(unix))]
fn signal_of(_: ExitStatus) -> Option<i32> {
    None
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "map_err hands the error over"
)]
fn not_run(error: io::Error) -> PressError {
    PressError::NotRun {
        reason: error.kind().to_string(),
    }
}
