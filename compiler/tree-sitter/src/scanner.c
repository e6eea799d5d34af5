// Where a statement ends: at the end of its line, unless the next line begins with a word that continues it. The grammar
// asks only where a statement can end: not inside of brackets, and not after an operator.

#include "tree_sitter/parser.h"
#include <string.h>

enum { END, END_OF_FUNCTION, END_OF_FIGURE, NEVER };

static const char *const CLAUSES[] = {
    "from", "to", "by", "start", "in", "log", "source", "when", "for", "where", "at", "else", "then",
    "symbol", "truth", "of", "is", "and", "or", "within", "because", NULL};
static const char *const OF_FUNCTIONS[] = {"require", "example", NULL};
static const char *const OF_FIGURES[] = {"alt", "caption", "dark", NULL};

static bool among(const char *const *words, const char *word) {
  for (; *words; words++)
    if (strcmp(*words, word) == 0) return true;
  return false;
}

static bool blank(int32_t c) {
  return c == ' ' || c == '\t' || c == '\r' || c == 0xFEFF || c == 0xA0 || c == 0x202F || c == 0x2009;
}

static bool letter(int32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c > 0x7F;
}

void *tree_sitter_lab_external_scanner_create(void) { return NULL; }
void tree_sitter_lab_external_scanner_destroy(void *payload) { (void)payload; }
unsigned tree_sitter_lab_external_scanner_serialize(void *payload, char *buffer) {
  (void)payload, (void)buffer;
  return 0;
}
void tree_sitter_lab_external_scanner_deserialize(void *payload, const char *buffer, unsigned length) {
  (void)payload, (void)buffer, (void)length;
}

bool tree_sitter_lab_external_scanner_scan(void *payload, TSLexer *lexer, const bool *valid) {
  (void)payload;
  // Everything is valid while the parser looks for a way on after a mistake; then a line ends as usual.
  bool lost = valid[NEVER];
  if (!lost && !valid[END] && !valid[END_OF_FUNCTION] && !valid[END_OF_FIGURE]) return false;
  int kind = lost || valid[END] ? END : valid[END_OF_FUNCTION] ? END_OF_FUNCTION : END_OF_FIGURE;
  lexer->result_symbol = kind;
  while (blank(lexer->lookahead)) lexer->advance(lexer, true);
  lexer->mark_end(lexer);
  if (lexer->eof(lexer)) return !lost;
  if (lexer->lookahead == ';' || lexer->lookahead == '}') return !lost;
  if (lexer->lookahead != '\n') return false;
  for (;;) {
    while (blank(lexer->lookahead) || lexer->lookahead == '\n') lexer->advance(lexer, false);
    if (lexer->lookahead != '/') break;
    lexer->advance(lexer, false);
    if (lexer->lookahead != '/') return true;
    while (!lexer->eof(lexer) && lexer->lookahead != '\n') lexer->advance(lexer, false);
  }
  char word[16];
  unsigned length = 0;
  while (letter(lexer->lookahead)) {
    if (length == sizeof word - 1 || lexer->lookahead > 0x7F) return true;
    word[length++] = (char)lexer->lookahead;
    lexer->advance(lexer, false);
  }
  word[length] = 0;
  return !among(CLAUSES, word) && !(kind == END_OF_FUNCTION && among(OF_FUNCTIONS, word)) &&
         !(kind == END_OF_FIGURE && among(OF_FIGURES, word));
}
