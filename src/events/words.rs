//! The words of the mails to those who come, in English and Spanish. Subjects name no event: they are read over shoulders.

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use chrono_tz::Tz;

use super::entity::event;
use super::rules::{self, Standing, State};
use super::wire::PublicEvent;
use crate::jobs::Kind;

/// Spanish for `es` and its regions, English otherwise.
pub fn is_spanish(language: &str) -> bool {
    let primary = language.split('-').next().unwrap_or_default();
    primary.eq_ignore_ascii_case("es")
}

const DAYS: [[&str; 2]; 7] = [
    ["Monday", "lunes"],
    ["Tuesday", "martes"],
    ["Wednesday", "miércoles"],
    ["Thursday", "jueves"],
    ["Friday", "viernes"],
    ["Saturday", "sábado"],
    ["Sunday", "domingo"],
];
const MONTHS: [[&str; 2]; 12] = [
    ["January", "enero"],
    ["February", "febrero"],
    ["March", "marzo"],
    ["April", "abril"],
    ["May", "mayo"],
    ["June", "junio"],
    ["July", "julio"],
    ["August", "agosto"],
    ["September", "septiembre"],
    ["October", "octubre"],
    ["November", "noviembre"],
    ["December", "diciembre"],
];

fn date(spanish: bool, on: NaiveDate) -> String {
    let pick = |words: Option<&[&'static str; 2]>| {
        words.map_or("", |[en, es]| if spanish { *es } else { *en })
    };
    let day = pick(DAYS.get(on.weekday().num_days_from_monday() as usize));
    let month = pick(MONTHS.get(on.month0() as usize));
    match spanish {
        true => format!("{day} {} de {month} de {}", on.day(), on.year()),
        false => format!("{day}, {month} {}, {}", on.day(), on.year()),
    }
}

/// `Monday, October 5, 2026, 6:00 PM (PDT, America/Los_Angeles)`.
fn moment(spanish: bool, at: DateTime<Utc>, zone: Tz) -> String {
    let at = at.with_timezone(&zone);
    let on = date(spanish, at.date_naive());
    let (is_pm, hour) = at.hour12();
    let half = if is_pm { "PM" } else { "AM" };
    let clock = match spanish {
        true => format!("{}:{:02} h", at.hour(), at.minute()),
        false => format!("{hour}:{:02} {half}", at.minute()),
    };
    format!("{on}, {clock} ({}, {})", at.format("%Z"), zone.name())
}

fn zones(event: &event::Model, own: Option<&str>) -> (Tz, Option<Tz>) {
    let of_event = rules::zone(&event.zone).unwrap_or_default();
    let own = own.and_then(rules::zone).filter(|own| *own != of_event);
    (of_event, own)
}

/// In the event's zone, and in the reader's where that is another one.
pub fn when(spanish: bool, event: &event::Model, own: Option<&str>) -> String {
    in_both(spanish, event.starts_at, zones(event, own))
}

fn in_both(spanish: bool, at: DateTime<Utc>, (of_event, own): (Tz, Option<Tz>)) -> String {
    let there = moment(spanish, at, of_event);
    match own {
        Some(own) => format!("{there}\n  = {}", moment(spanish, at, own)),
        None => there,
    }
}

/// From when on the details are shown, where that is known.
pub fn join_from(spanish: bool, event: &event::Model, own: Option<&str>) -> Option<String> {
    let from = event.join_from?;
    Some(in_both(spanish, from, zones(event, own)))
}

/// `today`, `tomorrow` or the date, as the reader's own calendar says.
pub fn day(spanish: bool, event: &event::Model, own: Option<&str>, now: DateTime<Utc>) -> String {
    let (of_event, own) = zones(event, own);
    let zone = own.unwrap_or(of_event);
    let on = |at: DateTime<Utc>| at.with_timezone(&zone).date_naive();
    match ((on(event.starts_at) - on(now)).num_days(), spanish) {
        (0, false) => "today".to_owned(),
        (0, true) => "hoy".to_owned(),
        (1, false) => "tomorrow".to_owned(),
        (1, true) => "mañana".to_owned(),
        (_, false) => format!("on {}", date(false, on(event.starts_at))),
        (_, true) => format!("el {}", date(true, on(event.starts_at))),
    }
}

/// What a mail is made of.
#[derive(Debug)]
pub struct Letter<'a> {
    pub spanish: bool,
    pub kind: Kind,
    pub standing: Standing,
    pub event: &'a PublicEvent,
    pub when: String,
    pub day: String,
    pub join_from: Option<String>,
    /// What the answer says, for whoever is to confirm it.
    pub said: Vec<String>,
    pub link: String,
}

/// What an answer says of whoever comes. Somebody else may have written it: it is shown before it is confirmed.
pub fn said(spanish: bool, name: Option<&str>, wants_updates: bool) -> Vec<String> {
    let name = match (name, spanish) {
        (Some(name), false) => format!("Name: {name}"),
        (Some(name), true) => format!("Nombre: {name}"),
        (None, false) => "Name: none".to_owned(),
        (None, true) => "Nombre: ninguno".to_owned(),
    };
    let updates = match (wants_updates, spanish) {
        (true, false) => "News of the campaign: yes, to this address",
        (true, true) => "Noticias de la campaña: sí, a esta dirección",
        (false, false) => "News of the campaign: no",
        (false, true) => "Noticias de la campaña: no",
    };
    vec![name, updates.to_owned()]
}

impl Letter<'_> {
    pub fn subject(&self) -> &'static str {
        let cancelled = self.event.state == State::Cancelled;
        let (en, es) = match self.kind {
            Kind::SendRsvpConfirmation => (
                "Please confirm your e-mail address",
                "Confirme su dirección de correo",
            ),
            Kind::SendRsvpStanding => ("Your registration", "Su inscripción"),
            Kind::SendRsvpMovedUp => ("A place has become free", "Hay un lugar libre para usted"),
            Kind::SendEventChange if cancelled => ("It was called off", "Se ha cancelado"),
            Kind::SendEventChange => ("Another time or place", "Otra hora u otro lugar"),
            Kind::SendJoinChange => ("New details for joining", "Nuevos datos para conectarse"),
            _ => ("A reminder", "Un recordatorio"),
        };
        if self.spanish { es } else { en }
    }

    pub fn text(&self) -> String {
        let first = self.first();
        let (about, said) = (self.about(), self.said());
        let last = self.last();
        format!("{first}\n\n{about}\n{said}{last}\n")
    }

    fn first(&self) -> String {
        let day = &self.day;
        let cancelled = self.event.state == State::Cancelled;
        let (en, es): (String, String) = match (self.kind, self.standing) {
            (Kind::SendRsvpConfirmation, Standing::Pending) => (
                "Somebody, we hope you, used this address to say that you will come. It counts only after you have confirmed it.".into(),
                "Alguien, esperamos que usted, usó esta dirección para decir que irá. Cuenta solo después de que usted lo confirme.".into(),
            ),
            (Kind::SendRsvpConfirmation, Standing::StruckOut) => (
                "Somebody, we hope you, used this address to say that you will come. The organizers have taken this address off their list, and a new answer does not change that. If that is a mistake, ask the organization. This address is forgotten with this mail.".into(),
                "Alguien, esperamos que usted, usó esta dirección para decir que irá. Quienes organizan han quitado esta dirección de su lista, y una nueva respuesta no lo cambia. Si es un error, pregunte a la organización. Con este mensaje se olvida la dirección.".into(),
            ),
            (Kind::SendRsvpConfirmation, _) => (
                "Somebody, we hope you, used this address to say that you will come. This address has answered before, and that is on record.".into(),
                "Alguien, esperamos que usted, usó esta dirección para decir que irá. Esta dirección ya había respondido, y la respuesta ya consta.".into(),
            ),
            (Kind::SendRsvpStanding, Standing::Waiting) => (
                "Thank you. All places are taken for now: you are on the waiting list, and get a mail as soon as one is free.".into(),
                "Gracias. Por ahora no quedan lugares: está en la lista de espera y recibirá un mensaje en cuanto haya uno libre.".into(),
            ),
            (Kind::SendRsvpStanding, _) => ("Thank you. You have a place.".into(), "Gracias. Tiene un lugar.".into()),
            (Kind::SendRsvpMovedUp, _) => (
                "A place has become free, and it is yours. If you cannot come any more, please take your answer back, so that the next in turn can.".into(),
                "Ha quedado un lugar libre y es para usted. Si ya no puede ir, retire su respuesta para que pueda ir quien sigue.".into(),
            ),
            (Kind::SendEventChange, _) if cancelled => ("This was called off.".into(), "Esto se ha cancelado.".into()),
            (Kind::SendEventChange, _) => (
                "Time or place have changed. This is how it stands now:".into(),
                "La hora o el lugar han cambiado. Ahora queda así:".into(),
            ),
            (Kind::SendJoinChange, _) => (
                "The details for joining have changed. Those you were shown before may no longer work; open the link below for the new ones.".into(),
                "Los datos para conectarse han cambiado. Los que vio antes pueden no servir; abra el enlace de abajo para ver los nuevos.".into(),
            ),
            _ => (format!("It is {day}:"), format!("Es {day}:")),
        };
        if self.spanish { es } else { en }
    }

    fn said(&self) -> String {
        if (self.kind, self.standing) != (Kind::SendRsvpConfirmation, Standing::Pending) {
            return String::new();
        }
        let says = if self.spanish {
            "La respuesta dice:"
        } else {
            "The answer says:"
        };
        let lines = self.said.iter().map(|line| format!("  {line}\n"));
        format!("{says}\n{}\n", lines.collect::<String>())
    }

    fn about(&self) -> String {
        let event = self.event;
        let mut lines = format!(
            "  {}\n  {}\n  {}\n",
            event.title, event.organizer, self.when
        );
        if let Some(place) = &event.place {
            lines.push_str(&format!("  {}\n", place.replace('\n', "\n  ")));
        }
        if event.by_video_call {
            lines.push_str(if self.spanish {
                "  Por videollamada\n"
            } else {
                "  By video call\n"
            });
        }
        lines
    }

    fn last(&self) -> String {
        let link = &self.link;
        let cancelled = self.event.state == State::Cancelled;
        let (en, es) = match (self.kind, self.standing) {
            (Kind::SendRsvpConfirmation, Standing::Pending) => (
                format!(
                    "To confirm, open this link and press the button:\n{link}\n\nIf it was not you, or the answer says something else, there is nothing to do; opening this mail confirms nothing, and the address is forgotten after two days."
                ),
                format!(
                    "Para confirmar, abra este enlace y pulse el botón:\n{link}\n\nSi no fue usted, o si la respuesta dice otra cosa, no tiene que hacer nada; quien abre este mensaje no confirma nada, y la dirección se olvida a los dos días."
                ),
            ),
            (_, Standing::StruckOut) => (String::new(), String::new()),
            _ if cancelled => (String::new(), String::new()),
            _ => (self.keep(link, false), self.keep(link, true)),
        };
        if self.spanish { es } else { en }
    }

    fn keep(&self, link: &str, spanish: bool) -> String {
        let from = self
            .join_from
            .as_deref()
            .filter(|_| self.standing == Standing::Confirmed);
        match (from, spanish) {
            (Some(from), false) => format!(
                "How to join is shown behind this link from {from} on, and where you can take your answer back. It is yours alone; do not pass it on:\n{link}"
            ),
            (Some(from), true) => format!(
                "En este enlace se muestra cómo conectarse, desde {from}, y ahí puede retirar su respuesta. Es solo para usted; no lo comparta:\n{link}"
            ),
            (None, false) => format!(
                "Behind this link you see your answer and can take it back. It is yours alone; do not pass it on:\n{link}"
            ),
            (None, true) => format!(
                "En este enlace puede ver su respuesta y retirarla. Es solo para usted; no lo comparta:\n{link}"
            ),
        }
    }
}
