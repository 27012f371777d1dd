import type { LockMode } from "../locks.ts";
import { excludesBound, impliesBound, showBound } from "../partition-bound.ts";
import type { AlterTableCmd, PartitionBound } from "../tree.ts";
import type { Clause, ClauseTranslator } from "./clause.ts";
import { costOf, existing, lockOn, refOf, refTo, together } from "./context.ts";
import type { Context } from "./context.ts";
import type { Effect, RelationEffects, RelationRef } from "./effect.ts";

/** The clauses of ALTER TABLE besides columns and constraints. */
export const ALTER_TABLE_MORE: Readonly<Record<string, ClauseTranslator>> = {
  AT_AddIdentity: (context, { on, name }) => [
    { kind: "add-identity", on, column: name, ...exclusive(context, on) },
  ],
  AT_SetIdentity: (context, { on }) => [
    { kind: "other-relation", on, what: "set-identity", ...exclusive(context, on) },
  ],
  AT_DropIdentity: (context, { on, name }) => [
    { kind: "drop-identity", on, column: name, ...exclusive(context, on) },
  ],
  AT_SetExpression: (context, { on, name }) => {
    const known = on.known?.columns.get(name) ?? null;
    const work = known?.generated === "virtual" ? "none" : "rewrite";
    return [
      {
        kind: "set-expression",
        on,
        column: name,
        known,
        ...costOf(context, on, { mode: "AccessExclusive", work }),
      },
    ];
  },
  AT_DropExpression: (context, { on, name }) => [
    { kind: "drop-expression", on, column: name, ...exclusive(context, on) },
  ],
  AT_AlterConstraint: (context, clause) => alterConstraint(context, clause),
  AT_AttachPartition: (context, clause) => attach(context, clause),
  AT_DetachPartition: (context, clause) => detach(context, clause),
  AT_AddInherit: (context, { on, command }) => inheritance(context, { on, command, kind: "inherit" }),
  AT_DropInherit: (context, { on, command }) => inheritance(context, { on, command, kind: "disinherit" }),
  AT_SetRelOptions: storage("parameters"),
  AT_ResetRelOptions: storage("parameters"),
  AT_SetOptions: storage("parameters"),
  AT_ResetOptions: storage("parameters"),
  AT_SetStatistics: storage("statistics"),
  AT_ClusterOn: storage("cluster-on"),
  AT_DropCluster: storage("cluster-on"),
  AT_SetStorage: (context, { on }) => [
    { kind: "set-storage", on, what: "storage", ...exclusive(context, on) },
  ],
  AT_SetLogged: (context, { on }) => persistence(context, on, "logged"),
  AT_SetUnLogged: (context, { on }) => persistence(context, on, "unlogged"),
  AT_SetTableSpace: (context, { on, name }) => [
    {
      kind: "set-tablespace",
      on,
      tablespace: name,
      ...costOf(context, on, { mode: "AccessExclusive", work: "rewrite" }),
    },
  ],
  AT_SetAccessMethod: (context, { on, name }) => [
    {
      kind: "set-access-method",
      on,
      method: name,
      ...costOf(context, on, { mode: "AccessExclusive", work: "rewrite" }),
    },
  ],
  AT_ChangeOwner: (context, { on, command }) => [
    { kind: "set-owner", on, owner: command.newowner?.rolename ?? "", ...exclusive(context, on) },
  ],
  AT_ReplicaIdentity: (context, { on, command }) => [
    { kind: "replica-identity", on, to: identityOf(command), ...exclusive(context, on) },
  ],
  AT_EnableRowSecurity: rowSecurity("enable"),
  AT_DisableRowSecurity: rowSecurity("disable"),
  AT_ForceRowSecurity: rowSecurity("force"),
  AT_NoForceRowSecurity: rowSecurity("no-force"),
  AT_EnableTrig: trigger("enable"),
  AT_EnableAlwaysTrig: trigger("always"),
  AT_EnableReplicaTrig: trigger("replica"),
  AT_EnableTrigAll: trigger("enable"),
  AT_EnableTrigUser: trigger("enable"),
  AT_DisableTrig: trigger("disable"),
  AT_DisableTrigAll: trigger("disable"),
  AT_DisableTrigUser: trigger("disable"),
};

function alterConstraint(context: Context, { on, command }: Clause): readonly Effect[] {
  const change = command.def?.ATAlterConstraint;
  const name = change?.conname ?? "";
  const known = on.known?.constraints.get(name) ?? null;
  const enforced = change?.alterEnforceability === true ? change.is_enforced === true : null;
  const own = exclusive(context, on);
  const base = { kind: "alter-constraint", on, constraint: name, known, enforced } as const;
  if (enforced !== true) return [{ ...base, ...own }];
  const parent = known?.references == null ? null : refTo(context, known.references.table);
  const check = { locks: lockOn(parent, "ShareRowExclusive"), rewrites: [], scans: existing([on]) };
  return [{ ...base, ...together([own, check]) }];
}

function attach(context: Context, { on, command }: Clause): readonly Effect[] {
  const { name, bound } = command.def?.PartitionCmd ?? {};
  if (name === undefined || bound === undefined) return [];
  const partition = refOf(context, name);
  const proved = isProved(partition, on, bound);
  const fallback = on.known?.defaultPartition ?? null;
  const old = fallback === null ? null : context.state.relations.get(fallback);
  const oldRef = old === undefined || old === null ? null : refTo(context, old.name);
  const isFree = oldRef?.known == null || excludesBound(oldRef.known, on.known?.partitionKeys ?? [], bound);
  const cost = together([
    costOf(context, on, { mode: "ShareUpdateExclusive" }),
    costOf(context, partition, { mode: "AccessExclusive", work: proved ? "none" : "scan" }),
    {
      locks: lockOn(oldRef, "AccessExclusive"),
      rewrites: [],
      scans: isFree ? [] : existing([oldRef]),
    },
  ]);
  return [
    {
      kind: "attach-partition",
      on,
      partition,
      bound: showBound(on.known?.partitionKeys ?? [], bound),
      proved,
      ...cost,
    },
  ];
}

function isProved(partition: RelationRef, on: RelationRef, bound: PartitionBound): boolean {
  const table = partition.known;
  if (table === null) return false;
  // Without the columns of the key, the columns of the checks have to do.
  const keys = on.known?.partitionKeys ?? [];
  return impliesBound(table, keys, bound);
}

function detach(context: Context, { on, command }: Clause): readonly Effect[] {
  const { name, concurrent } = command.def?.PartitionCmd ?? {};
  if (name === undefined) return [];
  const partition = refOf(context, name);
  const concurrently = concurrent === true;
  const modes: readonly [LockMode, LockMode] = concurrently
    ? ["ShareUpdateExclusive", "AccessExclusive"]
    : ["AccessExclusive", "AccessExclusive"];
  const cost = together([
    costOf(context, on, { mode: modes[0] }),
    // CONCURRENTLY waits for the readers first, so nobody queues behind its lock on the partition.
    concurrently ? { locks: [], rewrites: [], scans: [] } : costOf(context, partition, { mode: modes[1] }),
  ]);
  return [{ kind: "detach-partition", on, partition, concurrently, ...cost }];
}

function inheritance(
  context: Context,
  { on, command, kind }: { on: RelationRef; command: AlterTableCmd; kind: "inherit" | "disinherit" },
): readonly Effect[] {
  if (command.def?.RangeVar === undefined) return [];
  const parent = refOf(context, command.def.RangeVar);
  const mode = kind === "inherit" ? "ShareUpdateExclusive" : "AccessShare";
  return [{ kind, on, parent, ...together([exclusive(context, on), costOf(context, parent, { mode })]) }];
}

function persistence(context: Context, on: RelationRef, to: "logged" | "unlogged"): readonly Effect[] {
  const already =
    on.known !== null &&
    on.known.complete &&
    on.known.persistence === (to === "logged" ? "permanent" : "unlogged");
  const work = already ? "none" : "rewrite";
  return [{ kind: "set-persistence", on, to, ...costOf(context, on, { mode: "AccessExclusive", work }) }];
}

function storage(what: RelationEffects["set-storage"]["what"]): ClauseTranslator {
  return (context, { on }) => [
    { kind: "set-storage", on, what, ...costOf(context, on, { mode: "ShareUpdateExclusive" }) },
  ];
}

function rowSecurity(to: RelationEffects["row-security"]["to"]): ClauseTranslator {
  return (context, { on }) => [{ kind: "row-security", on, to, ...exclusive(context, on) }];
}

function trigger(to: RelationEffects["set-trigger"]["to"]): ClauseTranslator {
  return (context, { on, command }) => [
    {
      kind: "set-trigger",
      on,
      trigger: command.name ?? null,
      to,
      ...costOf(context, on, { mode: "ShareRowExclusive" }),
    },
  ];
}

function identityOf({ def }: AlterTableCmd): string {
  const words: Readonly<Record<string, string>> = { f: "full", d: "default", n: "nothing", i: "index" };
  return words[def?.ReplicaIdentityStmt?.identity_type ?? ""] ?? "index";
}

function exclusive(context: Context, on: RelationRef) {
  return costOf(context, on, { mode: "AccessExclusive" });
}
