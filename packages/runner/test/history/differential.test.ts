import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { AlembicAnswers, type Question } from "./alembic-answers.ts";
import { compareHistory } from "./compare-history.ts";
import { type GeneratedHistory, generateHistory } from "./generate-history.ts";

const COUNT = process.env["MIGRUN_TEST_FULL"] === "1" ? 20_000 : 300;
const AT_ONCE = 50;
/** Another one every day; the seed that a failure names brings it back. */
const SEED = Number(process.env["MIGRUN_TEST_SEED"] ?? Math.floor(Date.now() / 86_400_000) * 1_000_000);

it(
  `says what Alembic says of ${COUNT} generated histories, from seed ${SEED}`,
  { timeout: 1_800_000 },
  async () => {
    process.stdout.write(
      `histories ${SEED} to ${SEED + COUNT - 1}; MIGRUN_TEST_SEED=${SEED} makes them again\n`,
    );
    await using answers = new AlembicAnswers();
    const root = await realpath(await mkdtemp(join(tmpdir(), "migrun-differential-")));
    const differences: string[] = [];
    try {
      for (let from = 0; from < COUNT; from += AT_ONCE) {
        const seeds = Array.from(
          { length: Math.min(AT_ONCE, COUNT - from) },
          (_, index) => SEED + from + index,
        );
        const histories = seeds.map(generateHistory);
        const questions = await Promise.all(histories.map((history) => writeHistory(root, history)));
        const said = await answers.ask(questions);
        for (const [index, history] of histories.entries()) {
          const found = await compareHistory(history, questions[index]!, said[index]!);
          differences.push(...found.map((difference) => `seed ${history.seed}: ${difference}`));
        }
        await Promise.all(questions.map(({ folder }) => rm(folder, { recursive: true })));
        if (differences.length > 20) break;
      }
    } finally {
      await rm(root, { recursive: true, force: true });
    }
    expect(differences).toEqual([]);
  },
);

async function writeHistory(root: string, history: GeneratedHistory): Promise<Question> {
  const folder = join(root, String(history.seed));
  await mkdir(join(folder, "versions"), { recursive: true });
  for (const [path, content] of Object.entries(history.files)) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await (typeof content === "object" && "link" in content
      ? symlink(content.link, file).catch(() => {})
      : writeFile(file, content));
  }
  const locations = history.locations.map((location) => join(folder, location));
  return { folder, locations, recursive: history.recursive, asked: history.asked };
}
