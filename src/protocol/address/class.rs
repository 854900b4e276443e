//! Where an address leads: to this machine, this network, or the internet.
//!
//! Judged without asking DNS, which a page cannot do: a public name may still lead to a private address. Browsers ask
//! the user before a page reaches a local target (Local Network Access), so the class decides what step 2 may expect.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::protocol::document::json_enum;
use crate::protocol::url::Url;

json_enum! {
    /// The network that a host belongs to, as far as its name or literal tells.
    #[derive(Clone, Copy, Debug, Eq, PartialEq)]
    pub enum AddressClass {
        /// 127.0.0.0/8, ::1, `localhost`, `*.localhost` (RFC 6761, 6.3).
        Loopback = "loopback",
        /// RFC 1918, RFC 4193 (fc00::/7), RFC 6598 (100.64.0.0/10).
        Private = "private",
        /// 169.254.0.0/16 (RFC 3927), fe80::/10 (RFC 4291, 2.5.6).
        LinkLocal = "link-local",
        /// `*.local` (RFC 6762), `*.internal`, `*.home.arpa` (RFC 8375), or a name without a dot.
        LocalName = "local-name",
        /// Everything else.
        Public = "public",
    }
}

impl AddressClass {
    /// The class of the host of a URL.
    pub fn from_url(url: &Url) -> Self {
        let host = url.host();
        let literal = host.trim_start_matches('[').trim_end_matches(']');
        match literal.parse() {
            Ok(address) => Self::of_ip(address),
            // No host: nothing of this network can be reached by it.
            Err(_) if host.is_empty() => Self::Public,
            Err(_) => Self::of_name(host),
        }
    }

    /// The class of an IP address.
    pub fn of_ip(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(address) => Self::of_v4(address),
            IpAddr::V6(address) => Self::of_v6(address),
        }
    }

    /// Whether only this machine or its network can reach the host.
    pub fn is_local(self) -> bool {
        self != Self::Public
    }

    /// IPv4 (RFC 6890 lists the blocks).
    fn of_v4(address: Ipv4Addr) -> Self {
        let [a, b, _, _] = address.octets();
        match (a, b) {
            // 0.0.0.0 is what servers print when they listen everywhere; systems connect it to loopback.
            (127, _) => Self::Loopback,
            _ if address.is_unspecified() => Self::Loopback,
            (169, 254) => Self::LinkLocal,
            // Shared address space (RFC 6598), as VPNs between machines use it.
            (100, 64..=127) => Self::Private,
            _ if address.is_private() => Self::Private,
            _ => Self::Public,
        }
    }

    /// IPv6; an IPv4 address in IPv6 form is judged as what it is (RFC 4291, 2.5.5.2).
    fn of_v6(address: Ipv6Addr) -> Self {
        if let Some(mapped) = address.to_ipv4_mapped() {
            return Self::of_v4(mapped);
        }
        if address.is_loopback() || address.is_unspecified() {
            Self::Loopback
        } else if address.is_unicast_link_local() {
            Self::LinkLocal
        } else if address.is_unique_local() {
            Self::Private
        } else {
            Self::Public
        }
    }

    /// A name. A final dot belongs to the notation of DNS and not to the name.
    fn of_name(name: &str) -> Self {
        let name = name.strip_suffix('.').unwrap_or(name);
        let under = |parent: &str| {
            name.strip_suffix(parent)
                .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        };
        if under("localhost") {
            Self::Loopback
        } else if !name.contains('.') || ["local", "internal", "home.arpa"].into_iter().any(under) {
            Self::LocalName
        } else {
            Self::Public
        }
    }
}
