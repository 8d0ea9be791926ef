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
