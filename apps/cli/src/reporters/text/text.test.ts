import { describe, expect, test } from "vitest";
import type { CheckReport, Finding } from "@migrun/core";
import {
  check,
  finding,
  greenReport,
  redReport,
  reportOf,
  strictReport,
  target,
} from "../../../test/sample-reports.ts";
import { explainEveryCode } from "../../describe-code.ts";
import { displayWidth } from "../../plain-text.ts";
import { createTheme } from "../../theme.ts";
import type { RenderOptions } from "../reporter.ts";
import { renderText } from "./text.ts";

function options(over: Partial<RenderOptions> = {}): RenderOptions {
  return {
    theme: createTheme({ color: false, unicode: true }),
    width: 80,
    verbosity: 0,
    why: explainEveryCode,
    pathPrefix: "",
    codeScanning: false,
    randomToken: () => "token-1",
    ...over,
  };
}

const ascii = createTheme({ color: false, unicode: false });

describe("a green run", () => {
  test("at 80 columns", () => {
    expect(renderText(greenReport(), options())).toMatchInlineSnapshot(`
      "target         head          revisions   upgrade  drift  round trip  lint  time
      analytics      5c0d9e1f2a3b  21          ✓        ✓      ✓           ✓     2.5 s
      billing        77aa10b2c3d4  18          ✓        ✓      ✓           ✓     1.9 s
      notifications  0042_add_ch…  42          ✓        ✓      ✓           ✓     0.6 s
      users          ae1027a6acf4  12 (1 new)  ✓        ✓      ✓           ✓     1.9 s

      Python 3.12.4 · Alembic 1.16.4 · SQLAlchemy 2.0.43 · Postgres 17.10
      isolated by environment, sqlalchemy, drivers · base: origin/main 0123456789
      2 targets asked for databases that were not theirs and were kept away: analytics
      (db.internal/analytics), billing (localhost/billing, localhost/ledger, 1 more)
      4 targets: 4 passed · no findings · 3.1 s
      "
    `);
  });

  test("fits a screen of 80 by 24, with room for the prompt", () => {
    const lines = renderText(greenReport(), options()).trimEnd().split("\n");
    expect(lines.length).toBeLessThan(23);
    expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(80);
  });

  test("in ASCII", () => {
    const text = renderText(greenReport(), options({ theme: ascii, width: 100 }));
    expect(text).toMatchInlineSnapshot(`
      "target         head              revisions   upgrade  drift  round trip  lint  time
      analytics      5c0d9e1f2a3b      21          ok       ok     ok          ok    2.5 s
      billing        77aa10b2c3d4      18          ok       ok     ok          ok    1.9 s
      notifications  0042_add_channel  42          ok       ok     ok          ok    0.6 s
      users          ae1027a6acf4      12 (1 new)  ok       ok     ok          ok    1.9 s

      Python 3.12.4 | Alembic 1.16.4 | SQLAlchemy 2.0.43 | Postgres 17.10
      isolated by environment, sqlalchemy, drivers | base: origin/main 0123456789
      2 targets asked for databases that were not theirs and were kept away: analytics
      (db.internal/analytics), billing (localhost/billing, localhost/ledger, 1 more)
      4 targets: 4 passed | no findings | 3.1 s
      "
    `);
    expect(text).toMatch(/^[\n -~]+$/);
  });

  test("colours change nothing but colours", () => {
    const colored = renderText(
      greenReport(),
      options({ theme: createTheme({ color: true, unicode: true }) }),
    );
    // oxlint-disable-next-line no-control-regex
    expect(colored.replaceAll(/\u001B\[\d+m/g, "")).toBe(renderText(greenReport(), options()));
    expect(colored).toContain("\u001B[32m✓\u001B[39m");
  });
});

describe("a red run", () => {
  test("at 80 columns", () => {
    expect(renderText(redReport(), options())).toMatchInlineSnapshot(`
      "target     head        revisions  upgrade  sql    drift  round trip  lint  time
      analytics  ae1027a6a…  14         ✓        ▲ 1    ✗ 2    ✓           ✓     1.9 s
      billing    ✗ 2 heads   14         –        –      –      –           ✓     12 ms
      orders     d1e2f3a4b…  14         ✗ 1      error  –      –           ✓     1.9 s
      search     ae1027a6a…  14         ✓        ✓      ✓      ✓           ✓     1.9 s
      users      ae1027a6a…  14         ✓        ✓      ✓      ✗ 1         ✗ 1   1.9 s

      analytics  alembic.ini [analytics]

        ✗ drift: index ix_orders_created_at is in the models and not in the migrated
          database
          index:public.ix_orders_created_at · MC501 missing-object
          why  Code that uses it fails on every database that only the revisions
               built.
          fix  Add it in a revision:
               op.create_index("ix_orders_created_at", "orders", ["created_at"])

        ✗ drift: column orders.note is in the models and not in the migrated database
          table:public.orders.column:note · MC501 missing-object
          fix  Add it in a revision:
                 alembic --name analytics revision --autogenerate -m "add note"
               op.add_column("orders", sa.Column("note", sa.Text(), nullable=True))

      billing  services/billing/alembic.ini [alembic]

        ✗ heads: 2 heads: 77aa10b2c3d4 (add invoices) and 9f00aa11bb22 (add tax),
          forked at 51c0ffee0001
          services/billing/migrations/versions/9f00aa11bb22_add_tax.py:12
          revision 9f00aa11bb22 · MG001 multiple-heads
          why  \`alembic upgrade head\` stops with an error, so the next deploy does
               too.
          fix  Merge them:
                 alembic --config services/billing/alembic.ini merge -m "merge heads" 77aa10b2c3d4 9f00aa11bb22

        – not run: upgrade, sql, drift, roundtrip: the history has 2 heads

      orders  alembic.ini [orders]

        ✗ upgrade: revision d1e2f3a4b5c6 fails: column "status" of relation "orders"
          contains null values
            ALTER TABLE orders ALTER COLUMN status SET NOT NULL
            SQLSTATE 23502 \\x1b]0;owned\\x07
          orders/migrations/versions/d1e2f3a4b5c6_status_required.py:19
          revision d1e2f3a4b5c6 · table:public.orders · MX905 upgrade-failed
          why  The next deploy stops here, and so does every fresh database.
          fix  Fill the rows first, in an earlier statement of the same revision:
               op.execute("UPDATE orders SET status = 'new' WHERE status IS NULL")

        ✗ sql could not be done: the bridge process ended: \\x1b[31mkilled\\x1b[0m

        – not run: drift, roundtrip: upgrade failed

      users  alembic.ini [users]

        ✗ files: downgrade() is missing
          users/migrations/versions/aa00bb11cc22_backfill.py:1 · revision aa00bb11cc22
          MF103 no-downgrade
          why  \`alembic downgrade\` ends with an AttributeError, at the worst moment to
               learn it.
          fix  Write downgrade(), or raise in it with the reason.

        ✗ roundtrip: type mood is still there after the downgrade of revision
          31b0c2d3e4f5
          users/migrations/versions/31b0c2d3e4f5_add_mood.py:31
          revision 31b0c2d3e4f5 · type:public.mood · MC510 left-behind
          why  The next upgrade after a downgrade meets it, and often fails because it
               already exists.
          fix  Drop it in downgrade():
               sa.Enum(name="mood").drop(op.get_bind())

      2 warnings
        ▲ MX907 analytics: offline mode fails in revision 5c0d9e1f2a3b; the recorded
          SQL is used instead
          (analytics/migrations/versions/5c0d9e1f2a3b_backfill.py:24)
        ▲ MF104 users: upgrade() does nothing
          (users/migrations/versions/bb11cc22dd33_todo.py:14)

      Python 3.12.4 · Alembic 1.16.4 · SQLAlchemy 2.0.43 · Postgres 17.10
      isolated by environment, sqlalchemy, drivers · base: origin/main 0123456789
      6 findings of 8 can be accepted as they are, into migrun-baseline.json: then
      only what is new fails.
      exit code 3: infrastructure: no Python, no Alembic, no server, or a missing
      extension
      5 targets: 1 passed, 3 failed, 1 not checked · 6 errors, 2 warnings, 1 notice · 1 accepted · 3.1 s · accept the past: migrun baseline
      "
    `);
  });

  test("at 140 columns in ASCII", () => {
    expect(renderText(redReport(), options({ width: 140, theme: ascii }))).toMatchInlineSnapshot(`
      "target     head          revisions  upgrade  sql     drift   round trip  lint    time
      analytics  ae1027a6acf4  14         ok       warn 1  FAIL 2  ok          ok      1.9 s
      billing    FAIL 2 heads  14         -        -       -       -           ok      12 ms
      orders     d1e2f3a4b5c6  14         FAIL 1   ERROR   -       -           ok      1.9 s
      search     ae1027a6acf4  14         ok       ok      ok      ok          ok      1.9 s
      users      ae1027a6acf4  14         ok       ok      ok      FAIL 1      FAIL 1  1.9 s

      analytics  alembic.ini [analytics]

        FAIL drift: index ix_orders_created_at is in the models and not in the migrated database
          index:public.ix_orders_created_at | MC501 missing-object
          why  Code that uses it fails on every database that only the revisions built.
          fix  Add it in a revision:
               op.create_index("ix_orders_created_at", "orders", ["created_at"])

        FAIL drift: column orders.note is in the models and not in the migrated database
          table:public.orders.column:note | MC501 missing-object
          fix  Add it in a revision: alembic --name analytics revision --autogenerate -m "add note"
               op.add_column("orders", sa.Column("note", sa.Text(), nullable=True))

      billing  services/billing/alembic.ini [alembic]

        FAIL heads: 2 heads: 77aa10b2c3d4 (add invoices) and 9f00aa11bb22 (add tax), forked at 51c0ffee0001
          services/billing/migrations/versions/9f00aa11bb22_add_tax.py:12 | revision 9f00aa11bb22 | MG001 multiple-heads
          why  \`alembic upgrade head\` stops with an error, so the next deploy does too.
          fix  Merge them:
                 alembic --config services/billing/alembic.ini merge -m "merge heads" 77aa10b2c3d4 9f00aa11bb22

        - not run: upgrade, sql, drift, roundtrip: the history has 2 heads

      orders  alembic.ini [orders]

        FAIL upgrade: revision d1e2f3a4b5c6 fails: column "status" of relation "orders" contains null values
            ALTER TABLE orders ALTER COLUMN status SET NOT NULL
            SQLSTATE 23502 \\x1b]0;owned\\x07
          orders/migrations/versions/d1e2f3a4b5c6_status_required.py:19 | revision d1e2f3a4b5c6 | table:public.orders | MX905 upgrade-failed
          why  The next deploy stops here, and so does every fresh database.
          fix  Fill the rows first, in an earlier statement of the same revision:
               op.execute("UPDATE orders SET status = 'new' WHERE status IS NULL")

        FAIL sql could not be done: the bridge process ended: \\x1b[31mkilled\\x1b[0m

        - not run: drift, roundtrip: upgrade failed

      users  alembic.ini [users]

        FAIL files: downgrade() is missing
          users/migrations/versions/aa00bb11cc22_backfill.py:1 | revision aa00bb11cc22 | MF103 no-downgrade
          why  \`alembic downgrade\` ends with an AttributeError, at the worst moment to learn it.
          fix  Write downgrade(), or raise in it with the reason.

        FAIL roundtrip: type mood is still there after the downgrade of revision 31b0c2d3e4f5
          users/migrations/versions/31b0c2d3e4f5_add_mood.py:31 | revision 31b0c2d3e4f5 | type:public.mood | MC510 left-behind
          why  The next upgrade after a downgrade meets it, and often fails because it already exists.
          fix  Drop it in downgrade():
               sa.Enum(name="mood").drop(op.get_bind())

      2 warnings
        warn MX907 analytics: offline mode fails in revision 5c0d9e1f2a3b; the recorded SQL is used instead
          (analytics/migrations/versions/5c0d9e1f2a3b_backfill.py:24)
        warn MF104 users: upgrade() does nothing (users/migrations/versions/bb11cc22dd33_todo.py:14)

      Python 3.12.4 | Alembic 1.16.4 | SQLAlchemy 2.0.43 | Postgres 17.10 | isolated by environment, sqlalchemy, drivers
      base: origin/main 0123456789
      6 findings of 8 can be accepted as they are, into migrun-baseline.json: then only what is new fails.
      exit code 3: infrastructure: no Python, no Alembic, no server, or a missing extension
      5 targets: 1 passed, 3 failed, 1 not checked | 6 errors, 2 warnings, 1 notice | 1 accepted | 3.1 s | accept the past: migrun baseline
      "
    `);
  });

  test("nothing from outside reaches the terminal as a command", () => {
    // oxlint-disable-next-line no-control-regex
    expect(renderText(redReport(), options())).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/);
  });

  test("notices are shown when asked for", () => {
    expect(renderText(redReport(), options())).not.toContain("MX903");
    expect(renderText(redReport(), options({ verbosity: 1 }))).toContain(
      "MX903 analytics: asked for db.internal/x",
    );
  });
});

describe("many findings", () => {
  const drift = Array.from({ length: 11 }, (_, index) =>
    finding({
      code: "MC502",
      rule: "extra-object",
      check: "drift",
      message: `table t${index + 10} is extra`,
    }),
  );
  const report = reportOf([
    target("a", { status: "failed", checks: [check("drift", "failed")], findings: drift }),
  ]);

  test("are counted after the first", () => {
    const text = renderText(report, options());
    expect(text.match(/is extra/g)).toHaveLength(8);
    expect(text).toContain("... 3 more drift findings (all of them: -v)");
  });

  test("are all there with -v", () => {
    const text = renderText(report, options({ verbosity: 1 }));
    expect(text.match(/is extra/g)).toHaveLength(11);
    expect(text).not.toContain("more");
  });

  test("say once why they matter", () => {
    expect(renderText(report, options()).match(/why {2}/g)).toHaveLength(1);
  });
});

test("a run that could not begin says why, without an empty table", () => {
  const problems = [finding({ code: "MX902", rule: "invalid-suppression", message: "no reason is given" })];
  expect(renderText(reportOf([], { problems, stopped: 3 }), options())).toMatchInlineSnapshot(`
    "the whole run

      ✗ no reason is given
        MX902 invalid-suppression
        why  A suppression that nobody can read back hides more than was meant.

    Python 3.12.4 · Alembic 1.16.4 · SQLAlchemy 2.0.43 · Postgres 17.10
    exit code 3: infrastructure: no Python, no Alembic, no server, or a missing
    extension
    0 targets · 1 error · 3.1 s
    "
  `);
});

test("what stops several targets in the same words is said once", () => {
  const stopped = check("upgrade", "error", {
    reason: `No Python was found.\n.venv/bin/python -m pip install alembic\n${"Mend it ".repeat(12)}so.`,
  });
  const names = ["a", "b", "c"];
  const targets = names.map((name) => target(name, { status: "error", checks: [stopped] }));
  const text = renderText(reportOf(targets), options());
  expect(text.match(/No Python/gu)).toHaveLength(1);
  expect(text).toContain("\na, b, c\n\n  ✗ upgrade could not be done: No Python was found.\n");
  expect(Math.max(...text.split("\n").map(displayWidth))).toBeLessThanOrEqual(80);
});

test("roles that were made are named without being asked for", () => {
  const made = finding({ code: "MX911", message: "Roles", severity: "notice", object: "role:a,b,c,d,e" });
  const text = renderText(reportOf([target("users", { findings: [made] })]), options({ width: 120 }));
  expect(text).toContain(
    "\nusers: 5 roles that nobody creates, made for the check (MX911): a, b, c, d, 1 more\n",
  );
});

test("a single check has only its own columns", () => {
  const targets = [target("users", { checks: [check("heads")], isolation: { layers: [], redirected: [] } })];
  expect(renderText(reportOf(targets, { command: "heads" }), options())).toMatchInlineSnapshot(`
    "target  head          revisions  time
    users   ae1027a6acf4  14         1.9 s

    Python 3.12.4 · Alembic 1.16.4 · SQLAlchemy 2.0.43 · Postgres 17.10
    base: origin/main 0123456789
    1 target: 1 passed · no findings · 3.1 s
    "
  `);
});

describe("strict", () => {
  test("tells the warnings by which a check fails in full, and once", () => {
    expect(renderText(strictReport(), options())).toMatchInlineSnapshot(`
      "target  head          revisions  upgrade  sql  drift  round trip  lint  time
      users   ae1027a6acf4  14         ✓        ✗ 1  ✓      ✓           ✗ 1   1.9 s

      users  alembic.ini [users]

        ▲ files: upgrade() does nothing
          users/migrations/versions/bb11cc22dd33_todo.py:14 · revision bb11cc22dd33
          MF104 empty-upgrade
          why  The change that its docstring promises is not there: models not
               imported, or a file never filled in.
          fix  Write upgrade().

        ▲ sql: offline mode fails in revision bb11cc22dd33
          users/migrations/versions/bb11cc22dd33_todo.py:14 · revision bb11cc22dd33
          MX907 offline-breaks
          why  A reviewer or DBA who asks Alembic for the SQL gets an error instead.

      Python 3.12.4 · Alembic 1.16.4 · SQLAlchemy 2.0.43 · Postgres 17.10
      isolated by environment, sqlalchemy, drivers · base: origin/main 0123456789
      2 findings can be accepted as they are, into migrun-baseline.json: then only
      what is new fails.
      exit code 1: warnings fail this run (strict)
      1 target: 1 failed · 2 warnings · 3.1 s · accept the past: migrun baseline
      "
    `);
  });

  test("a warning of no check stands in the block of its target", () => {
    const warning = finding({ code: "MX903", rule: "foreign-connection", severity: "warning", message: "m" });
    const failing = target("a", { status: "failed", findings: [warning] });
    const text = renderText(reportOf([failing], { strict: true }), options());
    expect(text).toContain("a  alembic.ini [a]\n\n  ▲ m\n    MX903 foreign-connection\n");
    expect(text).toContain("exit code 1: warnings fail this run (strict)");
  });

  test("is not the reason where a check failed without a finding", () => {
    const { targets } = strictReport();
    const silent = target("b", { status: "failed", checks: [check("drift", "failed")] });
    const text = renderText(reportOf([...targets, silent], { strict: true }), options());
    expect(text).toContain("  ✗ drift failed\n");
    expect(text).toContain("exit code 1: a check failed\n");
  });
});

describe("what is said once", () => {
  const mf103 = finding({
    code: "MF103",
    rule: "no-downgrade",
    check: "files",
    revision: "b2",
    message: "Revision b2 has no downgrade().",
  });
  const mx906 = finding({
    code: "MX906",
    rule: "downgrade-failed",
    check: "roundtrip",
    revision: "b2",
    message: "Revision b2 has no `downgrade()`: there is no way down.",
    hint: "Write `downgrade()`.",
  });
  const told = (...findings: Finding[]): string =>
    renderText(reportOf([target("a", { status: "failed", findings })]), options({ why: () => null }));

  test("a missing downgrade that stops the round trip too", () => {
    expect(told(mf103, mx906)).toContain(
      "    revision b2 · MF103 no-downgrade\n\n  ✗ roundtrip: revision b2 has no way down, see MF103 above\n\nPython",
    );
  });

  test("not where the two are of different revisions, or the first does not fail", () => {
    expect(told({ ...mf103, revision: "c3" }, mx906)).toContain("fix  Write `downgrade()`.");
    expect(told({ ...mf103, severity: "warning" }, mx906)).toContain("fix  Write `downgrade()`.");
  });

  test("a place that the message tells", () => {
    const places = "2 heads: m\nb2 (v/b2.py:4)\nd4 (v/d4.py:4)";
    const heads = finding({
      code: "MG001",
      rule: "multiple-heads",
      check: "heads",
      message: places,
      file: "v/d4.py",
      line: 4,
      revision: "d4",
    });
    expect(told(heads)).toContain(
      "  ✗ heads: 2 heads: m\n      b2 (v/b2.py:4)\n      d4 (v/d4.py:4)\n    MG001 multiple-heads\n",
    );
    expect(told({ ...heads, message: "see v/d4.py:42" })).toContain("    v/d4.py:4 · revision d4 · MG001");
  });
});

test("what passed and proves less than it seems to has a line", () => {
  const files = check("files", "passed", { data: { judged: 1, released: 29 } });
  const down = (verifiedDownTo: string | null): CheckReport =>
    check("roundtrip", "passed", { data: { verifiedDownTo } });
  const report = reportOf([
    target("users", { checks: [files, down("ae1027a6acf")] }),
    target("billing", { checks: [files, down("base")] }),
    target("search", { checks: [down(null)] }),
  ]);
  expect(renderText(report, options())).toContain(
    "\n58 released revisions were not judged by file rules: --all-revisions judges them\nusers: round trip verified down to ae1027a6acf\n3 targets: 3 passed",
  );
  const one = check("files", "passed", { data: { released: 1 } });
  expect(renderText(reportOf([target("a", { checks: [one] })]), options())).toContain(
    "\n1 released revision was not judged by file rules: --all-revisions judges it\n",
  );
});

test("long names keep their end, wide characters their width", () => {
  const targets = [
    target("services/europe/west/customer-accounts/users", { heads: ["0123456789abcdef0123456789abcdef"] }),
    target("顧客データベース", { heads: ["a", "b"], revisions: 120, newRevisions: 14 }),
  ];
  const text = renderText(reportOf(targets), options());
  expect(text.split("\n\n")[0]).toMatchInlineSnapshot(`
    "target          head       revisions     upgrade  drift  round trip  lint  time
    …ccounts/users  01234567…  14            ✓        ✓      ✓           ✓     1.9 s
    顧客データベース  a, b       120 (14 new)  ✓        ✓      ✓           ✓     1.9 s"
  `);
  expect(Math.max(...text.split("\n").map(displayWidth))).toBeLessThanOrEqual(80);
});

test("a kept database says how to connect", () => {
  const kept = check("upgrade", "failed", { data: { kept: "psql -h /tmp/migrun-1 users" } });
  expect(renderText(reportOf([target("a", { status: "failed", checks: [kept] })]), options())).toContain(
    "  kept  psql -h /tmp/migrun-1 users\n",
  );
});

test("a clone that is too shallow for a base is said", () => {
  const message =
    "All revisions are judged as new: main is not known to git in this shallow clone: fetch the whole history (actions/checkout: fetch-depth: 0).";
  const problems = [finding({ code: "MX917", rule: "no-base", severity: "notice", message })];
  expect(
    renderText(reportOf([target("a")], { base: { ref: null, commit: null }, problems }), options()),
  ).toContain(
    "every revision counts as new: shallow clone: fetch the whole history (actions/checkout: fetch-depth: 0)\n",
  );
});

test("an unknown base is said", () => {
  expect(renderText(reportOf([target("a")], { base: { ref: null, commit: null } }), options())).toContain(
    "base: unknown, every revision counts as new",
  );
});

test("a target of which nothing was read says why; an interrupted one does not", () => {
  const skipped = (reason: string) =>
    renderText(
      reportOf([target("a", { status: "skipped", checks: [check("heads", "skipped", { reason })] })]),
      options(),
    );
  expect(skipped("only Python can tell")).toContain("not run: heads: only Python can tell\n");
  expect(skipped("interrupted")).not.toContain("not run");
});
