/**
 * The YAML library for those who load it late. It is CommonJS: `import("yaml")` itself gives its names in Node alone, and only
 * `default` in the bundle.
 */
export * as yaml from "yaml";
