//! What a packet is, pure: its kinds and states, who may be addressed, which failures are worth another try.

use broadside_press::PressError;
use chrono::NaiveDate;

crate::words! {
    /// Whom a packet is made for, which decides what it prints.
    #[oai(rename = "PacketKind")]
    Kind {
        /// Counts, public names and approved testimony only; the default, since what a public body gets becomes a public record.
        PublicRecordSafe = "public_record_safe",
        /// Also the names of those who agreed to be named to the recipient. Downloading it needs a second factor.
        Full = "full",
        /// For a professional association: opens with its own members; the default where the body is one.
        Association = "association",
        /// A single page to hand over: figures, one quotation, the ask, whom to call and how to check; no names.
        OnePage = "one_page",
        /// Follows a packet that was delivered, and cites it: `create_follow_up_packet` makes one. Prints names as `public_record_safe` does.
        FollowUp = "follow_up",
    }
}

crate::words! {
    /// How far a packet has come.
    #[oai(rename = "PacketState")]
    State {
        /// Its content is fixed; it waits to be set.
        Frozen = "frozen",
        /// Is being set as PDF.
        Rendering = "rendering",
        /// Can be downloaded.
        Ready = "ready",
        /// Could not be set; `failure` says why.
        Failed = "failed",
        /// The compilation that it belonged to was cancelled before it was set.
        Cancelled = "cancelled",
        /// Held a name whose bearer asked for erasure, or a testimony that was withdrawn, before it was delivered; its
        /// document no longer exists.
        Destroyed = "destroyed",
    }
}

impl State {
    /// Neither set nor given up.
    pub const WAITING: [Self; 2] = [Self::Frozen, Self::Rendering];
    /// Of which nothing is stored any more.
    pub const GONE: [Self; 2] = [Self::Cancelled, Self::Destroyed];

    pub fn is_waiting(self) -> bool {
        Self::WAITING.contains(&self)
    }

    pub fn is_gone(self) -> bool {
        Self::GONE.contains(&self)
    }
}

crate::words! {
    /// What a volume of a packet prints.
    #[oai(rename = "VolumeHolds")]
    Holds {
        /// Volume I: the letter, the figures, the first exhibits, how to check, within twelve pages; the names too, where they fit.
        Report = "report",
        /// Testimonies that the report has no room for.
        Exhibits = "exhibits",
        /// The names that the report has no room for: 10,000 at most in one volume.
        Roll = "roll",
    }
}

crate::words! {
    /// Why a packet could not be set.
    #[oai(rename = "PacketFailure")]
    Failure {
        /// It took longer than a packet may take.
        TimedOut = "timed_out",
        /// It needed more memory than a packet may have.
        OutOfMemory = "out_of_memory",
        /// The typesetter fell over its content.
        Crashed = "crashed",
        /// The typesetter could not be started.
        NotRun = "not_run",
        /// The typesetter or the PDF standards refused the content.
        Refused = "refused",
        /// What was frozen is not of the shape that this version sets.
        SnapshotUnreadable = "snapshot_unreadable",
        /// What was frozen is missing, or is not what was stored.
        SnapshotDamaged = "snapshot_damaged",
        /// The object store did not answer.
        StoreUnavailable = "store_unavailable",
    }
}

crate::words! {
    /// What a reader of a packet will miss.
    #[oai(rename = "ReaderWarning")]
    Warning {
        /// A published figure does not say how many people or records it rests on.
        WithoutN = "without_n",
        /// A published figure does not say where it was published.
        WithoutSource = "without_source",
        /// The petition is printed as it was written: it has no text in the packet's language.
        PetitionUntranslated = "petition_untranslated",
        /// The demands are printed as they were written: not all of them were translated.
        DemandsUntranslated = "demands_untranslated",
        /// The campaign's summary or its agenda item is printed as it was written.
        CampaignUntranslated = "campaign_untranslated",
        /// A published figure is described in the campaign's own language.
        EvidenceUntranslated = "evidence_untranslated",
    }
}

crate::words! {
    /// The sheet.
    #[oai(rename = "PacketPaper")]
    Paper { Letter = "letter", A4 = "a4" }
}

crate::words! {
    /// The languages that packets are set in (BCP 47).
    #[oai(rename = "PacketLanguage")]
    Language { En = "en", Es = "es" }
}

/// Tries after which a failure that may have been the machine's is taken for the packet's.
pub const RENDER_TRIES: i32 = 3;

impl Language {
    /// The addressee's own, where packets can be set in it.
    pub fn of(tag: &str) -> Self {
        let primary = tag.split('-').next().unwrap_or_default();
        primary.parse().unwrap_or(Self::En)
    }
}

/// The kind of a packet when nobody says otherwise: never one that prints more than it must.
pub fn default_kind(body_kind: &str) -> Kind {
    if body_kind == "association" {
        Kind::Association
    } else {
        Kind::PublicRecordSafe
    }
}

/// Whether somebody holds a post on this day; the last day counts.
pub fn holds_post(start: Option<NaiveDate>, end: Option<NaiveDate>, today: NaiveDate) -> bool {
    start.is_none_or(|day| day <= today) && end.is_none_or(|day| today <= day)
}

/// What a failed rendering means, and whether another try can help: the same snapshot gives the same refusal.
pub fn failure(error: &PressError) -> (Failure, bool) {
    match error {
        PressError::Malformed { .. }
        | PressError::Invalid { .. }
        | PressError::NoSuchPage { .. } => (Failure::SnapshotUnreadable, false),
        PressError::Refused { .. } => (Failure::Refused, false),
        PressError::OutOfMemory => (Failure::OutOfMemory, false),
        PressError::TimedOut { .. } => (Failure::TimedOut, true),
        // A signal may have come from outside, such as the kernel short of memory.
        PressError::Crashed { signal, .. } => (Failure::Crashed, signal.is_some()),
        PressError::NotRun { .. } => (Failure::NotRun, true),
    }
}

/// A, B … Z, AA, AB …
pub fn letter(index: usize) -> String {
    let last = char::from(b'A' + u8::try_from(index % 26).unwrap_or_default());
    match index / 26 {
        0 => last.to_string(),
        more => format!("{}{last}", letter(more - 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exhibits_are_lettered_beyond_z() {
        assert_eq!(
            [0, 25, 26, 51, 52, 701, 702].map(letter),
            ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]
        );
    }

    #[test]
    fn an_official_is_in_office_from_the_first_day_to_the_last() {
        let day = |d| NaiveDate::from_ymd_opt(2026, 10, d);
        let holds = |today| day(today).is_some_and(|today| holds_post(day(5), day(7), today));
        assert_eq!([4, 5, 7, 8].map(holds), [false, true, true, false]);
        assert!(day(1).is_some_and(|today| holds_post(None, None, today)));
    }

    #[test]
    fn no_default_prints_names_that_were_given_for_one_reader() {
        for kind in ["board", "council", "association", "employer", ""] {
            assert_ne!(default_kind(kind), Kind::Full);
        }
        assert_eq!(default_kind("association"), Kind::Association);
    }

    #[test]
    fn only_what_the_machine_may_have_caused_is_tried_again() {
        let again = |error| failure(&error).1;
        assert!(again(PressError::TimedOut { seconds: 120 }));
        assert!(again(PressError::Crashed {
            code: None,
            signal: Some(9)
        }));
        assert!(!again(PressError::Crashed {
            code: Some(101),
            signal: None
        }));
        assert!(!again(PressError::Refused {
            diagnostics: vec![]
        }));
    }

    #[test]
    fn a_regional_tag_is_set_in_its_language() {
        assert_eq!(Language::of("es-US"), Language::Es);
        assert_eq!(Language::of("vi"), Language::En);
    }
}
