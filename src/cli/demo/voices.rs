//! What the witnesses of the demo tell. All of it is made up.

use chrono::NaiveDate;
use serde_json::{Value, json};

/// Texts with things in them that must not be published; a reviewer masks what the finder finds.
pub const TOLD: &[(&str, &str)] = &[
    (
        "safety_incident",
        "It was close to closing time and two of us were on the floor. A man I had asked to lower his voice came around the desk and told me he would wait for me outside. I called the front office at (555) 014-7788 and nobody picked up. We locked ourselves in the workroom and listened to him try the door.",
    ),
    (
        "safety_incident",
        "When somebody is in crisis on an evening they send one of us who speaks Spanish, because we can talk to them. I am not trained for it. In Quarry Hill Branch I held a door shut for what felt like ten minutes. The report I wrote is FAC-20931 and I never heard about it again.",
    ),
    (
        "safety_incident",
        "A patron threw a chair. It hit the shelf beside me, not me. The police came after he had left; they were kind, they took a note. What I wanted was somebody at the door before it happened.",
    ),
    (
        "safety_incident",
        "I do not want guards. At my last job the guard knew every regular by name and that worked, but the next contract sent a different person every week and they followed teenagers around the stacks. If you send somebody, send the same person, and send a social worker too.",
    ),
    (
        "safety_incident",
        "We have a code word for the page in the back. I have used it four times since spring. Twice he came, twice he was on his break. Write me at desk.worker@mail.example if you want the dates.",
    ),
    (
        "safety_incident",
        "The parking lot lights have been out since the storm. I finish at nine. A man followed me to my car and knocked on the window until I drove off. I told the supervisor the next morning; the lights are still out.",
    ),
    (
        "safety_incident",
        "Somebody slept in the restroom and would not wake up. I thought he was dead. I did what the poster says. The ambulance took him. I came back to the desk because there was a line.",
    ),
    (
        "safety_incident",
        "A woman I have known for years as a quiet reader spat at me and swung her bag. She came back a week later and apologised and cried. A nurse would have seen it coming. I did not.",
    ),
    (
        "layoff",
        "I worked for the vendor for nine years. We were told on a video call that lasted six minutes. My badge had stopped working before it ended. I have paid dues to the association since library school and it has not said a word about us.",
    ),
    (
        "layoff",
        "They called it a realignment. Everybody who had asked for the overtime policy in writing was on the list. I was told to be grateful for two weeks.",
    ),
    (
        "layoff",
        "My whole department was cut, and the association's newsletter that week was about resilience. I let my membership lapse the same evening.",
    ),
    (
        "layoff",
        "I got my notice in a parking lot. The person who gave it to me was laid off the next month.",
    ),
];

const TYPES: [&str; 4] = [
    "threat_of_physical_force_or_weapon",
    "physical_attack_without_weapon",
    "attack_with_weapon_or_object",
    "threat_of_physical_force_or_weapon",
];
const CIRCUMSTANCES: [&str; 4] = [
    "isolated_or_alone",
    "low_staffing_level",
    "usual_job_duties",
    "unable_to_get_help_or_assistance",
];
const CALLED: [&str; 4] = ["law_enforcement", "nobody", "supervisor", "security"];
const CAME_OF_IT: [&str; 4] = [
    "help_came_too_late",
    "nothing",
    "person_left",
    "person_removed",
];

/// Facts of the incident of this number.
pub fn incident(number: usize) -> Value {
    json!({
        "violence_type": "type_2",
        "perpetrator": "client_or_customer",
        "circumstances": [CIRCUMSTANCES[number % 4]],
        "place": if number.is_multiple_of(5) { "parking_lot_or_other_area_outside" } else { "in_the_workplace" },
        "incident_types": [TYPES[number % 4]],
        "who_was_called": CALLED[(number / 2) % 4],
        "what_came_of_it": CAME_OF_IT[(number / 2) % 4],
    })
}

/// A day in the quarter before the one of `today`: statistics speak only of periods that are over.
pub fn day_of_last_quarter(today: NaiveDate, number: usize) -> NaiveDate {
    use chrono::{Datelike, Days, Months};
    let first_month = (today.month0() / 3) * 3 + 1;
    let this_quarter = NaiveDate::from_ymd_opt(today.year(), first_month, 1).unwrap_or(today);
    this_quarter - Months::new(3) + Days::new((number as u64 * 13) % 85)
}
