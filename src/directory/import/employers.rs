//! An employer's mail domains and networks, from which signing or testifying is answered with a warning.

use std::net::IpAddr;

use ipnet::IpNet;

use crate::mail::address::domain_name;

use super::{Cells, Column, Reason, Row};

/// Wider networks hold providers, not employers.
const WIDEST: [u8; 2] = [8, 16];

/// To warn at these would warn nearly everybody.
const PUBLIC_PROVIDERS: &[&str] = &[
    "gmail.com",
    "googlemail.com",
    "outlook.com",
    "hotmail.com",
    "live.com",
    "msn.com",
    "yahoo.com",
    "ymail.com",
    "aol.com",
    "icloud.com",
    "me.com",
    "mac.com",
    "proton.me",
    "protonmail.com",
    "pm.me",
    "gmx.com",
    "mail.com",
    "comcast.net",
    "att.net",
    "verizon.net",
    "cox.net",
    "sbcglobal.net",
    "charter.net",
    "fastmail.com",
    "zoho.com",
    "riseup.net",
    "qq.com",
    "163.com",
];

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EmployerAddress {
    Domain(String),
    Network(IpNet),
}

impl Row for EmployerAddress {
    const COLUMNS: &'static [Column] = &[Column::required(
        "address",
        &["domain", "network", "domain_or_network", "cidr", "value"],
    )];

    fn read(cells: &mut Cells<'_>) -> Self {
        let text = cells.line("address", 253);
        let read = employer_address(&text);
        let read = if text.is_empty() {
            None
        } else {
            cells.checked("address", read)
        };
        read.unwrap_or(Self::Domain(String::new()))
    }

    fn key(&self) -> String {
        match self {
            Self::Domain(domain) => domain.clone(),
            Self::Network(network) => network.to_string(),
        }
    }

    fn absorb(&mut self, other: Self) -> bool {
        *self == other
    }
}

/// A mail domain or a network, as it was typed.
pub fn employer_address(text: &str) -> Result<EmployerAddress, Reason> {
    let text = text.trim().to_lowercase();
    let looks_like_a_network = text.contains(['/', ':']) || text.parse::<IpAddr>().is_ok();
    if looks_like_a_network {
        network(&text).map(EmployerAddress::Network)
    } else {
        domain(&text).map(EmployerAddress::Domain)
    }
}

fn domain(text: &str) -> Result<String, Reason> {
    let domain = domain_name(text.strip_prefix('@').unwrap_or(text)).ok_or(Reason::NotADomain)?;
    if PUBLIC_PROVIDERS.contains(&domain.as_str()) {
        Err(Reason::PublicProvider)
    } else {
        Ok(domain)
    }
}

fn network(text: &str) -> Result<IpNet, Reason> {
    let network = text
        .parse::<IpNet>()
        .or_else(|_| text.parse::<IpAddr>().map(IpNet::from))
        .map_err(|_| Reason::NotANetwork)?
        .trunc();
    let widest = if network.addr().is_ipv4() {
        WIDEST[0]
    } else {
        WIDEST[1]
    };
    if network.prefix_len() < widest {
        return Err(Reason::NetworkTooWide);
    }
    let is_seen = match network.addr() {
        IpAddr::V4(v4) => {
            !(v4.is_private()
                || v4.is_loopback()
                || v4.is_link_local()
                || v4.is_unspecified()
                || v4.is_multicast()
                || v4.is_broadcast())
        }
        IpAddr::V6(v6) => {
            !(v6.is_unique_local()
                || v6.is_loopback()
                || v6.is_unicast_link_local()
                || v6.is_unspecified()
                || v6.is_multicast())
        }
    };
    if is_seen {
        Ok(network)
    } else {
        Err(Reason::NotAPublicNetwork)
    }
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;

    #[test]
    fn domains_and_networks_are_told_apart() {
        let sheet = read::<EmployerAddress>(
            b"domain\n@County.Example\n198.51.100.7/24\n203.0.113.9\n2001:db8:4::/48\n",
        )
        .unwrap();
        let rows: Vec<_> = sheet.rows.iter().map(|line| line.row.key()).collect();
        assert_eq!(
            rows,
            [
                "county.example",
                "198.51.100.0/24",
                "203.0.113.9/32",
                "2001:db8:4::/48"
            ]
        );
    }

    #[test]
    fn what_would_warn_nearly_everybody_is_refused() {
        let sheet = read::<EmployerAddress>(b"address\ngmail.com\n0.0.0.0/0\n::/0\n10.0.0.0/8\n192.168.1.0/24\nfd00::/16\nlocalhost\n1.2.3.4/40\n").unwrap();
        let reasons: Vec<_> = sheet.refused.iter().map(|r| r.reason).collect();
        use Reason::{NetworkTooWide, NotADomain, NotANetwork, NotAPublicNetwork, PublicProvider};
        assert_eq!(
            reasons,
            [
                PublicProvider,
                NetworkTooWide,
                NetworkTooWide,
                NotAPublicNetwork,
                NotAPublicNetwork,
                NotAPublicNetwork,
                NotADomain,
                NotANetwork
            ]
        );
    }
}
