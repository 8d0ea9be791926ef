//! Which hosts a request may go to.

use ureq::http::Uri;

use super::error::Refusal;

/// This machine, and the hosts that were named.
#[derive(Clone, Debug, Default)]
pub struct Hosts(pub Vec<String>);

const OWN: [&str; 3] = ["127.0.0.1", "localhost", "[::1]"];

impl Hosts {
    /// The address, where it is one that may be asked.
    ///
    /// # Errors
    /// Where it is none, or of another host.
    pub fn address(&self, url: &str) -> Result<Uri, Refusal> {
        let wrong = || Refusal::Address(url.to_owned());
        let uri: Uri = url.parse().map_err(|_| wrong())?;
        if !matches!(uri.scheme_str(), Some("http" | "https")) {
            return Err(wrong());
        }
        let host = uri.host().ok_or_else(wrong)?;
        let known = OWN.contains(&host) || self.0.iter().any(|own| own.eq_ignore_ascii_case(host));
        if known { Ok(uri) } else { Err(Refusal::Host(host.to_owned())) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_go_to_this_machine_and_to_named_hosts_alone() {
        let hosts = Hosts(vec!["shop.example.org".into()]);
        for url in
            ["http://127.0.0.1:80/x", "http://localhost/", "http://[::1]:8/", "https://Shop.example.org/a"]
        {
            assert!(hosts.address(url).is_ok(), "{url}");
        }
        for url in ["http://example.org/", "http://127.0.0.1@example.org/", "http://localhost.example.org/"] {
            assert!(matches!(hosts.address(url), Err(Refusal::Host(_))), "{url}");
        }
        for url in ["file:///etc/passwd", "/x", "", "ftp://localhost/"] {
            assert!(matches!(hosts.address(url), Err(Refusal::Address(_))), "{url}");
        }
    }
}
