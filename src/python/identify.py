# Runs in any Python, however old: says what it is, as JSON between two marks.
import sys

# A module of the target in the working folder may have the name of one of the standard library.
sys.path[:] = [entry for entry in sys.path if entry]

import json, os

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

def on_musl():
    """Whether its C library is musl, as on Alpine, where one file is the library and the loader."""
    try:
        with open("/proc/self/maps") as maps:
            return any("/ld-musl-" in line for line in maps)
    except (IOError, OSError):
        return False

def build_flags():
    try:
        import sysconfig
        return sysconfig.get_config_var("CONFIG_ARGS") or ""
    except Exception:
        return ""

def own_start():
    """How the program that was chosen has started this one; src/python/wrapper.rs compares it with what it was given."""
    try:
        import hashlib, re
        with open("/proc/self/environ", "rb") as file:
            variables = dict(entry.split(b"=", 1) for entry in file.read().split(b"\0") if b"=" in entry)
        with open("/proc/self/cmdline", "rb") as file:
            words = file.read().split(b"\0")
    except Exception:
        return None
    pyenv = b"PYENV_HOOK_PATH" in variables
    own = re.compile(br"(_|SHLVL|PWD|OLDPWD|_?PYENV_.*" + (b"|PATH" if pyenv else b"") + br")\Z", re.S)
    digest = hashlib.sha256()
    for name in sorted(variables):
        if re.match(br"[A-Za-z0-9_]*\Z", name) and not own.match(name):
            digest.update(name + b"=" + variables[name] + b"\0")
    # The name, -E -s -c, this script, and what ends the list.
    other_options = len(words) != 6 or words[1:4] != [b"-E", b"-s", b"-c"]
    return {"variables": digest.hexdigest(), "pyenv": pyenv, "other_options": other_options}

def editable_finders():
    """What stands in sys.meta_path for projects that are installed in place, and the folders or files that it knows."""
    found = []
    for finder in getattr(sys, "meta_path", []):
        kind = finder if isinstance(finder, type) else type(finder)
        module = sys.modules.get(kind.__module__)
        if "editable" not in kind.__module__.lower() or module is None:
            continue
        # setuptools keeps its folders in the module, and asks sys.path first; the others know files, and come first.
        packages = getattr(module, "MAPPING", None)
        known = packages if isinstance(packages, dict) else getattr(finder, "known_source_files", None)
        known = known if isinstance(known, dict) else {}
        packages = {str(name): str(path) for name, path in known.items()}
        first = not any(getattr(other, "__name__", "") == "PathFinder" for other in sys.meta_path[:sys.meta_path.index(finder)])
        found.append({"finder": kind.__module__, "first": first, "packages": packages})
    return found

def implementation():
    """Without the module `platform`, which takes longer than the rest, and starts a program."""
    try:
        return sys.implementation.name
    except AttributeError:
        import platform
        return platform.python_implementation().lower()

abiflags = getattr(sys, "abiflags", "")
answer = {
    "implementation": implementation(),
    "version": list(sys.version_info[:3]),
    "version_text": sys.version,
    "release_level": sys.version_info[3],
    "abiflags": abiflags,
    "free_threaded": "t" in abiflags,
    "debug": hasattr(sys, "gettotalrefcount"),
    "executable": sys.executable or "",
    "prefix": sys.prefix,
    "base_prefix": getattr(sys, "base_prefix", getattr(sys, "real_prefix", sys.prefix)),
    "platform": "-".join(os.uname()[i] for i in (0, 2, 4)),
    "libpython": mapped_libpython(),
    "musl": on_musl(),
    "build_flags": build_flags(),
    "start": own_start(),
    "search_path": [entry for entry in sys.path if isinstance(entry, str)],
    "finders": editable_finders(),
}
sys.stdout.write("\n<vitals>" + json.dumps(answer) + "</vitals>\n")
