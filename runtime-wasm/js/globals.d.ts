/** What surrounds the modules: the evaluator with its glue, which stands before them in every script. */

/** The functions of `runtime-wasm/src`, as wasm-bindgen passes them on, and the two ends of its loader. */
interface Evaluator {
  /** What the WebAssembly module imports. */
  imports(): WebAssembly.Imports;
  /** Takes the module that was loaded. */
  begin(instance: WebAssembly.Instance): void;
  start(page: Uint8Array): boolean;
  set(control: number, value: number): void;
  number(control: number): string;
  text(control: number): string;
  parse(control: number, text: string): string;
  kept(control: number, value: number, in_base: boolean): string;
  base(control: number): number;
  recall(items: string): void;
  bring(input: number, value: number): void;
  write(text: number, words: string): void;
  raw(slot: number): number;
  estimate(estimate: number, text: string): string;
  open(seal: number): void;
  width(chart: number, pixels: number): void;
  pin(chart: number, keep: boolean): void;
  straight(chart: number, straight: boolean): void;
  stops(chart: number): Answer<Stop>;
  run(): Answer<Change> | undefined;
  all(): Answer<Change>;
  value(slot: number): number;
  table(chart: number): string;
  marks(sheets: Uint8Array, items: string): Answer<[what: string, ...fields: string[]]>;
}

/** The functions of `compiler/playground`, which the playground has instead. */
interface Compiler {
  compile(text: string, assets: string, proves: boolean): string;
  explain(code: string): string;
}

declare const wasm_bindgen: Evaluator & Compiler;

/** The evaluator as text, which a script of its own has set on pages opened from a file. */
declare var labcWasm: string;
/** The packed data of My work. */
declare var labcCourse: string;
/** What `extras.js` offers once it is loaded. */
declare var labcSettings: (page: BenchPage) => BenchTools;
declare var labcSort: (lab: Evaluator, before: HTMLTableRowElement[], heads: HTMLTableCellElement[], column: number) => void;
declare var labcTabs: (place: HTMLElement) => void;
declare var labcHand: (form: Question, itemOf: typeof import("./record/record.js").itemOf) => void;
declare var labcLine: (line: EstimateLine, form: Estimate, readAnswer: (form: Estimate) => Reading, truth: () => number | undefined) => void;
declare var labcReading: { hear(place: Element, event: Event, lab: Evaluator): void; reread(): void };
/** The markup that the script of a presentation adds to the page, from the theme. */
declare var labcPresent: string;
/** What tests and the curious may call. */
declare var labc: object;
