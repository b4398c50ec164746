//! Chooses the language in which a petition is shown (RFC 9110, 12.5.4; RFC 4647, lookup).

/// The best of `offered` (the original first) for what was asked for outright, then for `Accept-Language`.
pub fn choose<'a>(
    offered: &'a [String],
    asked: Option<&str>,
    accept_language: Option<&str>,
) -> Option<&'a String> {
    let asked = asked.and_then(|range| look_up(offered, range));
    asked
        .or_else(|| accepted(offered, accept_language?))
        .or(offered.first())
}

fn accepted<'a>(offered: &'a [String], header: &str) -> Option<&'a String> {
    let mut ranges: Vec<(&str, f32)> = header.split(',').take(20).filter_map(weighed).collect();
    ranges.sort_by(|a, b| b.1.total_cmp(&a.1));
    ranges
        .into_iter()
        .find_map(|(range, _)| look_up(offered, range))
}

fn weighed(part: &str) -> Option<(&str, f32)> {
    let mut pieces = part.split(';').map(str::trim);
    let range = pieces.next().filter(|range| !range.is_empty())?;
    let weight = pieces.find_map(|piece| piece.strip_prefix("q="));
    let weight = weight.map_or(Some(1.0), |weight| weight.parse().ok())?;
    (weight > 0.0).then_some((range, weight))
}

/// The range itself, shortened step by step, then any variety of the same language: `es-US` finds `es` and `es-MX`.
fn look_up<'a>(offered: &'a [String], range: &str) -> Option<&'a String> {
    if range == "*" {
        return offered.first();
    }
    let mut rest = range;
    loop {
        if let Some(found) = offered.iter().find(|tag| tag.eq_ignore_ascii_case(rest)) {
            return Some(found);
        }
        match rest.rsplit_once('-') {
            Some((shorter, _)) => rest = shorter,
            None => break,
        }
    }
    let primary = |tag: &str| {
        tag.split('-')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase()
    };
    offered
        .iter()
        .find(|tag| primary(tag) == primary(range) && !primary(range).is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(asked: Option<&str>, accept: &str) -> String {
        let offered = ["en", "es-US", "zh-Hant"].map(str::to_owned);
        choose(&offered, asked, Some(accept)).unwrap().clone()
    }

    #[test]
    fn what_is_asked_for_outright_wins() {
        assert_eq!(chosen(Some("es-us"), "zh-Hant"), "es-US");
        assert_eq!(chosen(Some("zh"), "en"), "zh-Hant");
    }

    #[test]
    fn the_browser_is_listened_to_by_weight() {
        assert_eq!(chosen(None, "fr, en;q=0.5, es;q=0.8"), "es-US");
        assert_eq!(chosen(None, "es;q=0, zh-Hant-TW"), "zh-Hant");
    }

    #[test]
    fn the_original_is_shown_where_nothing_fits() {
        for accept in ["fr", "", ";;q=,", "*"] {
            assert_eq!(chosen(Some("tlh"), accept), "en");
        }
        assert_eq!(choose(&[], None, None), None);
    }
}
