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
  "about" "against" "along" "alt" "always" "area" "as" "badges" "band" "bar" "bars" "because" "between" "caption"
  "cell" "chapter" "confidence" "context" "contour" "crosses" "dark" "dashed" "decreases" "digit" "digits"
  "equals" "example" "fail" "fill" "filled" "formula" "frames" "from" "frontier" "gauge" "grid" "has" "high"
  "highlight" "histogram" "horizontal" "increases" "insight" "is" "lasting" "ledger" "like" "limit" "line" "list"
  "log" "low" "mark" "maximum" "maybe" "metrics" "minimum" "near" "never" "note" "now" "of" "off" "on" "once"
  "order" "pass" "percentiles" "point" "positive" "prefer" "prefixed" "reachable" "reading" "recorded" "region"
  "require" "right" "roofline" "rows" "rule" "size" "sketch" "solve" "some" "sortable" "source" "span" "spoke"
  "spread" "stacked" "start" "steps" "symbol" "takeaways" "tank" "teaches" "tone" "total" "up" "warn" "warning"
  "was" "waterfall"))

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
