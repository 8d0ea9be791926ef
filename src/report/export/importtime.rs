//! The text of `python -X importtime`: microseconds of its own, with its imports, and the name, children first.

use std::io::{self, Write};

use vitals_probes::wire::Trace;

use super::nesting::by_end;
use crate::cause::own_times;
use crate::quantity::Nanos;
use crate::untrusted::printable;

/// Writes the lines; their form is that of `import_find_and_load` in CPython's `import.c`.
pub fn write(trace: &Trace, out: &mut dyn Write) -> io::Result<()> {
    let mut own = vec![Nanos(0); trace.modules.len()];
    for time in own_times(trace) {
        own[time.index] = time.own.wall;
    }
    writeln!(out, "import time: self [us] | cumulative | imported package")?;
    for stretch in by_end(trace) {
        let module = &trace.modules[stretch.index];
        let [itself, whole] = [own[stretch.index], module.span.wall].map(|time| time.0.div_ceil(1000));
        let name = printable(&module.name).replace('\n', " ");
        writeln!(
            out,
            "import time: {itself:>9} | {whole:>10} | {:indent$}{name}",
            "",
            indent = stretch.depth * 2
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::export::sample;

    #[test]
    fn as_python_prints_it() {
        let mut text = Vec::new();
        write(&sample(), &mut text).expect("memory does not fail");
        let expected = "import time: self [us] | cumulative | imported package\n\
                        import time:        30 |         30 |     b;<&\"\n\
                        import time:        30 |         60 |   a\n\
                        import time:        10 |         10 |   c\n\
                        import time:        30 |        100 | app\n";
        assert_eq!(String::from_utf8_lossy(&text), expected);
    }
}
