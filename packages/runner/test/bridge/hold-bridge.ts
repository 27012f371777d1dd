/** A program for a test to kill: opens a bridge on a project whose env.py hangs. */
import { startBridge } from "../../src/bridge/start-bridge.ts";

const [folder = "", python = ""] = process.argv.slice(2);
const { signal } = new AbortController();
const started = await startBridge({ python, env: {}, signal });
if (!started.ok) throw new Error(started.error.message);
const target = started.value.open(
  {
    target: "held",
    iniFile: `${folder}/alembic.ini`,
    tomlFile: null,
    scriptLocation: null,
    section: "alembic",
    cwd: folder,
    x: [],
    url: null,
    env: {},
    own: null,
    foreign: "refuse",
  },
  {
    onDatabase: () => Promise.reject(new Error("never asked")),
    onEvent: () => undefined,
    onOutput: () => undefined,
  },
);
await target.request("diff", {}, { timeoutMs: 600_000, signal });
