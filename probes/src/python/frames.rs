//! Takes a traceback, gives its frames: what stood innermost, and which bodies of modules were running.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTraceback};

use super::importer::is_import_machinery;
use crate::wire::{RunningModule, Site};

/// Frames that are read of one traceback: a recursion may have any number.
const MOST_FRAMES: usize = 5_000;
/// Bodies of modules that are reported: the innermost.
const MOST_MODULES: usize = 64;
/// What Python calls the code of a module's body.
const BODY: &str = "<module>";

/// Frames, the outermost first.
#[derive(Default)]
pub struct Frames(Vec<Frame>);

struct Frame {
    /// The frame's address: the same one may be in several tracebacks.
    address: usize,
    site: Site,
    /// `__name__` of its globals; empty where they have none.
    module: String,
}

impl Frame {
    fn is_body(&self) -> bool {
        self.site.function == BODY && self.site.has_file() && !self.module.is_empty()
    }
}

impl Frames {
    /// Those of a traceback.
    pub fn of(py: Python<'_>, traceback: Option<Bound<'_, PyTraceback>>) -> PyResult<Self> {
        let mut frames = Vec::new();
        let mut step = traceback.map(Bound::into_any);
        while let Some(traceback) = step.take().filter(|_| frames.len() < MOST_FRAMES) {
            let frame = traceback.getattr("tb_frame")?;
            let code = frame.getattr("f_code")?;
            let line = traceback.getattr("tb_lineno")?.extract::<Option<u32>>()?.unwrap_or(0);
            let [file, function] = ["co_filename", "co_name"].map(|name| code.getattr(name));
            let site = Site { file: file?.extract()?, line, function: function?.extract()? };
            frames.push(Frame { address: frame.as_ptr() as usize, site, module: module_of(py, &frame)? });
            step = Some(traceback.getattr("tb_next")?).filter(|next| !next.is_none());
        }
        Ok(Self(frames))
    }

    /// These frames with those of a later exception around them: its handler stands in the outermost one.
    pub fn within(mut self, later: &Self) -> Self {
        let Some(outermost) = self.0.first() else { return self };
        let shared = later.0.iter().rposition(|frame| frame.address == outermost.address);
        let around = later.0[..shared.unwrap_or(0)].iter().map(|frame| Frame {
            address: frame.address,
            site: frame.site.clone(),
            module: frame.module.clone(),
        });
        Self(around.collect::<Vec<_>>().into_iter().chain(self.0.drain(..)).collect())
    }

    /// The innermost frame outside the import machinery.
    pub fn innermost(&self) -> Option<Site> {
        let mut outside = self.0.iter().rev().filter(|frame| !is_import_machinery(&frame.site.file));
        outside.next().map(|frame| frame.site.clone())
    }

    /// The modules whose bodies were running.
    pub fn running(&self) -> Vec<RunningModule> {
        let mut modules: Vec<RunningModule> = Vec::new();
        for frame in &self.0 {
            let Site { file, line, function } = &frame.site;
            if frame.is_body() {
                let module = frame.module.clone();
                modules.push(RunningModule {
                    module,
                    file: file.clone(),
                    line: *line,
                    ..RunningModule::default()
                });
            } else if let Some(module) = modules.last_mut() {
                if !is_import_machinery(file) {
                    module.through = Some(frame.site.clone());
                } else if function == "import_module" {
                    module.by_call = true;
                }
            }
        }
        modules.split_off(modules.len().saturating_sub(MOST_MODULES))
    }
}

/// Read from the dictionary itself: nothing of the target runs.
fn module_of(py: Python<'_>, frame: &Bound<'_, PyAny>) -> PyResult<String> {
    let globals = frame.getattr("f_globals")?.cast_into::<PyDict>()?;
    let name = globals.get_item(pyo3::intern!(py, "__name__"))?;
    Ok(name.and_then(|name| name.extract().ok()).unwrap_or_default())
}

#[cfg(feature = "python-tests")]
#[allow(clippy::unwrap_used)]
pub mod tests {
    use pyo3::types::PyModule;

    use super::*;

    /// Runs code as the body of a module of a file.
    const RUNS: &str = "def body(name, file, source, **names):\n\
                        \x20   exec(compile(source, file, 'exec'), {'__name__': name, 'body': body, **names})\n";

    fn frames(py: Python<'_>, source: &str) -> Frames {
        let names = super::super::script::run(py, RUNS, "sample").unwrap();
        let body = names.get_item("body").unwrap().unwrap();
        let error = body.call1(("outer", "outer.py", source)).unwrap_err();
        Frames::of(py, error.traceback(py)).unwrap()
    }

    fn modules(frames: &Frames) -> Vec<(String, u32)> {
        frames.running().into_iter().map(|module| (module.module, module.line)).collect()
    }

    inside! {
        fn the_bodies_of_modules_are_known_with_their_lines(py) {
            let source = "def load():\n    body('inner', 'inner.py', '\\n1 / 0\\n')\nload()\n";
            let frames = frames(py, source);
            assert_eq!(modules(&frames), [("outer".to_owned(), 3), ("inner".to_owned(), 2)]);
            let running = frames.running();
            // Our own `body` is the innermost function on the way.
            assert_eq!(running[0].through.as_ref().unwrap().function, "body");
            assert_eq!((running[1].through.as_ref(), running[0].by_call), (None, false));
            assert_eq!(frames.innermost().unwrap().file, "inner.py");
        }
        fn a_call_of_import_module_is_known(py) {
            let folder = std::env::temp_dir().join(format!("vitals-frames-{}", std::process::id()));
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(folder.join("vitals_called.py"), "1 / 0\n").unwrap();
            let path = py.import("sys").unwrap().getattr("path").unwrap();
            path.call_method1("insert", (0, folder.to_str().unwrap())).unwrap();
            let frames = frames(py, "import importlib\nimportlib.import_module('vitals_called')\n");
            path.call_method1("pop", (0,)).unwrap();
            std::fs::remove_dir_all(&folder).unwrap();
            assert_eq!(modules(&frames), [("outer".to_owned(), 2), ("vitals_called".to_owned(), 1)]);
            assert!(frames.running()[0].by_call && frames.running()[0].through.is_none());
        }
        fn earlier_frames_are_completed_by_those_of_the_later_exception(py) {
            let source = "try:\n    body('inner', 'inner.py', '1 / 0')\nexcept ZeroDivisionError as e:\n    raise ValueError from e\n";
            let names = super::super::script::run(py, RUNS, "sample").unwrap();
            let body = names.get_item("body").unwrap().unwrap();
            let whole = format!("body('middle', 'middle.py', {source:?})");
            let later = body.call1(("outer", "outer.py", whole)).unwrap_err();
            let earlier = later.cause(py).unwrap();
            let later = Frames::of(py, later.traceback(py)).unwrap();
            let own = Frames::of(py, earlier.traceback(py)).unwrap();
            assert_eq!(modules(&own), [("middle".to_owned(), 2), ("inner".to_owned(), 1)]);
            let all = [("outer".to_owned(), 1), ("middle".to_owned(), 2), ("inner".to_owned(), 1)];
            assert_eq!(modules(&own.within(&later)), all);
        }
        fn globals_without_a_name_are_no_module(py) {
            let module = PyModule::new(py, "nameless").unwrap();
            module.dict().del_item("__name__").unwrap();
            let run = py.import("builtins").unwrap();
            let code = run.call_method1("compile", ("1 / 0", "nameless.py", "exec")).unwrap();
            let error = run.call_method1("exec", (code, module.dict())).unwrap_err();
            assert!(Frames::of(py, error.traceback(py)).unwrap().running().is_empty());
        }
    }
}
