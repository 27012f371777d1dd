import { readFileSync } from "node:fs";
import { MigrunError } from "@migrun/core";

/** Why there can be no network of its own here, and what to do. */
export interface NetworkProblem {
  /** What stands in the way: a subordinate clause that goes on after "is not possible here:". */
  readonly reason: string;
  /** The next step, starting with a verb. */
  readonly hint: string;
}

/** The same as an error that ends the command: what was asked for is never quietly left out. */
export function networkError({ reason, hint }: NetworkProblem): MigrunError {
  return new MigrunError(`\`isolation: strict\` is not possible here: ${reason}.`, {
    code: "MIGRUN_STRICT_ISOLATION",
    exitCode: 3,
    hint,
  });
}

/** Another system than Linux. */
export function noLinux(): NetworkProblem {
  return {
    reason: `a network of its own is a namespace of the Linux kernel, and this is ${process.platform}`,
    hint: `Run the checks on Linux (CI, a container), or set \`isolation: default\`. ${OTHERS}`,
  };
}

const noPython: NetworkProblem = {
  reason: "it takes a Python 3 to make the namespace, and none was found",
  hint: "Install one, or set `python` in the configuration.",
};

const OTHERS = "The layers environment, sqlalchemy and drivers are always on.";
const ENTER = `or set \`isolation: default\`. ${OTHERS}`;

/** What the kernel or Python answered, in words. `said` is what `network.py make` printed. */
export function refusedBy(said: string): NetworkProblem {
  if (/^spawn .* ENOENT$/u.test(said)) return noPython;
  const refusal = parseRefusal(said);
  if (refusal === null) {
    const [line = "it ended without a word"] = said.trim().split("\n").slice(-1);
    return { reason: `making the namespace failed (${line})`, hint: `Mend what it says, ${ENTER}` };
  }
  const { step, why } = refusal;
  if (step === "ctypes") {
    return {
      reason: `this Python has no ctypes (${why})`,
      hint: `Use a Python that was built with libffi, ${ENTER}`,
    };
  }
  return { reason: `the kernel refused ${STEPS[step] ?? step} (${why})`, hint: `${cure()}, ${ENTER}` };
}

const STEPS: Readonly<Record<string, string>> = {
  unshare: "a namespace of its own",
  loopback: "a loopback interface inside the namespace",
  mount: "mounts inside the namespace",
};

/** Switches of Linux that forbid namespaces to ordinary users: file below /proc/sys, the value that does it, its cure. */
const SWITCHES = [
  [
    "kernel/apparmor_restrict_unprivileged_userns",
    "1",
    "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0",
  ],
  ["kernel/unprivileged_userns_clone", "0", "sysctl -w kernel.unprivileged_userns_clone=1"],
  ["user/max_user_namespaces", "0", "sysctl -w user.max_user_namespaces=10000"],
  ["user/max_net_namespaces", "0", "sysctl -w user.max_net_namespaces=10000"],
] as const;

function cure(): string {
  const found = SWITCHES.find(([file, value]) => readSwitch(file) === value);
  if (found !== undefined) return `Allow it (as root: \`${found[2]}\`)`;
  return "Allow it: in a container start that with `--cap-add SYS_ADMIN --security-opt apparmor=unconfined` (Docker's default forbids namespaces)";
}

function readSwitch(file: string): string {
  try {
    return readFileSync(`/proc/sys/${file}`, "utf8").trim();
  } catch {
    return "";
  }
}

function parseRefusal(said: string): { readonly step: string; readonly why: string } | null {
  try {
    const { step, why } = JSON.parse(said) as Record<string, unknown>;
    return typeof step === "string" && typeof why === "string" ? { step, why } : null;
  } catch {
    return null;
  }
}
