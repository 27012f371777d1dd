import { describe, expect, it } from "vitest";
import type { InitRequest } from "./plan-init.ts";
import { planInit } from "./plan-init.ts";
import type { RepositoryFacts } from "./repository-facts.ts";

const FACTS: RepositoryFacts = {
  folder: "",
  ci: [],
  otherCi: [],
  hooks: [],
  pythons: [],
  targets: [{ name: "users", missing: [] }],
  configFiles: [],
  defaultBranch: "main",
  postgresImage: null,
  isDependency: false,
  hasGitlabFile: false,
  gitlabRunsMigrun: false,
  pythonVersion: null,
};
const REQUEST: InitRequest = { ci: null, hook: null, postgresService: false, version: "1.2.3" };

const plan = (facts: Partial<RepositoryFacts>, request: Partial<InitRequest> = {}) =>
  planInit({ ...FACTS, ...facts }, { ...REQUEST, ...request });
const paths = (...given: Parameters<typeof plan>) => plan(...given).files.map(({ path }) => path);
const textOf = (path: string, ...given: Parameters<typeof plan>) =>
  plan(...given).files.find((file) => file.path === path)?.text;

describe("planInit", () => {
  it("writes nothing for what is not there, and says how to ask for it", () => {
    const { files, notes } = plan({});
    expect(files).toEqual([]);
    expect(notes).toEqual([
      "no configuration file is needed: everything is found",
      "no CI system was found: --ci=github or --ci=gitlab writes a pipeline",
      "no hook system was found: --hook=pre-commit, lefthook or husky writes a hook",
    ]);
  });

  it("writes for what is found", () => {
    expect(
      paths({
        ci: [{ system: "github", by: ".github/workflows" }],
        hooks: [{ system: "husky", by: ".husky" }],
      }),
    ).toEqual([".github/workflows/migrun.yml", ".husky/pre-commit"]);
  });

  it("has nothing to add where GitLab runs it already", () => {
    const ci = [{ system: "gitlab", by: ".gitlab-ci.yml" }] as const;
    expect(paths({ ci, hasGitlabFile: true })).toEqual([".gitlab/migrun.yml", ".gitlab-ci.yml"]);
    const { files } = plan({ ci, hasGitlabFile: true, gitlabRunsMigrun: true });
    expect(files).toEqual([expect.objectContaining({ path: ".gitlab-ci.yml", mark: "migrun" })]);
  });

  it("takes the version of Python from the repository", () => {
    const request = { ci: "github" } as const;
    const path = ".github/workflows/migrun.yml";
    const pythonVersion = { system: "3.11", by: "Dockerfile" };
    expect(textOf(path, {}, request)).toContain('python-version: "3.13"\n');
    expect(textOf(path, { pythonVersion }, request)).toContain('python-version: "3.11" # as in Dockerfile\n');
    expect(textOf(".gitlab-ci.yml", { pythonVersion }, { ci: "gitlab" })).toContain("image: python:3.11\n");
    expect(plan({ pythonVersion }).found).toContainEqual(["Python version", "3.11 (Dockerfile)"]);
    const project = { manager: "pip", folder: "", file: "requirements.txt", isWorkspace: false } as const;
    const own = { pythons: [{ ...project, versionFile: ".python-version" }], pythonVersion };
    expect(textOf(path, own, request)).toContain('python-version-file: ".python-version"\n');
    const range = { pythons: [{ ...project, versionFile: "pyproject.toml" }] };
    expect(textOf(path, { ...range, pythonVersion }, request)).toContain('python-version: "3.11"');
    expect(textOf(path, range, request)).toContain("python-version-file: pyproject.toml\n");
  });

  it("asks which hook, where there are several", () => {
    const hooks = [
      { system: "husky", by: ".husky" },
      { system: "lefthook", by: "lefthook.yml" },
    ] as const;
    expect(paths({ hooks })).toEqual([]);
    expect(plan({ hooks }).notes.at(-1)).toContain("several hook systems");
    expect(paths({ hooks }, { hook: "lefthook" })).toEqual(["lefthook.yml"]);
    expect(paths({ hooks: hooks.slice(0, 1) }, { hook: "none" })).toEqual([]);
  });

  it("adds to the file that lefthook has", () => {
    expect(paths({ hooks: [{ system: "lefthook", by: ".lefthook.yaml" }] })).toEqual([".lefthook.yaml"]);
  });

  it("puts GitLab's job beside a pipeline that exists, with the line that includes it", () => {
    const files = plan({ ci: [{ system: "gitlab", by: ".gitlab-ci.yml" }], hasGitlabFile: true }).files;
    expect(files.map(({ path, byHand }) => [path, byHand])).toEqual([
      [".gitlab/migrun.yml", null],
      [".gitlab-ci.yml", "include:\n  - local: .gitlab/migrun.yml\n"],
    ]);
  });

  it("configures only what env.py raises without", () => {
    const targets = [
      { name: "users", missing: ["SECRET_KEY"] },
      { name: "on", missing: [] },
    ];
    expect(textOf("migrun.config.yaml", { targets })).toBe(
      "targets:\n  users:\n    env: # env.py raises without these; any value will do for checks\n      SECRET_KEY: placeholder\n",
    );
    expect(paths({ targets, folder: "api" })).toEqual(["api/migrun.config.yaml"]);
    expect(paths({ targets, configFiles: [".migrunrc"] })).toEqual([".migrunrc"]);
  });

  it("takes the installed migrun where the repository has it", () => {
    const text = (isDependency: boolean) => textOf(".husky/pre-commit", { isDependency }, { hook: "husky" });
    expect(text(true)).toBe("npx --no migrun quick\n");
    expect(text(false)).toBe("npx -y migrun@1.2.3 quick\n");
  });

  it("installs every set of packages in its own folder", () => {
    const pythons = ["services/a", "services/b"].map((folder) => ({
      manager: "uv" as const,
      folder,
      file: "uv.lock",
      isWorkspace: false,
      versionFile: null,
    }));
    const text = textOf(".github/workflows/migrun.yml", { pythons }, { ci: "github" }) ?? "";
    expect(text.match(/setup-uv@/gu)).toHaveLength(1);
    expect(text).toContain("- run: uv sync --locked\n        working-directory: services/a\n");
    expect(text).toContain("- run: uv sync --locked\n        working-directory: services/b\n");
  });

  it("names a system that nothing is written for", () => {
    const { files, notes } = plan({ otherCi: [{ system: "CircleCI", by: ".circleci/config.yml" }] });
    expect(files).toEqual([]);
    expect(notes[1]).toMatch(/^no pipeline is written for CircleCI: .*npx -y migrun@1\.2\.3 all/u);
  });
});
