//! What previews say over HTTP.

use poem_openapi::Object;

use crate::packets::rules::{Kind, Language, Paper};
use crate::petitions::PetitionId;

crate::words! {
    /// What is left out.
    #[oai(rename = "WithheldPart")]
    Part {
        /// Names of signers.
        Names = "names",
        /// The number of signatures of a district.
        DistrictNumber = "district_number",
        /// The number of signatures of a workplace; with it goes the name of the workplace beside its signers' names.
        WorkplaceNumber = "workplace_number",
        /// Comments that signers wrote.
        Comments = "comments",
        /// Testimonies.
        Testimonies = "testimonies",
        /// Figures about what testimonies tell.
        Statistics = "statistics",
    }
}

crate::words! {
    /// Why it is left out.
    #[oai(rename = "WithheldReason")]
    Reason {
        /// The signers asked to be counted and not to be named.
        CountedOnly = "counted_only",
        /// Packets of this kind do not print it.
        NotInThisKind = "not_in_this_kind",
        /// Fewer than the threshold have signed there: for names, at the signers' own workplace.
        BelowThreshold = "below_threshold",
        /// Below the threshold, or held back so that another number cannot be worked out, or not counted anew since: which of
        /// these is not told.
        KeptBack = "kept_back",
        /// Fewer testimonies than the organization's k, or held back so that another figure cannot be worked out.
        BelowK = "below_k",
        /// No statistics release was published yet, or none that tells of it.
        NotReleased = "not_released",
        /// Nobody has read it yet: `list_signature_comments`.
        NotReviewed = "not_reviewed",
        /// A member read it and refused it.
        Refused = "refused",
        /// What reviewers, or their witnesses, have not let through. How many those are is told to nobody else.
        NotPublished = "not_published",
        /// Some tell facts without a text: they are in the statistics, and how many those are is told nowhere else.
        WithoutText = "without_text",
        /// Twelve comments have room.
        NoRoom = "no_room",
    }
}

crate::words! {
    /// What a reader will miss or ask.
    PacketWarning {
        /// The official's term has ended, or has not begun.
        OfficialNotInOffice = "official_not_in_office",
        /// Nobody is in office for this district: the table of districts names nobody beside it.
        DistrictWithoutOfficial = "district_without_official",
        /// Too few have signed in this district for their number to be printed.
        FewSignatures = "few_signatures",
        /// Too few testimonies of this district for any figure of its own.
        FewTestimonies = "few_testimonies",
        /// The statistic says nothing of how many people or records it rests on.
        EvidenceWithoutN = "evidence_without_n",
        /// The statistic does not say where it was published.
        EvidenceWithoutSource = "evidence_without_source",
        /// The petition has no text in the packet's language.
        PetitionUntranslated = "petition_untranslated",
        /// The demands stand in the campaign's own language, which is not the packet's.
        DemandsUntranslated = "demands_untranslated",
        /// The agenda item or the summary has no translation.
        CampaignUntranslated = "campaign_untranslated",
        /// A statistic or a public record has no description in the packet's language.
        EvidenceUntranslated = "evidence_untranslated",
        /// The letter asks for no answer by a date.
        NoAnswerDate = "no_answer_date",
        /// The day by which the letter asks for an answer is over.
        AnswerDatePassed = "answer_date_passed",
        /// The letter names nobody who can be called: the organization has no contact.
        NoContact = "no_contact",
    }
}

crate::words! {
    /// The problem that `create_packet` would answer now.
    PacketRefusal {
        OfficialNotInOffice = "official-not-in-office",
        PacketEmpty = "packet-empty",
        NoPublicAddress = "no-public-address",
        KindWithoutNames = "kind-without-names",
        FollowUpNeedsFirst = "follow-up-needs-first",
    }
}

/// One thing that would not be printed.
#[derive(Clone, Debug, PartialEq, Eq, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Withheld {
    pub part: Part,
    pub reason: Reason,
    /// How many; absent where that is not for members to know, and for single numbers.
    #[oai(validator(minimum(value = "1")))]
    pub number: Option<i64>,
    /// The district or workplace, by its name in the directory.
    pub about: Option<String>,
}

/// One thing to mend, or to be ready for.
#[derive(Clone, Debug, PartialEq, Eq, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct PacketWarningAbout {
    pub warning: PacketWarning,
    /// The official, district or statistic.
    pub about: Option<String>,
}

/// What `create_packet` would freeze of this moment. Nothing of it is kept.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct PacketPreview {
    pub petition_id: PetitionId,
    /// The name on its first page.
    pub addressee: String,
    /// The addressee's own division, where there is one.
    pub division: Option<String>,
    pub kind: Kind,
    pub language: Language,
    pub paper: Paper,
    /// Why no packet can be made now; empty where one can.
    pub refusals: Vec<PacketRefusal>,
    /// Confirmed signatures.
    #[oai(validator(minimum(value = "0")))]
    pub signatures: i64,
    /// Those of the addressee's own division, where the packet prints them.
    #[oai(validator(minimum(value = "0")))]
    pub own_signatures: Option<i64>,
    /// Names on its roll.
    #[oai(validator(minimum(value = "0")))]
    pub names: i64,
    /// Testimonies printed as exhibits in the report; those that it has no room for are in further volumes.
    #[oai(validator(minimum(value = "0")))]
    pub exhibits: i64,
    /// Comments of signers.
    #[oai(validator(minimum(value = "0")))]
    pub comments: i64,
    /// What is left out, and why.
    pub withheld: Vec<Withheld>,
    pub warnings: Vec<PacketWarningAbout>,
}
