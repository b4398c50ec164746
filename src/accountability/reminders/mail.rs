//! The words of the reminder, in English and Spanish.

use super::due::{Due, What};

fn is_spanish(language: &str) -> bool {
    let primary = language.split('-').next().unwrap_or_default();
    primary.eq_ignore_ascii_case("es")
}

/// Names nobody: a subject is read over shoulders.
pub fn subject(language: &str) -> &'static str {
    match is_spanish(language) {
        true => "Broadside: respuestas y promesas que vencen",
        false => "Broadside: answers and promises that are due",
    }
}

pub fn text(language: &str, lines: &[Due], base: &str) -> String {
    let spanish = is_spanish(language);
    let said: String = lines.iter().map(|line| one(line, spanish)).collect();
    match spanish {
        true => format!(
            "Hola:\n\n{said}\nAnote lo que haya llegado (record_response, change_commitment), o dé seguimiento (create_follow_up_packet). \
             El registro público cuenta los días de silencio.\n\n{base}\n"
        ),
        false => format!(
            "Hello,\n\n{said}\nWrite down what has come (record_response, change_commitment), or follow up (create_follow_up_packet). \
             The public record counts the days of silence.\n\n{base}\n"
        ),
    }
}

fn one(line: &Due, spanish: bool) -> String {
    let what = match (&line.what, spanish) {
        (What::Answer, false) => "an answer".to_owned(),
        (What::Answer, true) => "una respuesta".to_owned(),
        (What::Promise(what), false) => format!("a promise: “{what}”"),
        (What::Promise(what), true) => format!("una promesa: «{what}»"),
    };
    let Due {
        who,
        campaign,
        on,
        days_late,
        ..
    } = line;
    match (*days_late > 0, spanish) {
        (true, false) => {
            format!("- {who}, {campaign}: {what} was due on {on}.\n")
        }
        (true, true) => {
            format!("- {who}, {campaign}: {what} venció el {on}.\n")
        }
        (false, false) => format!("- {who}, {campaign}: {what} is due on {on}.\n"),
        (false, true) => format!("- {who}, {campaign}: {what} vence el {on}.\n"),
    }
}
