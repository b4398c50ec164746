//! What demands, trainings and testimony are about: one short list of words, so that they can be set side by side.

crate::words! {
    /// What a demand or a training is about.
    Topic {
        /// What to expect when police are called, and how they work in a library.
        PoliceResponse = "police_response",
        /// Working with the leadership of the police.
        PoliceLeadership = "police_leadership",
        /// Guard companies and their post orders.
        GuardCompanies = "guard_companies",
        /// Mental-health crisis teams, such as PERT and HOT.
        CrisisTeams = "crisis_teams",
        /// Social workers and psychiatric nurses.
        SocialWorkers = "social_workers",
        /// Patrons without a home.
        UnhousedPatrons = "unhoused_patrons",
        StudentBehaviour = "student_behaviour",
        Volunteers = "volunteers",
        /// Working without police.
        WithoutPolice = "without_police",
    }
}

impl Topic {
    /// As people read it, in English or Spanish.
    pub fn said_in(self, spanish: bool) -> &'static str {
        let (en, es) = match self {
            Self::PoliceResponse => ("Police response", "Respuesta policial"),
            Self::PoliceLeadership => (
                "Working with police leadership",
                "Trato con los mandos policiales",
            ),
            Self::GuardCompanies => (
                "Guard companies and post orders",
                "Empresas de vigilancia y sus órdenes de puesto",
            ),
            Self::CrisisTeams => (
                "Mental-health crisis teams",
                "Equipos de crisis de salud mental",
            ),
            Self::SocialWorkers => (
                "Social workers and psychiatric nurses",
                "Trabajo social y enfermería psiquiátrica",
            ),
            Self::UnhousedPatrons => ("Unhoused patrons", "Usuarios sin hogar"),
            Self::StudentBehaviour => ("Student behaviour", "Comportamiento de estudiantes"),
            Self::Volunteers => ("Volunteers", "Voluntariado"),
            Self::WithoutPolice => ("Working without police", "Trabajar sin policía"),
        };
        if spanish { es } else { en }
    }

    /// As a list is kept in a row, in the order of the vocabulary and each once.
    pub fn list(topics: &[Self]) -> serde_json::Value {
        let words = Self::ALL.iter().filter(|topic| topics.contains(topic));
        words.map(|topic| topic.as_str()).collect()
    }

    /// What a row's list says; words that are none any more are left out.
    pub fn of_list(list: &serde_json::Value) -> Vec<Self> {
        let words = list.as_array().into_iter().flatten();
        words
            .filter_map(|word| word.as_str()?.parse().ok())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Topic;

    #[test]
    fn a_list_is_kept_in_the_order_of_the_vocabulary_and_each_word_once() {
        let said = [Topic::Volunteers, Topic::CrisisTeams, Topic::Volunteers];
        let kept = Topic::list(&said);
        assert_eq!(kept, serde_json::json!(["crisis_teams", "volunteers"]));
        assert_eq!(
            Topic::of_list(&kept),
            [Topic::CrisisTeams, Topic::Volunteers]
        );
        assert_eq!(Topic::of_list(&serde_json::json!(["tanks", 3])), []);
    }
}
