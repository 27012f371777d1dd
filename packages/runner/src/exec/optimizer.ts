import { setFlagsFromString } from "node:v8";

/**
 * Keeps V8's optimizing compiler out until the result is disposed or many files are read. A command that only reads
 * files is done before what it compiles pays, and the compiler alone takes some megabytes: see decision 0048.
 */
export function postponeOptimizer(): Disposable {
  filesRead = 0;
  setFlagsFromString("--no-opt");
  return { [Symbol.dispose]: resumeOptimizer };
}

let filesRead = 0;
/** From so many files on, compiling what reads them saves more time than it takes. */
const WORTH_COMPILING = 1500;

/** Lets the compiler work again where many files are to be read. */
export function expectFiles(count: number): void {
  const before = filesRead;
  filesRead += count;
  if (before <= WORTH_COMPILING && filesRead > WORTH_COMPILING) resumeOptimizer();
}

function resumeOptimizer(): void {
  setFlagsFromString("--opt");
}
