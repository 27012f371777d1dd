/** Code of the error that says why no Python serves a target. */
export const NO_PYTHON = "MIGRUN_NO_PYTHON";
