//! Facts as a witness types them, `key=value`, into the facts of a testimony.

use poem_openapi::types::ToJSON;
use serde_json::{Map, Value, json};
use zeroize::Zeroizing;

use crate::cli::Failure;
use crate::testimony::content::{Content, Facts};
use crate::testimony::receipt::Receipt;
use crate::testimony::wire::TestimonyKind;
use crate::tokens::wire::WorkerToken;

/// Where each fact stands in a testimony, and whether it is a list.
const KNOWN: &[(&str, &str, bool)] = &[
    ("happened_on", "", false),
    ("workplace_id", "", false),
    ("job_group", "", false),
    ("violence_type", "incident", false),
    ("perpetrator", "incident", false),
    ("circumstances", "incident", true),
    ("place", "incident", false),
    ("incident_types", "incident", true),
    ("who_was_called", "incident", false),
    ("what_came_of_it", "incident", false),
    ("days_away", "incident", false),
    ("employer_id", "layoff", false),
    ("notice_given", "layoff", false),
    ("people_affected", "layoff", false),
];

pub fn read(kind: TestimonyKind, language: &str, typed: &[String]) -> Result<Facts, Failure> {
    let mut facts = Map::new();
    facts.insert("kind".to_owned(), json!(kind.as_str()));
    facts.insert("language".to_owned(), json!(language));
    for pair in typed {
        let (key, value) = pair
            .split_once('=')
            .ok_or("a fact is written key=value, such as happened_on=2026-09-14")?;
        let known = KNOWN.iter().find(|(name, ..)| *name == key);
        let Some((_, part, is_list)) = known else {
            let names: Vec<_> = KNOWN.iter().map(|(name, ..)| *name).collect();
            return Err(format!("no fact is called so; known are {}", names.join(", ")).into());
        };
        let place = match *part {
            "" => &mut facts,
            part => {
                let part = facts.entry(part).or_insert_with(|| json!({}));
                part.as_object_mut().ok_or("a fact was given twice")?
            }
        };
        put(place, key, value, *is_list);
    }
    serde_json::from_value(Value::Object(facts)).map_err(|error| format!("a fact: {error}").into())
}

/// A list grows, by commas or by giving its fact again; of anything else the last one counts.
fn put(place: &mut Map<String, Value>, key: &str, value: &str, is_list: bool) {
    if !is_list {
        place.insert(key.to_owned(), json!(value.trim()));
        return;
    }
    let list = place.entry(key).or_insert_with(|| json!([]));
    if let Some(list) = list.as_array_mut() {
        list.extend(value.split(',').map(|word| json!(word.trim())));
    }
}

/// The body of `submit_testimony`, for the service to seal.
pub fn plain(
    content: &Content,
    receipt: &Receipt,
    wants_approval: bool,
    token: Option<WorkerToken>,
    accept_risk: bool,
) -> Result<Zeroizing<Vec<u8>>, Failure> {
    if content
        .text
        .as_ref()
        .is_some_and(|text| receipt.appears_in(text.expose()))
    {
        return Err("the text contains its own receipt".into());
    }
    let mut body: Value = serde_json::from_slice(&content.write()?)?;
    body["receipt"] = json!(*receipt.print());
    body["wants_approval"] = json!(wants_approval);
    if accept_risk {
        body["accept_risk"] = json!(true);
    }
    if let Some(token) = token {
        body["worker_token"] = token.to_json().unwrap_or_default();
    }
    Ok(Zeroizing::new(serde_json::to_vec(&body)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(pairs: &[&str]) -> Result<Facts, Failure> {
        let pairs: Vec<String> = pairs.iter().map(|pair| (*pair).to_owned()).collect();
        read(TestimonyKind::SafetyIncident, "en", &pairs)
    }

    #[test]
    fn facts_find_their_place_and_lists_grow() {
        let facts = typed(&[
            "happened_on=2026-09-14",
            "job_group=librarians",
            "incident_types=threat_of_physical_force_or_weapon,attack_with_weapon_or_object",
            "who_was_called=security",
        ])
        .unwrap();
        let incident = facts.incident.unwrap();
        assert_eq!(incident.incident_types.unwrap().len(), 2);
        assert_eq!(incident.who_was_called.unwrap().as_str(), "security");
        assert_eq!(facts.job_group.as_deref(), Some("librarians"));
        assert!(facts.layoff.is_none());
    }

    #[test]
    fn what_is_no_fact_is_refused() {
        assert!(typed(&["happened_on"]).is_err());
        assert!(typed(&["shoe_size=43"]).is_err());
        assert!(typed(&["who_was_called=the_mayor"]).is_err());
        assert!(typed(&["happened_on=yesterday"]).is_err());
    }
}
