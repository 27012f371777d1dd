"""A network of its own for the processes of a run, where `isolation: strict` asks for it (Linux).

A program by itself, standard library only. ``make`` opens the namespaces and waits until Node has taken
hold of them; ``enter`` puts itself into them and becomes the command that follows ``--``.

In the namespaces there is a loopback interface and nothing else. Unix sockets are files and no part of a
network: those that others listen on are covered, so that a database server of this machine cannot be reached
by its socket either.
"""

import json
import os
import signal
import sys

_NEWNS = 0x00020000
_NEWUSER = 0x10000000
_NEWNET = 0x40000000
_MS_BIND = 0x1000
_MS_REC = 0x4000
_MS_PRIVATE = 0x40000
_SIOCSIFFLAGS = 0x8914
_IFF_UP = 0x1
_PR_CAPBSET_DROP = 24
#: To leave the namespaces again, root would need one of these: CAP_SYS_PTRACE, CAP_SYS_ADMIN.
_WAYS_OUT = (19, 21)
#: Folders of database sockets: also covered where nobody listens yet.
_SOCKET_FOLDERS = ("/run/postgresql", "/run/mysqld", "/cloudsql")
#: What looks up names of users and hosts; it leads to no database, and programs fail without it.
_NAME_SERVICES = ("/run/systemd/userdb/", "/run/nscd/", "/var/run/nscd/", "/var/lib/sss/")


class Refused(Exception):
    """A step that the kernel refused."""

    def __init__(self, step, number, why):
        super().__init__(why)
        self.facts = {"step": step, "errno": number, "why": why}


def _libc():
    try:
        import ctypes

        return ctypes.CDLL(None, use_errno=True)
    except (ImportError, OSError) as error:
        raise Refused("ctypes", 0, str(error)) from error


def _call(step, result):
    if result != 0:
        import ctypes

        number = ctypes.get_errno()
        raise Refused(step, number, os.strerror(number))


def make():
    """Opens the namespaces; gives the process that is in them to whoever reads ``ready``."""
    libc = _libc()
    hidden = listening_sockets()
    uid, gid = os.getuid(), os.getgid()
    as_root = uid == 0
    _call("unshare", libc.unshare(_NEWNS | _NEWNET | (0 if as_root else _NEWUSER)))
    if not as_root:
        _write("/proc/self/setgroups", "deny")
        _write("/proc/self/uid_map", "%d %d 1" % (uid, uid))
        _write("/proc/self/gid_map", "%d %d 1" % (gid, gid))
    _loopback_up()
    _call("mount", libc.mount(b"none", b"/", None, _MS_REC | _MS_PRIVATE, None))
    covers = [(path, b"/dev/null", None, _MS_BIND, None) for path in hidden]
    covers += [(path, b"none", b"tmpfs", 0, b"mode=755,size=64k") for path in _SOCKET_FOLDERS]
    for path, source, kind, flags, data in covers:
        # What this user cannot see it cannot reach; what has gone meanwhile needs no cover.
        if os.path.exists(path):
            _call("mount", libc.mount(source, os.fsencode(path), kind, flags, data))
    print("ready", flush=True)
    sys.stdin.read()


def _write(path, text):
    try:
        with open(path, "w") as file:
            file.write(text)
    except OSError as error:
        raise Refused("unshare", error.errno, "%s: %s" % (path, error.strerror)) from error


def _loopback_up():
    """TCP to 127.0.0.1 works inside as anywhere else."""
    import fcntl
    import socket
    import struct

    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
            fcntl.ioctl(any_socket, _SIOCSIFFLAGS, struct.pack("16sh22x", b"lo", _IFF_UP))
    except OSError as error:
        raise Refused("loopback", error.errno, error.strerror) from error


def listening_sockets():
    """Paths of the Unix sockets that somebody listens on, from /proc/net/unix (see proc(5) and unix(7))."""
    found = set()
    with open("/proc/net/unix", errors="surrogateescape") as file:
        for line in file.readlines()[1:]:
            # Num RefCount Protocol Flags Type St Inode Path; flag 0x10000: accepts connections.
            fields = line.rstrip("\n").split(None, 7)
            if len(fields) < 8 or not int(fields[3], 16) & 0x10000:
                continue
            path = fields[7]
            if path.startswith("/") and not path.startswith(_NAME_SERVICES):
                found.add(path)
    return sorted(found)


def enter(user, net, mount, options, command):
    """Joins the namespaces and becomes the command."""
    libc = _libc()
    # All are opened first: from inside, the processes outside are out of sight.
    paths = [path for path in (user, net, mount) if path is not None]
    for namespace in [os.open(path, os.O_RDONLY | os.O_CLOEXEC) for path in paths]:
        _call("enter", libc.setns(namespace, 0))
    # The root folder is that of the mounts now, and so was the working directory.
    os.chdir(options["cwd"])
    if os.getuid() == 0 and user is None:
        for capability in _WAYS_OUT:
            libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)
    if options["uid"] is not None:
        os.setgroups([])
        os.setgid(options["gid"])
        os.setuid(options["uid"])
    # Python ignores them, and a program would inherit that.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    os.execvp(command[0], command)


def main(arguments):
    """``make``, or ``enter <options as JSON> -- command…``; gives the exit code."""
    if arguments[0] == "make":
        try:
            make()
            return 0
        except Refused as refused:
            print(json.dumps(refused.facts), flush=True)
            return 1
    options = json.loads(arguments[1])
    errors = options["errors"]
    if errors != 2:
        os.set_inheritable(errors, False)
    try:
        enter(options["user"], options["net"], options["mount"], options, arguments[3:])
    except (Refused, OSError) as error:
        os.write(errors, (getattr(error, "strerror", None) or str(error)).encode("utf-8", "replace"))
    return 127


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
