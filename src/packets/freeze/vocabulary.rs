//! The words of testimony figures in the packet's language: themes, kinds, job groups, and how a release was made coarser.

use crate::incidents::themes::Theme;
use crate::packets::rules::Language;

/// The fixed words of incidents, layoffs and job groups, where either language does not read like the word itself.
const WORDS: &[(&str, &str, &str)] = &[
    (
        "physical_attack_without_weapon",
        "physical attack without weapon",
        "agresión física sin arma",
    ),
    (
        "attack_with_weapon_or_object",
        "attack with weapon or object",
        "agresión con arma u objeto",
    ),
    (
        "threat_of_physical_force_or_weapon",
        "threat of physical force or weapon",
        "amenaza de fuerza física o con arma",
    ),
    (
        "sexual_assault_or_threat",
        "sexual assault or threat",
        "agresión o amenaza sexual",
    ),
    ("animal_attack", "animal attack", "ataque de un animal"),
    ("attack_or_assault", "attack or assault", "agresión"),
    ("threat", "threat", "amenaza"),
    ("other", "other", "otro"),
    ("other_or_not_said", "other or not said", "otro o no dicho"),
    (
        "usual_job_duties",
        "usual job duties",
        "durante las tareas habituales",
    ),
    ("poorly_lit_area", "poorly lit area", "zona mal iluminada"),
    ("rushed", "rushed", "con prisas"),
    ("low_staffing_level", "low staffing level", "poco personal"),
    ("isolated_or_alone", "isolated or alone", "a solas"),
    (
        "unable_to_get_help_or_assistance",
        "unable to get help or assistance",
        "sin poder pedir ayuda",
    ),
    (
        "community_setting",
        "community setting",
        "en un entorno comunitario",
    ),
    (
        "unfamiliar_or_new_location",
        "unfamiliar or new location",
        "en un lugar desconocido",
    ),
    ("any circumstance", "at least one named", "al menos una"),
    ("nobody", "nobody", "a nadie"),
    ("somebody", "somebody", "a alguien"),
    ("security", "security", "a seguridad"),
    ("law_enforcement", "law enforcement", "a la policía"),
    (
        "security_and_law_enforcement",
        "security and law enforcement",
        "a seguridad y a la policía",
    ),
    ("crisis_team", "crisis team", "a un equipo de crisis"),
    ("medical_help", "medical help", "a los servicios médicos"),
    ("supervisor", "supervisor", "a la supervisión"),
    ("nothing", "nothing", "nada"),
    (
        "help_came_too_late",
        "help came too late",
        "la ayuda llegó demasiado tarde",
    ),
    ("person_left", "the person left", "la persona se fue"),
    (
        "person_removed",
        "the person was removed",
        "la persona fue retirada",
    ),
    ("arrest", "arrest", "detención"),
    ("branch_closed", "the branch closed", "la sede cerró"),
    (
        "protection_added",
        "protection was added",
        "se añadió protección",
    ),
    (
        "reporter_blamed",
        "whoever reported it was blamed",
        "se culpó a quien lo denunció",
    ),
    ("no_help", "no help", "sin ayuda"),
    ("some_response", "some response", "alguna respuesta"),
    ("none", "none", "ninguno"),
    (
        "less_than_two_weeks",
        "less than two weeks",
        "menos de dos semanas",
    ),
    (
        "two_to_eight_weeks",
        "two to eight weeks",
        "de dos a ocho semanas",
    ),
    (
        "sixty_days_or_more",
        "sixty days or more",
        "sesenta días o más",
    ),
    ("any notice", "any answer given", "cualquier respuesta"),
    ("one", "one", "una"),
    ("two_to_nine", "two to nine", "de dos a nueve"),
    (
        "ten_to_forty_nine",
        "ten to forty-nine",
        "de diez a cuarenta y nueve",
    ),
    ("fifty_or_more", "fifty or more", "cincuenta o más"),
    ("any number", "any number given", "cualquier número"),
    (
        "all employers",
        "all employers together",
        "todos los empleadores juntos",
    ),
    (
        "safety_incident",
        "safety incidents",
        "incidentes de seguridad",
    ),
    ("layoff", "layoffs", "despidos"),
    ("any testimony", "all testimonies", "todos los testimonios"),
];

/// The job groups that the service itself sorts titles into; an organization's own stay as they were written.
const JOB_GROUPS: &[(&str, &str)] = &[
    ("security", "personal de seguridad"),
    (
        "custodial and maintenance",
        "personal de limpieza y mantenimiento",
    ),
    (
        "social work and health",
        "personal de trabajo social y salud",
    ),
    ("managers", "puestos de dirección"),
    ("pages and aides", "personal de apoyo y ordenanzas"),
    ("pages", "ordenanzas"),
    ("library assistants", "auxiliares de biblioteca"),
    ("librarians", "personal bibliotecario"),
    ("drivers", "personal de transporte"),
    ("all staff", "todo el personal"),
];

impl Language {
    pub(super) fn theme(self, theme: Theme) -> String {
        match theme {
            Theme::Testimonies => self.say("Testimonies", "Testimonios"),
            Theme::IncidentTypes => self.say("What happened", "Qué ocurrió"),
            Theme::Circumstances => self.say("Circumstances", "Circunstancias"),
            Theme::WhoWasCalled => self.say("Who was called", "A quién se llamó"),
            Theme::WhatCameOfIt => self.say("What came of it", "Qué resultó"),
            Theme::NoticeGiven => self.say("Notice given", "Preaviso"),
            Theme::PeopleAffected => {
                self.say("People laid off at once", "Personas despedidas a la vez")
            }
            Theme::Employers => self.say("Laid off by", "Despidos de"),
            Theme::VerifiedWorkers => self.say("Verified workers", "Personal verificado"),
        }
    }

    /// A word of the vocabulary, or a name, for people to read.
    pub(super) fn kind(self, kind: &str) -> String {
        match WORDS.iter().find(|(word, ..)| *word == kind) {
            Some((_, english, spanish)) => self.say(*english, *spanish),
            None => kind.replace('_', " "),
        }
    }

    pub(super) fn job_group(self, group: &str) -> String {
        let known = JOB_GROUPS.iter().find(|(name, _)| *name == group);
        self.say(group, known.map_or(group, |(_, spanish)| *spanish))
    }

    /// What a release adds up, in words for whoever reads the tables, each with the tables that it is true of.
    pub(super) fn coarseness(self, note: &str, themes: &[Theme], all: usize) -> String {
        let (english, spanish) = match note.split(' ').next() {
            Some("Job") => ("all jobs", "todos los puestos"),
            Some("Quarters") => ("the quarters of a year", "los trimestres de cada año"),
            Some("All") => ("all dates", "todas las fechas"),
            Some("Periods") => ("longer spans of time", "periodos más largos"),
            Some("Kinds" | "Types") => ("kinds that are alike", "los tipos parecidos"),
            Some("Districts" | "Places") => ("all districts", "todos los distritos"),
            _ => return note.trim_end_matches('.').to_owned(),
        };
        let names = themes.iter().map(|theme| self.theme(*theme));
        let (english_names, spanish_names): (Vec<_>, Vec<_>) = names
            .map(|name| (format!("“{name}”"), format!("«{name}»")))
            .unzip();
        if themes.len() == all {
            return self.say(english, spanish);
        }
        self.say(
            format!("{english} (in {})", english_names.join(", ")),
            format!("{spanish} (en {})", spanish_names.join(", ")),
        )
    }

    /// Why a release adds things up at all, and which.
    pub(super) fn added_up(self, parts: &[String]) -> String {
        let parts = parts.join("; ");
        self.say(
            format!("A number that is too small is not printed, because it could point to a person. So that most numbers can be printed, these tables add up: {parts}."),
            format!("Un número demasiado pequeño no se imprime, porque podría señalar a una persona. Para poder imprimir la mayoría, estas tablas suman: {parts}."),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incidents::generalise::{ALL_STAFF, LIBRARY_JOB_GROUPS};
    use crate::incidents::vocabulary::{Circumstance, IncidentType, WhatCameOfIt, WhoWasCalled};
    use crate::layoffs::facts::{NoticeGiven, PeopleAffected};

    #[test]
    fn every_word_that_a_figure_can_carry_has_its_spanish() {
        let words = IncidentType::ALL
            .iter()
            .map(|word| word.as_str())
            .chain(Circumstance::ALL.iter().map(|word| word.as_str()))
            .chain(WhoWasCalled::ALL.iter().map(|word| word.as_str()))
            .chain(WhatCameOfIt::ALL.iter().map(|word| word.as_str()))
            .chain(NoticeGiven::ALL.iter().map(|word| word.as_str()))
            .chain(PeopleAffected::ALL.iter().map(|word| word.as_str()))
            .filter(|word| !["prefer_not_to_say", "not_known"].contains(word));
        for word in words {
            assert!(WORDS.iter().any(|(known, ..)| *known == word), "{word}");
        }
        for group in LIBRARY_JOB_GROUPS.iter().map(|group| group.name) {
            assert_ne!(Language::Es.job_group(group), group);
        }
        assert_ne!(Language::Es.job_group(ALL_STAFF), ALL_STAFF);
    }
}
