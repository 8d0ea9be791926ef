//! Whether the interpreter's frames can be read at this instruction.
//!
//! For some instructions they cannot: as C calls Python or gets a value from a generator, the innermost frame is one without
//! code, or one whose fields are not written yet. The fault handler of 3.11 to 3.13 reads it all the same, and crashes: in one of
//! some 400 samples of a generator's loop with 3.13.0, in one of some 10,000 of varied code with 3.11 and 3.12 (3.9 and 3.10: none
//! of 127,000). So before it prints, the frames are read here, in a way that fails where there is no memory, and a sample is
//! taken a little later where one of them is not whole.

use std::ffi::c_void;
use std::sync::atomic::{AtomicUsize, Ordering};

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;

/// Frames that the fault handler prints at most.
const DEPTH: usize = 100;
/// A code object's instructions begin between these places in it,
const CODE_BEGINS: std::ops::Range<usize> = 160..256;
/// and are of two bytes each.
const INSTRUCTION: usize = 2;
/// Where C called Python, 3.13 has a frame with this owner, which its fault handler passes over where it is not the innermost.
const C_STACK: u8 = 3;
const OWNER: usize = 70;

/// Where a version of Python has what is read, as its debug information says it.
#[derive(Clone, Copy)]
struct Layout {
    /// In a thread's state: what the innermost frame is found by,
    root: usize,
    /// and where in that, where it is another structure.
    in_root: Option<usize>,
    /// In a frame: its code,
    code: usize,
    /// the next outer frame,
    previous: usize,
    /// and the instruction.
    instruction: usize,
    /// Whether frames without code may lie between others.
    entry_frames: bool,
}

/// Python 3.11, 3.12 and 3.13.
const LAYOUTS: [Layout; 3] = [
    Layout { root: 56, in_root: Some(8), code: 32, previous: 48, instruction: 56, entry_frames: false },
    Layout { root: 56, in_root: Some(0), code: 0, previous: 8, instruction: 56, entry_frames: false },
    Layout { root: 72, in_root: None, code: 0, previous: 8, instruction: 56, entry_frames: true },
];

/// Of the sampled thread, for its handler: the place in [`LAYOUTS`], its state, the type of code. Zero where nothing is checked.
static VERSION: AtomicUsize = AtomicUsize::new(0);
static THREAD_STATE: AtomicUsize = AtomicUsize::new(0);
static CODE_TYPE: AtomicUsize = AtomicUsize::new(0);

/// Makes ready for the calling thread.
///
/// # Errors
/// Where frames must be checked, and are not where this version of Python has them.
pub fn prepare(py: Python<'_>) -> PyResult<()> {
    let version = py.version_info();
    let number = match (version.major, version.minor) {
        (3, minor @ 11..=13) => usize::from(minor - 10),
        _ => return Ok(()),
    };
    let code = py.import("builtins")?.getattr("compile")?.call1(("0", "<vitals>", "eval"))?;
    CODE_TYPE.store(code.get_type().as_ptr() as usize, Ordering::Relaxed);
    // SAFETY: this thread holds the interpreter, so it has a state.
    THREAD_STATE.store(unsafe { pyo3::ffi::PyThreadState_Get() } as usize, Ordering::Relaxed);
    VERSION.store(number, Ordering::Release);
    if are_whole() {
        return Ok(());
    }
    VERSION.store(0, Ordering::Release);
    Err(PyRuntimeError::new_err("the frames of this build of Python cannot be read"))
}

/// Whether every frame of the calling thread can be read. May be asked within a signal.
pub fn are_whole() -> bool {
    let number = VERSION.load(Ordering::Acquire);
    let Some(layout) = number.checked_sub(1).and_then(|index| LAYOUTS.get(index)) else { return true };
    chain_is_whole(*layout).unwrap_or(false)
}

/// None where something of it cannot be read.
fn chain_is_whole(layout: Layout) -> Option<bool> {
    let root: usize = read(THREAD_STATE.load(Ordering::Relaxed) + layout.root)?;
    let mut frame = match layout.in_root {
        Some(place) => read(root.checked_add(place)?)?,
        None => root,
    };
    for depth in 0..DEPTH {
        if frame == 0 {
            return Some(true);
        }
        let fields: [usize; 9] = read(frame)?;
        let field = |place: usize| fields[place / size_of::<usize>()];
        let has_code = is_within(field(layout.code), field(layout.instruction))?;
        let owner = fields[OWNER / size_of::<usize>()].to_ne_bytes()[OWNER % size_of::<usize>()];
        let passed_over = layout.entry_frames && depth > 0 && owner == C_STACK;
        if !has_code && !passed_over {
            return Some(false);
        }
        frame = field(layout.previous);
    }
    Some(true)
}

/// Whether this is code, and the instruction one of it.
fn is_within(code: usize, instruction: usize) -> Option<bool> {
    let [_references, kind, length]: [usize; 3] = read(code)?;
    let Some(place) = instruction.checked_sub(code) else { return Some(false) };
    let end = length.checked_mul(INSTRUCTION)?.checked_add(CODE_BEGINS.end)?;
    Some(kind == CODE_TYPE.load(Ordering::Relaxed) && (CODE_BEGINS.start..end).contains(&place))
}

/// Plain numbers of this process's own memory; None where there is none.
fn read<T: Copy + Numbers>(address: usize) -> Option<T> {
    let mut value = T::ZERO;
    let local = libc::iovec { iov_base: (&raw mut value).cast::<c_void>(), iov_len: size_of::<T>() };
    let remote = libc::iovec { iov_base: address as *mut c_void, iov_len: size_of::<T>() };
    // SAFETY: the kernel writes at most `size_of::<T>()` bytes to `value`, of which any are valid numbers; an address that is not
    // mapped is refused.
    let read =
        unsafe { libc::process_vm_readv(libc::getpid(), &raw const local, 1, &raw const remote, 1, 0) };
    usize::try_from(read).is_ok_and(|read| read == size_of::<T>()).then_some(value)
}

/// What any bytes are valid values of.
trait Numbers {
    const ZERO: Self;
}

impl Numbers for usize {
    const ZERO: Self = 0;
}

impl<const N: usize> Numbers for [usize; N] {
    const ZERO: Self = [0; N];
}

#[cfg(feature = "python-tests")]
#[allow(clippy::unwrap_used)]
pub mod tests {
    use super::super::sampler::Sampler;
    use super::super::{clock, script};
    use super::*;
    use crate::quantity::Nanos;

    /// Ways in which C calls Python, and in which frames come and go.
    const VARIED: &str = "import functools, re\n\
        def gen(n):\n    for i in range(n):\n        yield i\n\
        def deep(n):\n    return 0 if n == 0 else 1 + deep(n - 1)\n\
        class A:\n    def __init__(self, i):\n        self.i = i\n    def __lt__(self, other):\n        return self.i < other.i\n    def __del__(self):\n        deep(2)\n\
        async def co(n):\n    return n if n == 0 else await co(n - 1)\n\
        def work():\n    sum(i * i for i in range(2_000))\n    sum(gen(500))\n    deep(30)\n    sorted([A(i % 7) for i in range(50)])\n    \
        exec('def f(x):\\n    return [y for y in range(x)]\\nf(20)', {})\n    list(map(lambda v: v + 1, range(300)))\n    \
        functools.reduce(lambda a, b: a + b, range(300))\n    re.sub('[0-9]', lambda m: m.group() * 2, 'a1b2' * 50)\n    \
        try:\n        co(10).send(None)\n    except StopIteration:\n        pass\n";

    inside! {
        fn frames_are_whole_where_python_calls(py) {
            prepare(py).unwrap();
            let names = script::run(py, "def ask(are_whole):\n    return [are_whole() for _ in range(2)]\n", "asks").unwrap();
            let asked = wrap_pyfunction!(ask, py).unwrap();
            let answer = names.get_item("ask").unwrap().unwrap().call1((asked,)).unwrap();
            assert_eq!(answer.extract::<Vec<bool>>().unwrap(), [true, true]);
        }
        fn what_is_no_memory_is_not_read(_) {
            let number = 7_usize;
            assert_eq!(read::<usize>(&raw const number as usize), Some(7));
            assert_eq!(read::<usize>(8), None);
        }
        fn code_is_known_by_its_type(py) {
            prepare(py).unwrap();
            let none = py.None().as_ptr() as usize;
            assert_eq!(is_within(none, none + 200), Some(false));
        }
        fn c2_whatever_the_interpreter_does_sampling_does_not_crash_it(py) {
            let names = script::run(py, VARIED, "maker").unwrap();
            let work = names.get_item("work").unwrap().unwrap();
            let sample = |_| {
                let until = clock::processor() + Nanos::from_millis(500);
                let sampler = Sampler::start(py).unwrap();
                while clock::processor() < until {
                    work.call0().unwrap();
                }
                sampler.stop(py).unwrap().matches(crate::stacks::HEADER).count()
            };
            // A busy machine gives a sampler few moments.
            let sampled = (0..20).map(sample).scan(0, |sum, count| { *sum += count; Some(*sum) }).find(|sum| *sum > 20);
            assert!(sampled.is_some());
        }
    }

    #[pyfunction]
    fn ask() -> bool {
        are_whole()
    }
}
