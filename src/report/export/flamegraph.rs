//! A flame graph of own wall time by chain of importers: the collapsed lines, and the SVG that inferno draws of them.

use std::io::{self, Write};

use inferno::flamegraph::{Options, from_lines};
use vitals_probes::wire::Trace;

use super::nesting::stretches;
use crate::cause::{collections, own_times};
use crate::quantity::Nanos;
use crate::untrusted::printable;

/// Writes `outer;inner microseconds`, a line a module.
pub fn write_collapsed(trace: &Trace, out: &mut dyn Write) -> io::Result<()> {
    lines(trace).iter().try_for_each(|line| writeln!(out, "{line}"))
}

/// A flame graph of wall time by importing module.
pub fn write_svg(trace: &Trace, title: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut options = Options::default();
    options.title = printable(title);
    options.count_name = "µs".into();
    options.name_type = "Module:".into();
    let lines = lines(trace);
    from_lines(&mut options, lines.iter().map(String::as_str), out).map_err(io::Error::other)
}

fn lines(trace: &Trace) -> Vec<String> {
    let mut own = vec![Nanos(0); trace.modules.len()];
    for time in own_times(trace) {
        own[time.index] = time.own.wall;
    }
    let mut chain: Vec<String> = Vec::new();
    let all = collections(trace);
    let collected = all.any().then(|| format!("garbage collection {}", all.wall.0.div_ceil(1000)));
    stretches(trace)
        .into_iter()
        .map(|stretch| {
            chain.truncate(stretch.depth);
            // A semicolon would part the name in two.
            chain.push(printable(&trace.modules[stretch.index].name).replace([';', '\n'], ":"));
            format!("{} {}", chain.join(";"), own[stretch.index].0.div_ceil(1000))
        })
        .chain(collected)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::export::sample;

    #[test]
    fn a_line_a_module_with_its_importers() {
        assert_eq!(lines(&sample()), ["app 30", "app;a 30", "app;a;b:<&\" 30", "app;c 10"]);
    }

    #[test]
    fn names_are_inert_in_the_svg() {
        let mut svg = Vec::new();
        write_svg(&sample(), "import <app>", &mut svg).expect("memory does not fail");
        let svg = String::from_utf8(svg).expect("text");
        assert!(svg.contains("b:&lt;&amp;") && svg.contains("import &lt;app&gt;"), "{svg}");
        assert!(!svg.contains("b:<&"));
    }
}
