/** Rules on files. Import it late: most commands judge no file (decision 0047). */
export { checkFiles } from "@migrun/core";
