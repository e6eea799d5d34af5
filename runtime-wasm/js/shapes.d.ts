/** What the pages' scripts hand to each other: elements with what the theme and the scripts keep on them, and answers of
 * the evaluator once they are read. */

/** An element that has some `data-` attributes for certain; `data-of-it` is `ofIt`. */
type With<Names extends string, Base extends HTMLElement = HTMLElement> = Base & {
  readonly dataset: DOMStringMap & Record<Names, string>;
};

/** An event at an element of a known kind. */
type EventOn<Target extends EventTarget = HTMLElement, Kind extends Event = Event> = Kind & { readonly target: Target };

/** A number as the document holds it: a text, of which arithmetic makes a number. No type but this one allows both. */
type Numeral = any;

/** A field for files. */
type FileInput = HTMLInputElement & { readonly files: FileList };

/** What `one` and `all` find by a selector in the markup of the theme; what a page may not have is null. Of selectors that
 * are not here it is not known. */
interface Found {
  "main": HTMLElement;
  "[data-report]": HTMLElement;
  "[data-outcome]": HTMLElement;
  "[data-notices]": HTMLElement;
  "[data-hud]": HTMLElement;
  ".vitals": HTMLElement;
  ".says": HTMLElement;
  ".plane": HTMLElement;
  ".axis": HTMLElement;
  "[data-faults]": HTMLElement;
  "[data-loaded]": HTMLElement;
  "[data-nothing]": HTMLElement;
  "[data-weak]": HTMLElement;
  "[data-weakest]": HTMLElement;
  "[data-begin]": HTMLElement;
  "[data-go-on]": HTMLElement;
  "[data-committed]": HTMLElement;
  "[data-chosen]": HTMLElement;
  "[data-rejected]": HTMLElement;
  "[data-decided]": HTMLElement;
  "[data-truth]": HTMLElement;
  "[data-progress]": HTMLElement;
  "[data-said]": HTMLElement;
  "[data-readout]": HTMLElement;
  "[data-open]": HTMLElement;
  "[data-reached]": HTMLElement;
  "[data-got]": HTMLElement;
  "[data-later]": HTMLElement;
  "[data-offer-why]": HTMLElement;
  "figcaption": HTMLElement;
  ".act": HTMLElement;
  ".panel": HTMLElement;
  ".hint": HTMLElement;
  "[data-tabs]": HTMLElement;
  "[data-topics]": HTMLElement;
  "main [data-hud-entry]": HTMLElement;
  ".legend > li:not([hidden])": HTMLElement;
  ".choice": With<"name" | "choices", HTMLFieldSetElement>;
  "[data-remove]": HTMLElement;
  "[data-live]": HTMLElement;
  "[data-offer]": HTMLElement | null;
  "[data-unkept]": HTMLElement | null;
  "[data-twice]": HTMLElement | null;
  "[data-reading]": HTMLElement | null;
  "[data-mine]": HTMLElement | null;
  "[data-continue]": HTMLElement | null;
  "[data-kept]": HTMLElement | null;
  ".group-title": HTMLElement | null;
  ".arm.fail": HTMLElement | null;
  "[data-tick]": HTMLElement | null;
  ".now": HTMLElement | null;
  "[data-labs]": With<"some" | "whole">;
  "[data-erase-dialog]": HTMLDialogElement;
  "dialog[open]": HTMLDialogElement | null;
  "[data-copy-text]": HTMLDetailsElement | null;
  "[data-copy-text] textarea": HTMLTextAreaElement & { at?: string };
  "textarea": TextField;
  "[data-student]": HTMLInputElement;
  "[data-import]": FileInput;
  "[type=file]": FileInput;
  "[data-sure]": HTMLInputElement;
  "[data-typed]": HTMLInputElement;
  "[data-sure]:checked": HTMLInputElement | null;
  "[data-typed],[data-because]": HTMLInputElement | HTMLTextAreaElement | null;
  "[data-because]": HTMLTextAreaElement | null;
  "[data-line]": EstimateLine | null;
  "[data-press]": HTMLButtonElement;
  "[data-picture]": HTMLButtonElement;
  "[data-option]": With<"option", HTMLInputElement>;
  "[data-option]:checked": With<"option", HTMLInputElement> | null;
  "[data-key]": ChoiceOption;
  "[data-part]": With<"part">;
  "[data-verdict]": With<"verdict">;
  "[data-task]": With<"task", HTMLInputElement>;
  "[data-reveal]": With<"reveal">;
  "[data-reset]": ResetButton;
  "[data-preset]": With<"preset", HTMLButtonElement>;
  "[data-reflect]": With<"reflect", Question>;
  "[data-predict]": With<"predict", Question>;
  "[data-estimate]": Estimate;
  "[data-predict]:not([data-done]),[data-estimate]:not([data-done])": Estimate;
  "[data-decide]": With<"decide", Question>;
  "[data-plot]": Plot;
  "[data-pin]": With<"pin", HTMLButtonElement>;
  "[data-number]": NumberBox;
  "[data-chart]": Chart;
  "[data-control]": Slider;
  "[data-asks]": With<"asks" | "href" | "title">;
  "[data-answer]": With<"answer", TextField>;
  "[data-sortable]": HTMLTableElement;
  "[data-upload]": With<"upload" | "schema">;
  "[data-revisit]": With<"revisit">;
  "[data-revisited]": With<"revisited">;
  "[data-record]": With<"s" | "record" | "keys">;
  "[data-lab]": With<"lab" | "was">;
  "[data-put]": With<"put">;
  "[data-when]": With<"when">;
  "[data-filled]": With<"filled">;
  "[data-href]": HTMLAnchorElement;
  "a": HTMLAnchorElement;
  ".lab-title a": HTMLAnchorElement;
  "meter": HTMLMeterElement;
  ".drawing > svg": SVGSVGElement;
  "svg": SVGSVGElement;
  ":scope > [data-arm]:not([hidden])": Arm | null;
  ".arm:not([hidden])": Arm | null;
  ":scope > [data-level=fail]": Arm;
  ".presenter": Presenter;
  ".top": HTMLElement;
  "[data-where]": HTMLElement;
  "[data-back]": HTMLButtonElement;
  "[data-on]": HTMLButtonElement;
  "[data-leave]": HTMLButtonElement;
  "[data-hands]": HTMLInputElement;
  "[type=submit]": HTMLButtonElement;
  "[data-predict]:not([data-asked])": With<"predict", Question>;
}

/** An answer of the evaluator: records of so many fields, as text. `page/answers.js` reads it. */
type Answer<Fields extends string[]> = string & { readonly fields?: Fields };

// A lab's page

/** A chart's drawing: how wide it was drawn (px), and the markup of its elements one by one. */
type Chart = With<"chart"> & { px?: number; pieces?: string[] };

/** What an observer says of an element. */
interface Sighting<Kind extends Element = HTMLElement> {
  isIntersecting: boolean;
  target: Kind;
}

/** What is observed: whether it is far from what is on screen. */
type Block = HTMLElement & { away?: boolean };

/** Where results are written: `value` is a meter's, `pieces` the markup of a drawing, an element a piece. */
type Written = HTMLElement & { value: number; pieces?: string[]; readonly children: HTMLCollectionOf<With<"arm">> };

/** A place for the results of a slot: the attribute that says how they are written, the element, its block. An answer of
 * the key that the record decides is written as `right` and is in no block. */
type Place = [name: string, element: Written | AnswerKey, block: Block | null];

/** What a prediction or an estimate is compared with. */
interface AnswerKey {
  /** The key of the option that is right. */
  right?: string;
  /** What is true, in words. */
  truth?: string;
  /** In base units. */
  value?: number;
  /** Where the evaluator writes `right`. */
  slot?: number;
}

/** A slider. Its ends are texts as well. */
type Slider = With<"control" | "name", HTMLInputElement> & { value: Numeral; min: Numeral; max: Numeral };

/** What a control is moved by: a slider, a switch, an option of a choice, or a choice that is a list. */
type Control = With<"name", HTMLInputElement> & {
  value: Numeral;
  readonly selectedOptions?: HTMLCollectionOf<With<"key", HTMLOptionElement>>;
};

/** The box beside a slider, with the timer that will keep what is typed. */
type NumberBox = With<"number", HTMLInputElement> & { drafting?: number };

/** An option of a choice, as a button or in a list. */
type ChoiceOption = With<"key", HTMLInputElement> & { selected: boolean; readonly defaultSelected: boolean };

/** A control and where it is moved: a slider's position, an option's index, 0 or 1. */
type Setting = [control: Control, position: number];

/** The button that takes a bench back to its start; `from` is where its controls were until then. */
type ResetButton = HTMLButtonElement & { from?: Setting[] | null };

/** What is shown of a status: one of its states. */
type Arm = With<"arm" | "key" | "level">;
type Status = With<"item">;
type Goal = With<"goal">;

/** What `settings.js`, which is loaded late, needs of the page. */
interface BenchPage {
  lab: Evaluator;
  move: typeof import("./page/controls.js").move;
  sync: typeof import("./page/controls.js").sync;
  patch: typeof import("./page/patch.js").patch;
  namesOf: typeof import("./record/record.js").namesOf;
  optionOf: typeof import("./record/record.js").optionOf;
  saveFile: typeof import("./record/copy.js").saveFile;
}

/** What it offers. */
interface BenchTools {
  press(button: HTMLButtonElement): void;
  follow(): void;
  show(): void;
  /** Ends all ways at their end, but that of the slider that is held. */
  finish(held?: HTMLElement): void;
}

// Charts

/** Where a reader can stop in a drawing: its place in the drawing's pixels, and what is to be read there. */
type Stop = [x: Numeral, y: Numeral, text: string];

/** What changed on the page: the text of a slot. */
type Change = [slot: string, text: string];

/** A chart that can be read by the pointer and the keyboard. */
type Plot = With<"plot"> & {
  /** The stop that is shown; -1 where none is. */
  at: number;
  stops?: Stop[];
  /** The pieces of the drawing that the stops belong to. */
  pieces?: string[];
  /** The drawing, from when its stops are first asked for. */
  svg: SVGSVGElement;
  /** Whether its mark is held by the pointer. */
  held?: boolean;
  /** Whether the axis is linear that a slider's scale belongs to. */
  straight?: boolean | string;
  /** While its mark is dragged, the share of its slider's range that its axis showed when it was taken hold of. */
  share?: number;
};

// Questions

/** What a prediction made by hand keeps with its option. */
interface Drawn {
  /** Heights from left to right. */
  sketch?: number[];
  /** Keys, the first one first. */
  order?: string;
  /** Keys and heights by turns. */
  bars?: string;
}

/** The form of a question. */
type Question = With<"sealOf", HTMLFormElement> & {
  readonly firstElementChild: HTMLFieldSetElement;
  drawn?: Drawn;
  /** What would be committed by a second Enter. */
  armed?: string;
  /** Shows on the line of an estimate what stands in the field. */
  showLine?: () => void;
  /** The timer that will keep a draft; 0 where nothing waits. */
  drafting?: number;
};

/** The bar of a presentation, with the words of the theme. */
type Presenter = With<"style" | "part" | "how" | "hands" | "reveal" | "share" | "model">;

/** That of an estimate: what it measures, how near is right (a factor), the index of its scale. */
type Estimate = With<"estimate" | "of" | "index", Question> & { readonly dataset: { near: Numeral } };

/** A field for free text, with what keeps its text at once. */
type TextField = HTMLTextAreaElement & { store?: (() => void) | null };

/** The line on which an estimate is placed. */
type EstimateLine = With<"line", HTMLInputElement> & { value: Numeral; max: Numeral };

/** What became of a number that was typed or kept. Pages add `anew` (it measures something else by now) and `none`. */
type Fate =
  | "value" | "share" | "outside" | "clamped" | "snapped" | "rescaled"
  | "ask" | "unit" | "kind" | "number" | "several" | "grouping" | "large"
  | "anew" | "gone" | "none";

/** How a number was read: what became of it, then what the sentence of the theme has gaps for. */
type Reading = [fate: Fate, ...fields: string[]];

/** Takes one of two readings: the number or position, and how it is written. */
type Choose = (reading: string, text: string) => void;

/** What a prediction by hand is given: where it is made, what the model gives once that is unlocked, and how an option is
 * chosen with what was made. */
interface Hand {
  form: Question;
  place: With<string>;
  model(): string;
  choose(key: string, drawn: Drawn | undefined): void;
}

/** An option as a row that is compared by hand. What follows `name` is added by the hand of its kind. */
interface OptionRow {
  option: HTMLInputElement;
  row: HTMLElement;
  key: string;
  name: string;
  /** Where the model's value is written. */
  model: HTMLElement;
  /** A bar's height as a share of the drawing's; none before it is drawn. */
  height?: number;
  bar: HTMLElement;
  /** The model's bar. */
  truth: HTMLElement;
  handle: HTMLElement;
  value: HTMLElement;
}

/** What the model gives for a row: its place, its height as a share of the drawing's, its value in words. */
interface ModelRow {
  place: number;
  height: number;
  value: string;
}

// Rows that students bring

/** The table that they are for (`Schema` in compiler/labc/src/page/plan/upload.rs). */
interface UploadSchema {
  name: string;
  /** The input that has the number of rows; then those of the first row follow, and so on. */
  first: number;
  /** How many rows there can be. */
  most: number;
  columns: UploadColumn[];
  /** For each row and column the index of its text, where it is one. */
  texts: number[][];
}

interface UploadColumn {
  name: string;
  kind: "key" | "text" | "bool" | "row" | "number";
  unit: string;
  /** The scale by which numbers are read. */
  scale: number | null;
  optional: boolean;
  /** What it takes, in words. */
  range: string;
  /** The rows that it can name. */
  keys: string[];
}

/** Values of a row: texts are kept as such, what is missing is not a number. */
type UploadRow = (number | string)[];

/** What a file was read as. */
interface UploadTable {
  head: string[];
  units: string[];
  rows: unknown[][];
  /** Whether all rows need as many cells as there are names. */
  even?: boolean;
  /** Whether the file writes decimals with a point. */
  points?: boolean;
}

/** Notes something that is wrong with a cell, and is the cell's value then. */
type WrongCell = (name: string, ...parts: (string | number)[]) => number;

// The playground

/** Where the compiler lies. */
interface Addresses {
  /** The playground's script, which is the worker's too. */
  script: string;
  wasm: string;
  /** A script with the module in it, for pages opened from a file. */
  packed: string;
}

/** What has become of a text (`Answer` in compiler/playground/src/lib.rs). */
interface Compiled {
  faults: FaultFound[];
  /** None where there are errors. */
  page: string | null;
  title: string | null;
}

/** Something that is wrong. Places count UTF-16 code units from the beginning of the text. */
interface FaultFound {
  code: string;
  severity: "error" | "warning";
  message: string;
  line: number;
  column: number;
  start: number;
  end: number;
  /** What is said at the place itself, which may be nothing. */
  label: string;
  help: string[];
  /** Edits from the last to the first: from, to, text. */
  repair: { title: string; edits: [number, number, string][] } | null;
}

/** What the list of faults does to the editor. */
interface FaultActions {
  source: HTMLTextAreaElement;
  change(start: number, end: number, text: string): void;
  /** The page about a code, as markup. */
  explain(code: string): Promise<string>;
}

// The service worker, of which TypeScript's library for pages knows nothing

/** An event that lasts until a promise is kept. */
interface LastingEvent extends Event {
  waitUntil(done: Promise<unknown>): void;
}

interface FetchEvent extends LastingEvent {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

interface CourseWorker {
  readonly registration: ServiceWorkerRegistration;
  readonly clients: {
    claim(): Promise<void>;
    matchAll(options: { type: "window" }): Promise<{ readonly url: string }[]>;
  };
  skipWaiting(): Promise<void>;
  addEventListener(name: "install" | "activate", act: (event: LastingEvent) => void): void;
  addEventListener(name: "fetch", act: (event: FetchEvent) => void): void;
}

// My work

/** Values for the gaps of a template. */
type Values = Record<string, string | number | undefined>;

/** A lab of the course as My work shows it: the answer key without the answers. */
interface ListedLab {
  title: string;
  href: string;
  /** The titles of its parts. */
  parts: string[];
  asked: AskedOf[];
}

/** What a lab asks. */
interface AskedOf {
  kind: string;
  title: string;
  /** The words of its options, in their order. */
  options: string[];
  /** What a prediction tests. */
  about?: string[];
}

/** How many of how many. */
type Count = [number, number];

/** What the evaluator counts, of one lab or of all. */
type Counts = Record<"labs" | "parts" | "made" | "right" | "frozen" | "failures" | "goals", Count>;

/** An answer of the student, marked. What is not known is empty, what is true is "1". */
interface MarkOf {
  answered: boolean;
  /** The index of the option that was chosen. */
  option: "" | number;
  /** Whether the lab no longer has that option. */
  gone: boolean;
  right: string;
  /** Whether it was right by the key that was frozen with the answer. */
  frozen: string;
  /** A share from 0 to 1, or what an older lab kept. */
  confidence: Numeral;
  left: boolean;
  text: string;
  /** What the lab says about the answer. */
  said: string;
}

/** A lab of the course with its marks. */
interface MarkedLab {
  started: boolean;
  /** Whether each part is done. */
  parts: boolean[];
  marks: MarkOf[];
  total?: Counts;
}

/** How many predictions of a level of confidence were right. */
interface Level {
  confidence: string;
  right: number;
  made: number;
}

interface Marked {
  labs: MarkedLab[];
  /** Of all labs; the evaluator writes it last but the levels. */
  total: Counts;
  levels: Level[];
}
