//! Rules of the house that no compiler knows: read from the sources themselves.

use std::path::Path;

/// Longer than this, and a file does two things. The list may only get shorter.
const LONGEST_FILE: usize = 400;
const LONGER_FILES: &[&str] = &[];

/// What everything may use; it knows no feature.
const FLOOR: &[&str] = &[
    "app",
    "clock",
    "config",
    "data_folder",
    "db",
    "entropy",
    "http",
    "ids",
    "listen",
    "mail",
    "page",
    "press",
    "secrets",
    "store",
    "text",
    "words",
    "jobs",
    "audit",
];

/// Features from the ground up: each may use those before it, never those after it.
const FEATURES: &[&str] = &[
    "identity",
    "directory",
    "campaigns",
    "petitions",
    "signatures",
    "sheets",
    "tokens",
    "layoffs",
    "incidents",
    "testimony",
    "review",
    "evidence",
    "events",
    "packets",
    "accountability",
    "announcements",
    "readiness",
];

/// Where a feature stands. `layoffs` and `incidents` stand side by side: the two kinds of facts that a testimony leaves behind.
fn place(feature: &str) -> Option<usize> {
    let feature = if feature == "layoffs" {
        "incidents"
    } else {
        feature
    };
    FEATURES.iter().position(|name| *name == feature)
}

/// Every Rust file under `src/`, by its path there.
pub fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = vec![];
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path
                    .strip_prefix(&root)
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .to_owned();
                found.push((name, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

/// The sources without their tests.
fn sources_at_work() -> Vec<(String, String)> {
    let is_test = |file: &str| file.ends_with("tests.rs") || file.contains("/tests/");
    let without_tests = |source: String| match source.split_once("#[cfg(test)]\nmod tests {") {
        Some((work, _)) => work.to_owned(),
        None => source,
    };
    let sources = sources().into_iter().filter(|(file, _)| !is_test(file));
    sources
        .map(|(file, source)| (file, without_tests(source)))
        .collect()
}

#[track_caller]
fn assert_none(broken: &[String]) {
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

/// The names after `crate::` in a source, those in braces too.
fn uses(source: &str) -> Vec<String> {
    let mut names = vec![];
    for rest in source.split("crate::").skip(1) {
        match rest.strip_prefix('{') {
            Some(list) => {
                let list = list.split(';').next().unwrap_or_default();
                names.extend(list.split([',', '{', '}']).map(first_word));
            }
            None => names.push(first_word(rest)),
        }
    }
    names
}

fn first_word(text: &str) -> String {
    let is_name = |c: &char| c.is_ascii_lowercase() || *c == '_';
    text.trim().chars().take_while(is_name).collect()
}

#[test]
fn arrows_between_features_run_one_way() {
    let mut broken = vec![];
    for (file, source) in sources_at_work() {
        let feature = file.split('/').next().unwrap().trim_end_matches(".rs");
        let Some(here) = place(feature) else {
            continue;
        };
        for used in uses(&source) {
            let there = place(&used);
            if there.is_some_and(|there| there > here) {
                broken.push(format!("{file} uses {used}, which stands above it"));
            }
        }
    }
    assert_none(&broken);
}

#[test]
fn the_floor_knows_no_feature() {
    // An audit entry or a job names whose it is; `app` finds out at its start whether anybody has an account yet.
    let knows_whose = ["app", "audit", "jobs"];
    let mut broken = vec![];
    for (file, source) in sources_at_work() {
        let part = file.split('/').next().unwrap().trim_end_matches(".rs");
        if !FLOOR.contains(&part) || file.ends_with("api.rs") {
            continue;
        }
        for used in uses(&source) {
            let may = used == "identity" && knows_whose.contains(&part);
            if FEATURES.contains(&used.as_str()) && !may {
                broken.push(format!("{file} uses {used}"));
            }
        }
    }
    assert_none(&broken);
}

#[test]
fn every_feature_has_its_place_in_the_order() {
    let others = [
        "backup", "cli", "lib", "main", "openapi", "server", "watch", "work",
    ];
    for (file, _) in sources() {
        let part = file.split('/').next().unwrap().trim_end_matches(".rs");
        let is_known = FLOOR.contains(&part) || FEATURES.contains(&part) || others.contains(&part);
        assert!(is_known, "{file}: say in tests/house.rs where it stands");
    }
}

#[test]
fn rows_are_found_through_the_three_doors_only() {
    let mut broken = vec![];
    for (file, source) in sources_at_work() {
        let is_door = file.contains("/entity/");
        if !is_door && (source.contains("Entity::find") || source.contains("::find_by_id(")) {
            broken.push(format!("{file}: read through of, public or for_jobs"));
        }
    }
    assert_none(&broken);
}

#[test]
fn operations_do_not_touch_the_database() {
    let mut broken = vec![];
    for (file, source) in sources_at_work() {
        // The list of published testimony is still read in place there; nothing may join it.
        let is_known = file == "review/api.rs";
        if is_api(&file) && !is_known && (source.contains("sea_orm") || source.contains("db.write"))
        {
            broken.push(format!("{file}: one call of a verb, and the verb does it"));
        }
    }
    assert_none(&broken);
}

fn is_api(file: &str) -> bool {
    file.ends_with("/api.rs") || file.contains("/api/")
}

#[test]
fn rules_decide_without_clock_rows_or_waiting() {
    let mut broken = vec![];
    for (file, source) in sources_at_work() {
        if !file.ends_with("rules.rs") {
            continue;
        }
        for word in ["async fn", ".await", "app::App", "::entity::", "clock.now"] {
            if source.contains(word) {
                broken.push(format!("{file}: {word}"));
            }
        }
    }
    assert_none(&broken);
}

#[test]
fn a_file_opens_with_a_sentence_about_itself() {
    let mut broken = vec![];
    for (file, source) in sources() {
        if !source.starts_with("//! ") {
            broken.push(file);
        }
    }
    assert_none(&broken);
}

#[test]
fn files_stay_short() {
    let mut broken = vec![];
    for (file, source) in sources_at_work() {
        let lines = source.lines().count();
        let may = LONGER_FILES.contains(&file.as_str());
        match lines > LONGEST_FILE {
            true if !may => broken.push(format!("{file}: {lines} lines")),
            false if may => broken.push(format!("{file} is short again: take it off the list")),
            _ => {}
        }
    }
    assert_none(&broken);
}

#[test]
fn lints_are_answered_with_a_reason() {
    let allow = concat!("#[al", "low(");
    let inner = concat!("#![al", "low(");
    let broken: Vec<_> = sources()
        .into_iter()
        .filter(|(_, source)| source.contains(allow) || source.contains(inner))
        .map(|(file, _)| file)
        .collect();
    assert_none(&broken);
}

/// Clippy knows these too; here they are found without building anything.
#[test]
fn time_and_chance_come_from_the_app() {
    let mut broken = vec![];
    for (file, source) in sources_at_work() {
        if ["clock.rs", "entropy.rs"].contains(&file.as_str()) {
            continue;
        }
        for call in [
            "Utc::now()",
            "SystemTime::now()",
            "Uuid::new_v4()",
            "Uuid::now_v7()",
            "rand::rng()",
            "rand::random(",
        ] {
            if source.contains(call) {
                broken.push(format!("{file}: {call}"));
            }
        }
    }
    assert_none(&broken);
}

#[test]
fn nothing_names_the_machine_it_was_written_on() {
    let mut broken = vec![];
    for (file, source) in sources() {
        for path in [
            concat!("/wo", "rk/"),
            concat!("/ro", "ot/"),
            concat!("/ho", "me/"),
        ] {
            if source.contains(path) {
                broken.push(format!("{file}: {path}"));
            }
        }
    }
    assert_none(&broken);
}

/// Only the command line speaks to a terminal; everything else has the log.
#[test]
fn only_the_command_line_prints() {
    let mut broken = vec![];
    for (file, source) in sources_at_work() {
        let prints = source.lines().any(|line| {
            let line = line.trim_start();
            ["println!", "eprintln!", "print!(", "eprint!("]
                .iter()
                .any(|call| line.starts_with(call))
        });
        if prints && !file.starts_with("cli/") {
            broken.push(file);
        }
    }
    assert_none(&broken);
}

/// What a request may hold is written down; what it may not hold is refused.
#[test]
fn what_comes_in_refuses_unknown_fields() {
    let mut broken = vec![];
    for (file, source) in sources_at_work() {
        let mut attributes = String::new();
        for line in source.lines() {
            let line = line.trim();
            if line.starts_with("#[") || line.starts_with("///") || line.starts_with(')') {
                attributes.push_str(line);
            } else if let Some(rest) = line.strip_prefix("pub struct ") {
                let is_input = rest.starts_with("New") || rest.starts_with("Change");
                let is_object = attributes.contains("Object");
                if is_input && is_object && !attributes.contains("deny_unknown_fields") {
                    broken.push(format!("{file}: {rest}"));
                }
                attributes.clear();
            } else if line.is_empty() || line.ends_with('}') {
                attributes.clear();
            }
        }
    }
    assert_none(&broken);
}

/// The headers are documented from the problems that an operation names; an extractor without its problem stays unknown.
#[test]
fn an_operation_that_reads_a_header_names_its_problem() {
    let pairs = [
        (": Idempotency,", "idempotency-key-reused"),
        (": IfMatch,", "precondition-required"),
    ];
    let mut broken = vec![];
    for (file, source) in sources_at_work()
        .into_iter()
        .filter(|(file, _)| is_api(file))
    {
        for operation in source.split("Problems:").skip(1) {
            for (argument, slug) in pairs {
                let (promised, _) = operation.split_once("#[oai").unwrap_or_default();
                if operation.contains(argument) != promised.contains(slug) {
                    let name = operation
                        .split("operation_id = \"")
                        .nth(1)
                        .unwrap_or_default();
                    let name = name.split('"').next().unwrap_or_default();
                    broken.push(format!(
                        "{file}: {name}: {argument} and `{slug}` go together"
                    ));
                }
            }
        }
    }
    assert_none(&broken);
}
