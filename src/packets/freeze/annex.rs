//! The annex to a packet that is safe as a public record: the names that it holds back, for its reader's eyes.

use broadside_press::Packet;
use broadside_press::document::{Roll, Summary, Verification};

use super::addressee::Addressee;
use super::compose::{Terms, compose};
use super::facts::Facts;
use super::roll::{named, roll};
use crate::packets::rules::Kind;

/// Sender, addressee and ask as the packet has them, and the names of those who chose to be named to its recipient, past the
/// threshold of their workplace; those that the packet prints itself are not repeated.
pub fn compose_annex(facts: &Facts, to: &Addressee, terms: &Terms) -> Packet {
    let own = to.division();
    let printed = named(facts, own, Kind::PublicRecordSafe);
    let mut names = named(facts, own, Kind::Full);
    names.retain(|signer| !printed.iter().any(|printed| printed.id == signer.id));
    let roll = Roll {
        withheld: 0,
        ..roll(facts, own, &names, terms.language)
    };
    Packet {
        annex: true,
        figures: Vec::new(),
        quotation: None,
        follow_up: None,
        summary: Summary::default(),
        membership: None,
        own_division: None,
        divisions: Vec::new(),
        elsewhere: None,
        series: Vec::new(),
        statistics: None,
        topics: Vec::new(),
        layoff_notices: None,
        exhibits: Vec::new(),
        redactions: Vec::new(),
        further_exhibits: false,
        comments: Vec::new(),
        evidence: Vec::new(),
        verification: Verification::default(),
        roll,
        ..compose(facts, to, terms).packet
    }
}
