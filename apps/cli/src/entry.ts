import { loadEngine } from "./engine.ts";
import { createProcessIo } from "./io.ts";
import { main } from "./main.ts";

async function start(): Promise<void> {
  // The exit code is set, not forced: stdout may still be on its way into a pipe.
  process.exitCode = await main(process.argv.slice(2), { io: createProcessIo(), loadEngine });
}

void start();
