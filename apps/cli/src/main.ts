import { COMMANDS, findCommand } from "./command-table.ts";
import { renderCommandHelp, renderHelp } from "./help.ts";
import type { Context } from "./context.ts";
import { VERSION } from "./version.ts";

/**
 * The whole program: from arguments to an exit code. Never throws and never ends the process.
 * What needs nothing is answered first; everything else is loaded when it is needed.
 */
export async function main(argv: readonly string[], context: Context): Promise<number> {
  try {
    const answer = answerAtOnce(argv);
    if (answer !== null) {
      await context.io.stdout.write(answer);
      return 0;
    }
    const { parseArguments, runCommand } = await import("./command-line.ts");
    return await runCommand(await parseArguments(argv), context);
  } catch (error) {
    const { endWithError } = await import("./command-line.ts");
    return await endWithError(error, argv, context.io);
  }
}

/** Help and version, or null where the command line asks for something else. */
function answerAtOnce(argv: readonly string[]): string | null {
  const end = argv.indexOf("--");
  const own = end === -1 ? argv : argv.slice(0, end);
  const [first, second] = own;
  if (first === "--version" || first === "-V") return `${VERSION}\n`;
  if (first === "help") return helpOn(own.slice(1).filter((word) => !isHelpFlag(word)));
  if (!own.some(isHelpFlag)) return null;
  if (first === undefined || first.startsWith("-")) return renderHelp();
  return helpOn([first, ...(second === undefined || second.startsWith("-") ? [] : [second])], true);
}

function isHelpFlag(word: string): boolean {
  return word === "--help" || word === "-h";
}

/** Help on a command by its words; with `loose` words after the command are its operands. Null: no such command. */
function helpOn(words: readonly string[], loose = false): string | null {
  const [first] = words;
  if (first === undefined) return renderHelp();
  const exact = findCommand(words.join(" ")) ?? (loose ? findCommand(first) : null);
  const below = COMMANDS.find((command) => command.name.startsWith(`${first} `));
  const command = exact ?? (words.length === 1 || loose ? below : undefined);
  return command === undefined ? null : renderCommandHelp(command);
}
