/**
 * Texts whose data are known without the YAML parser, which takes longer for the rules of the package than a run does for all else. In
 * a bundle of the command these are files of the package as they were when it was made (scripts/bundle); elsewhere there are none.
 */

/** The data of a text without a problem, as JSON, by the whole text: a file that was changed since is not found. */
export const KNOWN_TEXTS: ReadonlyMap<string, string> = new Map();
