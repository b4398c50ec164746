//! What the witnesses of the demo tell. All of it is made up.

use chrono::NaiveDate;
use serde_json::{Value, json};

/// Texts with things in them that must not be published; a reviewer masks what the finder finds. Those of incidents go
/// around the five districts in turn.
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
        "I do not want guards. When I was at Lakeside Branch the guard knew every regular by name and that worked, but the next contract sent a different person every week and they followed teenagers around the stacks. If you send somebody, send the same person, and send a social worker too.",
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
        "safety_incident",
        "Our guard was cut in the spring. Since then I have counted eleven evenings on which one of us stood at the door instead of at the desk, because somebody had to.",
    ),
    (
        "safety_incident",
        "A boy of maybe twelve was being followed between the shelves. I walked over and stood there until the man left. There was nobody else to send.",
    ),
    (
        "safety_incident",
        "The alarm button under the desk has not worked for a year. We test it every week, and every week we write down that it is dead.",
    ),
    (
        "safety_incident",
        "Llamé a la policía tres veces en una tarde. Cuando vinieron ya habíamos cerrado. La señora a la que amenazó no ha vuelto a la biblioteca.",
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

/// Facts of the incident of this number; most districts hear of the same things.
pub fn incident(number: usize) -> Value {
    let of_district = number / 5;
    let pick = |always: &'static str, sometimes: &'static str, also: bool| {
        let mut words = vec![always];
        words.extend(also.then_some(sometimes));
        words
    };
    let types = if of_district.is_multiple_of(7) {
        pick("attack_with_weapon_or_object", "", false)
    } else {
        let struck = of_district.is_multiple_of(2);
        pick(
            "threat_of_physical_force_or_weapon",
            "physical_attack_without_weapon",
            struck,
        )
    };
    let circumstances = match of_district % 3 {
        0 => pick(
            "low_staffing_level",
            "unable_to_get_help_or_assistance",
            true,
        ),
        1 => pick("isolated_or_alone", "low_staffing_level", true),
        _ => pick("isolated_or_alone", "poorly_lit_area", of_district % 4 == 2),
    };
    let (called, came_of_it) = match of_district % 2 {
        0 => ("law_enforcement", "help_came_too_late"),
        _ => ("nobody", "nothing"),
    };
    json!({
        "violence_type": "type_2",
        "perpetrator": "client_or_customer",
        "circumstances": circumstances,
        "place": if number.is_multiple_of(5) { "parking_lot_or_other_area_outside" } else { "in_the_workplace" },
        "incident_types": types,
        "who_was_called": called,
        "what_came_of_it": came_of_it,
    })
}

/// The language of a text, as its writer says it.
pub fn language(text: Option<&str>) -> &'static str {
    if text.is_some_and(|text| text.starts_with("Llamé")) {
        "es"
    } else {
        "en"
    }
}

/// A day in the quarter before the one of `today`: statistics speak only of periods that are over.
pub fn day_of_last_quarter(today: NaiveDate, number: usize) -> NaiveDate {
    use chrono::{Datelike, Days, Months};
    let first_month = (today.month0() / 3) * 3 + 1;
    let this_quarter = NaiveDate::from_ymd_opt(today.year(), first_month, 1).unwrap_or(today);
    this_quarter - Months::new(3) + Days::new((number as u64 * 13) % 85)
}
