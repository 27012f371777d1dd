import { readFile } from "node:fs/promises";
import { parseEnv } from "node:util";
import { type Report, type RunEvent, secretsInConfig, secretsInUrl } from "@migrun/core";
import { readDotenv } from "../targets/dotenv-files.ts";
import { type PreparedRun, settingsOf } from "./prepare-run.ts";

/** How variables of secrets are called; `PWD` is the working directory. */
const SECRET_NAME = /(?:^|_)(?:PASSWORD|PASSWD|PASSPHRASE|PASS|PW|SECRET|TOKEN)(?:_|$)/i;

/** Every secret that a run may come across: in the configuration and its envFiles, in ini files, in the environment. */
export async function secretsOf(
  prepared: Pick<PreparedRun, "targets" | "config">,
  env: Readonly<Record<string, string | undefined>>,
): Promise<readonly string[]> {
  const files = prepared.targets.flatMap((target) => settingsOf(prepared.config, target.name).envFile);
  // A file that cannot be read is the error of its target, where it is needed.
  const texts = await Promise.all(files.map((file) => readFile(file, "utf8").catch(() => "")));
  const dotenv = await Promise.all(prepared.targets.map(readDotenv));
  const fallbacks = prepared.targets.flatMap((target) =>
    target.variables.map(({ name, fallback }): readonly [string, string | null] => [name, fallback]),
  );
  const variables = [env, ...texts.map((text) => parseEnv(text)), ...dotenv]
    .flatMap((one): readonly (readonly [string, string | null | undefined])[] => Object.entries(one))
    .concat(fallbacks);
  const urls = [
    ...prepared.targets.flatMap(({ url, rawUrl }) => [url, rawUrl]),
    ...variables.map(([, value]) => value),
  ];
  const inUrls = urls.flatMap((url) => (url === null || url === undefined ? [] : secretsInUrl(url)));
  const passwords = variables.flatMap(([name, value]) => (value && SECRET_NAME.test(name) ? [value] : []));
  return [...secretsInConfig(prepared.config), ...inUrls, ...passwords];
}

/** An event without secrets: what env.py prints is shown with `-v`. */
export function redactEvent(event: RunEvent, redact: (text: string) => string): RunEvent {
  if (event.kind !== "output" && event.kind !== "run-note") return event;
  return mapTexts(event, redact) as RunEvent;
}

/**
 * A report in which every text went through the redactor. Messages of drivers, env.py and Postgres are
 * untrusted: whoever wrote them may have put a URL inside.
 */
export function redactReport(report: Report, redact: (text: string) => string): Report {
  return mapTexts(report, redact) as Report;
}

/** Any value in which every text went through the redactor. */
export function withoutSecrets<T>(value: T, redact: (text: string) => string): T {
  return mapTexts(value, redact) as T;
}

/** The same value with every text in it passed through the redactor. */
export function mapTexts(value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === "string") return redact(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, redact));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapTexts(item, redact)]));
}
