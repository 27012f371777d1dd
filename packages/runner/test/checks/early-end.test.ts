import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { testPython } from "../python.ts";
import { copyFixture } from "./run-fixture.ts";

it("a run that ends before its Python was found leaves no Python behind, and ends", async () => {
  await using project = await copyFixture("linear");
  const slow = join(project.folder, "slow-python");
  const started = join(project.folder, "started");
  // Answers questions about itself late, and says when it is started to work.
  const script = `case "$*" in *-c*) sleep 1;; *) echo >> '${started}';; esac`;
  await writeFile(slow, `#!/bin/sh\n${script}\nexec '${testPython}' "$@"\n`);
  await chmod(slow, 0o755);
  const run = project.run({
    names: ["nobody"],
    flags: { python: slow },
    env: { MIGRUN_CACHE_DIR: join(project.folder, "cache") },
  });
  await expect(run).rejects.toMatchObject({ code: "MIGRUN_UNKNOWN_TARGET" });
  await expect(project.read("started")).rejects.toThrow("ENOENT");
});
