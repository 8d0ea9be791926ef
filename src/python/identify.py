# Runs in any Python, however old: says what it is, as JSON between two marks.
import sys

# A module of the target in the working folder may have the name of one of the standard library.
sys.path[:] = [entry for entry in sys.path if entry]

import json, platform

def mapped_libpython():
    try:
        with open("/proc/self/maps") as maps:
            for line in maps:
                path = line.rstrip("\n").partition("/")[2]
                if "libpython" in path.rpartition("/")[2]:
                    return "/" + path
    except (IOError, OSError):
        pass
    return None

def build_flags():
    try:
        import sysconfig
        return sysconfig.get_config_var("CONFIG_ARGS") or ""
    except Exception:
        return ""

implementation = getattr(sys, "implementation", None)
abiflags = getattr(sys, "abiflags", "")
answer = {
    "implementation": implementation.name if implementation else platform.python_implementation().lower(),
    "version": list(sys.version_info[:3]),
    "version_text": sys.version,
    "release_level": sys.version_info[3],
    "abiflags": abiflags,
    "free_threaded": "t" in abiflags,
    "debug": hasattr(sys, "gettotalrefcount"),
    "executable": sys.executable or "",
    "prefix": sys.prefix,
    "base_prefix": getattr(sys, "base_prefix", getattr(sys, "real_prefix", sys.prefix)),
    "platform": "-".join(platform.uname()[i] for i in (0, 2, 4)),
    "libpython": mapped_libpython(),
    "build_flags": build_flags(),
}
sys.stdout.write("\n<vitals>" + json.dumps(answer) + "</vitals>\n")
