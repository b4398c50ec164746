//! What some tests need beside Rust, and a counted word about each test that had to be skipped.

use std::io::Write as _;
use std::process::Command;

/// Programs that look into a PDF file; may be missing on this machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// pdftotext, pdffonts, pdfinfo, pdftoppm, pdftohtml.
    Poppler,
    Qpdf,
    /// zbarimg.
    Zbar,
    /// outloud, an accessibility checker from PyPI.
    Outloud,
}

const TOOLS: [Tool; 4] = [Tool::Poppler, Tool::Qpdf, Tool::Zbar, Tool::Outloud];

/// Every test that asks for a tool. `has` refuses one that is not listed, so that the count stays true.
const NEEDS: &[(Tool, &str)] = &[
    (Tool::Poppler, "every_page_says_which_of_how_many_it_is"),
    (Tool::Poppler, "a_letter_is_a_page_and_a_page_of_notes"),
    (Tool::Poppler, "the_contents_are_the_outline_of_the_file"),
    (Tool::Qpdf, "the_contents_are_the_outline_of_the_file"),
    (
        Tool::Poppler,
        "no_key_of_the_snapshot_and_no_empty_place_reaches_the_page",
    ),
    (
        Tool::Qpdf,
        "charts_and_codes_have_words_for_those_who_cannot_see_them",
    ),
    (
        Tool::Poppler,
        "the_code_on_the_last_page_leads_to_the_printed_address",
    ),
    (
        Tool::Zbar,
        "the_code_on_the_last_page_leads_to_the_printed_address",
    ),
    (
        Tool::Poppler,
        "a_further_volume_prints_its_exhibits_and_no_second_letter",
    ),
    (
        Tool::Poppler,
        "no_page_of_the_roll_ends_with_the_name_of_a_group",
    ),
    (Tool::Poppler, "every_named_signer_can_be_found_in_the_text"),
    (
        Tool::Poppler,
        "markup_in_a_text_is_printed_as_it_was_written",
    ),
    (
        Tool::Poppler,
        "every_page_of_an_annex_says_that_it_is_taken_home_again",
    ),
    (
        Tool::Poppler,
        "nobody_is_said_to_have_signed_words_that_came_later",
    ),
    (Tool::Qpdf, "qpdf_finds_nothing_wrong"),
    (Tool::Outloud, "a_screen_reader_finds_nothing_in_its_way"),
    (
        Tool::Poppler,
        "every_font_is_embedded_and_its_text_can_be_found",
    ),
    (Tool::Poppler, "title_language_and_date_are_set"),
    (Tool::Qpdf, "title_language_and_date_are_set"),
    (Tool::Poppler, "no_name_of_any_script_turns_a_date_around"),
    (
        Tool::Poppler,
        "no_heading_stands_in_the_last_three_lines_of_a_page",
    ),
    (Tool::Poppler, "no_page_ends_with_the_head_of_a_table"),
    (Tool::Poppler, "no_last_page_is_half_empty"),
    (Tool::Poppler, "charts_can_be_told_in_black_and_white"),
    (
        Tool::Poppler,
        "the_attached_table_holds_the_printed_names_and_its_digest_is_printed",
    ),
    (
        Tool::Qpdf,
        "the_attached_table_holds_the_printed_names_and_its_digest_is_printed",
    ),
    (
        Tool::Poppler,
        "nothing_is_attached_where_nobody_is_named_or_nobody_asked",
    ),
    (Tool::Poppler, "a_part_of_the_roll_says_which_part_it_is"),
    (
        Tool::Poppler,
        "the_report_lists_its_volumes_with_their_digests",
    ),
    (
        Tool::Poppler,
        "every_sheet_has_its_own_number_and_code_and_all_that_a_signer_has_to_know",
    ),
    (Tool::Poppler, "no_text_is_cut_without_saying_so"),
    (
        Tool::Poppler,
        "a_contact_with_every_way_and_a_long_addressee_are_printed_to_the_end",
    ),
    (
        Tool::Poppler,
        "a_sheet_says_what_signing_means_and_one_of_a_single_line_speaks_of_nobody_below",
    ),
    (
        Tool::Poppler,
        "the_code_leads_to_the_petition_and_the_document_is_accessible",
    ),
    (
        Tool::Zbar,
        "the_code_leads_to_the_petition_and_the_document_is_accessible",
    ),
    (
        Tool::Poppler,
        "what_strangers_wrote_is_printed_as_text_and_nothing_else",
    ),
];

/// The tool that a program belongs to.
pub fn of(program: &str) -> Tool {
    match program {
        "qpdf" => Tool::Qpdf,
        "zbarimg" => Tool::Zbar,
        "outloud" => Tool::Outloud,
        _ => Tool::Poppler,
    }
}

/// Whether the running test can use it here; a test that cannot ends at once.
pub fn has(tool: Tool) -> bool {
    let thread = std::thread::current();
    let test = thread.name().and_then(|name| name.rsplit("::").next());
    // Where tests run one after another, they all run in the main thread.
    if let Some(test) = test.filter(|test| *test != "main") {
        assert!(
            NEEDS.contains(&(tool, test)),
            "{test} is not in the list of what tests need: {tool:?}"
        );
    }
    is_found(tool)
}

/// The program by its name, or as the environment names it.
#[expect(
    clippy::disallowed_methods,
    reason = "a test's own switch is no setting of the service"
)]
pub fn program(name: &str) -> String {
    let named = (name == "outloud").then(|| std::env::var("BROADSIDE_TEST_OUTLOUD").ok());
    named.flatten().unwrap_or_else(|| name.to_owned())
}

fn is_found(tool: Tool) -> bool {
    let (name, argument) = match tool {
        Tool::Poppler => ("pdftotext", "-v"),
        Tool::Qpdf => ("qpdf", "--version"),
        Tool::Zbar => ("zbarimg", "--version"),
        Tool::Outloud => ("outloud", "--version"),
    };
    let found = Command::new(program(name)).arg(argument).output();
    found.is_ok_and(|said| said.status.success())
}

fn missing(tool: Tool) -> &'static str {
    match tool {
        Tool::Poppler => "poppler-utils",
        Tool::Qpdf => "qpdf",
        Tool::Zbar => "zbar-tools",
        Tool::Outloud => "outloud (BROADSIDE_TEST_OUTLOUD names the program)",
    }
}

#[test]
fn zz_what_was_skipped_is_counted_and_named() {
    // Not a print macro: those are swallowed when a test passes.
    let mut terminal = std::io::stderr();
    let gone: Vec<Tool> = TOOLS.into_iter().filter(|tool| !is_found(*tool)).collect();
    let mut skipped: Vec<&str> = NEEDS
        .iter()
        .filter(|(tool, _)| gone.contains(tool))
        .map(|(_, test)| *test)
        .collect();
    skipped.sort_unstable();
    skipped.dedup();
    let _ = writeln!(
        terminal,
        "\nSKIPPED: {} tests of packets for lack of a tool",
        skipped.len()
    );
    for tool in gone {
        let tests = NEEDS.iter().filter(|(needed, _)| *needed == tool);
        let tests: Vec<&str> = tests.map(|(_, test)| *test).collect();
        let _ = writeln!(
            terminal,
            "  without {}: {}",
            missing(tool),
            tests.join(", ")
        );
    }
}
