; Colours.
[(comment) (doc_comment)] @comment
(doc_comment) @comment.documentation

(part keyword: _ @keyword)
(declaration keyword: _ @keyword)
(table keyword: _ @keyword)
(column keyword: _ @keyword)
(statement keyword: _ @keyword)
(function keyword: _ @keyword)
(figure keyword: _ @keyword)
(keyword) @keyword

(path (identifier) @variable)
(path (field) @property)
(call (field) @property)
(call function: (path (identifier) @function.call))
(call function: (path (field) @function.call))

; Words of clauses that may be names elsewhere.
((path . (identifier) @keyword .)
 (#any-of? @keyword
  "from" "source" "symbol" "is" "was" "chapter" "teaches" "reading" "context" "prefer" "ledger" "prefixed" "start" "log" "of" "as" "on" "off" "about"
  "because" "note" "tone" "fail" "warn" "pass" "never" "always" "right" "reachable" "increases" "decreases" "has"
  "minimum" "maximum" "confidence" "dashed" "filled" "stacked" "horizontal" "waterfall" "percentiles" "lasting"
  "spread" "size" "near" "low" "high" "like" "require" "example" "alt" "caption" "dark" "steps" "metrics" "formula"
  "badges" "sortable" "highlight"))

(declaration name: (path (identifier) @variable.definition))
[(table name: (path (identifier) @variable.definition)) (column name: (path (identifier) @variable.definition))]
(row . (path (identifier) @constant))
(function name: (identifier) @function)
(parameters (path (identifier) @variable.parameter))

(number) @number
[(unit) (symbol)] @type
(boolean) @boolean
[(hole) (missing)] @constant.builtin
[(string) (text_block)] @string
(interpolation) @embedded
(escape) @string.escape
[(tex) (inline_tex)] @string.special
(reference) @label

["+" "-" "−" "*" "×" "·" "/" "^" "==" "!=" "≠" "<=" "≤" ">=" "≥" "<" ">" "~" "≈" "="] @operator
["(" ")" "[" "]" "{" "}"] @punctuation.bracket
["," ":" ";"] @punctuation.delimiter
