//! What an answer amounts to, pure.

crate::words! {
    /// What an addressee answered. A fixed list, so that answers can be set side by side.
    #[oai(rename = "ResponseKind")]
    Kind {
        /// They have it, and have said nothing of what was asked.
        Acknowledged = "acknowledged",
        /// They will do what was asked.
        Promised = "promised",
        /// They will do some of it.
        Partly = "partly",
        /// They will not.
        Refused = "refused",
        /// They say that somebody else decides.
        Referred = "referred",
        /// They have said that there will be no answer.
        NoAnswer = "no_answer",
    }
}

impl Kind {
    /// Ends the silence: says something of what was asked.
    pub fn answers(self) -> bool {
        matches!(
            self,
            Self::Promised | Self::Partly | Self::Refused | Self::Referred
        )
    }
}

#[cfg(test)]
mod tests {
    use super::Kind;

    #[test]
    fn an_acknowledgement_is_no_answer() {
        let answers = Kind::ALL.iter().filter(|kind| kind.answers());
        assert_eq!(answers.count(), 4);
        assert!(!Kind::Acknowledged.answers() && !Kind::NoAnswer.answers());
    }
}
