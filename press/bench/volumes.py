#!/usr/bin/env python3
"""What a long roll takes: sets made-up signatures in volumes, one run of the press each, and measures every run.

    cargo build --release -p broadside-press
    python3 press/bench/volumes.py target/release/broadside-press

Needs nothing but Python and Linux. Exit status 1 where a target is missed.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

NAMES_A_VOLUME = 10_000  # as `src/packets/freeze/volumes.rs` has it
FIXTURE = pathlib.Path(__file__).parent.parent / "tests/fixtures/district.en.json"
GIVEN = "Ana Rosalind Nguyễn Łucja Priya Ebba Marisol Theodore Dolores Imogen Quentin Wendeline Ottoline Peña Rowan".split()
FAMILY = "Ruiz Featherstone Achterberg Hartigan-Yoo Okwuosa Vandergriff Thistlewood Peñalosa Lindqvist Abernathy Mai".split()
STANDINGS = ["employee", "patron", "ally", "laid_off", "association_member"]
BRANCHES = ["Alder Street Branch", "Eastmont Branch", "Harbor Branch", None]


def name(n):
    return f"{GIVEN[n % len(GIVEN)]} {chr(65 + n * 7 % 26)}. {FAMILY[n // 7 % len(FAMILY)]}"


def entry(n, of):
    return {
        "name": name(n),
        "standing": STANDINGS[n % len(STANDINGS)],
        "workplace": BRANCHES[n % len(BRANCHES)],
        "division": f"District {n * 5 // of + 1}",
        "signed_on": f"2026-09-{n % 28 + 1:02}",
    }


def volumes(of):
    """The report without its roll, and the parts of the roll."""
    report = json.loads(FIXTURE.read_text())
    report["methods"]["signatures_confirmed"] = report["petition"]["signatures"] = of
    report["roll"] = {"signatures": [], "withheld": 0, "order": "by_division_then_name"}
    starts = range(0, of, NAMES_A_VOLUME)
    count = len(starts) + 1
    report["volume"] = {"number": 1, "of": count, "holds": "report"}
    yield report
    bare = {key: value for key, value in report.items() if key in (
        "packet_id", "kind", "language", "paper", "fictional", "dated_on", "sender", "addressee", "campaign", "re",
        "demands", "petition", "methods", "verification")}
    for number, start in enumerate(starts, 2):
        entries = [entry(n, of) for n in range(start, min(of, start + NAMES_A_VOLUME))]
        volume = {"number": number, "of": count, "holds": "roll", "first": start + 1, "named": of}
        yield bare | {"volume": volume, "roll": {"signatures": entries, "order": "by_division_then_name"},
                      "attach_signatures": "--csv" in sys.argv}


def run(press, snapshot, folder):
    """User seconds, peak kilobytes, bytes and pages of one run."""
    source, target, said = (folder / part for part in ("in.json", "out.pdf", "said"))
    source.write_text(json.dumps(snapshot))
    with source.open("rb") as given, target.open("wb") as out, said.open("wb") as report:
        child = subprocess.Popen([press], stdin=given, stdout=out, stderr=report)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"the press gave up: {said.read_text()}")
    return used.ru_utime, used.ru_maxrss, target.stat().st_size, json.loads(said.read_text())["pages"]


def main():
    press = sys.argv[1]
    missed, peaks = [], {}
    print("signatures  volumes  pages  user s  peak MB  MB of PDF  bytes a signature")
    with tempfile.TemporaryDirectory() as folder:
        for of in (20_000, 100_000):
            runs = [run(press, snapshot, pathlib.Path(folder)) for snapshot in volumes(of)]
            seconds, peak = sum(it[0] for it in runs), max(it[1] for it in runs) / 1024
            rolls, pages = sum(it[2] for it in runs[1:]), sum(it[3] for it in runs)
            peaks[of] = peak
            print(f"{of:10}  {len(runs):7}  {pages:5}  {seconds:6.2f}  {peak:7.0f}  {rolls / 1e6:9.2f}  {rolls / of:17.0f}")
            if of == 100_000 and seconds > 20:
                missed.append("20 s of user CPU")
            if peak > 400:
                missed.append("400 MB resident")
            if rolls / of > 200:
                missed.append("200 bytes a signature")
    ratio = peaks[100_000] / peaks[20_000]
    print(f"peak at 100,000 : peak at 20,000 = {ratio:.2f}")
    if ratio > 1.2:
        missed.append("1.2 x the peak at 20,000")
    if missed:
        sys.exit("missed: " + ", ".join(sorted(set(missed))))


main()
