(declaration name: (path) @name) @definition.constant
(table name: (path) @name) @definition.constant
(function name: (identifier) @name) @definition.function
(call function: (path) @name) @reference.call
