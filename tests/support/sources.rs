//! What a module can do that shows in a measurement.

/// Works for 60 ms of processor time, however busy the machine is.
pub const WORKS: &str =
    "import time\nend = time.thread_time() + 0.06\nwhile time.thread_time() < end:\n    pass\n";
/// Sleeps as long.
pub const SLEEPS: &str = "import time\ntime.sleep(0.06)\n";
/// Keeps 20 MB.
pub const KEEPS: &str = "kept = bytearray(b'x') * 20_000_000\n";
