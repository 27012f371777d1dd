import type { HookSystem, RepositoryFacts } from "./repository-facts.ts";
import { shellWord, yamlText } from "./yaml-text.ts";

/** A hook: its file, the whole text where there is none yet, and what to add where there is one. */
export interface HookFile {
  readonly path: string;
  readonly text: string;
  readonly byHand: string;
  readonly isExecutable: boolean;
  /** What else has to be done once. */
  readonly next: string;
}

/** `migrun quick` before each commit, in the words of a hook system. It always runs: a deleted revision matters too. */
export function hookFile(
  system: HookSystem,
  { folder, isDependency, hooks }: Pick<RepositoryFacts, "folder" | "isDependency" | "hooks">,
  version: string,
): HookFile {
  const command = isDependency ? "npx --no migrun quick" : `npx -y migrun@${version} quick`;
  switch (system) {
    case "pre-commit":
      return preCommit(folder, version);
    case "lefthook": {
      const job = [
        "- name: migrun",
        ...(folder === "" ? [] : [`  root: ${yamlText(`${folder}/`)}`]),
        `  run: ${command}`,
      ];
      const text = `pre-commit:\n  jobs:\n${lines(job, 4)}`;
      // lefthook knows a dozen names for its file; what is there is the one to add to.
      const there = hooks.find((sign) => sign.system === "lefthook" && sign.by.includes("lefthook."));
      return {
        path: there?.by ?? "lefthook.yml",
        text,
        byHand: text,
        isExecutable: false,
        next: "lefthook install",
      };
    }
    case "husky": {
      const text = folder === "" ? `${command}\n` : `(cd ${shellWord(folder)} && ${command})\n`;
      return { path: ".husky/pre-commit", text, byHand: text, isExecutable: true, next: "npx husky" };
    }
  }
}

function preCommit(folder: string, version: string): HookFile {
  // pre-commit always starts at the root, and splits the entry into words as a shell would.
  const entry =
    folder === "" ? "migrun quick" : `sh -c ${shellWord(`cd ${shellWord(folder)} && exec migrun quick`)}`;
  const repo = lines(
    [
      "- repo: local",
      "  hooks:",
      "    - id: migrun",
      "      name: migrun quick",
      `      entry: ${folder === "" ? entry : JSON.stringify(entry)}`,
      "      language: node",
      `      additional_dependencies: ["migrun@${version}"]`,
      "      pass_filenames: false",
      "      always_run: true # a revision that was deleted matters too",
    ],
    2,
  );
  return {
    path: ".pre-commit-config.yaml",
    text: `repos:\n${repo}`,
    byHand: repo,
    isExecutable: false,
    next: "pre-commit install",
  };
}

function lines(all: readonly string[], by: number): string {
  return all.map((line) => `${" ".repeat(by)}${line}\n`).join("");
}
