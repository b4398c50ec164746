//! What some tests need beside Rust, and a counted word about each test that had to be skipped.

use std::io::Write;
use std::process::Command;
use std::sync::OnceLock;

/// Something that may be missing on this machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    Postgres,
    /// aiosmtpd, a mail server from PyPI.
    MailServer,
    /// dkimpy from PyPI, in the same python: it checks the signatures of mails.
    Dkim,
    /// moto, a server that speaks S3, from PyPI.
    ObjectStore,
    /// The right to mount a small file system.
    SmallDisk,
    /// pdftotext, pdffonts, pdfinfo, pdftoppm: they look into a PDF file.
    Poppler,
    Qpdf,
    /// zbarimg reads codes off pictures.
    Zbar,
    /// An accessibility checker from PyPI.
    Outloud,
}

/// Every test that asks for a tool. `has` refuses one that is not listed, so that the count stays true.
const NEEDS: &[(Tool, &str)] = &[
    (Tool::Postgres, "two_nodes_that_start_at_once_migrate_once"),
    (Tool::Postgres, "a_node_outlives_a_restart_of_postgresql"),
    (
        Tool::Postgres,
        "a_read_only_postgresql_is_answered_and_survived",
    ),
    (Tool::Postgres, "postgresql_is_backed_up_and_restored"),
    (
        Tool::Postgres,
        "both_databases_have_the_same_indexes_and_references",
    ),
    (
        Tool::MailServer,
        "a_real_mail_server_takes_defers_refuses_and_hangs_up",
    ),
    (
        Tool::MailServer,
        "a_petition_opens_once_a_real_mail_server_took_the_test_mail",
    ),
    (
        Tool::MailServer,
        "a_server_that_does_not_let_us_in_is_asked_again",
    ),
    (Tool::MailServer, "a_wrong_password_buries_no_mail"),
    (
        Tool::MailServer,
        "a_server_that_is_down_for_days_loses_no_confirmation",
    ),
    (
        Tool::MailServer,
        "mails_that_follow_each_other_share_a_connection",
    ),
    (
        Tool::Dkim,
        "a_receiver_finds_the_signature_whole_and_every_change_of_the_link",
    ),
    (
        Tool::MailServer,
        "a_worker_that_is_killed_again_and_again_doubles_no_mail_and_loses_none",
    ),
    (
        Tool::MailServer,
        "a_mail_server_takes_defers_refuses_and_hangs_up_on_announcements",
    ),
    (
        Tool::MailServer,
        "a_mail_server_that_is_down_for_a_day_loses_and_doubles_nothing",
    ),
    (
        Tool::MailServer,
        "twenty_thousand_announcements_survive_kill_nine",
    ),
    (
        Tool::MailServer,
        "signing_is_as_fast_beside_an_announcement",
    ),
    (
        Tool::ObjectStore,
        "a_bucket_keeps_hands_out_and_loses_packets",
    ),
    (
        Tool::ObjectStore,
        "a_bucket_that_is_not_there_is_said_and_costs_nothing",
    ),
    (Tool::ObjectStore, "work_waits_for_a_store_that_is_down"),
    (
        Tool::ObjectStore,
        "what_was_lost_or_shortened_in_the_bucket_is_not_handed_out",
    ),
    (Tool::ObjectStore, "a_node_serves_from_a_bucket"),
    (Tool::SmallDisk, "a_full_disk_is_answered_and_survived"),
    (
        Tool::Poppler,
        "a_packet_for_a_supervisor_has_only_their_own_district_in_front",
    ),
    (
        Tool::Poppler,
        "the_districts_add_up_and_no_small_number_is_told",
    ),
    (
        Tool::Poppler,
        "what_a_reader_copies_has_no_invisible_characters",
    ),
    (Tool::Poppler, "withheld_names_are_nowhere"),
    (
        Tool::Poppler,
        "a_name_that_looks_like_a_formula_or_markup_stays_text",
    ),
    (
        Tool::Poppler,
        "an_association_is_told_about_its_own_members_first",
    ),
    (Tool::Poppler, "a_packet_in_spanish_reads_spanish"),
    (
        Tool::Poppler,
        "the_roll_begins_with_the_addressees_own_district",
    ),
    (
        Tool::Poppler,
        "a_mark_in_a_testimony_says_why_it_stands_there",
    ),
    (
        Tool::Poppler,
        "one_page_names_nobody_and_tells_one_testimony",
    ),
    (Tool::Poppler, "the_organizer_chooses_the_quotation"),
    (
        Tool::Poppler,
        "no_number_of_testimonies_is_printed_but_that_of_a_release",
    ),
    (
        Tool::Poppler,
        "a_packet_is_signed_with_the_key_of_its_organization",
    ),
    (
        Tool::Poppler,
        "every_name_given_for_print_is_printed_and_every_count_is_the_databases",
    ),
    (
        Tool::Qpdf,
        "every_name_given_for_print_is_printed_and_every_count_is_the_databases",
    ),
    (Tool::Poppler, "each_packet_of_the_county_is_sound"),
    (Tool::Qpdf, "each_packet_of_the_county_is_sound"),
    (Tool::Outloud, "each_packet_of_the_county_is_sound"),
    (Tool::Zbar, "the_code_leads_to_the_address_beside_it"),
    (Tool::Poppler, "the_code_leads_to_the_address_beside_it"),
    (
        Tool::Poppler,
        "from_the_witness_to_the_packet_and_no_byte_on_the_way_tells_who",
    ),
    (
        Tool::Qpdf,
        "from_the_witness_to_the_packet_and_no_byte_on_the_way_tells_who",
    ),
    (
        Tool::Poppler,
        "the_document_has_a_page_for_each_sheet_and_the_poster_is_one",
    ),
    (
        Tool::Poppler,
        "names_from_paper_are_printed_by_consent_and_gone_when_they_are_taken_back",
    ),
];

impl Tool {
    fn is_found(self) -> bool {
        match self {
            Self::Postgres => broadside::cli::private_postgres::is_installed(),
            Self::MailServer => smtpd_python().is_some(),
            Self::Dkim => {
                python_with("BROADSIDE_TEST_SMTPD_PYTHON", "import dkim, aiosmtpd").is_some()
            }
            Self::ObjectStore => s3_python().is_some(),
            Self::SmallDisk => can_mount(),
            Self::Poppler => runs("pdftotext", "-v"),
            Self::Qpdf => runs("qpdf", "--version"),
            Self::Zbar => runs("zbarimg", "--version"),
            Self::Outloud => runs(&outloud(), "--version"),
        }
    }

    fn missing(self) -> &'static str {
        match self {
            Self::Postgres => "PostgreSQL (initdb and postgres)",
            Self::MailServer => "aiosmtpd (BROADSIDE_TEST_SMTPD_PYTHON names a python that has it)",
            Self::Dkim => "dkimpy (in the python that BROADSIDE_TEST_SMTPD_PYTHON names)",
            Self::ObjectStore => {
                "moto[server] (BROADSIDE_TEST_S3_PYTHON names a python that has it)"
            }
            Self::SmallDisk => "the right to mount a tmpfs",
            Self::Poppler => "poppler-utils",
            Self::Qpdf => "qpdf",
            Self::Zbar => "zbar-tools",
            Self::Outloud => "outloud (BROADSIDE_TEST_OUTLOUD names the program)",
        }
    }
}

/// Whether this test can run here; a test that cannot ends at once.
pub fn has(tool: Tool, test: &str) -> bool {
    assert!(
        NEEDS.contains(&(tool, test)),
        "{test} is not in the list of what tests need"
    );
    tool.is_found()
}

/// The same for helpers that many tests call. A test that is not in the list is named at once where it does without.
pub fn has_here(tool: Tool) -> bool {
    let found = tool.is_found();
    let thread = std::thread::current();
    let test = thread.name().and_then(|name| name.rsplit("::").next());
    let test = test.unwrap_or("a test");
    if !found && !NEEDS.contains(&(tool, test)) {
        say(&format!(
            "SKIPPED: a part of {test}, without {}",
            tool.missing()
        ));
    }
    found
}

pub fn outloud() -> String {
    std::env::var("BROADSIDE_TEST_OUTLOUD").unwrap_or_else(|_| "outloud".to_owned())
}

fn runs(program: &str, argument: &str) -> bool {
    let said = Command::new(program).arg(argument).output();
    said.is_ok_and(|said| said.status.success())
}

pub fn smtpd_python() -> Option<String> {
    python_with("BROADSIDE_TEST_SMTPD_PYTHON", "import aiosmtpd")
}

pub fn s3_python() -> Option<String> {
    static FOUND: OnceLock<Option<String>> = OnceLock::new();
    let look = || python_with("BROADSIDE_TEST_S3_PYTHON", "import moto.server");
    FOUND.get_or_init(look).clone()
}

fn python_with(variable: &str, import: &str) -> Option<String> {
    let named = std::env::var(variable).ok();
    let python = named.unwrap_or_else(|| "python3".to_owned());
    let found = Command::new(&python).args(["-c", import]).output();
    found
        .is_ok_and(|said| said.status.success())
        .then_some(python)
}

fn can_mount() -> bool {
    let folder = tempfile::tempdir().unwrap();
    let mounted = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=1m", "tmpfs"])
        .arg(folder.path())
        .output();
    let mounted = mounted.is_ok_and(|said| said.status.success());
    if mounted {
        let _ = Command::new("umount").arg(folder.path()).output();
    }
    mounted
}

/// Not a print macro: those are swallowed when a test passes.
fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

#[test]
fn zz_what_was_skipped_is_counted_and_named() {
    let tools = [
        Tool::Postgres,
        Tool::MailServer,
        Tool::ObjectStore,
        Tool::SmallDisk,
        Tool::Poppler,
        Tool::Qpdf,
        Tool::Zbar,
        Tool::Outloud,
    ];
    let missing: Vec<_> = tools.into_iter().filter(|tool| !tool.is_found()).collect();
    let skipped = NEEDS
        .iter()
        .filter(|(tool, _)| missing.contains(tool))
        .count();
    say(&format!("\nSKIPPED: {skipped} tests for lack of a tool"));
    for tool in missing {
        let tests: Vec<_> = NEEDS
            .iter()
            .filter(|(needed, _)| *needed == tool)
            .map(|(_, test)| *test)
            .collect();
        say(&format!(
            "  without {}: {}",
            tool.missing(),
            tests.join(", ")
        ));
    }
    let database = if super::database::on_postgres() {
        "PostgreSQL"
    } else {
        "SQLite"
    };
    say(&format!(
        "The suite ran on {database}; BROADSIDE_TEST_DATABASE=postgres repeats it on a private PostgreSQL.\n"
    ));
}
