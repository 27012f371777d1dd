import { describe, expect, test } from "vitest";
import type { Report } from "@migrun/core";
import {
  check,
  finding,
  greenReport,
  redReport,
  reportOf,
  strictReport,
  target,
} from "../../test/sample-reports.ts";
import { explainEveryCode } from "../describe-code.ts";
import { createTheme } from "../theme.ts";
import { renderGithub } from "./github.ts";
import { renderJson } from "./json.ts";
import { renderJunit } from "./junit.ts";
import { renderMarkdown } from "./markdown.ts";
import type { RenderOptions } from "./reporter.ts";

const options: RenderOptions = {
  theme: createTheme({ color: false, unicode: true }),
  width: 100,
  verbosity: 0,
  why: explainEveryCode,
  pathPrefix: "backend/",
  codeScanning: false,
  randomToken: () => "token-1",
};

const HOSTILE = 'a<b>&"c" \u001B[31mred\u0000\uD800 x]]> | ` * @me ::error::x%0A\r\n::add-mask::y';

function hostileReport(): Report {
  const odd = finding({
    code: "MX905",
    check: "upgrade",
    rule: "upgrade-failed",
    message: HOSTILE,
    file: "a b,c:d.py",
    line: 3,
  });
  return reportOf([
    target("x<|y", { status: "failed", checks: [check("upgrade", "failed")], findings: [odd] }),
  ]);
}

describe("json", () => {
  test("is exactly the report", () => {
    expect(JSON.parse(renderJson(redReport(), options))).toEqual(redReport());
  });

  test("is harmless where it is printed, and unchanged in meaning", () => {
    const report = reportOf([], {
      problems: [finding({ code: "MX905", message: "\u009B31m \u202E \u007F" })],
    });
    const text = renderJson(report, options);
    expect(text).toContain(String.raw`\u009b31m \u202e \u007f`);
    expect(JSON.parse(text)).toEqual(report);
  });
});

describe("junit", () => {
  test("of a green run", () => {
    expect(renderJunit(reportOf([target("users")]), options)).toMatchInlineSnapshot(`
      "<?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="migrun all" time="3.120">
        <testsuite name="users" tests="6" failures="0" errors="0" skipped="0" time="0.600" timestamp="2026-11-22T07:00:00.000Z">
          <testcase classname="migrun.users" name="heads" time="0.100"/>
          <testcase classname="migrun.users" name="files" time="0.100"/>
          <testcase classname="migrun.users" name="upgrade" time="0.100"/>
          <testcase classname="migrun.users" name="sql" time="0.100"/>
          <testcase classname="migrun.users" name="drift" time="0.100"/>
          <testcase classname="migrun.users" name="roundtrip" time="0.100"/>
        </testsuite>
      </testsuites>
      "
    `);
  });

  test("of a red run", () => {
    expect(renderJunit(redReport(), options)).toMatchInlineSnapshot(`
      "<?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="migrun all" time="3.120">
        <testsuite name="analytics" tests="6" failures="1" errors="0" skipped="0" time="0.600" timestamp="2026-11-22T07:00:00.000Z">
          <testcase classname="migrun.analytics" name="heads" time="0.100"/>
          <testcase classname="migrun.analytics" name="files" time="0.100"/>
          <testcase classname="migrun.analytics" name="upgrade" time="0.100"/>
          <testcase classname="migrun.analytics" name="sql" time="0.100">
            <system-out>MX907 offline-breaks: offline mode fails in revision 5c0d9e1f2a3b; the recorded SQL is used instead&#10;analytics/migrations/versions/5c0d9e1f2a3b_backfill.py:24, 5c0d9e1f2a3b</system-out>
          </testcase>
          <testcase classname="migrun.analytics" name="drift" time="0.100">
            <failure message="index ix_orders_created_at is in the models and not in the migrated database (and 1 more)" type="MC501">MC501 missing-object: index ix_orders_created_at is in the models and not in the migrated database&#10;index:public.ix_orders_created_at&#10;Add it in a revision:&#10;op.create_index(&quot;ix_orders_created_at&quot;, &quot;orders&quot;, [&quot;created_at&quot;])&#10;&#10;MC501 missing-object: column orders.note is in the models and not in the migrated database&#10;table:public.orders.column:note&#10;Add it in a revision: alembic --name analytics revision --autogenerate -m &quot;add note&quot;&#10;op.add_column(&quot;orders&quot;, sa.Column(&quot;note&quot;, sa.Text(), nullable=True))</failure>
          </testcase>
          <testcase classname="migrun.analytics" name="roundtrip" time="0.100"/>
        </testsuite>
        <testsuite name="billing" tests="6" failures="1" errors="0" skipped="4" time="0.600" timestamp="2026-11-22T07:00:00.000Z">
          <testcase classname="migrun.billing" name="heads" file="services/billing/migrations/versions/9f00aa11bb22_add_tax.py" time="0.100">
            <failure message="2 heads: 77aa10b2c3d4 (add invoices) and 9f00aa11bb22 (add tax), forked at 51c0ffee0001" type="MG001">MG001 multiple-heads: 2 heads: 77aa10b2c3d4 (add invoices) and 9f00aa11bb22 (add tax), forked at 51c0ffee0001&#10;services/billing/migrations/versions/9f00aa11bb22_add_tax.py:12, 9f00aa11bb22&#10;Merge them: alembic --config services/billing/alembic.ini merge -m &quot;merge heads&quot; 77aa10b2c3d4 9f00aa11bb22</failure>
          </testcase>
          <testcase classname="migrun.billing" name="files" time="0.100"/>
          <testcase classname="migrun.billing" name="upgrade" time="0.100">
            <skipped message="the history has 2 heads"/>
          </testcase>
          <testcase classname="migrun.billing" name="sql" time="0.100">
            <skipped message="the history has 2 heads"/>
          </testcase>
          <testcase classname="migrun.billing" name="drift" time="0.100">
            <skipped message="the history has 2 heads"/>
          </testcase>
          <testcase classname="migrun.billing" name="roundtrip" time="0.100">
            <skipped message="the history has 2 heads"/>
          </testcase>
        </testsuite>
        <testsuite name="orders" tests="6" failures="1" errors="1" skipped="2" time="0.600" timestamp="2026-11-22T07:00:00.000Z">
          <testcase classname="migrun.orders" name="heads" time="0.100"/>
          <testcase classname="migrun.orders" name="files" time="0.100"/>
          <testcase classname="migrun.orders" name="upgrade" file="orders/migrations/versions/d1e2f3a4b5c6_status_required.py" time="0.100">
            <failure message="revision d1e2f3a4b5c6 fails: column &quot;status&quot; of relation &quot;orders&quot; contains null values&#10;ALTER TABLE orders ALTER COLUMN status SET NOT NULL&#10;SQLSTATE 23502 �]0;owned�" type="MX905">MX905 upgrade-failed: revision d1e2f3a4b5c6 fails: column &quot;status&quot; of relation &quot;orders&quot; contains null values&#10;ALTER TABLE orders ALTER COLUMN status SET NOT NULL&#10;SQLSTATE 23502 �]0;owned�&#10;orders/migrations/versions/d1e2f3a4b5c6_status_required.py:19, d1e2f3a4b5c6, table:public.orders&#10;Fill the rows first, in an earlier statement of the same revision:&#10;op.execute(&quot;UPDATE orders SET status = 'new' WHERE status IS NULL&quot;)</failure>
          </testcase>
          <testcase classname="migrun.orders" name="sql" time="0.100">
            <error message="the bridge process ended: killed" type="sql"/>
          </testcase>
          <testcase classname="migrun.orders" name="drift" time="0.100">
            <skipped message="upgrade failed"/>
          </testcase>
          <testcase classname="migrun.orders" name="roundtrip" time="0.100">
            <skipped message="upgrade failed"/>
          </testcase>
        </testsuite>
        <testsuite name="search" tests="6" failures="0" errors="0" skipped="0" time="0.600" timestamp="2026-11-22T07:00:00.000Z">
          <testcase classname="migrun.search" name="heads" time="0.100"/>
          <testcase classname="migrun.search" name="files" time="0.100"/>
          <testcase classname="migrun.search" name="upgrade" time="0.100"/>
          <testcase classname="migrun.search" name="sql" time="0.100"/>
          <testcase classname="migrun.search" name="drift" time="0.100"/>
          <testcase classname="migrun.search" name="roundtrip" time="0.100"/>
        </testsuite>
        <testsuite name="users" tests="6" failures="2" errors="0" skipped="0" time="0.500" timestamp="2026-11-22T07:00:00.000Z">
          <testcase classname="migrun.users" name="heads" time="0.100"/>
          <testcase classname="migrun.users" name="upgrade" time="0.100"/>
          <testcase classname="migrun.users" name="sql" time="0.100"/>
          <testcase classname="migrun.users" name="drift" time="0.100"/>
          <testcase classname="migrun.users" name="roundtrip" file="users/migrations/versions/31b0c2d3e4f5_add_mood.py" time="0.100">
            <failure message="type mood is still there after the downgrade of revision 31b0c2d3e4f5" type="MC510">MC510 left-behind: type mood is still there after the downgrade of revision 31b0c2d3e4f5&#10;users/migrations/versions/31b0c2d3e4f5_add_mood.py:31, 31b0c2d3e4f5, type:public.mood&#10;Drop it in downgrade():&#10;sa.Enum(name=&quot;mood&quot;).drop(op.get_bind())</failure>
          </testcase>
          <testcase classname="migrun.users" name="rule:MF103:aa00bb11cc22" file="users/migrations/versions/aa00bb11cc22_backfill.py" time="0.000">
            <failure message="downgrade() is missing" type="MF103">MF103 no-downgrade: downgrade() is missing&#10;users/migrations/versions/aa00bb11cc22_backfill.py:1, aa00bb11cc22&#10;Write downgrade(), or raise in it with the reason.</failure>
          </testcase>
        </testsuite>
      </testsuites>
      "
    `);
  });

  test("of a run that warnings fail", () => {
    expect(renderJunit(strictReport(), options)).toMatchInlineSnapshot(`
      "<?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="migrun all" time="3.120">
        <testsuite name="users" tests="6" failures="2" errors="0" skipped="0" time="0.500" timestamp="2026-11-22T07:00:00.000Z">
          <testcase classname="migrun.users" name="heads" time="0.100"/>
          <testcase classname="migrun.users" name="upgrade" time="0.100"/>
          <testcase classname="migrun.users" name="sql" file="users/migrations/versions/bb11cc22dd33_todo.py" time="0.100">
            <failure message="offline mode fails in revision bb11cc22dd33" type="MX907">MX907 offline-breaks: offline mode fails in revision bb11cc22dd33&#10;users/migrations/versions/bb11cc22dd33_todo.py:14, bb11cc22dd33</failure>
          </testcase>
          <testcase classname="migrun.users" name="drift" time="0.100"/>
          <testcase classname="migrun.users" name="roundtrip" time="0.100"/>
          <testcase classname="migrun.users" name="rule:MF104:bb11cc22dd33" file="users/migrations/versions/bb11cc22dd33_todo.py" time="0.000">
            <failure message="upgrade() does nothing" type="MF104">MF104 empty-upgrade: upgrade() does nothing&#10;users/migrations/versions/bb11cc22dd33_todo.py:14, bb11cc22dd33&#10;Write upgrade().</failure>
          </testcase>
        </testsuite>
      </testsuites>
      "
    `);
  });

  test("holds nothing that XML cannot", () => {
    const text = renderJunit(hostileReport(), options);
    // oxlint-disable-next-line no-control-regex
    expect(text).not.toMatch(/[\u0000-\u0008\u000B-\u001F\uFFFE\uFFFF]/);
    expect(Buffer.from(text, "utf8").toString("utf8")).toBe(text);
    expect(text).toContain("a&lt;b&gt;&amp;&quot;c&quot; red\uFFFD\uFFFD x]]&gt;");
    expect(text).toContain('classname="migrun.x&lt;|y"');
  });

  test("gives tests of one name different names", () => {
    const twice = [1, 2].map((line) =>
      finding({ code: "MF101", check: "files", message: "m", revision: "a1", file: "a.py", line }),
    );
    const report = reportOf([
      target("a", { status: "failed", checks: [check("files", "failed")], findings: twice }),
    ]);
    expect(renderJunit(report, options).match(/ name="rule:[^"]*"/g)).toEqual([
      ' name="rule:MF101:a1"',
      ' name="rule:MF101:a1:2"',
    ]);
  });

  test("a target that is red without a check that says so is an error", () => {
    const text = renderJunit(reportOf([target("a", { status: "error", checks: [] })]), options);
    expect(text).toContain('errors="1"');
  });

  test("problems of the run are a suite of their own, and long texts are cut", () => {
    const problems = [finding({ code: "MX902", message: "x".repeat(200_000) })];
    const text = renderJunit(reportOf([], { problems }), options);
    expect(text).toContain('<testcase classname="migrun" name="run:MX902"');
    expect(text.length).toBeLessThan(250_000);
  });
});

describe("github", () => {
  test("guards the text and annotates files from the root of the repository", () => {
    const text = renderGithub(redReport(), options);
    const [guarded, annotations] = text.split("\n::token-1::\n");
    expect(guarded?.startsWith("::stop-commands::token-1\n")).toBe(true);
    expect(annotations).toMatchInlineSnapshot(`
      "::error title=MC501 missing-object (analytics)::index ix_orders_created_at is in the models and not in the migrated database%0AAdd it in a revision:%0Aop.create_index("ix_orders_created_at", "orders", ["created_at"])
      ::error title=MC501 missing-object (analytics)::column orders.note is in the models and not in the migrated database%0AAdd it in a revision: alembic --name analytics revision --autogenerate -m "add note"%0Aop.add_column("orders", sa.Column("note", sa.Text(), nullable=True))
      ::error file=backend/services/billing/migrations/versions/9f00aa11bb22_add_tax.py,line=12,title=MG001 multiple-heads (billing)::2 heads: 77aa10b2c3d4 (add invoices) and 9f00aa11bb22 (add tax), forked at 51c0ffee0001%0AMerge them: alembic --config services/billing/alembic.ini merge -m "merge heads" 77aa10b2c3d4 9f00aa11bb22
      ::error file=backend/orders/migrations/versions/d1e2f3a4b5c6_status_required.py,line=19,title=MX905 upgrade-failed (orders)::revision d1e2f3a4b5c6 fails: column "status" of relation "orders" contains null values%0AALTER TABLE orders ALTER COLUMN status SET NOT NULL%0ASQLSTATE 23502 \\x1b]0;owned\\x07%0AFill the rows first, in an earlier statement of the same revision:%0Aop.execute("UPDATE orders SET status = 'new' WHERE status IS NULL")
      ::error file=backend/users/migrations/versions/31b0c2d3e4f5_add_mood.py,line=31,title=MC510 left-behind (users)::type mood is still there after the downgrade of revision 31b0c2d3e4f5%0ADrop it in downgrade():%0Asa.Enum(name="mood").drop(op.get_bind())
      ::error file=backend/users/migrations/versions/aa00bb11cc22_backfill.py,line=1,title=MF103 no-downgrade (users)::downgrade() is missing%0AWrite downgrade(), or raise in it with the reason.
      ::warning file=backend/analytics/migrations/versions/5c0d9e1f2a3b_backfill.py,line=24,title=MX907 offline-breaks (analytics)::offline mode fails in revision 5c0d9e1f2a3b; the recorded SQL is used instead
      ::warning file=backend/users/migrations/versions/bb11cc22dd33_todo.py,line=14,title=MF104 empty-upgrade (users)::upgrade() does nothing
      ::notice title=MX903 foreign-connection (analytics)::asked for db.internal/x
      "
    `);
  });

  test("no text from outside is a command of its own", () => {
    const commands = renderGithub(hostileReport(), options).split("\n::token-1::\n")[1];
    expect(commands).toMatchInlineSnapshot(`
      "::error file=backend/a b%2Cc%3Ad.py,line=3,title=MX905 upgrade-failed (x<|y)::a<b>&"c" \\x1b[31mred\\x00\\ud800 x]]> | \` * @me ::error::x%250A%0A::add-mask::y
      "
    `);
  });

  test("nine of a kind, then a count", () => {
    const many = Array.from({ length: 12 }, (_, index) => finding({ code: "MC501", message: `m${index}` }));
    const lines = renderGithub(reportOf([], { problems: many }), options).match(/^::error .*$/gm);
    expect(lines).toHaveLength(10);
    expect(lines?.at(-1)).toBe("::error title=migrun::3 more errors in the log of this step");
  });

  test("what was accepted is not annotated", () => {
    expect(renderGithub(redReport(), options)).not.toContain("spatial_ref_sys");
  });
});

describe("markdown", () => {
  test("of a green run", () => {
    expect(renderMarkdown(greenReport(), options)).toMatchInlineSnapshot(`
      "## ✅ migrun \`all\`: 4 targets: 4 passed

      | target | head | revisions | upgrade | drift | round trip | lint | time |
      | --- | --- | --- | --- | --- | --- | --- | --- |
      | analytics | \`5c0d9e1f2a3b\` | 21 | ✅ | ✅ | ✅ | ✅ | 2.5 s |
      | billing | \`77aa10b2c3d4\` | 18 | ✅ | ✅ | ✅ | ✅ | 1.9 s |
      | notifications | \`0042_add_channel\` | 42 | ✅ | ✅ | ✅ | ✅ | 0.6 s |
      | users | \`ae1027a6acf4\` | 12 (1 new) | ✅ | ✅ | ✅ | ✅ | 1.9 s |

      2 targets asked for databases that were not theirs and were kept away: analytics (db.internal/analytics), billing (localhost/billing, localhost/ledger, 1 more)

      no findings · 3.1 s · base: origin/main 0123456789
      "
    `);
  });

  test("of a red run", () => {
    expect(renderMarkdown(redReport(), options)).toMatchInlineSnapshot(`
      "## ❌ migrun \`all\`: 5 targets: 1 passed, 3 failed, 1 not checked

      | target | head | revisions | upgrade | sql | drift | round trip | lint | time |
      | --- | --- | --- | --- | --- | --- | --- | --- | --- |
      | **analytics** | \`ae1027a6acf4\` | 14 | ✅ | ⚠️ 1 | ❌ 2 | ✅ | ✅ | 1.9 s |
      | **billing** | \`77aa10b2c3d4\` \`9f00aa11bb22\` | 14 | – | – | – | – | ✅ | 12 ms |
      | **orders** | \`d1e2f3a4b5c6\` | 14 | ❌ 1 | 💥 error | – | – | ✅ | 1.9 s |
      | search | \`ae1027a6acf4\` | 14 | ✅ | ✅ | ✅ | ✅ | ✅ | 1.9 s |
      | **users** | \`ae1027a6acf4\` | 14 | ✅ | ✅ | ✅ | ❌ 1 | ❌ 1 | 1.9 s |

      <details open><summary><b>analytics: 2 problems</b></summary>

      **drift: index ix\\_orders\\_created\\_at is in the models and not in the migrated database**

      MC501 missing-object · \`index:public.ix_orders_created_at\`

      Why: Code that uses it fails on every database that only the revisions built.

      Fix: Add it in a revision:

      \`\`\`python
      op.create_index("ix_orders_created_at", "orders", ["created_at"])
      \`\`\`

      **drift: column orders.note is in the models and not in the migrated database**

      MC501 missing-object · \`table:public.orders.column:note\`

      Why: Code that uses it fails on every database that only the revisions built.

      Fix: Add it in a revision: alembic --name analytics revision --autogenerate -m "add note"

      \`\`\`python
      op.add_column("orders", sa.Column("note", sa.Text(), nullable=True))
      \`\`\`

      </details>

      <details open><summary><b>billing: 1 problem</b></summary>

      **heads: 2 heads: 77aa10b2c3d4 (add invoices) and 9f00aa11bb22 (add tax), forked at 51c0ffee0001**

      MG001 multiple-heads · \`services/billing/migrations/versions/9f00aa11bb22_add_tax.py:12\` · revision \`9f00aa11bb22\`

      Why: \`alembic upgrade head\` stops with an error, so the next deploy does too.

      Fix: Merge them: alembic --config services/billing/alembic.ini merge -m "merge heads" 77aa10b2c3d4 9f00aa11bb22

      Not run: upgrade, sql, drift, roundtrip (the history has 2 heads)

      </details>

      <details open><summary><b>orders: 2 problems</b></summary>

      **upgrade: revision d1e2f3a4b5c6 fails: column "status" of relation "orders" contains null values**

      \`\`\`
      ALTER TABLE orders ALTER COLUMN status SET NOT NULL
      SQLSTATE 23502 \\x1b]0;owned\\x07
      \`\`\`

      MX905 upgrade-failed · \`orders/migrations/versions/d1e2f3a4b5c6_status_required.py:19\` · revision \`d1e2f3a4b5c6\` · \`table:public.orders\`

      Why: The next deploy stops here, and so does every fresh database.

      Fix: Fill the rows first, in an earlier statement of the same revision:

      \`\`\`python
      op.execute("UPDATE orders SET status = 'new' WHERE status IS NULL")
      \`\`\`

      **sql** could not be done:

      \`\`\`
      the bridge process ended: \\x1b[31mkilled\\x1b[0m
      \`\`\`

      Not run: drift, roundtrip (upgrade failed)

      </details>

      <details open><summary><b>users: 2 problems</b></summary>

      **roundtrip: type mood is still there after the downgrade of revision 31b0c2d3e4f5**

      MC510 left-behind · \`users/migrations/versions/31b0c2d3e4f5_add_mood.py:31\` · revision \`31b0c2d3e4f5\` · \`type:public.mood\`

      Why: The next upgrade after a downgrade meets it, and often fails because it already exists.

      Fix: Drop it in downgrade():

      \`\`\`python
      sa.Enum(name="mood").drop(op.get_bind())
      \`\`\`

      **files: downgrade() is missing**

      MF103 no-downgrade · \`users/migrations/versions/aa00bb11cc22_backfill.py:1\` · revision \`aa00bb11cc22\`

      Why: \`alembic downgrade\` ends with an AttributeError, at the worst moment to learn it.

      Fix: Write downgrade(), or raise in it with the reason.

      </details>

      <details><summary>2 warnings</summary>

      - MX907 analytics: offline mode fails in revision 5c0d9e1f2a3b; the recorded SQL is used instead (\`analytics/migrations/versions/5c0d9e1f2a3b_backfill.py:24\`)
      - MF104 users: upgrade() does nothing (\`users/migrations/versions/bb11cc22dd33_todo.py:14\`)

      </details>

      exit code 3: infrastructure: no Python, no Alembic, no server, or a missing extension

      6 errors, 2 warnings, 1 notice · 3.1 s · base: origin/main 0123456789
      "
    `);
  });

  test("of a run that warnings fail", () => {
    const text = renderMarkdown(strictReport(), options);
    expect(text).toContain("<b>users: 2 problems</b>");
    expect(text.match(/upgrade\(\) does nothing/g)).toHaveLength(1);
    expect(text).toContain("exit code 1: warnings fail this run (strict)");
  });

  test("a finding that only repeats another is folded, a place that is told is not repeated", () => {
    const lacks = { revision: "b2", file: "v/b2.py", line: 3 };
    const findings = [
      finding({ ...lacks, code: "MF103", check: "files", message: "no downgrade()" }),
      finding({ ...lacks, code: "MX906", check: "roundtrip", message: "no downgrade()" }),
      finding({ ...lacks, code: "MG001", check: "heads", message: "2 heads\nb2 (v/b2.py:3)" }),
    ];
    const text = renderMarkdown(reportOf([target("a", { status: "failed", findings })]), options);
    expect(text).toContain("**roundtrip: revision b2 has no way down, see MF103 above**\n\n");
    expect(text).toContain("MF103 a-rule · `v/b2.py:3` · revision `b2`\n");
    expect(text).toContain("MG001 a-rule\n");
  });

  test("says what was only counted, and where a round trip ended", () => {
    const checks = [
      check("files", "passed", { data: { released: 58 } }),
      check("roundtrip", "passed", { data: { verifiedDownTo: "ae1027a6acf" } }),
    ];
    expect(renderMarkdown(reportOf([target("users", { checks })]), options)).toContain(
      "\n\n58 released revisions were not judged by file rules: --all-revisions judges them\n\nusers: round trip verified down to ae1027a6acf\n\n",
    );
  });

  test("no text from outside is markup", () => {
    expect(renderMarkdown(hostileReport(), options)).toMatchInlineSnapshot(`
      "## ❌ migrun \`all\`: 1 target: 1 failed

      | target | head | revisions | upgrade | time |
      | --- | --- | --- | --- | --- |
      | **x&lt;\\|y** | \`ae1027a6acf4\` | 14 | ❌ 1 | 1.9 s |

      <details open><summary><b>x&lt;|y: 1 problem</b></summary>

      **upgrade: a&lt;b&gt;&amp;"c" \\\\x1b\\[31mred\\\\x00\\\\ud800 x\\]\\]&gt; \\| \\\` \\* &#64;me ::error::x%0A**

      \`\`\`
      ::add-mask::y
      \`\`\`

      MX905 upgrade-failed · \`a b,c:d.py:3\`

      Why: The next deploy stops here, and so does every fresh database.

      </details>

      exit code 1: a check failed

      1 error · 3.1 s · base: origin/main 0123456789
      "
    `);
  });

  test("backticks stay code, and code in a table keeps its borders", () => {
    const odd = finding({ code: "MG001", rule: "multiple-heads", message: "run `alembic <x> | y` or ` not" });
    const text = renderMarkdown(reportOf([target("a", { heads: ["a|b`c"], findings: [odd] })]), options);
    expect(text).toContain("**run `alembic <x> | y` or \\` not**");
    expect(text).toContain("| `` a\\|b`c `` |");
  });

  test("is cut by whole blocks where it would be too long for a comment", () => {
    const big = Array.from({ length: 8 }, (_, index) =>
      target(`t${index}`, {
        status: "failed",
        findings: [finding({ code: "MX905", message: `fails\n${"y".repeat(12_000)}` })],
      }),
    );
    const text = renderMarkdown(reportOf(big), options);
    expect(text.length).toBeLessThan(65_536);
    expect(text).toContain("4 more sections in the JSON report");
    expect(text.match(/<details/g)).toHaveLength(4);
    expect(text.match(/<\/details>/g)).toHaveLength(4);
  });
});
