// The tree-sitter grammar of `.lab` files. It knows where statements begin and end, blocks, calls, numbers with units and
// texts; which words a clause may have where is the compiler's business, so that half-typed files keep their colours.

/// <reference types="tree-sitter-cli/dsl" />

// Statements whose block holds statements.
const CONTAINERS = ["part", "details", "aside", "beside", "tabs", "group", "bench"];
// Statements whose first word is followed by the name that they declare.
const DECLARATIONS = [
  "lab", "dimension", "const", "given", "let", "slider", "choice", "toggle", "number", "predict", "reflect",
  "status", "estimate", "answer", "task", "upload", "decide",
];
const OTHERS = [
  "unit", "count", "use", "hud", "message", "reveal", "show", "chart", "preset", "check", "allow", "goal",
  "revisit", "record",
];
// Words of clauses that are never names.
const WORDS = ["if", "at", "for", "where", "to", "by", "within"];
// Words of clauses that may be names, too, but not units after a number.
const SOFT_WORDS = ["from", "source", "symbol", "is", "was"];
// The same where what follows may be on the next line.
const OPEN_WORDS = ["and", "or", "not", "then", "else", "in", "when", "truth"];

const NAME = "[A-Za-z_α-ω][A-Za-z0-9_α-ωµΩΩ°]*";
const UNIT = "[A-Za-z_α-ω°µΩΩ€£¥%][A-Za-z0-9_α-ωµΩΩ°]*";
const POWER = "(\\^([-−]?[0-9]+(\\.[0-9]+)?|\\([-−]?[0-9]+(/[0-9]+)?\\))|⁻?[⁰¹²³⁴-⁹]+)";

module.exports = grammar({
  name: "lab",
  word: ($) => $.identifier,
  // Where a statement ends: src/scanner.c looks at the line after it.
  externals: ($) => [$._end, $._end_of_function, $._end_of_figure, $._never],
  extras: ($) => [/[\s\uFEFF\u00A0\u202F\u2009]/, $.doc_comment, $.comment],
  supertypes: ($) => [$._statement, $._expression],

  rules: {
    source_file: ($) => repeat($._item),
    // Prose, and an expression by itself, as in examples, are entries.
    _item: ($) => choice($._statement, $.entry, ";"),
    _statement: ($) => choice($.part, $.declaration, $.table, $.function, $.figure, $.statement),

    part: ($) =>
      seq(field("keyword", choice(...CONTAINERS)), repeat($._piece), choice($.block, $._end)),
    declaration: ($) =>
      seq(field("keyword", choice(...DECLARATIONS)), field("name", $.path), repeat($._piece), choice($.entries, $._end)),
    table: ($) =>
      seq(field("keyword", choice("table", "extend")), field("name", $.path), repeat($._piece), choice($.rows, $._end)),
    statement: ($) =>
      seq(field("keyword", choice(...OTHERS)), repeat($._piece), choice($.entries, $._end)),
    function: ($) =>
      seq(field("keyword", "fn"), field("name", $.identifier), $.parameters, repeat($._piece), $._end_of_function),
    figure: ($) => seq(field("keyword", "figure"), repeat($._piece), $._end_of_figure),

    block: ($) => seq("{", repeat($._item), "}"),
    entries: ($) => seq("{", repeat(choice($.entry, ";")), "}"),
    // A row, an option, a line of a chart, a case: what stands on a line of its own in a statement's block.
    entry: ($) => seq(repeat1($._piece), choice($.entries, $._end)),

    // A table's head, its rows and its notes. Here a minus on its own is a value that is missing.
    rows: ($) => seq("{", repeat(choice($.row, $.column, ";")), "}"),
    row: ($) => seq(repeat1($._cell), $._end),
    // A column that is computed.
    column: ($) => seq(field("keyword", "let"), field("name", $.path), repeat($._piece), $._end),
    _cell: ($) =>
      choice(
        $.path, $.number, $._text, $.group, $.symbol, $.boolean, $.reference, $.missing,
        alias(choice("source", "was"), $.keyword), ":", ",", "/", "*", "·", "^", "<", "<=", "≤", ">", ">=", "≥",
      ),

    _piece: ($) =>
      choice(
        $._expression,
        $.reference,
        $.keyword,
        seq(alias($.open_keyword, $.keyword), $._piece),
        seq(choice(",", "=", ":"), $._piece),
      ),
    _inner: ($) =>
      choice($._expression, $.reference, $.keyword, alias($.open_keyword, $.keyword), ",", "=", ":"),
    keyword: () => choice(...WORDS),
    open_keyword: () => choice(...OPEN_WORDS),

    _expression: ($) =>
      choice($.path, $.call, $.list, $.group, $.quantity, $._text, $.tex, $.boolean, $.hole, $.symbol, $.unary, $.binary),
    path: ($) =>
      prec.right(20, seq(choice($.identifier, alias(choice(...SOFT_WORDS), $.identifier)), repeat($._field))),
    _field: ($) => seq(token.immediate("."), field("field", alias(token.immediate(new RegExp(NAME)), $.field))),
    call: ($) => prec.right(21, seq(field("function", $.path), $.arguments, repeat($._field))),
    arguments: ($) => seq(token.immediate("("), repeat($._inner), ")"),
    parameters: ($) => seq(choice("(", token.immediate("(")), repeat($._inner), ")"),
    group: ($) => prec.right(20, seq("(", repeat($._inner), ")", repeat($._field))),
    list: ($) => seq("[", repeat($._inner), "]"),
    unary: ($) => prec(9, seq(field("operator", choice("-", "−")), $._expression)),
    binary: ($) =>
      choice(
        ...[
          [8, ["^"]],
          [7, ["*", "×", "·", "/"]],
          [6, ["+", "-", "−"]],
          [5, ["==", "!=", "≠", "<=", "≤", ">=", "≥", "<", ">", "~", "≈"]],
        ].map(([level, operators]) =>
          prec.left(
            level,
            seq(
              $._expression,
              field("operator", operators.length > 1 ? choice(...operators) : operators[0]),
              choice($._expression, alias(choice("if", "not"), $.keyword)),
            ),
          ),
        ),
      ),
    boolean: () => choice("true", "false", "yes", "no"),
    hole: () => "?",
    missing: () => choice("—", "-", "−"),

    quantity: ($) => prec.right(20, seq($.number, optional($.unit))),
    number: () =>
      token(
        choice(
          /10⁻?[⁰¹²³⁴-⁹]+/,
          /([0-9]{1,3}([\u202F\u00A0\u2009][0-9]{3})+|[0-9](_?[0-9])*)(\.[0-9](_?[0-9])*)?([eE][+-]?[0-9]+|×10⁻?[⁰¹²³⁴-⁹]+)?/,
          /\.[0-9](_?[0-9])*([eE][+-]?[0-9]+|×10⁻?[⁰¹²³⁴-⁹]+)?/,
        ),
      ),
    unit: ($) =>
      prec.right(20, seq(choice($.identifier, $.symbol, "1/"), optional(token.immediate(new RegExp(POWER))), repeat($._unit_tail))),
    _unit_tail: () =>
      token.immediate(prec(2, new RegExp(`[/*·](${UNIT}(${POWER})?|\\(${UNIT}(${POWER})?([*·]${UNIT}(${POWER})?)*\\))`))),
    // Units that are signs: in `shown in %`, too.
    symbol: () => new RegExp("[%°€£¥µΩΩ][A-Za-z0-9_]*"),

    _text: ($) => choice($.string, $.text_block),
    string: ($) =>
      seq('"', repeat(choice($.interpolation, $.escape, $.inline_tex, $._words, $._sign)), token.immediate('"')),
    text_block: ($) =>
      seq('"""', repeat(choice($.interpolation, $.escape, $.inline_tex, $._lines, $._sign)), token.immediate('"""')),
    interpolation: () => token.immediate(prec(1, /\{[^{}\n]*\}/)),
    escape: () => token.immediate(/\\[^\n]/),
    inline_tex: () => token.immediate(prec(2, /\$[^$\n"]+\$/)),
    _words: () => token.immediate(/[^"\\\n{$]+/),
    _lines: () => token.immediate(/[^"\\{$]+|""?/),
    _sign: () => token.immediate(/[{$\\]/),
    tex: () => /\$[^$\n]*\$/,

    reference: () => /@[A-Za-z0-9_:.\/+-]+/,
    identifier: () => new RegExp(NAME),
    doc_comment: () => token(prec(1, /\/\/\/[^\n]*/)),
    comment: () => token(/\/\/[^\n]*/),
  },
});
