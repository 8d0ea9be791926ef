//! The import trace: stands where `-X importtime` stands, and sees more.
//!
//! CPython calls the attribute `_find_and_load` of `importlib._bootstrap` for every import that is not
//! cached. The tracer puts itself there and measures around the original.

use std::cell::RefCell;
use std::sync::{Arc, Mutex, PoisonError};

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};

use super::bytecode::date_of;
use super::clock::{self, Started, Usage};
use super::collections::{self, Collection, Watching};
use super::entry::Entry;
use super::importer::Machinery;
use super::open_file::{ResidentByFaults, ResidentSize};
use super::stopwatch::{Stopwatch, Stretch};
use crate::quantity::{Bytes, BytesDelta, Monotonic, Nanos};
use crate::wire::{ModuleRecord, Span};

thread_local! {
    /// Open imports of this thread: indices into the records, outermost first.
    static OPEN: RefCell<Vec<u32>> = const { RefCell::new(Vec::new()) };
}

/// All imports so far. Locked for moments only, and never while Python runs.
pub struct Records {
    entries: Mutex<Vec<Entry>>,
    /// The innermost open import of the traced thread, plus one; for the watcher, without the interpreter's lock.
    innermost: std::sync::atomic::AtomicU32,
    thread: u64,
    began: Monotonic,
    /// As the traced thread sees it,
    resident: ResidentByFaults,
    /// and as any other does.
    resident_now: ResidentSize,
    /// Of the traced thread.
    stopwatch: Arc<Stopwatch>,
    machinery: Machinery,
}

impl Records {
    /// None yet, of imports of the calling thread.
    pub fn of_this_thread(_: Python<'_>, stopwatch: Arc<Stopwatch>) -> Self {
        Self {
            entries: Mutex::new(Vec::with_capacity(4096)),
            innermost: std::sync::atomic::AtomicU32::new(0),
            thread: clock::thread_ident(),
            began: clock::monotonic(),
            resident: ResidentByFaults::open(),
            resident_now: ResidentSize::open(),
            stopwatch,
            machinery: Machinery::default(),
        }
    }

    /// Whether the calling thread is the one whose imports are timed.
    pub fn is_traced_thread(&self) -> bool {
        clock::thread_ident() == self.thread
    }

    /// Adds a collection to the innermost import of the traced thread.
    pub fn collected(&self, collection: &Collection) {
        // Another thread's collection is none of the importing thread's time.
        let open = OPEN.with_borrow(|open| open.last().copied()).filter(|_| self.is_traced_thread());
        let Some(index) = open else { return };
        if let Some(entry) = self.lock().get_mut(index as usize) {
            let collected = entry.collected.get_or_insert_default();
            collected.count += 1;
            collected.full += u32::from(collection.full);
            collected.wall += collection.wall;
            collected.cpu += collection.cpu;
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Entry>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The innermost module that the traced thread is importing.
    pub fn innermost(&self) -> Option<u32> {
        self.innermost.load(std::sync::atomic::Ordering::Relaxed).checked_sub(1)
    }

    /// The point in time from which starts are counted.
    pub fn began(&self) -> Monotonic {
        self.began
    }

    /// The name of a recorded module; needs the interpreter.
    pub fn name(&self, py: Python<'_>, index: u32) -> Option<String> {
        let name = self.lock().get(index as usize).map(|entry| entry.name.clone_ref(py))?;
        Some(name.bind(py).str().ok()?.to_string_lossy().into_owned())
    }

    fn open(&self, py: Python<'_>, name: &Bound<'_, PyAny>) -> u32 {
        let importer = self.machinery.importer(py);
        let other_thread = !self.is_traced_thread();
        let parent = OPEN.with_borrow(|open| open.last().copied());
        let mut entries = self.lock();
        let index = entries.len() as u32;
        entries.push(Entry {
            name: name.clone().unbind(),
            parent,
            importer,
            start: Nanos(0),
            span: Span::default(),
            rss: None,
            faults: None,
            collected: None,
            failed: false,
            other_thread,
        });
        drop(entries);
        OPEN.with_borrow_mut(|open| open.push(index));
        self.mark(other_thread, Some(index));
        index
    }

    fn close(&self, index: u32, finish: impl FnOnce(&mut Entry)) {
        let (parent, other_thread) = {
            let mut entries = self.lock();
            let entry = &mut entries[index as usize];
            finish(entry);
            (entry.parent, entry.other_thread)
        };
        OPEN.with_borrow_mut(|open| open.pop());
        self.mark(other_thread, parent);
    }

    /// Runs an import: what it gave, when it began, what it took, and what it made resident. Another thread has no
    /// stopwatch: of its time only the clocks are known.
    fn timed<T>(&self, import: impl FnOnce() -> T) -> (T, Monotonic, Stretch, Option<BytesDelta>) {
        let grown = |now: Option<Bytes>, before: Option<Bytes>| Some(now?.delta(before?));
        if self.is_traced_thread() {
            let resident = |usage: Option<Usage>| self.resident.after(usage.map(Usage::faults));
            let (mark, before) = self.stopwatch.start_after(resident);
            let result = import();
            let stretch = self.stopwatch.stop(&mark);
            let grown = grown(resident(stretch.usage), before);
            return (result, mark.at(), stretch, grown);
        }
        let resident = self.resident_now.now();
        let before = clock::usage_of_this_thread();
        let started = Started::now();
        let result = import();
        let span = started.elapsed();
        let usage = clock::usage_of_this_thread();
        let faults = clock::counted(usage, before, Usage::faults);
        let grown = grown(self.resident_now.now(), resident);
        (result, started.at(), Stretch { span, faults, usage }, grown)
    }

    fn mark(&self, other_thread: bool, innermost: Option<u32>) {
        if !other_thread {
            let value = innermost.map_or(0, |index| index + 1);
            self.innermost.store(value, std::sync::atomic::Ordering::Relaxed);
        }
    }
}

/// What stands in the place of `_find_and_load`.
#[pyclass(frozen)]
pub struct FindAndLoad {
    original: Py<PyAny>,
    records: Arc<Records>,
}

#[pymethods]
impl FindAndLoad {
    #[pyo3(signature = (*args, **kwargs))]
    fn __call__(
        &self,
        py: Python<'_>,
        args: &Bound<'_, PyTuple>,
        kwargs: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Py<PyAny>> {
        let records = &self.records;
        let index = records.open(py, &args.get_item(0)?);
        let (result, start, stretch, grown) = records.timed(|| self.original.call(py, args, kwargs));
        records.close(index, |entry| {
            entry.start = start.since(records.began);
            entry.span = stretch.span;
            entry.rss = grown;
            entry.faults = stretch.faults;
            entry.failed = result.is_err();
        });
        result
    }
}

/// A tracer in place, until [`Installed::remove`].
pub struct Installed {
    bootstrap: Py<PyAny>,
    original: Py<PyAny>,
    records: Arc<Records>,
    collections: Option<Watching>,
}

/// Puts the tracer in place; `stopwatch` is that of the calling thread.
pub fn install(py: Python<'_>, stopwatch: Arc<Stopwatch>) -> PyResult<Installed> {
    let bootstrap = py.import("_frozen_importlib")?.into_any();
    let original = bootstrap.getattr("_find_and_load")?.unbind();
    let records = Arc::new(Records::of_this_thread(py, stopwatch));
    // Before the tracer is there: the module that has the list may have to be imported.
    let collections = collections::watch(py, {
        let records = records.clone();
        move |collection| records.collected(collection)
    })?;
    let tracer = FindAndLoad { original: original.clone_ref(py), records: records.clone() };
    bootstrap.setattr("_find_and_load", Bound::new(py, tracer)?)?;
    Ok(Installed { bootstrap: bootstrap.unbind(), original, records, collections })
}

impl Installed {
    /// What the watcher looks at.
    pub fn records(&self) -> Arc<Records> {
        self.records.clone()
    }

    /// Puts the original back.
    pub fn remove(&self, py: Python<'_>) -> PyResult<()> {
        if let Some(collections) = &self.collections {
            collections.remove(py)?;
        }
        self.bootstrap.bind(py).setattr("_find_and_load", self.original.bind(py))
    }

    /// The records in words; asks `sys.modules` where each module came from.
    pub fn into_modules(self, py: Python<'_>) -> PyResult<Vec<ModuleRecord>> {
        let entries = std::mem::take(&mut *self.records.lock());
        let began = date_of(self.records.began);
        Ok(entries.into_iter().map(|entry| entry.in_words(py, began)).collect())
    }
}

#[cfg(feature = "python-tests")]
#[allow(clippy::unwrap_used)]
pub mod tests {
    use super::*;

    const IMPORTS: &str = "import sys\nimport importlib.util\n\
        class Finder:\n    sources = {}\n    @classmethod\n    def find_spec(cls, name, path=None, target=None):\n        \
        if name in cls.sources: return importlib.util.spec_from_loader(name, cls)\n    @staticmethod\n    \
        def create_module(spec): return None\n    @classmethod\n    def exec_module(cls, module):\n        \
        exec(compile(cls.sources[module.__name__], module.__name__ + '.py', 'exec'), module.__dict__)\n\
        sys.meta_path.insert(0, Finder)\n";

    /// The records of an import of `outer`, with these sources.
    pub fn traced(py: Python<'_>, sources: &[(&str, &str)]) -> (PyResult<()>, Vec<ModuleRecord>) {
        let names = super::super::script::run(py, IMPORTS, "finder").unwrap();
        let known = names.get_item("Finder").unwrap().unwrap().getattr("sources").unwrap();
        for (name, source) in sources {
            known.set_item(name, source).unwrap();
        }
        let original = py.import("_frozen_importlib").unwrap().getattr("_find_and_load").unwrap();
        let installed = install(py, Arc::new(Stopwatch::of_this_thread())).unwrap();
        let result = py.import("outer").map(drop);
        installed.remove(py).unwrap();
        assert!(py.import("_frozen_importlib").unwrap().getattr("_find_and_load").unwrap().is(&original));
        (result, installed.into_modules(py).unwrap())
    }

    inside! {
        fn modules_are_recorded_within_their_importer_with_its_line(py) {
            let (result, modules) = traced(py, &[("outer", "\n\nimport inner\n"), ("inner", "VALUE = 1\n")]);
            result.unwrap();
            let [outer, inner] = &modules[..] else { panic!("{modules:?}") };
            assert_eq!((&*outer.name, outer.parent, outer.failed), ("outer", None, false));
            assert_eq!((&*inner.name, inner.parent, inner.other_thread), ("inner", Some(0), false));
            let importer = inner.importer.as_ref().unwrap();
            assert_eq!((&*importer.file, importer.line, &*importer.function), ("outer.py", 3, "<module>"));
            assert!(inner.start >= outer.start && inner.span.wall <= outer.span.wall);
        }
        fn a_module_that_fails_is_recorded_as_failed(py) {
            let (result, modules) = traced(py, &[("outer", "try:\n    import inner\nexcept ValueError:\n    pass\n"), ("inner", "raise ValueError\n")]);
            result.unwrap();
            assert_eq!(modules.iter().map(|module| module.failed).collect::<Vec<_>>(), [false, true]);
        }
        fn what_is_loaded_already_is_no_import(py) {
            let (result, modules) = traced(py, &[("outer", "import sys\nimport builtins\n")]);
            result.unwrap();
            assert_eq!(modules.len(), 1, "{modules:?}");
        }
        fn an_import_of_another_thread_is_marked(py) {
            let outer = "import threading\ndef work():\n    import inner\nthread = threading.Thread(target=work)\nthread.start()\nthread.join()\n";
            let (result, modules) = traced(py, &[("outer", outer), ("inner", "VALUE = 1\n")]);
            result.unwrap();
            let inner = modules.iter().find(|module| module.name == "inner").unwrap();
            assert!(inner.other_thread && inner.parent.is_none(), "{inner:?}");
        }
    }
}
