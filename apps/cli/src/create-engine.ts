/** What the command uses of the runner, and nothing else: a bundler keeps everything of a module that is loaded late. */
export { createEngine } from "@migrun/runner";
