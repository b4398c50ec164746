//! `broadside-press bench`: how long packets take to set, beside other ways of making a PDF, all in one run on the same data.

mod check;
mod made_up;
mod measure;
mod peers;

use std::process::ExitCode;

use self::check::Check;
use self::measure::{Run, median, press};
use self::peers::Peers;

/// Whatever ends the benchmark; printed as one line.
type Failure = Box<dyn std::error::Error>;

/// Packets of one volume; the seconds of user time that each may take.
const PACKETS: [(usize, f64); 3] = [(100, 0.4), (1_000, 0.5), (10_000, 2.0)];
const ROUNDS: usize = 5;
const MEGABYTE: f64 = 1_000_000.0;

pub fn run(arguments: impl Iterator<Item = String>) -> ExitCode {
    let (mut json, mut python) = (false, "python3".to_owned());
    let mut arguments = arguments;
    while let Some(argument) = arguments.next() {
        match (argument.as_str(), &mut arguments) {
            ("--json", _) => json = true,
            ("--python", more) => python = more.next().unwrap_or_default(),
            _ => {
                eprintln!("broadside-press bench [--json] [--python PATH]");
                return ExitCode::FAILURE;
            }
        }
    }
    match measure_all(&python) {
        Ok(checks) => check::tell(&checks, json),
        Err(error) => {
            eprintln!("broadside-press: {error}");
            ExitCode::FAILURE
        }
    }
}

fn measure_all(python: &str) -> Result<Vec<Check>, Failure> {
    if cfg!(debug_assertions) {
        println!("This is no release build: these figures say nothing.");
    }
    println!(
        "User time of whole processes, starting included; medians of {ROUNDS} where nothing else is said.\n"
    );
    let mut checks = packets()?;
    checks.extend(volumes()?);
    let folder = peers::folder()?;
    let peers = Peers::install(python, &folder);
    let compared = peers.and_then(|peers| peers.map(|peers| compare(&peers)).transpose());
    let _ = std::fs::remove_dir_all(&folder);
    checks.extend(compared?.unwrap_or_default());
    Ok(checks)
}

/// The whole packet: letter, report and roll.
fn packets() -> Result<Vec<Check>, Failure> {
    let mut checks = Vec::new();
    for (signatures, most) in PACKETS {
        let snapshot = made_up::packet(signatures)?.0;
        let run = five(|| press(&snapshot))?;
        told(&format!("packet, {signatures} signatures"), &run);
        checks.push(Check::at_most(
            format!("seconds_for_{signatures}_signatures"),
            run.seconds,
            most,
        ));
    }
    // The whole file of a volume that holds names, its faces and its page for checking included.
    const NAMES: usize = 10_000;
    let roll = press(&made_up::roll(NAMES)?.0)?;
    told(&format!("roll of {NAMES}"), &roll);
    let each = roll.made as f64 / NAMES as f64;
    checks.push(Check::at_most("bytes_a_signature_in_a_roll", each, 200.0));
    Ok(checks)
}

/// One process a volume, one after another, as the service sets them.
fn volumes() -> Result<Vec<Check>, Failure> {
    const SIGNATURES: usize = 100_000;
    let snapshots: Vec<Vec<u8>> = made_up::volumes(SIGNATURES)?;
    let run = five(|| {
        let mut all = Run::default();
        for snapshot in &snapshots {
            all = all.and(press(snapshot)?);
        }
        Ok(all)
    })?;
    told(
        &format!("{SIGNATURES} signatures in {} volumes", snapshots.len()),
        &run,
    );
    Ok(vec![
        Check::at_most("seconds_for_100000_in_volumes", run.seconds, 20.0),
        Check::at_most(
            "megabytes_for_100000_in_volumes",
            run.peak / MEGABYTE,
            400.0,
        ),
    ])
}

/// Rolls beside rolls, since the peers set nothing else; the whole packet where the peer runs the same template.
fn compare(peers: &Peers) -> Result<Vec<Check>, Failure> {
    println!("\nAgainst {}, on the same names:", peers.versions);
    let packet = made_up::packet(1_000)?.0;
    let root = peers.template(&packet)?;
    let mut checks = Vec::new();
    for (peer, script, signatures, rounds, least) in peers::ROLLS {
        let (snapshot, roll) = made_up::roll(signatures)?;
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..rounds {
            ours.push(press(&snapshot)?);
            theirs.push(peers.set(script, &roll, &root)?);
        }
        let (ours, theirs) = (median(ours)?, median(theirs)?);
        told(&format!("roll of {signatures}"), &ours);
        let once = if rounds == 1 { ", one run" } else { "" };
        told(&format!("  {peer}{once}"), &theirs);
        let name = format!(
            "times_faster_than_{}_at_{signatures}",
            peer.replace(' ', "_")
        );
        checks.push(Check::at_least(name, theirs.seconds / ours.seconds, least));
    }
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        ours.push(press(&packet)?);
        theirs.push(peers.wheel(&root)?);
    }
    let (ours, theirs) = (median(ours)?, median(theirs)?);
    told("packet, 1000 signatures", &ours);
    told("  the typst wheel, same template", &theirs);
    let ratio = ours.seconds / theirs.seconds;
    checks.push(Check::at_most("times_the_typst_wheel_at_1000", ratio, 1.10));
    Ok(checks)
}

fn five(mut once: impl FnMut() -> Result<Run, Failure>) -> Result<Run, Failure> {
    let runs: Result<Vec<Run>, Failure> = (0..ROUNDS).map(|_| once()).collect();
    median(runs?)
}

fn told(what: &str, run: &Run) {
    println!(
        "{what:<44} {:>7.2} s {:>7.0} MB resident {:>8.2} MB made",
        run.seconds,
        run.peak / MEGABYTE,
        run.made as f64 / MEGABYTE
    );
}
