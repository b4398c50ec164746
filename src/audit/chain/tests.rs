//! A chain that was tampered with is found out, wherever it was touched.

use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::audit::AuditEntryId;

const UNION: OrganizationId = OrganizationId(Uuid::from_u128(7));

fn entry(number: i64) -> Model {
    Model {
        id: AuditEntryId(Uuid::from_u128(number as u128)),
        organization_id: UNION,
        actor: "mem_odalys".to_owned(),
        action: "open_petition".to_owned(),
        subject: format!("pet_{number}"),
        detail: json!({"version": 1, "also": {"b": 2, "a": [3, 1]}}),
        at: DateTime::<Utc>::from_timestamp(1_790_000_000 + number, 0).unwrap(),
        on_day_only: false,
        sequence: None,
        hash: None,
    }
}

fn chain(length: i64) -> Vec<Model> {
    let mut before = beginning(UNION);
    let link = |number| {
        let mut entry = entry(number);
        before = super::link(&before, number, &entry);
        entry.sequence = Some(number);
        entry.hash = Some(before.to_vec());
        entry
    };
    (1..=length).map(link).collect()
}

fn walk(entries: &[Model], recorded: Option<(i64, &[u8])>) -> Result<(), Broken> {
    let mut walk = Walk::new(UNION);
    entries.iter().try_for_each(|entry| walk.step(entry))?;
    walk.end(recorded)
}

fn end_of(entries: &[Model]) -> Option<(i64, &[u8])> {
    let last = entries.last()?;
    Some((last.sequence?, last.hash.as_deref()?))
}

#[test]
fn a_whole_chain_is_whole() {
    let entries = chain(5);
    assert_eq!(walk(&entries, end_of(&entries)), Ok(()));
    assert_eq!(walk(&[], None), Ok(()));
}

#[test]
fn any_change_of_any_field_is_found() {
    let whole = chain(5);
    let changes: [fn(&mut Model); 7] = [
        |entry| entry.actor.push('x'),
        |entry| entry.action = "close_petition".to_owned(),
        |entry| entry.subject = "pet_9".to_owned(),
        |entry| entry.detail = json!({"version": 2}),
        |entry| entry.at += chrono::Duration::milliseconds(1),
        |entry| entry.on_day_only = true,
        |entry| entry.id = AuditEntryId(Uuid::from_u128(99)),
    ];
    for change in changes {
        let mut entries = whole.clone();
        change(&mut entries[2]);
        assert_eq!(walk(&entries, end_of(&whole)), Err(Broken::Changed(3)));
    }
}

#[test]
fn a_missing_entry_is_found_in_the_middle_and_at_both_ends() {
    let whole = chain(5);
    for gone in 0..5 {
        let mut entries = whole.clone();
        entries.remove(gone);
        assert_eq!(
            walk(&entries, end_of(&whole)),
            Err(Broken::Missing(gone as i64 + 1))
        );
    }
}

#[test]
fn two_entries_that_changed_places_are_found() {
    let whole = chain(5);
    let mut entries = whole.clone();
    entries[1].sequence = Some(4);
    entries[3].sequence = Some(2);
    entries.swap(1, 3);
    assert_eq!(walk(&entries, end_of(&whole)), Err(Broken::Changed(2)));
}

#[test]
fn an_entry_slipped_in_is_found() {
    let whole = chain(5);
    let mut entries = whole.clone();
    entries.insert(2, whole[1].clone());
    assert_eq!(walk(&entries, end_of(&whole)), Err(Broken::Changed(2)));
    let more = chain(6);
    assert_eq!(walk(&more, end_of(&whole)), Err(Broken::BeyondTheEnd(6)));
    assert_eq!(walk(&whole, None), Err(Broken::BeyondTheEnd(5)));
    assert_eq!(walk(&whole, Some((5, &[0; 32]))), Err(Broken::End(5)));
}

#[test]
fn the_order_of_json_keys_does_not_matter() {
    let mut turned = entry(1);
    turned.detail =
        serde_json::from_str(r#"{"also": {"a": [3, 1], "b": 2}, "version": 1}"#).unwrap();
    let first = beginning(UNION);
    assert_eq!(link(&first, 1, &entry(1)), link(&first, 1, &turned));
}

#[test]
fn fields_cannot_flow_into_each_other() {
    let (mut one, mut other) = (entry(1), entry(1));
    (one.actor, one.action) = ("ab".to_owned(), "c".to_owned());
    (other.actor, other.action) = ("a".to_owned(), "bc".to_owned());
    let first = beginning(UNION);
    assert_ne!(link(&first, 1, &one), link(&first, 1, &other));
}

#[test]
fn the_chains_of_two_organizations_never_fit() {
    let other = OrganizationId(Uuid::from_u128(8));
    assert_ne!(beginning(UNION), beginning(other));
}
