import { camelCase } from "./rule-files.ts";

/** The files of a reporter, by name. They compile, and the test fails until something is rendered. */
export function reporterFiles(name: string): ReadonlyMap<string, string> {
  const render = renderName(name);
  return new Map([
    [
      `${name}.ts`,
      `import type { Reporter } from "./reporter.ts";

/** TODO: for whom it is, and which limits it keeps. */
export const ${render}: Reporter = (report) => \`TODO: \${report.targets.length}\\n\`;
`,
    ],
    [
      `${name}.test.ts`,
      `import { expect, test } from "vitest";
import { greenReport, redReport } from "../../test/sample-reports.ts";
import { createTheme } from "../theme.ts";
import { ${render} } from "./${name}.ts";

const options = {
  theme: createTheme({ color: false, unicode: true }),
  width: 100,
  verbosity: 0,
  why: () => null,
  pathPrefix: "",
  codeScanning: false,
  randomToken: () => "token-1",
};

test("a green and a red run", () => {
  expect(${render}(greenReport(), options)).toContain("TODO: what a green run looks like");
  const red = ${render}(redReport(), options);
  for (const { name } of redReport().targets) expect(red).toContain(name);
  expect(red.endsWith("\\n")).toBe(true);
});
`,
    ],
  ]);
}

/** The registry of reporters, or the list of formats, with one more. */
export function withReporter(text: string, name: string): string {
  const entry = `  ${JSON.stringify(name)}: async () => (await import("./${name}.ts")).${renderName(name)},\n`;
  const changed = text
    .replace(/(?=\} as const satisfies Record<ReportName,)/u, () => entry)
    .replace(/(export const REPORTS = \[[^\]]*?),?\s*\]/u, (_, before: string) => `${before}, "${name}"]`);
  if (changed === text) throw new Error("the registry of reporters does not look as it did");
  return changed;
}

function renderName(name: string): string {
  return camelCase(`render-${name}`);
}
