/** The isolation layers that are in force in every run. */
const ALWAYS: readonly string[] = ["environment", "sqlalchemy", "drivers"];

/** The layers in force, as reports name them. `isCutOff`: is there a network of its own? */
export function isolationLayers(isCutOff: boolean): readonly string[] {
  return isCutOff ? [...ALWAYS, "network"] : ALWAYS;
}
