//! What is in the memory of a command stays there: no core dump, and nobody else's process reads it.

/// At the start of every command, since most see a testimony, a receipt, a token or a key. What the system refuses stays as it
/// was: docs/proxy.md closes it for the whole machine.
#[cfg(unix)]
pub fn close_memory() {
    let _ = rlimit::setrlimit(rlimit::Resource::CORE, 0, 0);
    #[cfg(any(target_os = "linux", target_os = "android"))]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    }
}

#[cfg(not(unix))]
pub fn close_memory() {}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use rustix::process::{DumpableBehavior, dumpable_behavior};

    #[test]
    fn no_core_is_dumped_and_no_other_process_reads_along() {
        close_memory();
        assert_eq!(rlimit::Resource::CORE.get().unwrap(), (0, 0));
        assert_eq!(dumpable_behavior().unwrap(), DumpableBehavior::NotDumpable);
    }
}
