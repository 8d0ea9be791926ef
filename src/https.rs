//! How this program speaks HTTP to others: with a deadline, to one server, and no redirect is followed, because secrets would go along.

use std::fs;

use ureq::http::{HeaderMap, Uri};
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};

/// A client. Certificates are those of `SSL_CERT_FILE` where that names any, else Mozilla's.
pub fn agent() -> ureq::Agent {
    let mut config = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .user_agent(concat!("vitals/", env!("CARGO_PKG_VERSION")));
    if let Some(roots) = own_roots() {
        config = config.tls_config(TlsConfig::builder().root_certs(roots).build());
    }
    config.build().into()
}

/// Whether nobody listens on the way: encrypted, or on this machine.
pub fn is_private(url: &str) -> bool {
    let Ok(uri) = url.parse::<Uri>() else { return false };
    match uri.scheme_str() {
        Some("https") => true,
        Some("http") => matches!(uri.host(), Some("127.0.0.1" | "localhost" | "[::1]")),
        _ => false,
    }
}

/// A header that is a number.
pub fn number(headers: &HeaderMap, name: &str) -> Option<u64> {
    headers.get(name)?.to_str().ok()?.trim().parse().ok()
}

/// The certificates that `SSL_CERT_FILE` names: a company's own server is signed by its own.
fn own_roots() -> Option<RootCerts> {
    let pem = fs::read(std::env::var_os("SSL_CERT_FILE").filter(|path| !path.is_empty())?).ok()?;
    let certificates: Vec<Certificate<'static>> = parse_pem(&pem)
        .filter_map(|item| match item {
            Ok(PemItem::Certificate(certificate)) => Some(certificate),
            _ => None,
        })
        .collect();
    (!certificates.is_empty()).then(|| RootCerts::new_with_certs(&certificates))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_goes_only_where_nobody_listens() {
        for url in ["https://api.github.com/user", "http://127.0.0.1:8000/x", "http://localhost/x"] {
            assert!(is_private(url), "{url}");
        }
        for url in
            ["http://git.example.org/api/v4/x", "ftp://a/b", "nonsense", "http://127.0.0.1.example.org/"]
        {
            assert!(!is_private(url), "{url}");
        }
    }
}
