import type { Engine } from "../src/engine.ts";

/** An engine of which a test says only what it needs; everything else fails loudly. */
export function fakeEngine(parts: Partial<Engine>): () => Promise<Engine> {
  const missing = (name: string) => () => Promise.reject(new Error(`the test did not expect ${name}`));
  const engine: Engine = {
    runAll: missing("runAll"),
    baseline: missing("baseline"),
    lintFiles: missing("lintFiles"),
    exec: missing("exec"),
    graph: missing("graph"),
    merge: missing("merge"),
    rebase: missing("rebase"),
    status: missing("status"),
    verify: missing("verify"),
    wait: missing("wait"),
    serve: missing("serve"),
    doctor: missing("doctor"),
    upgrade: missing("upgrade"),
    lock: missing("lock"),
    config: missing("config"),
    versions: missing("versions"),
    installServer: missing("installServer"),
    collectGarbage: missing("collectGarbage"),
    generate: missing("generate"),
    placeRecipe: missing("placeRecipe"),
    writeRecipe: missing("writeRecipe"),
    draftInit: missing("draftInit"),
    writeInit: missing("writeInit"),
    ...parts,
  };
  return () => Promise.resolve(engine);
}
