import { nearest } from "../../text/nearest.ts";
import { folderOfPath } from "../relative-paths.ts";
import type { Detector } from "../repository.ts";

/** A folder of `version_locations` that is not there: most often a letter is wrong. */
export const missingVersionLocation: Detector = ({ repository, subjects }) => {
  const folders = [...new Set(repository.files.map(folderOfPath))];
  return subjects.flatMap((subject) =>
    subject.missingVersionFolders.map(({ folder, line }) => {
      const near = nearest(folder, folders);
      return {
        code: "MX931" as const,
        message: `${subject.name}: the folder ${folder} of version_locations does not exist.`,
        hint: `${near === null ? "Correct the path" : `Write ${near}`}, or make the folder; it is relative to the directory that Alembic is started in.`,
        object: `folder:${folder}`,
        file: subject.config,
        line,
      };
    }),
  );
};
