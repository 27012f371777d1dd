import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseEnv } from "node:util";
import type { Target } from "@migrun/core";

/**
 * Variables of the dotenv files that env.py may read by itself: those that its settings classes name, and `.env` in its
 * working directory. They are never handed over; they tell what is there, and what a URL looks like.
 */
export async function readDotenv(target: Target): Promise<Readonly<Record<string, string>>> {
  const files = new Set([join(target.cwd, ".env"), ...target.envFiles]);
  const texts = await Promise.all([...files].map((file) => readFile(file, "utf8").catch(() => "")));
  const all: Record<string, string> = {};
  for (const text of texts) Object.assign(all, parseEnv(text));
  return all;
}
