"""Stands before the target's own sitecustomize: the named modules cannot be imported in this process."""
import os
import sys


class _Blocked:
    """A finder that is asked first, and refuses."""

    names = tuple(name for name in os.environ.get("VITALS_BLOCKED_MODULES", "").split(",") if name)

    def find_spec(self, name, path=None, target=None):
        if any(name == blocked or name.startswith(blocked + ".") for blocked in self.names):
            raise ModuleNotFoundError(f"No module named {name!r} (blocked by vitals audit)", name=name)
        return None


sys.meta_path.insert(0, _Blocked())


def _go_on():
    """Runs the sitecustomize that would have run without this one."""
    from importlib.machinery import PathFinder

    here = os.path.dirname(os.path.abspath(__file__))
    rest = [entry for entry in sys.path if os.path.abspath(entry or ".") != here]
    spec = PathFinder.find_spec("sitecustomize", rest)
    if spec is not None and spec.loader is not None:
        spec.loader.exec_module(sys.modules[__name__])


_go_on()
