//! What the tests of pages rest on: a browser, and a judge of pages, that would show a fault.

use std::fs;

use serde_json::Value;

use crate::browser::Browser;
use crate::support::axe::{axe, violations};
use crate::support::needs::needs;

/// What the other tests rest on: a browser that would show a fault.
#[test]
fn the_browser_reports_errors_requests_and_violations() {
    let mut browser = needs!(Browser::start());
    let folder = tempfile::tempdir().expect("a folder");
    let page = folder.path().join("page.html");
    let policy = "<meta http-equiv=\"Content-Security-Policy\" content=\"script-src 'none'\">";
    for (body, reported) in [
        ("<script>console.error('bad')</script>".to_owned(), "bad"),
        ("<script>throw new Error('worse')</script>".to_owned(), "worse"),
        (format!("{policy}<script>owned=1</script>"), "Content Security Policy"),
    ] {
        fs::write(&page, body).expect("written");
        browser.open(&page);
        let complaints = browser.complaints();
        assert!(
            complaints.iter().any(|complaint| complaint.to_string().contains(reported)),
            "{reported}: {complaints:?}"
        );
    }
    fs::write(&page, "<img src=nothing.png>").expect("written");
    browser.open(&page);
    assert_eq!(browser.requests().len(), 2);
}

#[test]
fn axe_finds_what_is_wrong_and_nothing_else() {
    let axe = needs!(axe());
    let mut browser = needs!(Browser::start());
    let folder = tempfile::tempdir().expect("a folder");
    let page = folder.path().join("page.html");
    let of = |body: &str| format!("<html lang=en><title>t</title><main><h1>t</h1>{body}</main></html>");
    for (body, expected) in [("<p>well</p>", ""), ("<img src=data:,>", "image-alt")] {
        fs::write(&page, of(body)).expect("written");
        browser.open(&page);
        let found = violations(&mut browser, &axe);
        let names: Vec<_> = found.as_array().expect("a list").iter().filter_map(Value::as_str).collect();
        assert_eq!(names.is_empty(), expected.is_empty(), "{names:?}");
        assert!(names.iter().all(|name| name.starts_with(expected)), "{names:?}");
    }
}
