"""What keeps an object alive without being held itself: where every chain of holders begins.

Modules with what their native code keeps, local variables of running threads, the event loop, context variables,
the setup's names, and the hooks of the interpreter. After `kinds`.
"""
import sys


class Roots:
    """All roots, those of the factory's own package first."""

    def __init__(self, maker):
        self.maker = maker
        modules = sorted(list(sys.modules.items()), key=_of_another_package(maker))
        modules = [(name, module) for name, module in modules if issubclass(type(module), kinds.Module)]
        # Never `module.__dict__`: a module that is loaded when it is first asked for something would be loaded by that.
        names = [(name, kinds.attributes(module)) for name, module in modules]
        self.modules = {id(own): name for name, own in reversed(names) if own is not None}
        self.states = {id(module): name for name, module in reversed(modules)}
        self.described = {}
        self.objects = [maker.names, *(own for _, own in names if own is not None)]
        for text, thing in self._others():
            if type(thing) not in kinds.PLAIN and id(thing) not in self.described:
                self.described[id(thing)] = text
                self.objects.append(thing)
        # Behind all names: what native code keeps in the state of its module.
        self.objects += [module for _, module in modules]

    def has(self, node):
        number = id(node)
        if number in self.modules or number in self.described or node is self.maker.names:
            return True
        return issubclass(type(node), type) and _is_global(node)

    def began(self, path):
        """The step that the first objects of a path are, and how many they are."""
        root, number = path[0], id(path[0])
        if number in self.described:
            return self.described[number], 0
        if number in self.states and len(path) > 1:
            return f"native state of the module {self.states[number]}", 1
        if number in self.modules and len(path) > 1:
            return f"{self.modules[number]}.{kinds.key_of(root, path[1])}", 1
        if root is self.maker.names and len(path) > 1:
            return f"the setup's {kinds.key_of(root, path[1])}", 1
        return None, 0

    def _others(self):
        if self.maker.loop is not None:
            yield "the event loop", self.maker.loop
        yield from _running_locals()
        for variable, value in kinds.contextvars.copy_context().items():
            yield f"context variable {variable.name}", value
        yield "gc.callbacks", kinds.gc.callbacks
        yield "gc.garbage", kinds.gc.garbage
        yield "the trace function", sys.gettrace()
        yield "the profile function", sys.getprofile()
        for hook, value in zip(("first iteration", "finaliser"), sys.get_asyncgen_hooks()):
            yield f"the {hook} hook of asynchronous generators", value
        signal = sys.modules.get("_signal")
        for number in range(1, 65) if signal is not None else ():
            try:
                yield f"the handler of signal {number}", signal.getsignal(number)
            except ValueError:
                continue


def _of_another_package(maker):
    own = str(getattr(maker.factory, "__module__", None)).partition(".")[0]
    return lambda item: str(item[0]).partition(".")[0] != own


def _running_locals():
    """Local variables of the functions that other threads run."""
    for ident, frame in sys._current_frames().items():
        while frame is not None and ident != kinds.thread.get_ident():
            code = frame.f_code
            for name, value in dict(frame.f_locals).items():
                if not issubclass(type(value), (type, kinds.Module)):
                    yield f"local variable {name} of {code.co_name}, running in a thread", value
            # Where it can be read, what the function is about to use and has given no name.
            yield f"a value in {code.co_name}, running in a thread", frame
            frame = frame.f_back


def _is_global(kind):
    """Whether a class is found in its module under its own name."""
    module = sys.modules.get(kinds.module_of_class(kind))
    names = kinds.attributes(module) or {}
    for part in kinds.name_of_class(kind).split("."):
        found = names.get(part)
        if not issubclass(type(found), type):
            return False
        names = kinds.names_of_class(found)
    return found is kind
