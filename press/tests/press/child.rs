//! The press as a process that can be stopped.

use std::path::Path;
use std::time::Duration;

use broadside_press::{Limits, PressError, render, render_in_child};

fn press() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_broadside-press"))
}

#[test]
fn a_child_gives_the_same_bytes_as_the_press_itself() {
    let snapshot = super::kit::FIXTURES[2].as_bytes();
    assert_eq!(
        render_in_child(press(), &[], snapshot, Limits::default()),
        render(snapshot)
    );
}

#[test]
fn a_child_out_of_time_is_stopped() {
    let limits = Limits {
        wall_clock: Duration::from_millis(1),
        ..Limits::default()
    };
    assert_eq!(
        render_in_child(press(), &[], super::kit::FIXTURES[0].as_bytes(), limits),
        Err(PressError::TimedOut { seconds: 0 })
    );
}

#[test]
#[cfg(target_os = "linux")]
fn a_child_out_of_memory_is_told_apart() {
    let limits = Limits {
        memory_bytes: 160 << 20,
        ..Limits::default()
    };
    let error = render_in_child(press(), &[], super::kit::FIXTURES[0].as_bytes(), limits)
        .expect_err("too little memory");
    assert!(
        matches!(error, PressError::OutOfMemory | PressError::Crashed { .. }),
        "{error}"
    );
}

#[test]
fn a_childs_error_arrives_typed() {
    assert!(matches!(
        render_in_child(press(), &[], b"{}", Limits::default()),
        Err(PressError::Malformed { .. })
    ));
}

#[test]
fn a_program_that_is_not_there_is_told_apart() {
    let error = render_in_child(Path::new("/nonexistent"), &[], b"{}", Limits::default());
    assert!(matches!(error, Err(PressError::NotRun { .. })));
}
