/** Rules of the record's kinds: the build makes this module from the table in `compiler/core/src/record.rs`. */

/** The field that an item must have to count, by kind. */
export const FIELDS: Record<string, string>;
/** Parts are done once these are answered. */
export const ASKED: string[];
/** Forms whose contents are kept until they are committed. */
export const DRAFTED: string[];
/** The first answer counts. */
export const COMMITTED: string[];
/** Pages make these anew: of two, one is enough. */
export const REMADE: string[];
/** The student's own answers. */
export const WORK: string[];
/** A device keeps these for itself. */
export const OWN: string[];
/** The list of My work that shows an item, by kind. */
export const LISTS: Record<string, string>;
