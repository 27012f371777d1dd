import { createHash } from "node:crypto";
import { basename, dirname, join, relative } from "node:path";
import {
  type FileRebase,
  MigrunError,
  parseRevision,
  planRebase,
  type RebasePlan,
  type RebaseRefusal,
  type Revision,
  revisionOf,
  rewriteHeader,
} from "@migrun/core";
import { repositoryRoot } from "../git/repository-root.ts";
import { alembicCommand, prepareGround, settingsOf } from "../run/prepare-run.ts";
import type { RunIo } from "../run/run-request.ts";
import { type FileEdit, readEditable, writeAll } from "./edit-files.ts";
import { appliedInLive, filesInTags, type ReleasedElsewhere } from "./find-released-elsewhere.ts";
import type { MendOutcome, MendRequest } from "./mend-request.ts";
import { onlyOne, readHistories, type ReadHistory } from "./read-histories.ts";

/**
 * Puts the revisions that are new against the base on top of the base's head, by rewriting their headers.
 * Refuses (`MigrunError`, exit 2) where one of them is released: somebody may have run it where it stands.
 */
export async function runRebase(request: MendRequest, io: RunIo): Promise<MendOutcome> {
  const { histories, base } = await readHistories(request, io);
  if (base.commit === null) throw unknownBase();
  const { commit } = base;
  const needsIt = (history: ReadHistory): boolean => {
    const plan = planOf(history, commit);
    return plan.ok && plan.value.files.length > 0;
  };
  const found = onlyOne(histories, needsIt, "rebase");
  if (found === null) return nothing(null, "No history has new revisions beside the head of the base.");
  const plan = makePlan(found, commit);
  const { name } = found.target;
  if (plan.files.length === 0) return nothing(name, inPlace(name, plan));
  const edits = await Promise.all(plan.files.map((file) => editOf(file)));
  await refuseReleased(found, plan, { request, io });
  const show = (path: string): string => relative(request.cwd, path).replaceAll("\\", "/");
  if (!request.dryRun) await writeAll(edits, show);
  return {
    target: name,
    notes: plan.files.map((file) => describe(file, show)),
    changes: edits.map(({ file, text, newPath }) => ({
      path: show(file.path),
      newPath: newPath === file.path ? null : show(newPath),
      before: file.text,
      after: text,
    })),
  };
}

function nothing(target: string | null, why: string): MendOutcome {
  return { target, notes: [why], changes: [] };
}

function inPlace(name: string, { onto }: RebasePlan): string {
  return onto.length === 0
    ? `${name} has no revision that is new against the base.`
    : `The new revisions of ${name} stand on ${onto.join(", ")} already.`;
}

function planOf({ files }: ReadHistory, base: string): ReturnType<typeof planRebase> {
  const revisions = files.files.flatMap((file) => {
    const revision = revisionOf(file);
    return revision === null ? [] : [{ revision, released: files.isReleased(file) }];
  });
  return planRebase(revisions, (revision, attempt) => idFor(revision, `${base} ${attempt}`));
}

/** Twelve hexadecimal digits as Alembic makes them, but the same whenever the same revision meets the same base. */
function idFor({ id, file, doc, down }: Revision, base: string): string {
  const hash = createHash("sha256").update(JSON.stringify([base, id, basename(file), doc, down]));
  return hash.digest("hex").slice(0, 12);
}

function makePlan(history: ReadHistory, base: string): RebasePlan {
  const plan = planOf(history, base);
  if (plan.ok) return plan.value;
  if (plan.error.kind === "nothing-new") return { onto: [], files: [] };
  throw refused(history.target.name, refusalInWords(plan.error), null);
}

/** The file with its new header, proven by reading it again. */
async function editOf(plan: FileRebase): Promise<FileEdit> {
  const file = await readEditable(plan.file);
  const mark = file.text.startsWith("\uFEFF") ? "\uFEFF" : "";
  const rewritten = rewriteHeader(file.text.slice(mark.length), plan.change);
  const name = basename(plan.file);
  if (!rewritten.ok) throw cannotRewrite(name, rewritten.error);
  const after = parseRevision(rewritten.value, plan.file);
  const isRight =
    after.kind === "revision" &&
    after.revision.id === plan.newId &&
    after.revision.down.join(" ") === plan.newDown.join(" ");
  if (!isRight) throw cannotRewrite(name, "only Python can read its header");
  const newName = plan.id === plan.newId ? name : name.replace(plan.id, plan.newId);
  return { file, text: mark + rewritten.value, newPath: join(dirname(plan.file), newName) };
}

async function refuseReleased(
  { target, files }: ReadHistory,
  plan: RebasePlan,
  { request, io }: { readonly request: MendRequest; readonly io: RunIo },
): Promise<void> {
  const ground = await prepareGround(request);
  const moved = plan.files.map((one) => one.file);
  const found: ReleasedElsewhere[] = [];
  const root = repositoryRoot(request.cwd);
  const env = request.env as NodeJS.ProcessEnv;
  if (root !== null) found.push(...(await filesInTags(moved, { root, env, signal: io.signal })));
  const { url } = settingsOf(ground.config, target.name);
  if (url !== null && !request.skipLive) {
    const look = await appliedInLive(url, files.history.graph, {
      cwd: target.cwd,
      env: request.env,
      signal: io.signal,
    });
    if (look.kind === "unreachable") throw liveUnreachable(target.name, look.reason);
    for (const { id, file } of plan.files)
      if (look.ids.has(id)) found.push({ file, where: "the live database" });
  }
  if (found.length === 0) return;
  const lines = found.map(({ file, where }) => `${ground.show(file)} is in ${where}`);
  throw refused(target.name, "a revision that is released stays where it is.", {
    lines,
    merge: `migrun merge ${target.name}`,
    alembic: alembicCommand(target, ground.show),
  });
}

function describe({ file, id, newId, down, newDown }: FileRebase, show: (path: string) => string): string {
  const parents = (ids: readonly string[]): string => (ids.length === 0 ? "nothing" : ids.join(", "));
  const renamed = id === newId ? "" : ` is issued again as ${newId}`;
  const moved =
    parents(down) === parents(newDown) ? "" : ` revises ${parents(newDown)} instead of ${parents(down)}`;
  return `${show(file)}: ${id}${[renamed, moved].filter((part) => part !== "").join(" and")}`;
}

function refusalInWords(refusal: RebaseRefusal): string {
  switch (refusal.kind) {
    case "nothing-new":
      return "every revision exists at the base already.";
    case "nothing-released":
      return "the base has no revision to stand on.";
    case "several-heads":
      return `the base has several heads (${refusal.heads.join(", ")}), and it is not clear on which ${refusal.revision.id} is to stand.`;
    case "cycle":
      return `the new revisions ${refusal.ids.join(", ")} would revise each other in a circle.`;
  }
}

function refused(
  name: string,
  why: string,
  released: { readonly lines: readonly string[]; readonly merge: string; readonly alembic: string } | null,
): MigrunError {
  return new MigrunError(`${name} cannot be rebased: ${why}`, {
    code: "MIGRUN_REBASE_REFUSED",
    exitCode: 2,
    details: released?.lines ?? [],
    hint:
      released === null
        ? `Merge the heads instead: \`migrun merge ${name}\`.`
        : `Databases that ran it would keep the old order. Merge the heads instead: \`${released.merge}\` (or \`${released.alembic} merge heads\`).`,
  });
}

function cannotRewrite(name: string, why: string): MigrunError {
  return new MigrunError(`The header of ${name} cannot be rewritten: ${why}. No file was changed.`, {
    code: "MIGRUN_HEADER_COMPUTED",
    exitCode: 2,
    hint: "Write `revision` and `down_revision` as plain literals, or change this one by hand.",
  });
}

function liveUnreachable(name: string, reason: string): MigrunError {
  return new MigrunError(
    `The live database of ${name} cannot be looked into: ${reason}. It may have run these revisions. No file was changed.`,
    {
      code: "MIGRUN_LIVE_UNREACHABLE",
      exitCode: 3,
      hint: "Try again where it can be reached, or pass --skip-live if you know that it has not.",
    },
  );
}

function unknownBase(): MigrunError {
  return new MigrunError("There is no base, so it is not known which revisions are new.", {
    code: "MIGRUN_UNKNOWN_BASE",
    exitCode: 2,
    hint: "Pass --since REF, a branch that the released revisions are on; in CI fetch the whole history (`fetch-depth: 0`).",
  });
}
