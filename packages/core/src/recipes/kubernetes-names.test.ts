import { describe, expect, test } from "vitest";
import { imageWord, isImage, isMutable, kubernetesName } from "./kubernetes-names.ts";

const DIGEST = `@sha256:${"0123456789abcdef".repeat(4)}`;

describe("names of Kubernetes", () => {
  test.each([
    ["users", "users"],
    ["user_events", "user-events"],
  ])("%s is %s", (target, name) => {
    expect(kubernetesName(target)).toBe(name);
  });

  test("what cannot be taken as it is gets a hash, and stays told apart", () => {
    const odd = ["Users", "users!", "a/b:c", "größe", "…", "-x-", "x".repeat(60), `${"x".repeat(60)}y`];
    const names = odd.map(kubernetesName);
    for (const name of names) expect(name).toMatch(/^[a-z0-9](?:[a-z0-9-]{0,22}[a-z0-9])?$/u);
    expect(new Set(names).size).toBe(odd.length);
  });
});

describe("references of images", () => {
  test.each([
    ["shop", "latest", true],
    ["registry:5000/shop", "latest", true],
    ["registry:5000/team/shop:1.4.2", "1-4-2", false],
    [`shop:latest${DIGEST}`, "0123456789ab", false],
  ])("%s is told apart by %s", (image, word, mutable) => {
    expect([isImage(image), imageWord(image), isMutable(image)]).toEqual([true, word, mutable]);
  });

  test("long tags, and tags that differ in case, stay told apart", () => {
    const words = [
      "release-2026-11-24-with-a-long-name",
      "release-2026-11-24-with-a-long-tail",
      "RC1",
      "rc1",
    ];
    expect(new Set(words.map((tag) => imageWord(`shop:${tag}`))).size).toBe(words.length);
    for (const tag of words) expect(imageWord(`shop:${tag}`).length).toBeLessThanOrEqual(20);
  });

  test.each(["", "a b", "shop:1:2", "https://registry/shop", "shop@sha256:12", "shop:$(id)", "{{x}}"])(
    "%j is none",
    (text) => {
      expect(isImage(text)).toBe(false);
    },
  );
});
