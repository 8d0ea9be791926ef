//! The report as a page, opened in a browser: whole, quiet, alone, and inert whatever the target is called.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::browser::Browser;
use crate::program::{Run, a_python, vitals};
use crate::repository::Repository;
use crate::shop::{self, Shop};
use crate::support::axe::{axe, violations};
use crate::support::needs::{self, needs};

/// Waits, works and leaves a thread: something for every view.
const SLOW: &str = "import time\nend = time.thread_time() + 0.03\nwhile time.thread_time() < end:\n    pass\ntime.sleep(0.06)\n";

/// A folder with a report that the program has written.
struct Reported {
    folder: tempfile::TempDir,
    run: Run,
}

impl Reported {
    /// Runs a command in a folder with these files.
    fn of(files: &[(&str, &str)], arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in files {
            fs::write(folder.path().join(name), text).expect("written");
        }
        let mut command = vitals();
        command.current_dir(folder.path()).args(arguments).arg("--quiet").arg("--python").arg(a_python());
        let run = Run::of(&mut command);
        Self { folder, run }
    }

    fn page(&self) -> PathBuf {
        let page = self.folder.path().join("reports/latest/index.html");
        assert!(page.exists(), "{}{}", self.run.out, self.run.err);
        page
    }
}

/// Opens each verdict.
const OPEN_ALL: &str =
    "(() => { for (const one of document.querySelectorAll('.verdict, .passes')) one.open = true; })()";

/// What a browser makes of each visible chart: its name, and how many marks of it can be seen.
const CHARTS: &str = r#"
[...document.querySelectorAll("svg[role=img]")]
  .filter((svg) => svg.checkVisibility())
  .map((svg) => {
    const seen = (mark) => { const box = mark.getBoundingClientRect(); return box.width > 0 || box.height > 0; };
    const marks = [...svg.querySelectorAll("circle, polygon, polyline, path, line, rect:not(.spot)")].filter(seen);
    const words = svg.getAttribute("aria-labelledby").split(" ").map((id) => document.getElementById(id));
    return {
      chart: svg.closest("figure").id,
      marks: marks.length,
      data: svg.querySelectorAll(".spot, .f").length,
      named: words.every((element) => element && element.textContent.trim() !== ""),
    };
  })
"#;

/// Opens the page and asserts what holds of every page. Gives the names of its charts.
pub fn sound(browser: &mut Browser, page: &Path) -> Vec<String> {
    let mut names = Vec::new();
    let axe = axe().inspect_err(|missing| needs::missing("page::sound", missing)).ok();
    let widths = [1200, 768, 320].into_iter();
    for (width, scheme) in widths.flat_map(|width| [(width, "light"), (width, "dark")]) {
        browser.show(width, 900, scheme);
        browser.open(page);
        browser.value(OPEN_ALL);
        assert_eq!(browser.complaints(), [Value::Null; 0], "{width} {scheme}");
        let requests = browser.requests();
        assert_eq!(requests, [format!("file://{}", page.display())], "{width} {scheme}");
        assert_eq!(browser.value("typeof window.owned"), "undefined", "a text of the target has run");
        let wider = browser.value("document.documentElement.scrollWidth - innerWidth");
        assert!(wider.as_i64().is_some_and(|wider| wider <= 0), "{wider} pixels are beyond {width}");
        let paper = browser.value("getComputedStyle(document.documentElement).backgroundColor");
        assert_eq!(paper == "rgb(255, 255, 255)", scheme == "light", "{paper} in {scheme}");
        if let Some(axe) = &axe {
            assert_eq!(violations(browser, axe), Value::Array(Vec::new()), "{width} {scheme}");
        }
        let charts = browser.value(CHARTS);
        for chart in charts.as_array().expect("a list") {
            assert!(chart["marks"].as_u64().is_some_and(|marks| marks > 0), "{chart} at {width}");
            assert!(chart["data"].as_u64().is_some_and(|data| data > 0), "{chart} at {width}");
            assert_eq!(chart["named"], true, "{chart}");
        }
        let list = charts.as_array().expect("a list").iter();
        names = list.map(|chart| chart["chart"].as_str().unwrap_or_default().to_owned()).collect();
    }
    assert_structure(browser);
    browser.show(1200, 900, "light");
    names
}

/// Headings in their order, one of the first rank; names that stand once; a table behind each chart.
fn assert_structure(browser: &mut Browser) {
    let ranks =
        browser.value("[...document.querySelectorAll('h1,h2,h3,h4')].map((h) => Number(h.tagName[1]))");
    let ranks: Vec<i64> = ranks.as_array().expect("ranks").iter().filter_map(Value::as_i64).collect();
    assert_eq!(ranks.iter().filter(|rank| **rank == 1).count(), 1, "{ranks:?}");
    assert!(ranks.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{ranks:?}");
    let twice = "(() => { const ids = [...document.querySelectorAll('[id]')].map((e) => e.id); return ids.filter((id, n) => ids.indexOf(id) !== n); })()";
    assert_eq!(browser.value(twice), Value::Array(Vec::new()));
    let without = "[...document.querySelectorAll('figure.chart')].filter((f) => !f.querySelector('details tbody tr')).map((f) => f.id)";
    assert_eq!(browser.value(without), Value::Array(Vec::new()));
    assert_eq!(browser.value("document.documentElement.lang"), "en");
}

/// Writes into the search field, as a user does.
fn search(browser: &mut Browser, words: &str) -> Value {
    browser.value(&format!(
        "(() => {{ const field = document.getElementById('wanted'); field.value = {words:?}; \
         field.dispatchEvent(new Event('input', {{ bubbles: true }})); \
         const rows = [...document.querySelectorAll('tbody tr')]; \
         return {{ all: rows.length, left: rows.filter((row) => row.checkVisibility()).map((row) => row.textContent), \
         reported: document.getElementById('found').textContent, \
         hits: document.querySelectorAll('.f.hit').length, misses: document.querySelectorAll('.f.miss').length }}; }})()"
    ))
}

#[test]
fn a_check_is_a_page_with_all_its_charts_and_its_search_filters() {
    let mut browser = needs!(Browser::start());
    let configuration = "[[probe.import]]\nmodule = \"outer\"\n\
        [[probe.create]]\nfactory = \"things:Thing\"\n\
        [[probe.growth]]\nfactory = \"things:keep\"\nlimit = \"1MB\"\n";
    // The descriptors are kept too, and have a chart of their own.
    let things = "import os\n\n\nclass Thing:\n    pass\n\n\nkept = []\n\n\ndef keep():\n    os.pipe()\n    kept.append(bytearray(3000))\n    return kept[-1]\n";
    let reported = Reported::of(
        &[
            ("vitals.toml", configuration),
            ("things.py", things),
            ("slow_one.py", SLOW),
            ("outer.py", "import json\nimport slow_one\n"),
        ],
        &["check"],
    );
    assert!(reported.run.err.contains("index.html"), "{}", reported.run.err);
    let charts = sound(&mut browser, &reported.page());
    for name in ["p1-samples", "p1-modules", "p1-waterfall", "p2-creations", "p3-memory", "p3-pipes"] {
        assert!(charts.iter().any(|chart| chart == name), "{name} in {charts:?}");
    }
    let found = search(&mut browser, "SLOW_one");
    let left = found["left"].as_array().expect("rows");
    assert!(!left.is_empty() && (left.len() as u64) < found["all"].as_u64().expect("a number"), "{found}");
    assert!(left.iter().all(|row| row.as_str().is_some_and(|row| row.contains("slow_one"))), "{found}");
    assert!(found["hits"].as_u64() > Some(0) && found["misses"].as_u64() > Some(0), "{found}");
    assert!(found["reported"].as_str().is_some_and(|reported| reported.ends_with(" rows")), "{found}");
    assert_eq!(search(&mut browser, "no such thing")["left"], Value::Array(Vec::new()));
    let cleared = search(&mut browser, "");
    assert_eq!((&cleared["hits"], &cleared["misses"]), (&0.into(), &0.into()), "{cleared}");
    the_pointer_is_reported_and_a_click_zooms(&mut browser);
    every_view_has_its_own_picture(&mut browser);
}

fn the_pointer_is_reported_and_a_click_zooms(browser: &mut Browser) {
    let reported = browser.value(
        "(() => { const frame = [...document.querySelectorAll('#p1-modules .pane0 .f')].find((f) => f.textContent.includes('slow_one')); \
         frame.dispatchEvent(new PointerEvent('pointermove', { bubbles: true, clientX: 50, clientY: 50 })); \
         const tip = document.getElementById('tip'); const words = tip.checkVisibility() ? tip.textContent : ''; \
         const before = frame.getBoundingClientRect().width; \
         frame.dispatchEvent(new MouseEvent('click', { bubbles: true })); \
         const after = frame.getBoundingClientRect().width; \
         const button = document.querySelector('#p1-modules .pane0 .whole'); const offered = button.checkVisibility(); button.click(); \
         return { words, grew: after > before, offered, back: Math.abs(frame.getBoundingClientRect().width - before) < 1 }; })()",
    );
    assert!(
        reported["words"].as_str().is_some_and(|words| words.contains("slow_one") && words.contains("wall ")),
        "{reported}"
    );
    assert_eq!(
        (&reported["grew"], &reported["offered"], &reported["back"]),
        (&true.into(), &true.into(), &true.into()),
        "{reported}"
    );
}

fn every_view_has_its_own_picture(browser: &mut Browser) {
    let views = browser.value(
        "[...document.querySelectorAll('#p1-modules .views > input')].map((input) => { input.click(); \
         return [...document.querySelectorAll('#p1-modules .pane')].filter((pane) => pane.checkVisibility()).map((pane) => pane.className).join(); })",
    );
    assert_eq!(views, serde_json::json!(["pane pane0", "pane pane1", "pane pane2", "pane pane3"]));
}

#[test]
fn names_and_output_of_the_target_do_nothing() {
    let mut browser = needs!(Browser::start());
    let injected = "<img src=x onerror=owned=1>";
    let outer = format!(
        "import importlib\nimportlib.import_module({injected:?})\nprint('\\x1b[31m<script>owned=1</script>\\u202e' + 'x' * 1_000_000)\nraise ValueError('\"><script>owned=1</script>\\u202egnp.exe' + 'y' * 100_000)\n"
    );
    let module = format!("{injected}.py");
    let configuration = "[[probe.import]]\nmodule = \"outer\"\n[[probe.import]]\nmodule = \"around\"\n";
    let around = format!("import importlib\nimportlib.import_module({injected:?})\n");
    let files = [
        ("vitals.toml", configuration),
        ("outer.py", outer.as_str()),
        ("around.py", around.as_str()),
        (module.as_str(), SLOW),
    ];
    let reported = Reported::of(&files, &["check"]);
    let page = reported.page();
    sound(&mut browser, &page);
    let text = fs::read_to_string(&page).expect("text");
    assert!(text.len() < 400_000, "{} bytes", text.len());
    assert!(!text.contains("<img") && !text.contains('\u{202e}') && !text.contains('\u{1b}'));
    let seen = browser.value("document.body.innerText");
    let seen = seen.as_str().expect("text");
    assert!(seen.contains("U+202E") && seen.contains("more characters"), "{}", &seen[..seen.len().min(3000)]);
    assert!(search(&mut browser, injected)["left"].as_array().is_some_and(|rows| !rows.is_empty()));
}

#[test]
fn a_comparison_is_a_page_that_shows_what_changed() {
    let mut browser = needs!(Browser::start());
    let repository = Repository::of_the_shop();
    repository.write("things.py", "class Thing:\n    pass\n");
    repository.append(
        "vitals.toml",
        "[[probe.create]]\nfactory = \"things:Thing\"\n[[probe.growth]]\nfactory = \"things:Thing\"\n",
    );
    repository.commit("Things");
    repository.import_in_the_third_line("shop/events.py", "shop/slow.py", SLOW);
    let run = repository.run(&["compare", "main", "."]);
    assert_eq!(run.code, Some(1), "{}{}", run.out, run.err);
    let charts = sound(&mut browser, &repository.path().join("reports/latest/index.html"));
    for name in ["p1-samples", "p1-modules", "p1-waterfall", "p2-samples", "p2-creations", "p3-memory"] {
        assert!(charts.iter().any(|chart| chart == name), "{name} in {charts:?}");
    }
    let changed = browser.value(
        "[...document.querySelectorAll('#p1-modules .pane0 .f')].filter((f) => f.querySelector('rect').getAttribute('fill') === 'var(--worse)').map((f) => f.textContent)",
    );
    let changed = changed.as_array().expect("frames");
    assert!(
        changed.len() == 1 && changed[0].as_str().is_some_and(|text| text.contains("+ shop.slow")),
        "{changed:?}"
    );
}

#[test]
fn a_health_run_is_a_page_with_its_conversations_and_measurements() {
    let mut browser = needs!(Browser::start());
    let shop = Shop::open(needs!(shop::python()), &["--fault", "missing"]);
    let configuration = format!(
        "[[check]]\nname = \"compiles\"\nkind = \"syntax\"\n\
         [[check]]\nname = \"golden path\"\nkind = \"websocket\"\n{}\nusers = 3\nwithin = \"2s\"\n\
         [[check]]\nname = \"starts\"\nkind = \"import\"\nmodule = \"app\"\nlimit = \"1m\"\n",
        shop.keys
    );
    let page = Reported::of(&[("vitals.toml", &configuration), ("app.py", "VALUE = 1\n")], &["health"]);
    let charts = sound(&mut browser, &page.page());
    let expected = ["c2-timeline", "c3-samples", "c3-modules"];
    assert_eq!(charts, expected, "{}{}", page.run.out, page.run.err);
    let seen = browser.value("document.querySelector('#c2-timeline svg.wide').textContent");
    assert!(seen.as_str().is_some_and(|text| text.contains("never: ")), "{seen}");
}

#[test]
fn nights_are_a_page_with_their_levels() {
    let mut browser = needs!(Browser::start());
    let repository = Repository::of_the_shop();
    for number in 1..=3 {
        repository.append("shop/context.py", &format!("# Night {number}.\n"));
        repository.commit(&format!("Day <{number}>"));
        let run = repository.run(&["nightly", "--seed", "1"]);
        assert!(run.err.contains("index.html"), "{}{}", run.out, run.err);
    }
    let charts = sound(&mut browser, &repository.path().join("reports/latest/index.html"));
    for name in ["t1-trend", "p1-samples", "p1-modules"] {
        assert!(charts.iter().any(|chart| chart == name), "{name} in {charts:?}");
    }
    let seen = browser.value("document.querySelector('#t1-trend').textContent");
    assert!(seen.as_str().is_some_and(|text| text.contains("Day <3>")), "{seen}");
}
