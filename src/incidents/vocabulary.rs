//! The words of the violent incident log of California Labor Code 6401.9(d) (SB 553): to be checked against the statute.
//!
//! The wording follows a transcription of the section, not its own text. `not_known` and `prefer_not_to_say` are ours:
//! the log is the employer's duty, a witness owes no answer.

crate::words! {
    /// Who was violent against whom (violence type). To be checked against the statute.
    ViolenceType {
        /// Committed by a person who has no legitimate business at the worksite, entering with intent to commit a crime included.
        Type1 = "type_1",
        /// Directed at employees by customers, clients, patients, students, inmates or visitors.
        Type2 = "type_2",
        /// By a present or former employee, supervisor or manager.
        Type3 = "type_3",
        /// By a person who does not work there but has, or is known to have had, a personal relationship with an employee.
        Type4 = "type_4",
        NotKnown = "not_known",
        PreferNotToSay = "prefer_not_to_say",
    }
}

crate::words! {
    /// Who committed the violence (classification D). To be checked against the statute.
    Perpetrator {
        ClientOrCustomer = "client_or_customer",
        FamilyOrFriendOfClientOrCustomer = "family_or_friend_of_client_or_customer",
        StrangerWithCriminalIntent = "stranger_with_criminal_intent",
        Coworker = "coworker",
        SupervisorOrManager = "supervisor_or_manager",
        PartnerOrSpouse = "partner_or_spouse",
        ParentOrRelative = "parent_or_relative",
        Other = "other",
        /// Not in the statute.
        NotKnown = "not_known",
        /// Not in the statute.
        PreferNotToSay = "prefer_not_to_say",
    }
}

crate::words! {
    /// The circumstances at the time (classification E; several may hold). To be checked against the statute.
    Circumstance {
        UsualJobDuties = "usual_job_duties",
        PoorlyLitArea = "poorly_lit_area",
        Rushed = "rushed",
        LowStaffingLevel = "low_staffing_level",
        IsolatedOrAlone = "isolated_or_alone",
        UnableToGetHelpOrAssistance = "unable_to_get_help_or_assistance",
        CommunitySetting = "community_setting",
        UnfamiliarOrNewLocation = "unfamiliar_or_new_location",
        Other = "other",
        NotKnown = "not_known",
        PreferNotToSay = "prefer_not_to_say",
    }
}

crate::words! {
    /// Where it happened (classification F). To be checked against the statute.
    IncidentPlace {
        InTheWorkplace = "in_the_workplace",
        ParkingLotOrOtherAreaOutside = "parking_lot_or_other_area_outside",
        OtherArea = "other_area",
        NotKnown = "not_known",
        PreferNotToSay = "prefer_not_to_say",
    }
}

crate::words! {
    /// What happened (type of incident G; several may hold). To be checked against the statute.
    IncidentType {
        PhysicalAttackWithoutWeapon = "physical_attack_without_weapon",
        AttackWithWeaponOrObject = "attack_with_weapon_or_object",
        ThreatOfPhysicalForceOrWeapon = "threat_of_physical_force_or_weapon",
        SexualAssaultOrThreat = "sexual_assault_or_threat",
        AnimalAttack = "animal_attack",
        Other = "other",
        NotKnown = "not_known",
        PreferNotToSay = "prefer_not_to_say",
    }
}

crate::words! {
    /// Who was called (from H, consequences: the statute asks whether security or law enforcement was contacted).
    /// The list is ours; to be checked against the statute.
    WhoWasCalled {
        Nobody = "nobody",
        Security = "security",
        LawEnforcement = "law_enforcement",
        SecurityAndLawEnforcement = "security_and_law_enforcement",
        /// A crisis team, social worker or psychiatric nurse.
        CrisisTeam = "crisis_team",
        /// Fire or ambulance.
        MedicalHelp = "medical_help",
        Supervisor = "supervisor",
        Other = "other",
        NotKnown = "not_known",
        PreferNotToSay = "prefer_not_to_say",
    }
}

crate::words! {
    /// What came of it (from H, consequences: the response, and what was done to protect employees).
    /// The list is ours; to be checked against the statute.
    WhatCameOfIt {
        /// Nobody came, or nothing was done.
        Nothing = "nothing",
        /// Help came after the danger was over.
        HelpCameTooLate = "help_came_too_late",
        PersonLeft = "person_left",
        /// Removed or kept from coming back.
        PersonRemoved = "person_removed",
        Arrest = "arrest",
        BranchClosed = "branch_closed",
        /// Lasting protection: staffing, guards, changes to the building.
        ProtectionAdded = "protection_added",
        /// Disciplined or discouraged for having reported it.
        ReporterBlamed = "reporter_blamed",
        Other = "other",
        NotKnown = "not_known",
        PreferNotToSay = "prefer_not_to_say",
    }
}

crate::words! {
    /// How long somebody was away from work (OSHA Form 300 asks for the days; a range identifies less).
    DaysAway {
        None = "none",
        OneToThree = "one_to_three",
        FourToThirty = "four_to_thirty",
        MoreThanThirty = "more_than_thirty",
        NotKnown = "not_known",
        PreferNotToSay = "prefer_not_to_say",
    }
}

/// What stands beside the vocabulary wherever it is shown.
pub const STATUTE_NOTE: &str = "Vocabulary of the violent incident log, California Labor Code 6401.9(d); wording from a transcription, to be checked against the statute.";

impl IncidentType {
    /// The broader word that a table rolled up by type uses.
    pub fn broader(self) -> &'static str {
        match self {
            Self::PhysicalAttackWithoutWeapon
            | Self::AttackWithWeaponOrObject
            | Self::SexualAssaultOrThreat
            | Self::AnimalAttack => "attack_or_assault",
            Self::ThreatOfPhysicalForceOrWeapon => "threat",
            Self::Other | Self::NotKnown | Self::PreferNotToSay => "other_or_not_said",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words<T: Copy>(all: &[T], spell: fn(T) -> &'static str) -> Vec<&'static str> {
        all.iter().map(|word| spell(*word)).collect()
    }

    #[test]
    fn every_field_lets_a_witness_not_know_and_not_say() {
        let fields = [
            words(ViolenceType::ALL, ViolenceType::as_str),
            words(Perpetrator::ALL, Perpetrator::as_str),
            words(Circumstance::ALL, Circumstance::as_str),
            words(IncidentPlace::ALL, IncidentPlace::as_str),
            words(IncidentType::ALL, IncidentType::as_str),
            words(WhoWasCalled::ALL, WhoWasCalled::as_str),
            words(WhatCameOfIt::ALL, WhatCameOfIt::as_str),
            words(DaysAway::ALL, DaysAway::as_str),
        ];
        for field in fields {
            assert_eq!(field[field.len() - 2..], ["not_known", "prefer_not_to_say"]);
        }
    }

    #[test]
    fn the_words_are_those_of_the_transcription() {
        assert_eq!(
            words(ViolenceType::ALL, ViolenceType::as_str)[..4],
            ["type_1", "type_2", "type_3", "type_4"]
        );
        assert_eq!(
            words(IncidentPlace::ALL, IncidentPlace::as_str)[..3],
            [
                "in_the_workplace",
                "parking_lot_or_other_area_outside",
                "other_area"
            ]
        );
        assert_eq!(Perpetrator::ALL.len() - 2, 8);
        assert_eq!(Circumstance::ALL.len() - 2, 9);
        assert_eq!(IncidentType::ALL.len() - 2, 6);
    }
}
