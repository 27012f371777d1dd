import type { Detector, DoctorInput, DoctorSubject } from "../repository.ts";
import { readCommands } from "../scripts/read-commands.ts";
import { baseName } from "../../targets/paths.ts";

const CALL =
  /\balembic\b((?:\s+[^\s|;&]+)*?)\s+upgrade\b((?:\s+-{1,2}\w[\w-]*)*)\s+["']?head["']?(?=[\s;&|)"']|$)/u;

/** `alembic upgrade head` where the history has several heads. Only where it is certain which history is meant. */
export const ambiguousUpgrade: Detector = (input) =>
  readCommands(input.repository).flatMap(({ file, line, text }) => {
    const call = CALL.exec(text);
    if (call === null) return [];
    const subject = subjectOf(call[1] ?? "", input);
    if (subject === null || subject.heads === null || subject.heads < 2) return [];
    return [
      {
        code: "MX932" as const,
        message: `\`alembic upgrade head\` is called for ${subject.name}, which has ${subject.heads} heads.`,
        hint: "Write `alembic upgrade heads` where they are meant to stand side by side; else run `alembic merge heads`.",
        object: `target:${subject.name}`,
        file,
        line,
      },
    ];
  });

/** The only target that the options can mean; null where there are several. */
function subjectOf(options: string, { subjects }: DoctorInput): DoctorSubject | null {
  const section = /(?:-n|--name)[\s=]+["']?([\w.-]+)/u.exec(options)?.[1] ?? "alembic";
  const config = /(?:-c|--config)[\s=]+["']?([\w./-]+)/u.exec(options)?.[1] ?? null;
  const fitting = subjects.filter(
    (subject) =>
      subject.section === section &&
      (config === null || subject.config.endsWith(config.replace(/^\.\//u, ""))) &&
      (config !== null || /^(?:alembic\.ini|pyproject\.toml)$/u.test(baseName(subject.config))),
  );
  const [only, ...others] = fitting;
  return only === undefined || others.length > 0 ? null : only;
}
