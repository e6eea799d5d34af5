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
  /** Of a decision: the reason. */
  because?: string;
  /** Of a task. */
  done?: boolean;
  /** Of an estimate: what was typed, and how it was read. */
  typed?: string;
  read?: string;
  /** What a number was asked in, or measures. */
  unit?: string;
  /** What was true when the answer was given, in words. */
  truth?: string;
  /** By which factor an estimate was off. */
  factor?: number;
  /** Of rows that were brought: the units that bare numbers were accepted in, by column; file, count, hash. */
  units?: Record<string, string>;
  file?: string;
  rows?: number;
  hash?: string;
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
