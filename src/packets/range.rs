//! One `Range` of bytes (RFC 9110, 14): what part of a document is asked for.

use std::ops::Range;

/// What to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    Whole,
    Of(Range<usize>),
    /// Nothing of the document lies there.
    Unsatisfiable,
}

/// Headers in another form, or asking for several ranges, are ignored, as the RFC allows.
pub fn part(header: Option<&str>, size: usize) -> Part {
    let Some(spec) = header.and_then(|header| header.trim().strip_prefix("bytes=")) else {
        return Part::Whole;
    };
    let Some((first, last)) = spec.trim().split_once('-') else {
        return Part::Whole;
    };
    match (number(first), number(last)) {
        (Some(first), None) if last.is_empty() => within(first, size, size),
        (None, Some(suffix)) if first.is_empty() => within(size.saturating_sub(suffix), size, size),
        (Some(first), Some(last)) if first <= last => within(first, last.saturating_add(1), size),
        _ => Part::Whole,
    }
}

/// `bytes 0-99/2000`.
pub fn content_range(range: &Range<usize>, size: usize) -> String {
    format!(
        "bytes {}-{}/{size}",
        range.start,
        range.end.saturating_sub(1)
    )
}

fn within(from: usize, to: usize, size: usize) -> Part {
    let to = to.min(size);
    if from < to {
        Part::Of(from..to)
    } else {
        Part::Unsatisfiable
    }
}

fn number(digits: &str) -> Option<usize> {
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_cut_to_the_document() {
        let of = |header| part(Some(header), 100);
        assert_eq!(of("bytes=0-9"), Part::Of(0..10));
        assert_eq!(of("bytes=90-"), Part::Of(90..100));
        assert_eq!(of("bytes=-10"), Part::Of(90..100));
        assert_eq!(of("bytes=-1000"), Part::Of(0..100));
        assert_eq!(of("bytes=50-99999999999999999999999999"), Part::Of(50..100));
        assert_eq!(content_range(&(90..100), 100), "bytes 90-99/100");
    }

    #[test]
    fn what_lies_beyond_the_end_cannot_be_had() {
        for header in ["bytes=100-", "bytes=100-200", "bytes=-0"] {
            assert_eq!(part(Some(header), 100), Part::Unsatisfiable, "{header}");
        }
    }

    #[test]
    fn other_forms_get_the_whole() {
        for header in [
            "bytes=5-4",
            "bytes=0-1,5-6",
            "lines=0-1",
            "bytes=",
            "bytes=-",
            "bytes=a-b",
            "bytes=+1-2",
        ] {
            assert_eq!(part(Some(header), 100), Part::Whole, "{header}");
        }
        assert_eq!(part(None, 100), Part::Whole);
    }
}
