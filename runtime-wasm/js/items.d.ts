/** The student's record, as the scripts have it. */

/** An item of the record. `site/reference/ledger.md` has the fields of each kind. */
interface Item {
  /** The schema that it is written in. */
  v: number;
  /** When it was last changed, in UTC. */
  at?: string;
  /** Whether a failure was left again. */
  left?: boolean;
  /** The key of the option that was chosen. */
  option?: string;
  /** Its type is that of what it answers. */
  value?: any;
  text?: string;
  right?: boolean;
  /** A share, from 0 to 1. */
  confidence?: any;
  /** What later versions and other kinds keep. */
  [field: string]: unknown;
}

/** The student's work: items as text, by keys `lab/kind/name`. */
type Work = Map<string, string>;

/** What items can be merged into. */
interface Mergeable {
  get(key: string): string | undefined;
  set(key: string, text: string): void;
}
