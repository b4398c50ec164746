//! Finds the client's address behind the proxies we trust, and keeps it out of sight.

use std::{
    fmt,
    net::{IpAddr, Ipv6Addr, SocketAddr},
};

use ipnet::IpNet;
use poem::{FromRequest, Request, RequestBody, http::HeaderMap};

/// An address that nothing can print, log or serialise by accident.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ClientAddress(IpAddr);

impl ClientAddress {
    pub fn new(address: IpAddr) -> Self {
        Self(address.to_canonical())
    }

    /// For comparing with networks; never to be stored or printed.
    pub fn reveal(&self) -> IpAddr {
        self.0
    }
}

impl fmt::Debug for ClientAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientAddress(..)")
    }
}

/// Where a request comes from, as far as that is known; compared with the employer's networks and never kept.
#[derive(Clone, Copy, Debug)]
pub struct Nearby(pub Option<ClientAddress>);

impl<'a> FromRequest<'a> for Nearby {
    async fn from_request(request: &'a Request, _: &mut RequestBody) -> poem::Result<Self> {
        Ok(Self(request.data::<ClientAddress>().copied()))
    }
}

/// The one header that our proxies write. A proxy passes the other on as the client sent it, so it is never read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProxyHeader {
    #[default]
    XForwardedFor,
    /// RFC 7239
    Forwarded,
}

#[derive(Clone, Debug, Default)]
pub struct TrustedProxies {
    networks: Vec<IpNet>,
    header: ProxyHeader,
}

impl TrustedProxies {
    pub fn new(networks: Vec<IpNet>, header: ProxyHeader) -> Self {
        Self { networks, header }
    }

    /// The client of a request; the unspecified address where there is no socket (tests).
    pub fn client_of(&self, request: &Request) -> ClientAddress {
        let peer = request.remote_addr().as_socket_addr().map(SocketAddr::ip);
        self.client(
            peer.unwrap_or(Ipv6Addr::UNSPECIFIED.into()),
            request.headers(),
        )
    }

    /// Walks from the peer leftwards through the header for as long as each hop is one of ours.
    ///
    /// Whatever stands left of the first hop that is not ours was written by that hop: hearsay.
    /// A hop that names nobody (`unknown`, an obfuscated name, rubbish) leaves us with the proxy that reported it.
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> ClientAddress {
        let mut nearest = peer.to_canonical();
        let name = match self.header {
            ProxyHeader::XForwardedFor => "x-forwarded-for",
            ProxyHeader::Forwarded => "forwarded",
        };
        let lines: Vec<_> = headers.get_all(name).iter().collect();
        // Commas inside quotes split too: no address has one, and a client's open quote must not swallow a proxy's entry.
        let mut hops = lines
            .iter()
            .rev()
            .flat_map(|line| line.as_bytes().rsplit(|byte| *byte == b','));
        while self.networks.iter().any(|net| net.contains(&nearest)) {
            let Some(hop) = hops.next().and_then(|hop| self.read(hop)) else {
                break;
            };
            nearest = hop.to_canonical();
        }
        ClientAddress(nearest)
    }

    fn read(&self, hop: &[u8]) -> Option<IpAddr> {
        let hop = str::from_utf8(hop).ok()?.trim();
        match self.header {
            ProxyHeader::XForwardedFor => address(hop),
            ProxyHeader::Forwarded => forwarded_for(hop),
        }
    }
}

/// The `for` of one forwarded element, which may say it once.
fn forwarded_for(element: &str) -> Option<IpAddr> {
    let mut nodes = element
        .split(';')
        .filter_map(|pair| pair.split_once('='))
        .filter(|(name, _)| name.trim().eq_ignore_ascii_case("for"));
    let (_, node) = nodes.next()?;
    if nodes.next().is_some() {
        return None;
    }
    let node = node.trim();
    let quoted = node
        .strip_prefix('"')
        .and_then(|node| node.strip_suffix('"'));
    address(quoted.unwrap_or(node))
}

/// `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:80`
fn address(node: &str) -> Option<IpAddr> {
    let bracketed = || {
        node.strip_prefix('[')?
            .strip_suffix(']')?
            .parse::<Ipv6Addr>()
            .ok()
            .map(IpAddr::V6)
    };
    node.parse::<IpAddr>()
        .ok()
        .or_else(|| node.parse::<SocketAddr>().ok().map(|socket| socket.ip()))
        .or_else(bracketed)
}

/// The block that one client commands: an IPv6 subscriber has a whole /64.
pub(super) fn neighbourhood(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & (!0 << 64)).into(),
        v4 => v4,
    }
}

#[cfg(test)]
mod tests;
