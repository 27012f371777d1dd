import { InvalidArgumentError } from "commander";

const UNITS: Readonly<Record<string, number>> = { ms: 0.001, "": 1, s: 1, m: 60, h: 3600 };

/** `90s`, `5m`, `1.5h`, `250ms` or a number of seconds, in seconds. At most a day. */
export function parseDuration(value: string): number {
  const [, number = "", unit = ""] = /^(\d+(?:\.\d+)?)(ms|s|m|h|)$/u.exec(value.trim()) ?? [];
  const seconds = number === "" ? Number.NaN : Number(number) * (UNITS[unit] ?? Number.NaN);
  if (seconds >= 0 && seconds <= 86_400) return seconds;
  throw new InvalidArgumentError("Give a time such as 90s, 5m or 1h, of a day at most.");
}
