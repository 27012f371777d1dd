import { expect, test } from "vitest";
import { findOutsideCalls } from "./outside-calls.ts";

const calls = (text: string): string[] => findOutsideCalls(text).map(({ line, call }) => `${line} ${call}`);

test.each([
  ["import subprocess\nsubprocess.run(['psql'])", "2 subprocess.run"],
  ["import subprocess as sp\nwith sp.Popen(x) as p: pass", "2 subprocess.Popen"],
  ["from subprocess import check_output as out\nx = out(\n  'pg_dump')", "2 subprocess.check_output"],
  ["def upgrade():\n    import os\n    os.system('alembic upgrade head')", "3 os.system"],
  ["import os\nos.spawnvpe(1)\nos.execl(1)\nos.posix_spawn(1)", "2 os.spawnvpe,3 os.execl,4 os.posix_spawn"],
  ["from os import popen\npopen('x').read()", "2 os.popen"],
  [
    "import asyncio\nasync def f():\n  await asyncio.create_subprocess_shell('x')",
    "3 asyncio.create_subprocess_shell",
  ],
  ["import socket\nsocket.create_connection(a)", "2 socket.create_connection"],
  ["from urllib import request\nrequest.urlopen(u)", "2 urllib.request.urlopen"],
  ["import urllib.request\nurllib.request.urlopen(u)", "2 urllib.request.urlopen"],
  ["import requests\nrequests.post(u)\nrequests.Session()", "2 requests.post,3 requests.Session"],
])("%s", (text, found) => {
  expect(calls(text)).toEqual(found.split(","));
});

test.each([
  "# import subprocess\n# subprocess.run(1)",
  'import os\nprint("os.system(1)")',
  "import os\nos.environ.get('A')\nos.path.join(a)\nos.execute(1)",
  "import subprocess\nx = subprocess.PIPE\nfail(subprocess.CalledProcessError)",
  "import socket\nsocket.gethostname()\nsocket.getfqdn()",
  "from alembic import op\nop.run(1)\nrun(2)\nsubprocess.run(3)",
  "from app import subprocess\nsubprocess.run(1)",
  "from urllib.parse import quote_plus\nquote_plus(1)",
  "import asyncio\nasyncio.run(main())",
])("nothing in: %s", (text) => {
  expect(calls(text)).toEqual([]);
});
