//! The canonical form of an address: it feeds the deduplication key and nothing else, mail goes to what was typed.

use std::fmt;

pub use crate::mail::address::{Address, AddressError, domain_name};

/// How one provider delivers several spellings to one mailbox.
struct Provider {
    /// The first is the canonical one; all of them share one set of local parts.
    domains: &'static [&'static str],
    /// What starts a tag that delivery ignores.
    tag: &'static [char],
    /// What delivery ignores anywhere in the local part.
    ignored: &'static [char],
}

/// As the providers document them; where one does not say, only `+tag` is dropped (RFC 5233).
const PROVIDERS: &[Provider] = &[
    Provider {
        domains: &["gmail.com", "googlemail.com"],
        tag: &['+'],
        ignored: &['.'],
    },
    Provider {
        domains: &["proton.me", "protonmail.com", "protonmail.ch", "pm.me"],
        tag: &['+'],
        ignored: &['.', '-', '_'],
    },
    Provider {
        domains: &["icloud.com", "me.com", "mac.com"],
        tag: &['+'],
        ignored: &[],
    },
    Provider {
        domains: &["yahoo.com"],
        tag: &['-', '+'],
        ignored: &[],
    },
    Provider {
        domains: &["ymail.com"],
        tag: &['-', '+'],
        ignored: &[],
    },
    Provider {
        domains: &["rocketmail.com"],
        tag: &['-', '+'],
        ignored: &[],
    },
    Provider {
        domains: &[
            "yandex.ru",
            "ya.ru",
            "yandex.com",
            "yandex.by",
            "yandex.kz",
            "yandex.ua",
        ],
        tag: &['+'],
        ignored: &['.', '-'],
    },
];

/// Providers that take `anything@name.provider` for `name@provider`.
const NAME_IN_HOST: &[&str] = &["fastmail.com", "fastmail.fm"];

/// One text for all spellings that reach one mailbox; only its bytes can be had, for an HMAC.
#[derive(Clone, PartialEq, Eq)]
pub struct Canonical(String);

impl Canonical {
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Canonical {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Canonical(hidden)")
    }
}

pub fn canonical(address: &Address) -> Canonical {
    let local = address.local().to_ascii_lowercase();
    let domain = address.domain();
    if let Some((name, provider)) = name_in_host(domain) {
        return Canonical(format!("{name}@{provider}"));
    }
    let Some(provider) = provider_of(domain) else {
        return Canonical(format!("{}@{domain}", untagged(&local, &['+'])));
    };
    let name = untagged(&local, provider.tag);
    let name: String = name
        .chars()
        .filter(|c| !provider.ignored.contains(c))
        .collect();
    let name = if name.is_empty() { local } else { name };
    Canonical(format!(
        "{name}@{}",
        provider.domains.first().unwrap_or(&domain)
    ))
}

fn provider_of(domain: &str) -> Option<&'static Provider> {
    let yahoo_abroad = |domain: &str| {
        domain
            .strip_prefix("yahoo.")
            .is_some_and(|rest| !rest.is_empty() && rest.len() <= 6 && rest != "com")
    };
    let known = PROVIDERS.iter().find(|p| p.domains.contains(&domain));
    // yahoo.co.uk and its like have tags as yahoo.com has, but local parts of their own.
    known.or(if yahoo_abroad(domain) {
        Some(&YAHOO_ABROAD)
    } else {
        None
    })
}

static YAHOO_ABROAD: Provider = Provider {
    domains: &[],
    tag: &['-', '+'],
    ignored: &[],
};

fn name_in_host(domain: &str) -> Option<(&str, &'static str)> {
    NAME_IN_HOST.iter().find_map(|provider| {
        let name = domain.strip_suffix(provider)?.strip_suffix('.')?;
        (!name.is_empty() && !name.contains('.')).then_some((name, *provider))
    })
}

/// A local part that begins with the tag sign is a name of its own.
fn untagged<'a>(local: &'a str, signs: &[char]) -> &'a str {
    match local.find(|c| signs.contains(&c)) {
        Some(at) if at > 0 => &local[..at],
        _ => local,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(one: &str, other: &str) -> bool {
        canonical(&Address::parse(one).unwrap()) == canonical(&Address::parse(other).unwrap())
    }

    #[test]
    fn a_tag_does_not_make_another_signer() {
        assert!(same("rosa+a@example.org", "Rosa@example.org"));
        assert!(!same("rosa-a@example.org", "rosa@example.org"));
        assert!(!same("+rosa@example.org", "+ana@example.org"));
    }

    #[test]
    fn dots_are_ignored_only_where_the_provider_ignores_them() {
        assert!(same("ro.sa+x@gmail.com", "rosa@googlemail.com"));
        assert!(same("ro.sa_m@pm.me", "rosam@protonmail.com"));
        assert!(!same("ro.sa@example.org", "rosa@example.org"));
    }

    #[test]
    fn yahoo_tags_begin_with_a_hyphen() {
        assert!(same("rosa-union@yahoo.com", "rosa@yahoo.com"));
        assert!(same("rosa-union@yahoo.co.uk", "rosa@yahoo.co.uk"));
        assert!(!same("rosa@yahoo.co.uk", "rosa@yahoo.com"));
    }

    #[test]
    fn other_names_of_one_provider_are_one() {
        assert!(same("rosa@me.com", "rosa@icloud.com"));
        assert!(same("ya.rosa@ya.ru", "ya-rosa@yandex.com"));
        assert!(same("shop@rosa.fastmail.com", "rosa@fastmail.com"));
        assert!(!same("rosa@outlook.com", "rosa@hotmail.com"));
    }

    #[test]
    fn a_name_of_nothing_but_ignored_signs_stays() {
        assert!(!same("-_-@proton.me", "_-_@proton.me"));
    }

    #[test]
    fn debug_does_not_show_the_canonical_form() {
        let canonical = canonical(&Address::parse("rosa@example.org").unwrap());
        assert_eq!(format!("{canonical:?}"), "Canonical(hidden)");
    }
}
