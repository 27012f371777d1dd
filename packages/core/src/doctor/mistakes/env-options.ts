import { configureCalls } from "../python/configure-call.ts";
import { lineAt } from "../line-at.ts";
import { type Detector, hasNoMetadata, type Mistake } from "../repository.ts";
import { startingCode } from "../starting-code.ts";
import { isBelow } from "../relative-paths.ts";

/** Column types that autogenerate leaves out: switched off, or by an Alembic that has it off (before 1.12). */
export const typesNotCompared: Detector = ({ subjects }) =>
  subjects.flatMap((subject) => {
    const { envText, envFile, alembic, name } = subject;
    if (envText === null || envFile === null || !envText.includes("target_metadata")) return [];
    if (hasNoMetadata(envText)) return [];
    const calls = configureCalls(envText).filter((call) => !call.isOpen);
    const off = calls.find((call) => call.source("compare_type") === "False");
    const old =
      alembic !== null && isBefore112(alembic) && calls.length > 0 && !envText.includes("compare_type");
    if (off === undefined && !old) return [];
    const why =
      off === undefined
        ? `Alembic ${alembic ?? ""} compares no types unless it is asked to`
        : "compare_type=False";
    const mistake: Mistake = {
      code: "MX935",
      message: `${name}: autogenerate does not compare the types of columns (${why}).`,
      hint: "Write compare_type=True in the calls of context.configure, or upgrade to Alembic 1.12 or later and leave it out.",
      object: `target:${name}`,
      file: envFile,
      line: off?.line ?? calls[0]?.line ?? null,
    };
    return [mistake];
  });

/** `fileConfig` of the template in an application that migrates by itself: its own loggers fall silent. */
export const loggersDisabled: Detector = (input) => {
  if (startingCode(input).length === 0) return [];
  return input.subjects.flatMap(({ envText, envFile, name }) => {
    const call = envText === null ? null : /\bfileConfig\s*\(([^()]|\([^()]*\))*\)/u.exec(envText);
    if (envText === null || call === null || envFile === null) return [];
    if (call[0].includes("disable_existing_loggers") || isConditional(envText, call.index)) return [];
    return [
      {
        code: "MX933" as const,
        message: `${name}: the application migrates in its own process, and fileConfig in env.py turns its loggers off.`,
        hint: "Write fileConfig(config.config_file_name, disable_existing_loggers=False).",
        object: `target:${name}`,
        file: envFile,
        line: lineAt(envText, call.index + 1),
      },
    ];
  });
};

/** The template's own condition is always true where there is an ini; any other one is somebody's thought. */
function isConditional(text: string, at: number): boolean {
  const before = text.slice(0, at).split("\n").at(-2) ?? "";
  return /^\s*if\b/u.test(before) && !/config_file_name\s+is\s+not\s+None/u.test(before);
}

function isBefore112(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map((part) => Number.parseInt(part, 10));
  return major < 1 || (major === 1 && minor < 12);
}

const UNNAMED =
  /\bop\.(?:create_(?:unique_constraint|foreign_key|check_constraint|primary_key)|drop_constraint)\(\s*None\b|\bbatch_op\.(?:create_\w+|drop_constraint)\(\s*None\b/u;

/** Constraints without a name in revisions, and no naming convention in the models to give them one. */
export const unnamedConstraints: Detector = ({ repository, subjects }) => {
  const isNamed = repository.files.some(
    (file) => file.endsWith(".py") && (repository.read(file) ?? "").includes("naming_convention"),
  );
  if (isNamed) return [];
  return subjects.flatMap(({ versionFolders, name }) => {
    const files = repository.files.filter(
      (file) => file.endsWith(".py") && versionFolders.some((folder) => isBelow(file, folder)),
    );
    const found = files.filter((file) => UNNAMED.test(repository.read(file) ?? ""));
    const [first] = found;
    if (first === undefined) return [];
    const text = repository.read(first) ?? "";
    return [
      {
        code: "MX934" as const,
        message: `${name}: ${found.length === 1 ? "a revision makes" : `${found.length} revisions make`} constraints without a name.`,
        hint: "Give the models' MetaData a naming_convention; Alembic then writes names into new revisions.",
        object: `target:${name}`,
        file: first,
        line: lineAt(text, text.search(UNNAMED) + 1),
      },
    ];
  });
};
