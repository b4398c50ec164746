//! The sentences of the letter, in English and Spanish. Those about the law are to be checked against the statute.

use chrono::{Datelike, NaiveDate};

use super::wire::{LetterLanguage, LetterPlace};

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

type Place = LetterPlace;

impl LetterLanguage {
    fn say(self, english: impl Into<String>, spanish: impl Into<String>) -> String {
        match self {
            Self::En => english.into(),
            Self::Es => spanish.into(),
        }
    }

    pub(super) fn day(self, day: NaiveDate) -> String {
        let [english, spanish] = MONTHS[day.month0() as usize];
        let (number, year) = (day.day(), day.year());
        self.say(
            format!("{english} {number}, {year}"),
            format!("{number} de {spanish} de {year}"),
        )
    }

    pub(super) fn re(self, workplace: &str) -> String {
        self.say(
            format!("Request for the log of violent incidents, {workplace}"),
            format!("Solicitud del registro de incidentes violentos, {workplace}"),
        )
    }

    pub(super) fn re_label(self) -> String {
        self.say("Re:", "Asunto:")
    }

    pub(super) fn salutation(self) -> String {
        self.say("To whom it may concern:", "A quien corresponda:")
    }

    pub(super) fn opening(self, employer: &str, workplace: &str) -> String {
        self.say(
            format!("I work for {employer} and make this request about {workplace}."),
            format!("Trabajo para {employer} y presento esta solicitud sobre {workplace}."),
        )
    }

    pub(super) fn law(self, place: Place) -> Option<String> {
        (place == Place::California).then(|| self.say(
            "As I understand California Labor Code section 6401.9, subdivision (f), violent incident logs, records of workplace violence \
             hazards and their correction, and workplace violence training records are to be made available to employees and their \
             representatives, upon request and without cost, for examination and copying within 15 calendar days of a request.",
            "Según entiendo la sección 6401.9, subdivisión (f), del Código Laboral de California, los registros de incidentes violentos, los \
             registros de peligros de violencia en el trabajo y de su corrección, y los registros de capacitación sobre violencia en el \
             trabajo deben ponerse a disposición de los empleados y de sus representantes, cuando lo soliciten y sin costo, para \
             examinarlos y copiarlos dentro de los 15 días naturales siguientes a la solicitud.",
        ))
    }

    pub(super) fn ask(self) -> String {
        self.say("I ask you for copies of:", "Le pido copias de:")
    }

    pub(super) fn items(self, place: Place, workplace: &str, period: &str) -> Vec<String> {
        let log = match place {
            Place::California => self.say(
                format!("The violent incident log of {workplace}, {period}: for each incident its date, time and place, the type of workplace violence, the description, the classifications of who committed it, of the circumstances and of where it occurred, the type of incident, and what was done about it. I do not ask for anything that would identify a person involved."),
                format!("El registro de incidentes violentos de {workplace}, {period}: de cada incidente, la fecha, la hora y el lugar, el tipo de violencia en el trabajo, la descripción, las clasificaciones de quién lo cometió, de las circunstancias y de dónde ocurrió, el tipo de incidente y lo que se hizo al respecto. No pido nada que identifique a una persona implicada."),
            ),
            Place::Elsewhere => self.say(
                format!("The records that you keep of violence and threats at {workplace}, {period}: when and where each incident happened, what happened, and what was done about it. I do not ask for anything that would identify a person involved."),
                format!("Los registros que ustedes llevan de la violencia y las amenazas en {workplace}, {period}: cuándo y dónde ocurrió cada incidente, qué ocurrió y qué se hizo al respecto. No pido nada que identifique a una persona implicada."),
            ),
        };
        vec![
            log,
            self.say(
                "The records of how hazards of violence there were identified, evaluated and corrected in that time.",
                "Los registros de cómo se identificaron, evaluaron y corrigieron los peligros de violencia allí en ese tiempo.",
            ),
            self.say(
                "The records of the training on workplace violence that was given to the people who work there.",
                "Los registros de la capacitación sobre violencia en el trabajo que se dio a quienes trabajan allí.",
            ),
        ]
    }

    pub(super) fn period(self, from: Option<NaiveDate>, to: Option<NaiveDate>) -> String {
        let (first, last) = (from.map(|day| self.day(day)), to.map(|day| self.day(day)));
        match (first, last) {
            (Some(first), Some(last)) => self.say(
                format!("from {first} to {last}"),
                format!("del {first} al {last}"),
            ),
            (Some(first), None) => self.say(format!("since {first}"), format!("desde el {first}")),
            (None, Some(last)) => self.say(format!("up to {last}"), format!("hasta el {last}")),
            (None, None) => self.say(
                "for the whole time for which you keep it",
                "de todo el tiempo que lo conserven",
            ),
        }
    }

    pub(super) fn how(self, place: Place) -> String {
        match place {
            Place::California => self.say(
                "Files or paper will both do. Please answer in writing within 15 calendar days of receiving this request. If any of it does not exist or is withheld, please say which, and why.",
                "Sirven tanto archivos como papel. Por favor, responda por escrito dentro de los 15 días naturales siguientes a la recepción de esta solicitud. Si algo de ello no existe o no se entrega, le ruego que indique qué y por qué.",
            ),
            Place::Elsewhere => self.say(
                "Files or paper will both do. Please answer in writing. If any of it does not exist or is withheld, please say which, and why.",
                "Sirven tanto archivos como papel. Por favor, responda por escrito. Si algo de ello no existe o no se entrega, le ruego que indique qué y por qué.",
            ),
        }
    }

    pub(super) fn closing(self) -> String {
        self.say("Sincerely,", "Atentamente,")
    }

    pub(super) fn name_line(self) -> String {
        self.say("Name:", "Nombre:")
    }

    pub(super) fn reply_line(self) -> String {
        self.say("Please answer to:", "Responder a:")
    }

    pub(super) fn note_head(self) -> String {
        self.say(
            "Before you send it (this page is for you, and no part of the letter)",
            "Antes de enviarla (esta página es para usted y no forma parte de la carta)",
        )
    }

    pub(super) fn notes(self, place: Place) -> Vec<String> {
        let law = match place {
            Place::California => self.say(
                "To be checked against the statute: what the letter says of California Labor Code section 6401.9 (SB 553) was written from a transcription, not from the text in force, and is no legal advice. Let your union or a lawyer look at it. The section does not bind every employer: many health care facilities have a rule of their own (8 CCR 3342), and some small workplaces that are not open to the public are exempt.",
                "Por cotejar con la ley: lo que la carta dice de la sección 6401.9 del Código Laboral de California (SB 553) se escribió a partir de una transcripción, no del texto vigente, y no es asesoramiento jurídico. Pida a su sindicato o a un abogado que lo revise. La sección no obliga a todos los empleadores: muchos centros de salud tienen una norma propia (8 CCR 3342), y algunos centros de trabajo pequeños que no están abiertos al público están exentos.",
            ),
            Place::Elsewhere => self.say(
                "This letter makes no claim about the law. Ask your union or your state's labor agency whether you are entitled to these records, and by when.",
                "Esta carta no afirma nada sobre la ley. Pregunte a su sindicato o a la agencia laboral de su estado si tiene derecho a estos registros y en qué plazo.",
            ),
        };
        vec![
            law,
            self.say(
                "Whoever asks under their own name is known to have asked. A union representative may be able to ask in your place.",
                "Quien pide con su propio nombre se da a conocer. Es posible que un representante sindical pueda pedirlo en su lugar.",
            ),
            self.say(
                "Do not send it from your employer's mail, network or printer. Keep a copy, and note the day on which it was received.",
                "No la envíe desde el correo, la red ni la impresora de su empleador. Guarde una copia y anote el día en que se recibió.",
            ),
            self.say(
                "This service has kept nothing of what you typed.",
                "Este servicio no ha guardado nada de lo que usted escribió.",
            ),
        ]
    }
}
