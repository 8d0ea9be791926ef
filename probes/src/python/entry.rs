//! One import while it is recorded; texts are made afterwards.

use std::time::SystemTime;

use pyo3::prelude::*;

use super::bytecode::bytecode_of;
use super::importer::Importer;
use super::loaded;
use crate::quantity::{BytesDelta, Nanos};
use crate::wire::{Collected, ModuleRecord, Span};

/// One import while it is recorded; texts are made afterwards.
pub struct Entry {
    /// As it was asked for.
    pub name: Py<PyAny>,
    /// In whose course it began.
    pub parent: Option<u32>,
    /// The statement.
    pub importer: Option<Importer>,
    /// Since the first.
    pub start: Nanos,
    /// Its imports included.
    pub span: Span,
    /// What it made resident.
    pub rss: Option<BytesDelta>,
    /// Page faults.
    pub faults: Option<u64>,
    /// Collections that began in it.
    pub collected: Option<Collected>,
    /// It raised.
    pub failed: bool,
    /// Not the traced thread.
    pub other_thread: bool,
}

impl Entry {
    /// In words; what `sys.modules` knows says where the module came from.
    pub fn in_words(self, py: Python<'_>, began: SystemTime) -> ModuleRecord {
        let entry = self;
        let name =
            entry.name.bind(py).str().map(|text| text.to_string_lossy().into_owned()).unwrap_or_default();
        let text = |object: &Bound<'_, PyAny>, attribute: &str| -> Option<String> {
            object.getattr(attribute).ok()?.extract::<String>().ok()
        };
        let spec = loaded::spec(py, &entry.name);
        let origin = spec.as_ref().and_then(|spec| text(spec, "origin"));
        let cached = spec.as_ref().and_then(|spec| text(spec, "cached"));
        let bytecode = bytecode_of(origin.as_deref(), cached.as_deref(), began);
        let importer = entry.importer.map(|importer| importer.site(py));
        ModuleRecord {
            name,
            parent: entry.parent,
            importer,
            start: entry.start,
            span: entry.span,
            rss: entry.rss,
            faults: entry.faults,
            collected: entry.collected,
            origin,
            cached,
            bytecode,
            failed: entry.failed,
            other_thread: entry.other_thread,
        }
    }
}

#[cfg(feature = "python-tests")]
#[allow(clippy::unwrap_used)]
pub mod tests {
    use super::super::trace::tests::traced;

    inside! {
        fn a_module_that_replaces_itself_is_recorded_and_asked_nothing(py) {
            let replaced = "import sys\nclass Proxy:\n    def __getattr__(self, name):\n        raise SystemExit(name)\n\
                sys.modules[__name__] = Proxy()\n";
            let (result, modules) = traced(py, &[("outer", "import inner\n"), ("inner", replaced)]);
            result.unwrap();
            let inner = modules.iter().find(|module| module.name == "inner").unwrap();
            assert!(inner.origin.is_none() && !inner.failed, "{inner:?}");
        }
    }
}
