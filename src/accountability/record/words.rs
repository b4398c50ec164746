//! The words of the feed, in English and Spanish.

use chrono::NaiveDate;

use crate::accountability::responses::rules::Kind;
use crate::accountability::votes::rules::{Outcome, Voted};

/// Everything that the feed says.
#[derive(Debug)]
pub struct Words {
    pub code: &'static str,
    pub title: &'static str,
    pub delivered: &'static str,
    pub sent: &'static str,
    pub perhaps_sent: &'static str,
    pub promised: &'static str,
    pub overdue: &'static str,
    pub kept: &'static str,
    pub broken: &'static str,
    pub correction: &'static str,
    pub before: &'static str,
    pub retracted: &'static str,
    pub demo: &'static str,
}

static EN: Words = Words {
    code: "en",
    title: "Asked and answered:",
    delivered: "Delivered to",
    sent: "Sent to",
    perhaps_sent: "The mail was cut off, and may or may not have been sent to",
    promised: "promised",
    overdue: "has a promise overdue",
    kept: "kept a promise",
    broken: "broke a promise",
    correction: "Correction:",
    before: "Before, this said",
    retracted: "Taken back, recorded in error:",
    demo: "Fictional people and places.",
};

static ES: Words = Words {
    code: "es",
    title: "Lo que preguntamos y lo que respondieron:",
    delivered: "Entregado a",
    sent: "Enviado a",
    perhaps_sent: "El correo se interrumpió, y no se sabe si se envió a",
    promised: "prometió",
    overdue: "tiene una promesa vencida",
    kept: "cumplió una promesa",
    broken: "incumplió una promesa",
    correction: "Corrección:",
    before: "Antes decía",
    retracted: "Retirado, se anotó por error:",
    demo: "Personas y lugares ficticios.",
};

impl Words {
    pub fn of(language: &str) -> &'static Self {
        let primary = language.split('-').next().unwrap_or_default();
        if primary.eq_ignore_ascii_case("es") {
            &ES
        } else {
            &EN
        }
    }

    fn spanish(&self) -> bool {
        self.code == "es"
    }

    pub fn asked_by(&self, signatures: i64) -> String {
        match self.spanish() {
            true => format!("Firmas confirmadas: {signatures}."),
            false => format!("Confirmed signatures: {signatures}."),
        }
    }

    pub fn silent(&self, name: &str, days: i64) -> String {
        match self.spanish() {
            true => format!("{name}: {days} días sin respuesta"),
            false => format!("{name}: silent for {days} days"),
        }
    }

    pub fn by_when(&self, what: &str, due: NaiveDate) -> String {
        match self.spanish() {
            true => format!("{what} (hasta el {due})."),
            false => format!("{what} (by {due})."),
        }
    }

    pub fn answer(&self, kind: Kind) -> &'static str {
        match (kind, self.spanish()) {
            (Kind::Acknowledged, false) => "acknowledged that it arrived",
            (Kind::Promised, false) => "promised what was asked",
            (Kind::Partly, false) => "promised part of what was asked",
            (Kind::Refused, false) => "refused",
            (Kind::Referred, false) => "referred to somebody else",
            (Kind::NoAnswer, false) => "said that there will be no answer",
            (Kind::Acknowledged, true) => "acusó recibo",
            (Kind::Promised, true) => "prometió lo que se pidió",
            (Kind::Partly, true) => "prometió una parte de lo que se pidió",
            (Kind::Refused, true) => "se negó",
            (Kind::Referred, true) => "remitió a otra instancia",
            (Kind::NoAnswer, true) => "dijo que no habrá respuesta",
        }
    }

    pub fn outcome(&self, outcome: Outcome) -> &'static str {
        match (outcome, self.spanish()) {
            (Outcome::Passed, false) => "passed",
            (Outcome::Failed, false) => "failed",
            (Outcome::Tabled, false) => "put off",
            (Outcome::Referred, false) => "referred",
            (Outcome::Passed, true) => "aprobado",
            (Outcome::Failed, true) => "rechazado",
            (Outcome::Tabled, true) => "aplazado",
            (Outcome::Referred, true) => "remitido",
        }
    }

    pub fn voted(&self, voted: Voted) -> &'static str {
        match (voted, self.spanish()) {
            (Voted::Yes, false) => "yes",
            (Voted::No, false) => "no",
            (Voted::Abstained, false) => "abstained",
            (Voted::Recused, false) => "recused",
            (Voted::Absent, false) => "absent",
            (Voted::Yes, true) => "sí",
            (Voted::No, true) => "no",
            (Voted::Abstained, true) => "se abstuvo",
            (Voted::Recused, true) => "se excusó",
            (Voted::Absent, true) => "ausente",
        }
    }
}
