import type { BaseComparison } from "../base/base-comparison.ts";
import { compareTexts } from "../base/compare-texts.ts";
import type { FindingDraft } from "../findings/finding.ts";
import { buildGraph } from "../graph/build-graph.ts";
import { revisionOf } from "../revision/history-file.ts";
import type { HistoryFile } from "../revision/history-file.ts";
import { parseRevision } from "../revision/parse-revision.ts";
import { checkFiles } from "./check-files.ts";
import { checkHeads } from "./check-heads.ts";
import type { RuleExample, RuleTarget } from "./define-rule.ts";

/** What tests may say of the history that they judge. */
export interface JudgeOptions {
  /** Ids that exist at the base. */
  readonly released?: readonly string[];
  /** Characters that the version table holds; default: 32. */
  readonly versionWidth?: number;
  /** Answers of Python by file name. */
  readonly python?: Readonly<Record<string, HistoryFile["python"]>>;
}

/** Everything that the rules say of a version folder `versions/` below the root. */
export function judge(example: RuleExample, options: JudgeOptions = {}): FindingDraft[] {
  const files: HistoryFile[] = Object.entries(example.files).map(([name, text]) => ({
    file: `/repo/versions/${name}`,
    parsed: parseRevision(text, `/repo/versions/${name}`),
    python: options.python?.[name] ?? null,
  }));
  const target: RuleTarget = {
    name: "users",
    alembic: "alembic -n users",
    heads: example.heads ?? 1,
    fileTemplate: example.fileTemplate ?? null,
    versionWidth: options.versionWidth ?? 32,
    root: "/repo",
    scriptDirectory: "/repo/versions",
    allowImports: example.allowImports ?? [],
    moduleFile: (name) =>
      example.modules?.includes(name) ? `/repo/app/${name.replaceAll(".", "/")}.py` : null,
    hasNamingConvention: () => example.namingConvention ?? false,
  };
  const released = options.released ?? releasedIds(example.base ?? {});
  const isNew = (id: string): boolean => !released.includes(id);
  const graph = buildGraph(files.flatMap((file) => revisionOf(file) ?? []));
  const heads = checkHeads({ target, graph, isNew, base: compare(example) });
  const { drafts } = checkFiles({ target, files, isNew: (file) => isNew(revisionOf(file)?.id ?? "") });
  return [...heads, ...drafts];
}

/** What one rule says, as `line: message` and hint. */
export function said(code: string, example: RuleExample, options: JudgeOptions = {}): string[] {
  return judge(example, options)
    .filter((finding) => finding.code === code)
    .map(({ file, line, message, hint }) => `${file?.slice("/repo/".length)}:${line} ${message}\n${hint}`);
}

function releasedIds(files: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(files).flatMap(([name, text]) => {
    const parsed = parseRevision(text, `/repo/versions/${name}`);
    return parsed.kind === "revision" ? [parsed.revision.id] : [];
  });
}

function compare({ files, base }: RuleExample): BaseComparison | null {
  if (base === undefined) return null;
  const at = (name: string): string => `/repo/versions/${name}`;
  return compareTexts({
    commit: "c0ffee0123",
    changed: Object.entries(base)
      .filter(([name, text]) => files[name] !== text)
      .map(([name, before]) => ({ file: at(name), before, after: files[name] ?? null })),
    added: Object.entries(files)
      .filter(([name]) => base[name] === undefined)
      .map(([name, text]) => ({ file: at(name), text })),
  });
}
