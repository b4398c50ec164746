//! The rules a snapshot must keep beyond its shape.

use std::collections::HashSet;

use super::{FollowUp, Holds, Kind, Packet};
use crate::error::PressError;

impl Packet {
    /// The first rule that this packet breaks, if any.
    pub fn check(&self) -> Result<(), PressError> {
        let rules = [
            (
                is_plain(&self.packet_id),
                "packet_id is 1 to 64 ASCII letters, digits, `_` or `-`",
            ),
            (self.figures.len() <= 3, "figures has at most three entries"),
            (
                self.demand_numbers_are_unique(),
                "demands have numbers of their own",
            ),
            (
                self.alternatives_have_an_original(),
                "alternative_to names the number of another demand",
            ),
            (
                self.exhibit_letters_are_unique(),
                "exhibits have letters of their own",
            ),
            (
                self.quotation_has_its_exhibit(),
                "quotation.exhibit names an exhibit of this packet",
            ),
            (
                self.densities_are_percentages(),
                "density_percent is 0 to 100",
            ),
            (
                self.series_have_a_value_a_column(),
                "a row of a series has one value a column and a percent of 0 to 100",
            ),
            (
                self.verify_url_is_plain(),
                "verify_url is a printable ASCII http(s) address of at most 300 characters",
            ),
            (
                self.follow_up_is_plain(),
                "follow_up belongs to its kind, and its record_url is a printable ASCII http(s) address of at most 300 characters",
            ),
            (
                self.volume_is_one_of_its_volumes(),
                "volume.number is 1 to volume.of, and 1 holds the report alone",
            ),
            (
                self.further_volumes_follow_the_report(),
                "volumes are numbered from 2 to volume.of, and stand in the report alone",
            ),
            (
                self.petition_names_its_languages(),
                "petition.language, petition.translated_from, texts_language, demands_signed_in and the language of a text are BCP 47 tags",
            ),
        ];
        match rules.into_iter().find(|(kept, _)| !kept) {
            None => Ok(()),
            Some((_, rule)) => Err(PressError::Invalid {
                rule: rule.to_owned(),
            }),
        }
    }

    fn demand_numbers_are_unique(&self) -> bool {
        let mut seen = HashSet::new();
        self.demands.iter().all(|demand| seen.insert(demand.number))
    }

    fn alternatives_have_an_original(&self) -> bool {
        let originals: HashSet<u32> = self
            .demands
            .iter()
            .filter(|d| d.alternative_to.is_none())
            .map(|d| d.number)
            .collect();
        self.demands
            .iter()
            .filter_map(|demand| demand.alternative_to)
            .all(|number| originals.contains(&number))
    }

    fn exhibit_letters_are_unique(&self) -> bool {
        let mut seen = HashSet::new();
        self.exhibits
            .iter()
            .all(|exhibit| seen.insert(exhibit.letter.as_str()))
    }

    fn quotation_has_its_exhibit(&self) -> bool {
        let cited = self
            .quotation
            .as_ref()
            .and_then(|quotation| quotation.exhibit.as_deref());
        cited.is_none_or(|letter| self.exhibits.iter().any(|exhibit| exhibit.letter == letter))
    }

    fn densities_are_percentages(&self) -> bool {
        let rows = self
            .own_division
            .iter()
            .flat_map(|division| &division.workplaces);
        rows.filter_map(|row| row.density_percent)
            .all(|percent| percent <= 100)
    }

    fn series_have_a_value_a_column(&self) -> bool {
        let own = self.own_division.iter().flat_map(|own| &own.series);
        self.series.iter().chain(own).all(|table| {
            let rows = table.rows.iter();
            rows.clone()
                .all(|row| row.values.len() == table.columns.len())
                && rows.filter_map(|row| row.percent).all(|n| n <= 100)
        })
    }

    fn verify_url_is_plain(&self) -> bool {
        let url = self.verification.verify_url.as_deref();
        url.is_none_or(is_web_address)
    }

    fn follow_up_is_plain(&self) -> bool {
        let kinds_agree = self.follow_up.is_none() || self.kind == Kind::FollowUp;
        let url = |it: &FollowUp| it.record_url.as_deref().is_none_or(is_web_address);
        kinds_agree && self.follow_up.as_ref().is_none_or(url)
    }

    fn volume_is_one_of_its_volumes(&self) -> bool {
        self.volume.is_none_or(|it| {
            (1..=it.of).contains(&it.number) && (it.number == 1) == (it.holds == Holds::Report)
        })
    }

    fn further_volumes_follow_the_report(&self) -> bool {
        let numbers = || self.volumes.iter().map(|it| it.number);
        let follow = self
            .volume
            .is_some_and(|it| it.number == 1 && numbers().eq(2..=it.of));
        self.volumes.is_empty() || follow
    }

    fn petition_names_its_languages(&self) -> bool {
        let original = self.petition.translated_from.as_deref();
        let exhibits = self.exhibits.iter().map(|it| it.language.as_deref());
        let quoted = self
            .quotation
            .as_ref()
            .and_then(|it| it.language.as_deref());
        let summary = self.summary.language.as_deref();
        let demands = [&self.texts_language, &self.demands_signed_in];
        let demands = demands.into_iter().map(Option::as_deref);
        let mut others = exhibits.chain(demands).chain([original, quoted, summary]);
        is_plain(&self.petition.language) && others.all(|tag| tag.is_none_or(is_plain))
    }
}

fn is_web_address(url: &str) -> bool {
    let web = url.starts_with("https://") || url.starts_with("http://");
    web && url.len() <= 300 && url.bytes().all(|byte| byte.is_ascii_graphic())
}

fn is_plain(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}
