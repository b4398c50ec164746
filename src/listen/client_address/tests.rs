//! Hostile and honest forwarding headers.

use std::net::IpAddr;

use poem::http::{HeaderMap, HeaderName, HeaderValue};

use super::{ClientAddress, ProxyHeader, TrustedProxies, neighbourhood};

const PROXY: &str = "10.0.0.1";

fn client(header: ProxyHeader, peer: &str, lines: &[(&'static str, &[u8])]) -> String {
    let networks = ["10.0.0.0/8", "fd00::/8"]
        .map(|net| net.parse().unwrap())
        .to_vec();
    let mut headers = HeaderMap::new();
    for (name, value) in lines {
        headers.append(
            HeaderName::from_static(name),
            HeaderValue::from_bytes(value).unwrap(),
        );
    }
    TrustedProxies::new(networks, header)
        .client(peer.parse().unwrap(), &headers)
        .reveal()
        .to_string()
}

fn x_forwarded_for(peer: &str, values: &[&str]) -> String {
    let lines: Vec<_> = values
        .iter()
        .map(|value| ("x-forwarded-for", value.as_bytes()))
        .collect();
    client(ProxyHeader::XForwardedFor, peer, &lines)
}

fn forwarded(peer: &str, values: &[&str]) -> String {
    let lines: Vec<_> = values
        .iter()
        .map(|value| ("forwarded", value.as_bytes()))
        .collect();
    client(ProxyHeader::Forwarded, peer, &lines)
}

#[test]
fn a_stranger_cannot_speak_for_others() {
    assert_eq!(
        x_forwarded_for("198.51.100.7", &["203.0.113.9"]),
        "198.51.100.7"
    );
    assert_eq!(
        forwarded("198.51.100.7", &["for=203.0.113.9"]),
        "198.51.100.7"
    );
}

#[test]
fn the_entry_our_proxy_wrote_counts_and_nothing_left_of_it() {
    assert_eq!(x_forwarded_for(PROXY, &["203.0.113.9"]), "203.0.113.9");
    assert_eq!(
        x_forwarded_for(PROXY, &["1.1.1.1, 10.9.9.9, 203.0.113.9"]),
        "203.0.113.9"
    );
    assert_eq!(
        x_forwarded_for(PROXY, &["1.1.1.1, 203.0.113.9, 10.2.2.2,10.3.3.3"]),
        "203.0.113.9"
    );
    assert_eq!(
        x_forwarded_for(PROXY, &["1.1.1.1", "203.0.113.9"]),
        "203.0.113.9"
    );
}

#[test]
fn a_chain_of_only_our_proxies_ends_at_its_first() {
    assert_eq!(x_forwarded_for(PROXY, &["10.0.0.3, 10.0.0.2"]), "10.0.0.3");
    assert_eq!(x_forwarded_for(PROXY, &[]), PROXY);
}

#[test]
fn rubbish_leaves_us_with_the_proxy_that_reported_it() {
    for rubbish in [
        "",
        "unknown",
        "1.1.1.1, unknown",
        "1.1.1.1,",
        "999.1.1.1",
        "1.1.1.1 2.2.2.2",
        "fe80::1%eth0",
        "[::1",
        "::1]:80",
    ] {
        assert_eq!(x_forwarded_for(PROXY, &[rubbish]), PROXY, "{rubbish}");
    }
    let not_text: &[(&str, &[u8])] = &[("x-forwarded-for", b"1.1.1.1, \xff\xfe")];
    assert_eq!(client(ProxyHeader::XForwardedFor, PROXY, not_text), PROXY);
}

#[test]
fn ports_and_brackets_are_read() {
    assert_eq!(x_forwarded_for(PROXY, &["203.0.113.9:4711"]), "203.0.113.9");
    assert_eq!(
        x_forwarded_for(PROXY, &["[2001:db8::9]:4711"]),
        "2001:db8::9"
    );
    assert_eq!(x_forwarded_for(PROXY, &["[2001:db8::9]"]), "2001:db8::9");
    assert_eq!(x_forwarded_for("fd00::1", &["2001:db8::9"]), "2001:db8::9");
}

#[test]
fn an_ipv4_address_dressed_as_ipv6_is_the_same_address() {
    assert_eq!(
        x_forwarded_for("::ffff:10.0.0.1", &["::ffff:203.0.113.9"]),
        "203.0.113.9"
    );
}

#[test]
fn forwarded_elements_are_read_as_rfc_7239_writes_them() {
    assert_eq!(
        forwarded(
            PROXY,
            &["for=192.0.2.43, For=\"[2001:db8:cafe::17]:4711\";proto=https"]
        ),
        "2001:db8:cafe::17"
    );
    assert_eq!(
        forwarded(PROXY, &["proto=https; FOR=203.0.113.9 ;by=10.0.0.1"]),
        "203.0.113.9"
    );
    assert_eq!(forwarded(PROXY, &["for=_hidden"]), PROXY);
    assert_eq!(forwarded(PROXY, &["by=203.0.113.9"]), PROXY);
    assert_eq!(forwarded(PROXY, &["for=1.1.1.1;for=203.0.113.9"]), PROXY);
}

#[test]
fn an_open_quote_cannot_swallow_the_proxys_entry() {
    assert_eq!(
        forwarded(PROXY, &["for=\"1.1.1.1, for=203.0.113.9"]),
        "203.0.113.9"
    );
    assert_eq!(
        forwarded(PROXY, &["for=\"1.1.1.1", "for=203.0.113.9"]),
        "203.0.113.9"
    );
}

#[test]
fn the_header_our_proxy_does_not_write_is_not_read() {
    let both: &[(&str, &[u8])] = &[
        ("forwarded", b"for=1.1.1.1"),
        ("x-forwarded-for", b"203.0.113.9"),
    ];
    assert_eq!(
        client(ProxyHeader::XForwardedFor, PROXY, both),
        "203.0.113.9"
    );
    assert_eq!(client(ProxyHeader::Forwarded, PROXY, both), "1.1.1.1");
}

#[test]
fn an_address_does_not_show_itself() {
    let address = ClientAddress::new("203.0.113.9".parse().unwrap());
    assert_eq!(format!("{address:?}"), "ClientAddress(..)");
}

#[test]
fn neighbours_in_a_64_are_one() {
    let of = |address: &str| neighbourhood(address.parse::<IpAddr>().unwrap());
    assert_eq!(of("2001:db8:1:2:3:4:5:6"), of("2001:db8:1:2::1"));
    assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
    assert_ne!(of("203.0.113.9"), of("203.0.113.8"));
    assert_eq!(of("::ffff:203.0.113.9"), of("203.0.113.9"));
}
