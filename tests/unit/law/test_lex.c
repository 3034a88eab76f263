/* The words of a source: what each is, where it is, and that nothing is
 * lost on the way. */

#include "law/lex.h"
#include "unit/law/reading.h"

struct lex_test {
	struct reading_test t;
	struct lexed l;
	int r;
};

static void
lex_bytes(struct lex_test *x, const char *s, size_t n)
{
	reading_init(&x->t);
	x->r =
	    lex(&x->t.arena, source_of(&x->t, "t.law", s, n), &x->l, &x->t.ds);
}

static void
lex_text(struct lex_test *x, const char *s)
{
	lex_bytes(x, s, strlen(s));
}

/* Lexes s as one token and forgets it. */
static enum token_kind
kind_of(const char *s, enum bad_token *bad)
{
	struct lex_test x;
	enum token_kind kind;

	lex_text(&x, s);
	assert_int_equal(x.r, 0);
	assert_int_equal(x.l.n, 1);
	assert_int_equal(x.l.tokens[0].length, strlen(s));
	kind = x.l.tokens[0].kind;
	*bad = x.l.tokens[0].bad;
	reading_release(&x.t);
	return kind;
}

static void
tells_words_by_their_looks(void **state)
{
	static const struct {
		const char *s;
		enum token_kind kind;
		enum bad_token bad;
	} words[] = {
		{ "covers", TOKEN_WORD, BAD_NONE },
		{ "a_file.produced", TOKEN_WORD, BAD_NONE },
		{ "INA_241a5", TOKEN_WORD, BAD_NONE },
		{ "A000-000-001", TOKEN_WORD, BAD_NONE },
		{ "14", TOKEN_INT, BAD_NONE },
		{ "999999999", TOKEN_INT, BAD_NONE },
		{ "1000000000", TOKEN_BAD, BAD_NUMBER },
		{ "1995", TOKEN_INT, BAD_NONE },
		{ "2017-06", TOKEN_DAY, BAD_NONE },
		{ "2017-06-22", TOKEN_DAY, BAD_NONE },
		{ "2017-13", TOKEN_BAD, BAD_DAY },
		{ "2017-02-29", TOKEN_BAD, BAD_DAY },
		{ "2016-02-29", TOKEN_DAY, BAD_NONE },
		{ "09:00", TOKEN_CLOCK, BAD_NONE },
		{ "23:59", TOKEN_CLOCK, BAD_NONE },
		{ "24:00", TOKEN_BAD, BAD_NUMBER },
		{ "23:60", TOKEN_BAD, BAD_NUMBER },
		{ "2017-06-22T13:00Z", TOKEN_INSTANT, BAD_NONE },
		{ "2017-06-22T13:00:00+02:00", TOKEN_INSTANT, BAD_NONE },
		{ "2017-06-22T25:00Z", TOKEN_BAD, BAD_NUMBER },
		{ "3/9/2017", TOKEN_BAD, BAD_NUMBER },
		{ "5pm", TOKEN_BAD, BAD_NUMBER },
		{ "72h", TOKEN_BAD, BAD_NUMBER },
		{ "14d", TOKEN_BAD, BAD_NUMBER },
		{ "\"Dkt. 61\"", TOKEN_STRING, BAD_NONE },
		{ "\"\"", TOKEN_STRING, BAD_NONE },
		{ "\"Dkt. 61", TOKEN_BAD, BAD_UNTERMINATED },
		{ "(", TOKEN_OPEN, BAD_NONE },
		{ ")", TOKEN_CLOSE, BAD_NONE },
		{ "{", TOKEN_BRACE, BAD_NONE },
		{ "}", TOKEN_UNBRACE, BAD_NONE },
		{ ",", TOKEN_COMMA, BAD_NONE },
		{ ";", TOKEN_SEMICOLON, BAD_NONE },
		{ ":", TOKEN_COLON, BAD_NONE },
		{ "=", TOKEN_EQUALS, BAD_NONE },
		{ "==", TOKEN_BAD, BAD_OPERATOR },
		{ "!=", TOKEN_BAD, BAD_OPERATOR },
		{ "<=", TOKEN_BAD, BAD_OPERATOR },
		{ "'", TOKEN_BAD, BAD_QUOTE },
		{ "\xe2\x80\x9c", TOKEN_BAD, BAD_QUOTE },
		{ "\xc2\xab", TOKEN_BAD, BAD_QUOTE },
		{ "\xc2\xa7", TOKEN_BAD, BAD_CHARACTER },
		{ "-", TOKEN_BAD, BAD_CHARACTER },
		{ ".", TOKEN_BAD, BAD_CHARACTER },
	};
	enum bad_token bad;
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (kind_of(words[i].s, &bad) != words[i].kind ||
		    bad != words[i].bad)
			fail_msg("%s", words[i].s);
	}
}

static void
knows_where_each_word_stands(void **state)
{
	struct lex_test x;

	lex_text(&x, "order a.b # why\r\n\tcovers \"x\r\n y\" c,d\n# end");
	assert_int_equal(x.r, 0);
	assert_int_equal(x.l.n, 7);
	assert_true(x.l.tokens[0].bol);
	assert_false(x.l.tokens[1].bol);
	assert_int_equal(x.l.tokens[1].offset, 6);
	assert_int_equal(x.l.tokens[1].length, 3);
	assert_true(x.l.tokens[2].bol);
	assert_int_equal(x.l.tokens[2].line, 1);
	assert_int_equal(x.l.tokens[3].kind, TOKEN_STRING);
	assert_string_equal(token_string(&x.t.arena, &x.l, &x.l.tokens[3]),
	    "x y");
	/* A quotation's later lines begin no clause. */
	assert_false(x.l.tokens[4].bol);
	assert_int_equal(x.l.tokens[4].line, 2);
	assert_int_equal(x.l.tokens[7].kind, TOKEN_END);
	assert_int_equal(x.l.ncomments, 2);
	assert_int_equal(x.l.comments[0].before, 2);
	assert_int_equal(x.l.comments[0].length, 5);
	assert_false(x.l.comments[0].own_line);
	assert_int_equal(x.l.comments[1].before, 7);
	assert_true(x.l.comments[1].own_line);
	reading_release(&x.t);
}

/* A byte-order mark, tabs, CRLF and blanks before the end are tolerated. */
static void
tolerates_what_editors_leave(void **state)
{
	struct lex_test x;

	lex_text(&x, "\xef\xbb\xbforder\ta\r\n  covers b  \r\n\r\n");
	assert_int_equal(x.r, 0);
	assert_string_equal(said(&x.t), "");
	assert_int_equal(x.l.n, 4);
	assert_true(x.l.tokens[0].bol);
	reading_release(&x.t);
	lex_text(&x, "");
	assert_int_equal(x.r, 0);
	assert_int_equal(x.l.n, 0);
	assert_int_equal(x.l.tokens[0].kind, TOKEN_END);
	reading_release(&x.t);
}

static void
folds_a_quotation(void **state)
{
	struct lex_test x;

	lex_text(&x, "\"  a\t b\r\n\n   c \"");
	assert_string_equal(token_string(&x.t.arena, &x.l, &x.l.tokens[0]),
	    "a b c");
	reading_release(&x.t);
}

/* A quotation that is not closed costs its own line, not the rest. */
static void
goes_on_after_an_unclosed_quotation(void **state)
{
	struct lex_test x;

	lex_text(&x, "text \"never\ncourt mied\n");
	assert_int_equal(x.l.n, 4);
	assert_int_equal(x.l.tokens[1].bad, BAD_UNTERMINATED);
	assert_int_equal(x.l.tokens[1].length, 6);
	assert_true(x.l.tokens[2].bol);
	reading_release(&x.t);
	/* The next quotation's opening mark seems to close it. */
	lex_text(&x, "document \"Dkt. 61 \r\ntext \"all\"\n");
	assert_int_equal(x.l.n, 4);
	assert_int_equal(x.l.tokens[1].bad, BAD_UNTERMINATED);
	assert_int_equal(x.l.tokens[1].length, 8);
	assert_int_equal(x.l.tokens[3].kind, TOKEN_STRING);
	reading_release(&x.t);
}

/* n times c between before and after. */
static char *
repeated(const char *before, char c, size_t n, const char *after, size_t *len)
{
	size_t b = strlen(before), a = strlen(after);
	char *s = malloc(b + n + a + 1);

	assert_non_null(s);
	memcpy(s, before, b);
	memset(s + b, c, n);
	memcpy(s + b + n, after, a + 1);
	*len = b + n + a;
	return s;
}

static enum bad_token
bad_repeated(const char *before, size_t n, const char *after)
{
	struct lex_test x;
	enum bad_token bad;
	size_t len;
	char *s = repeated(before, 'a', n, after, &len);

	lex_bytes(&x, s, len);
	assert_int_equal(x.r, 0);
	assert_int_equal(x.l.n, 1);
	bad = x.l.tokens[0].bad;
	reading_release(&x.t);
	free(s);
	return bad;
}

static void
bounds_names_and_quotations(void **state)
{
	assert_int_equal(bad_repeated("", LIMIT_ID_BYTES - 1, ""), BAD_NONE);
	assert_int_equal(bad_repeated("", LIMIT_ID_BYTES, ""), BAD_NONE);
	assert_int_equal(bad_repeated("", LIMIT_ID_BYTES + 1, ""),
	    BAD_LONG_WORD);
	assert_int_equal(bad_repeated("\"", LIMIT_STRING_BYTES - 1, "\""),
	    BAD_NONE);
	assert_int_equal(bad_repeated("\"", LIMIT_STRING_BYTES, "\""),
	    BAD_NONE);
	assert_int_equal(bad_repeated("\"", LIMIT_STRING_BYTES + 1, "\""),
	    BAD_LONG_STRING);
}

static int
lex_commas(size_t n)
{
	struct lex_test x;
	size_t len;
	char *s = repeated("", ',', n, "", &len);
	int r;

	lex_bytes(&x, s, len);
	r = x.r;
	assert_int_equal(x.t.ds.nerrors, r == 0 ? 0 : 1);
	reading_release(&x.t);
	free(s);
	return r;
}

static void
bounds_words_of_a_source(void **state)
{
	assert_int_equal(lex_commas(LIMIT_TOKENS - 1), 0);
	assert_int_equal(lex_commas(LIMIT_TOKENS), 0);
	assert_int_equal(lex_commas(LIMIT_TOKENS + 1), E_LIMIT);
}

static int
lex_blanks(size_t n)
{
	struct lex_test x;
	size_t len;
	char *s = repeated("", ' ', n, "", &len);
	int r;

	lex_bytes(&x, s, len);
	r = x.r;
	assert_int_equal(x.t.ds.nerrors, r == 0 ? 0 : 1);
	reading_release(&x.t);
	free(s);
	return r;
}

static void
bounds_bytes_of_a_source(void **state)
{
	assert_int_equal(lex_blanks(LIMIT_SOURCE_BYTES - 1), 0);
	assert_int_equal(lex_blanks(LIMIT_SOURCE_BYTES), 0);
	assert_int_equal(lex_blanks(LIMIT_SOURCE_BYTES + 1), E_LIMIT);
}

/* Wherever they stand: in a quotation and a comment too. */
static void
reports_bytes_that_are_no_text(void **state)
{
	static const struct {
		const char *s;
		size_t n, errors;
	} bad[] = {
		{ "a\0b", 3, 1 },
		{ "\"a\0b\"", 5, 1 },
		{ "# \xff\xfe", 4, 2 },
		{ "a\rb", 3, 1 },
		{ "a\r", 2, 1 },
		{ "\"\x1b[2J\"", 6, 1 },
		{ "\"\xe2\x80\xae\"", 5, 1 },
		{ "\xc3\xa9", 2, 0 },
	};
	struct lex_test x;
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		lex_bytes(&x, bad[i].s, bad[i].n);
		assert_int_equal(x.r, 0);
		assert_int_equal(x.t.ds.nerrors, bad[i].errors);
		reading_release(&x.t);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_words_by_their_looks),
		cmocka_unit_test(knows_where_each_word_stands),
		cmocka_unit_test(tolerates_what_editors_leave),
		cmocka_unit_test(folds_a_quotation),
		cmocka_unit_test(goes_on_after_an_unclosed_quotation),
		cmocka_unit_test(bounds_names_and_quotations),
		cmocka_unit_test(bounds_words_of_a_source),
		cmocka_unit_test(bounds_bytes_of_a_source),
		cmocka_unit_test(reports_bytes_that_are_no_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
