//! What one process took: user time and memory as the operating system counts them.

use std::fs::read_to_string;
use std::io::{Read as _, Write as _};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};

use super::Failure;

/// How often the peak of a process is looked at: it dies with the process.
const LOOK: Duration = Duration::from_millis(4);

/// One process, or several one after another.
#[derive(Clone, Copy, Debug, Default)]
pub struct Run {
    /// User time.
    pub seconds: f64,
    /// The most memory that was resident at once, in bytes.
    pub peak: f64,
    /// Bytes of PDF.
    pub made: usize,
}

impl Run {
    pub fn and(self, other: Self) -> Self {
        Self {
            seconds: self.seconds + other.seconds,
            peak: self.peak.max(other.peak),
            made: self.made + other.made,
        }
    }
}

/// The run in the middle by time, with the highest peak of all.
pub fn median(mut runs: Vec<Run>) -> Result<Run, Failure> {
    runs.sort_by(|a, b| a.seconds.total_cmp(&b.seconds));
    let peak = runs.iter().fold(0.0_f64, |most, run| most.max(run.peak));
    let run = runs.get(runs.len() / 2).ok_or("nothing was measured")?;
    Ok(Run { peak, ..*run })
}

/// This very program, as the service starts it for a packet.
pub fn press(snapshot: &[u8]) -> Result<Run, Failure> {
    let mut command = Command::new(std::env::current_exe()?);
    command.env_clear().env("RAYON_NUM_THREADS", "2");
    let (run, made) = process(command, snapshot.to_vec())?;
    if !made.starts_with(b"%PDF") {
        return Err("the press made no PDF".into());
    }
    Ok(Run {
        made: made.len(),
        ..run
    })
}

/// Runs it to its end; what it wrote to standard output comes with it.
pub fn process(mut command: Command, input: Vec<u8>) -> Result<(Run, Vec<u8>), Failure> {
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn()?;
    let id = child.id();
    let watch = thread::spawn(move || peak_of(id));
    let mut stdin = child.stdin.take().ok_or("no standard input")?;
    let feed = thread::spawn(move || stdin.write_all(&input));
    let mut stderr = child.stderr.take().ok_or("no standard error")?;
    let said = thread::spawn(move || {
        let mut said = String::new();
        stderr.read_to_string(&mut said).map(|_| said)
    });
    let mut made = Vec::new();
    child
        .stdout
        .take()
        .ok_or("no standard output")?
        .read_to_end(&mut made)?;
    let _ = feed.join();
    // Ended, but not yet forgotten: its times can still be read.
    let pid = Pid::from_raw(i32::try_from(id)?).ok_or("no process id")?;
    waitid(
        WaitId::Pid(pid),
        WaitIdOptions::EXITED | WaitIdOptions::NOWAIT,
    )?;
    let seconds = user_seconds(id)?;
    let status = child.wait()?;
    let said = said.join().map_err(|_| "a pipe was lost")??;
    if !status.success() {
        let last = said.lines().last().unwrap_or_default();
        return Err(format!("a measured process failed ({status}): {last}").into());
    }
    let run = Run {
        seconds,
        peak: watch.join().unwrap_or_default(),
        made: 0,
    };
    Ok((run, made))
}

/// Of the process and of those that it waited for.
fn user_seconds(id: u32) -> Result<f64, Failure> {
    let stat = read_to_string(format!("/proc/{id}/stat"))?;
    let (_, after) = stat.rsplit_once(") ").ok_or("an unknown /proc")?;
    let fields: Vec<&str> = after.split(' ').collect();
    let ticks = |at: usize| -> Result<f64, Failure> {
        Ok(fields.get(at).ok_or("an unknown /proc")?.parse::<f64>()?)
    };
    let all = ticks(11)? + ticks(13)?;
    Ok(all / rustix::param::clock_ticks_per_second() as f64)
}

#[expect(
    clippy::disallowed_methods,
    reason = "the peak has to be looked at while there is a process"
)]
fn peak_of(id: u32) -> f64 {
    let mut peak = 0.0;
    // The line is gone once the process is.
    while let Some(now) = high_water(id) {
        peak = now;
        thread::sleep(LOOK);
    }
    peak
}

fn high_water(id: u32) -> Option<f64> {
    let status = read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes * 1024.0)
}
