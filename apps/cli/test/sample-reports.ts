import { createReport } from "@migrun/core";
import type { CheckId, CheckReport, CheckStatus, Finding, Report, TargetReport } from "@migrun/core";

/** A finding with everything null that is not given. */
export function finding(over: Partial<Finding> & Pick<Finding, "code" | "message">): Finding {
  return {
    rule: "a-rule",
    check: null,
    severity: "error",
    hint: null,
    object: null,
    revision: null,
    file: null,
    line: null,
    column: null,
    fingerprint: `${over.code}-1`,
    suppressed: null,
    ...over,
  };
}

/** A check that took 100 ms. */
export function check(
  id: CheckId,
  status: CheckStatus = "passed",
  over: Partial<CheckReport> = {},
): CheckReport {
  return { id, status, durationMs: 100, reason: null, data: {}, ...over };
}

const ALL_PASSED: readonly CheckReport[] = (
  ["heads", "files", "upgrade", "sql", "drift", "roundtrip"] as const
).map((id) => check(id));

/** A target that passed all checks, unless told otherwise. */
export function target(name: string, over: Partial<TargetReport> = {}): TargetReport {
  return {
    name,
    config: "alembic.ini",
    section: name,
    scriptLocation: `${name}/migrations`,
    status: "passed",
    durationMs: 1900,
    revisions: 14,
    newRevisions: 0,
    heads: ["ae1027a6acf4"],
    bases: ["1975ea83b712"],
    isolation: { layers: ["environment", "sqlalchemy", "drivers"], redirected: [] },
    checks: ALL_PASSED,
    findings: [],
    ...over,
  };
}

/** A report of `migrun all` over the given targets. */
export function reportOf(
  targets: readonly TargetReport[],
  over: Partial<Parameters<typeof createReport>[0]> = {},
): Report {
  return createReport({
    command: "all",
    targets,
    problems: [],
    versions: {
      migrun: "0.1.0",
      node: "20.20.2",
      python: "3.12.4",
      alembic: "1.16.4",
      sqlalchemy: "2.0.43",
      postgres: "17.10",
    },
    base: { ref: "origin/main", commit: "0123456789abcdef0123456789abcdef01234567" },
    startedAt: "2026-11-22T07:00:00.000Z",
    durationMs: 3120,
    strict: false,
    ...over,
  });
}

/** Four green targets, two of which asked for a database that was not theirs. */
export function greenReport(): Report {
  return reportOf([
    target("users", { revisions: 12, newRevisions: 1 }),
    target("analytics", {
      heads: ["5c0d9e1f2a3b"],
      revisions: 21,
      durationMs: 2480,
      isolation: {
        layers: ["environment", "sqlalchemy", "drivers"],
        redirected: [{ asked: "db.internal/analytics" }],
      },
    }),
    target("billing", {
      heads: ["77aa10b2c3d4"],
      revisions: 18,
      newRevisions: 18,
      isolation: {
        layers: ["environment", "sqlalchemy", "drivers"],
        redirected: [
          { asked: "localhost/billing" },
          { asked: "localhost/ledger" },
          { asked: "replica/billing" },
        ],
      },
    }),
    target("notifications", {
      config: "services/notifications/alembic.ini",
      section: "alembic",
      heads: ["0042_add_channel"],
      revisions: 42,
      durationMs: 640,
    }),
  ]);
}

/** Each check failing once in the way it does in life, with text that must be neutralised. */
export function redReport(): Report {
  return reportOf([
    analyticsWithDrift(),
    billingWithTwoHeads(),
    ordersThatFail(),
    usersLeftBehind(),
    target("search"),
  ]);
}

/** A run that warnings alone fail, of a file and of a database check. */
export function strictReport(): Report {
  const warning = {
    severity: "warning",
    check: "files",
    file: "users/migrations/versions/bb11cc22dd33_todo.py",
    line: 14,
    revision: "bb11cc22dd33",
  } as const;
  return reportOf(
    [
      target("users", {
        status: "failed",
        checks: ALL_PASSED.map((one) =>
          one.id === "files" || one.id === "sql" ? check(one.id, "failed") : one,
        ),
        findings: [
          finding({
            ...warning,
            code: "MF104",
            rule: "empty-upgrade",
            message: "upgrade() does nothing",
            hint: "Write upgrade().",
          }),
          finding({
            ...warning,
            check: "sql",
            code: "MX907",
            rule: "offline-breaks",
            message: "offline mode fails in revision bb11cc22dd33",
          }),
        ],
      }),
    ],
    { strict: true },
  );
}

function analyticsWithDrift(): TargetReport {
  return target("analytics", {
    status: "failed",
    checks: [...ALL_PASSED.filter((one) => one.id !== "drift"), check("drift", "failed")],
    findings: [
      finding({
        code: "MC501",
        rule: "missing-object",
        check: "drift",
        message: "column orders.note is in the models and not in the migrated database",
        hint: 'Add it in a revision: alembic --name analytics revision --autogenerate -m "add note"\nop.add_column("orders", sa.Column("note", sa.Text(), nullable=True))',
        object: "table:public.orders.column:note",
      }),
      finding({
        code: "MC501",
        rule: "missing-object",
        check: "drift",
        message: "index ix_orders_created_at is in the models and not in the migrated database",
        hint: 'Add it in a revision:\nop.create_index("ix_orders_created_at", "orders", ["created_at"])',
        object: "index:public.ix_orders_created_at",
      }),
      finding({
        code: "MX907",
        rule: "offline-breaks",
        check: "sql",
        severity: "warning",
        message: "offline mode fails in revision 5c0d9e1f2a3b; the recorded SQL is used instead",
        file: "analytics/migrations/versions/5c0d9e1f2a3b_backfill.py",
        line: 24,
        revision: "5c0d9e1f2a3b",
      }),
      finding({
        code: "MX903",
        rule: "foreign-connection",
        severity: "notice",
        message: "asked for db.internal/x",
      }),
    ],
  });
}

function billingWithTwoHeads(): TargetReport {
  return target("billing", {
    config: "services/billing/alembic.ini",
    section: "alembic",
    status: "failed",
    durationMs: 12,
    heads: ["77aa10b2c3d4", "9f00aa11bb22"],
    checks: [
      check("heads", "failed"),
      check("files"),
      ...(["upgrade", "sql", "drift", "roundtrip"] as const).map((id) =>
        check(id, "skipped", { reason: "the history has 2 heads" }),
      ),
    ],
    findings: [
      finding({
        code: "MG001",
        rule: "multiple-heads",
        check: "heads",
        message: "2 heads: 77aa10b2c3d4 (add invoices) and 9f00aa11bb22 (add tax), forked at 51c0ffee0001",
        hint: 'Merge them: alembic --config services/billing/alembic.ini merge -m "merge heads" 77aa10b2c3d4 9f00aa11bb22',
        file: "services/billing/migrations/versions/9f00aa11bb22_add_tax.py",
        line: 12,
        revision: "9f00aa11bb22",
      }),
    ],
  });
}

function ordersThatFail(): TargetReport {
  return target("orders", {
    status: "error",
    heads: ["d1e2f3a4b5c6"],
    checks: [
      check("heads"),
      check("files"),
      check("upgrade", "failed"),
      check("sql", "error", { reason: "the bridge process ended: \u001B[31mkilled\u001B[0m" }),
      check("drift", "skipped", { reason: "upgrade failed" }),
      check("roundtrip", "skipped", { reason: "upgrade failed" }),
    ],
    findings: [
      finding({
        code: "MX905",
        rule: "upgrade-failed",
        check: "upgrade",
        message:
          'revision d1e2f3a4b5c6 fails: column "status" of relation "orders" contains null values\nALTER TABLE orders ALTER COLUMN status SET NOT NULL\nSQLSTATE 23502 \u001B]0;owned\u0007',
        hint: "Fill the rows first, in an earlier statement of the same revision:\nop.execute(\"UPDATE orders SET status = 'new' WHERE status IS NULL\")",
        file: "orders/migrations/versions/d1e2f3a4b5c6_status_required.py",
        line: 19,
        revision: "d1e2f3a4b5c6",
        object: "table:public.orders",
      }),
    ],
  });
}

function usersLeftBehind(): TargetReport {
  return target("users", {
    status: "failed",
    checks: [
      ...ALL_PASSED.filter((one) => one.id !== "roundtrip" && one.id !== "files"),
      check("roundtrip", "failed"),
      check("files", "failed"),
    ],
    findings: [
      finding({
        code: "MC510",
        rule: "left-behind",
        check: "roundtrip",
        message: "type mood is still there after the downgrade of revision 31b0c2d3e4f5",
        hint: 'Drop it in downgrade():\nsa.Enum(name="mood").drop(op.get_bind())',
        object: "type:public.mood",
        file: "users/migrations/versions/31b0c2d3e4f5_add_mood.py",
        line: 31,
        revision: "31b0c2d3e4f5",
      }),
      finding({
        code: "MF103",
        rule: "no-downgrade",
        check: "files",
        message: "downgrade() is missing",
        hint: "Write downgrade(), or raise in it with the reason.",
        file: "users/migrations/versions/aa00bb11cc22_backfill.py",
        line: 1,
        revision: "aa00bb11cc22",
      }),
      finding({
        code: "MF104",
        rule: "empty-upgrade",
        check: "files",
        severity: "warning",
        message: "upgrade() does nothing",
        file: "users/migrations/versions/bb11cc22dd33_todo.py",
        line: 14,
        revision: "bb11cc22dd33",
      }),
      finding({
        code: "MC502",
        rule: "extra-object",
        check: "drift",
        message: "table spatial_ref_sys is in the migrated database and not in the models",
        object: "table:public.spatial_ref_sys",
        suppressed: { kind: "config", reason: "PostGIS owns it", until: "2027-01-01" },
      }),
    ],
  });
}
