import { fnv64 } from "../baseline/fnv64.ts";

/** Room for the name of a target in names of Jobs, which have 63 characters. */
const TARGET_LENGTH = 24;
/** Room for what tells one image from another. */
const IMAGE_LENGTH = 20;

/** The name of a target as Kubernetes takes it: as it is where that is possible, else changed and told apart by a hash. */
export function kubernetesName(target: string): string {
  return dnsLabel(target, TARGET_LENGTH);
}

/** What tells the image from the one before: the beginning of its digest, or its tag. */
export function imageWord(image: string): string {
  const digest = /@sha256:([0-9a-f]{12})/u.exec(image)?.[1];
  return digest ?? dnsLabel(tagOf(image) ?? "latest", IMAGE_LENGTH);
}

/** Does the reference name one image for ever? `latest`, and none, do not. */
export function isMutable(image: string): boolean {
  return !image.includes("@") && (tagOf(image) ?? "latest") === "latest";
}

/** Is this the reference of an image, as a container runtime takes it? */
export function isImage(text: string): boolean {
  return /^[a-z0-9][\w.-]*(?::\d+(?=\/))?(?:\/[\w.-]+)*(?::\w[\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$/u.test(
    text,
  );
}

/** Is this the name of a namespace? */
export function isNamespace(text: string): boolean {
  return /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/u.test(text);
}

function tagOf(image: string): string | null {
  return /:([^/:]+)$/u.exec(image.split("@")[0] ?? "")?.[1] ?? null;
}

/** Lower-case letters, digits and dashes. */
function dnsLabel(text: string, length: number): string {
  const plain = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/gu, "-")
    .replaceAll(/^-+|-+$/gu, "");
  const isPlain = plain === text.replaceAll(/[._]/gu, "-") && plain.length <= length;
  if (isPlain && plain !== "") return plain;
  const hash = fnv64(text).slice(0, 6);
  const begin = plain.slice(0, length - hash.length - 1).replace(/-+$/u, "");
  return begin === "" ? `x-${hash}` : `${begin}-${hash}`;
}
