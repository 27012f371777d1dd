"""Runs a patch right after a module was imported, so that nothing is imported needlessly."""

import sys

from .placement import IsolationError


def install(patches):
    """Registers ``patches`` (module name -> function of the module); applies those of loaded modules."""
    if any(isinstance(finder, _AfterImport) for finder in sys.meta_path):
        return
    for name, patch in patches.items():
        module = sys.modules.get(name)
        if module is not None:
            _apply_late(patch, module)
    sys.meta_path.insert(0, _AfterImport(patches))


def _apply(patch, module):
    try:
        patch(module)
    except Exception as error:
        # A driver that cannot be wrapped could reach any database: better not to have it.
        raise IsolationError("%s cannot be isolated: %s" % (module.__name__, error)) from error


def _apply_late(patch, module):
    """Patches a module that ``sitecustomize`` or a .pth file has imported, and whatever took names from it."""
    before = dict(vars(module))
    _apply(patch, module)
    changed = [(before[name], value) for name, value in vars(module).items() if before.get(name, value) is not value]
    for other in list(sys.modules.values()):
        names = getattr(other, "__dict__", None)
        for name, value in list(names.items()) if isinstance(names, dict) else ():
            for plain, guarded in changed:
                if value is plain:
                    names[name] = guarded


class _AfterImport:
    """A finder that lets the others find, and adds the patch to the loader they give."""

    def __init__(self, patches):
        self._patches = patches

    def find_spec(self, name, path=None, target=None):
        patch = self._patches.get(name)
        if patch is None:
            return None
        for finder in sys.meta_path:
            find = getattr(finder, "find_spec", None)
            if finder is self or find is None:
                continue
            spec = find(name, path, target)
            if spec is not None:
                if isinstance(spec.loader, type):
                    spec.loader = _Instance(spec.loader)
                if spec.loader is not None:
                    self._extend(spec.loader, patch)
                return spec
        return None

    @staticmethod
    def _extend(loader, patch):
        load = loader.exec_module

        def exec_module(module):
            loader.__dict__.pop("exec_module", None)
            load(module)
            _apply(patch, module)

        # On the instance: the loader keeps its class, which others look at.
        loader.exec_module = exec_module


class _Instance:
    """Stands for a loader that is a class, such as that of modules built into the interpreter."""

    def __init__(self, loader):
        self._loader = loader

    def __getattr__(self, name):
        return getattr(self._loader, name)
