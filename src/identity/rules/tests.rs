//! The capability table again, written by hand: whoever changes one has to change the other.

use std::collections::BTreeMap;

use sea_orm::Iterable;

use super::*;

/// Action, then owner, organizer, reviewer, viewer, a machine with every role; `2` asks for a second factor.
const TABLE: &str = "
    ReadOrganization      yes yes yes yes yes
    EditOrganization      2   no  no  no  no
    ManageMembers         2   no  no  no  no
    ManageApiKeys         2   no  no  no  no
    ReadAudit             2   no  no  no  yes
    ReadDirectory         yes yes yes yes yes
    EditDirectory         2   yes no  no  yes
    ReadCampaigns         yes yes yes yes yes
    EditCampaigns         2   yes no  no  yes
    EditEvents            2   yes no  no  yes
    ReadAttendees         2   2   no  no  no
    ModeratePetitions     2   no  no  no  yes
    ReadSignatures        2   yes no  no  yes
    ReviewComments        2   yes no  no  yes
    InvalidateSignatures  2   no  no  no  yes
    MatchMembers          2   no  no  no  no
    PrintSheets           2   yes no  no  yes
    EnterSheets           2   2   no  no  no
    ReviewTestimony       no  no  2   no  no
    ManageOwnReviewerKey  no  no  2   no  no
    ManageReviewerKeys    2   no  no  no  no
    HoldTestimony         2   no  no  no  no
    IssueTokens           2   2   no  no  no
    ReadStatistics        yes yes yes yes yes
    ReleaseStatistics     2   yes no  no  yes
    ReadPackets           2   yes no  no  yes
    CompilePackets        2   yes no  no  yes
    PreviewPackets        2   2   2   no  no
    ExportPackets         2   2   no  no  no
    RecordDeliveries      2   yes no  no  yes
    MailPackets           2   2   no  no  no
    RecordResponses       2   yes no  no  yes
    EditAnnouncements     2   yes no  no  yes
    SendAnnouncements     2   2   no  no  no
";

fn table() -> BTreeMap<&'static str, Vec<&'static str>> {
    let lines = TABLE.lines().filter(|line| !line.trim().is_empty());
    lines
        .map(|line| {
            let mut words = line.split_whitespace();
            (words.next().unwrap(), words.collect())
        })
        .collect()
}

fn word(roles: &[Role], action: Action) -> &'static str {
    match (answer(roles, action, false), answer(roles, action, true)) {
        (Answer::Yes, Answer::Yes) => "yes",
        (Answer::WithSecondFactor, Answer::Yes) => "2",
        (Answer::No, Answer::No) => "no",
        other => panic!("{roles:?} {action:?}: {other:?}"),
    }
}

fn machine(action: Action) -> &'static str {
    let every: Vec<Role> = Role::iter().collect();
    match answer_machine(&every, &every, action) {
        Answer::Yes => "yes",
        _ => "no",
    }
}

#[test]
fn every_role_may_do_what_the_table_says_and_nothing_else() {
    let mut table = table();
    for action in Action::iter() {
        let name = format!("{action:?}");
        let expected = table.remove(name.as_str());
        let expected = expected.unwrap_or_else(|| panic!("{name} is missing in the table"));
        let mut actual: Vec<_> = Role::iter().map(|role| word(&[role], action)).collect();
        actual.push(machine(action));
        assert_eq!(actual, expected, "{name}");
    }
    assert!(table.is_empty(), "no such actions: {table:?}");
}

#[test]
fn several_roles_add_up_and_none_gives_nothing() {
    for action in Action::iter() {
        assert_eq!(word(&[], action), "no");
        for one in Role::iter() {
            for other in Role::iter() {
                let rank = |word| ["no", "2", "yes"].iter().position(|w| *w == word);
                let (a, b) = (word(&[one], action), word(&[other], action));
                let both = word(&[one, other], action);
                assert_eq!(
                    rank(both),
                    rank(a).max(rank(b)),
                    "{one:?} {other:?} {action:?}"
                );
            }
        }
    }
}

#[test]
fn a_key_can_do_no_more_than_its_maker_still_may() {
    let may = |scopes: &[Role], makers: &[Role]| {
        answer_machine(scopes, makers, Action::EditCampaigns) == Answer::Yes
    };
    assert!(may(&[Role::Organizer], &[Role::Owner]));
    assert!(!may(&[Role::Organizer], &[Role::Viewer]));
    assert!(!may(&[Role::Viewer], &[Role::Owner]));
    assert!(!may(&[Role::Organizer], &[]));
}

#[test]
fn a_role_is_read_back_from_its_word() {
    for role in Role::iter() {
        assert_eq!(role.as_str().parse(), Ok(role));
    }
    assert_eq!("Owner".parse::<Role>(), Err(()));
}

#[test]
fn waiting_grows_from_the_fifth_failure_and_ends_at_five_minutes() {
    let seconds: Vec<i64> = (0..15).map(|n| wait_after(n).num_seconds()).collect();
    assert_eq!(
        seconds,
        [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300]
    );
    assert_eq!(wait_after(i32::MAX).num_seconds(), 300);
}

#[test]
fn failures_are_forgotten_after_a_quiet_day() {
    let then = DateTime::from_timestamp(1_000_000, 0).unwrap();
    assert_eq!(remembered(9, then, then + Duration::hours(24)), 9);
    assert_eq!(remembered(9, then, then + Duration::hours(25)), 0);
}
