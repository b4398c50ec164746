//! How a vote ends, and how one official votes.

crate::words! {
    /// How a vote ended.
    #[oai(rename = "VoteOutcome")]
    Outcome {
        Passed = "passed",
        Failed = "failed",
        /// Put off.
        Tabled = "tabled",
        /// Sent to a committee or to staff.
        Referred = "referred",
    }
}

crate::words! {
    /// How an official voted.
    #[oai(rename = "VoteCast")]
    Voted {
        Yes = "yes",
        No = "no",
        Abstained = "abstained",
        /// Said to have an interest of their own, and left the room.
        Recused = "recused",
        Absent = "absent",
    }
}
