"""Runs a command, and tells what the system says of it: {"wall", "cpu"} in milliseconds, {"peak"} in MiB, as JSON."""

import json
import os
import sys
import time

started = time.perf_counter()
null = os.open(os.devnull, os.O_WRONLY)
child = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, null, 1)])
_, status, usage = os.wait4(child, 0)
wall = time.perf_counter() - started
unit = 2**20 if sys.platform == "darwin" else 2**10
print(
    json.dumps(
        {
            "wall": wall * 1000,
            "cpu": (usage.ru_utime + usage.ru_stime) * 1000,
            "peak": usage.ru_maxrss / unit,
            "status": os.waitstatus_to_exitcode(status),
        }
    )
)
