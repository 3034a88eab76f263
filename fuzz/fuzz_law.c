/* fuzz_law.c - the order language, read, checked and laid out.
 *
 * A text is a source, or after `?` a condition, or after `!` a person's
 * facts.  What is read without error is laid out; then it has the same
 * words, the parser finds the same in each, and a second pass changes
 * nothing.  A condition printed is read again as the same. */

#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "law/law.h"
#include "law/parse.h"

#include "by_word.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

MUTATES_BY_WORD

#define ARENA ((size_t)256 << 20)

/* A kind of each kind, and the words of tests/unit/law/check, whose cases
 * are inputs too. */
static const char vocabulary[] =
    "vocabulary fuzz\n"
    "place US, IQ, IR, SY, SV, GT\n"
    "place area.DET, area.CHI in US\n"
    "place district.mad in US\n"
    "agency ICE, CBP\nauthority INA_240, AEA\n"
    "party government, counsel, class_counsel\n"
    "state nationality (country) whole set\n"
    "state final_order (authority, designated) many\n"
    "state custody (agency, place) one stale after 7 days\n"
    "state present (place) one\n"
    "state supervision (agency, place) one persists\n"
    "state child_minor many\nstate born (day) one\n"
    "state visa (class, number) many\nstate route (from) many\n"
    "state residence many\n"
    "relation spouse (since_when) many\nrelation parent many\n"
    "event a_file.produced\nevent notice (country, party, subject)\n"
    "event conviction (crime)\n"
    "event arrival (place) text \"came to the United States\"\n"
    "filing motion steps filed, briefed closed by granted, denied\n"
    "filing appeal of motion steps filed closed by dismissed\n"
    "filing motion_to_reopen (country) steps filed "
    "closed by granted, denied\n"
    "filing bia_appeal of motion_to_reopen steps filed "
    "closed by dismissed\n"
    "act removal (from, to, under, by) implies custody (agency is ICE)\n"
    "act transfer (from, to, by)\nact interview (by)\n"
    "act redetention (subject)\n";

struct run {
	struct arena arena;
	struct diags ds;
	struct law law;
	struct source_text vocabulary;
};

static void
run_init(struct run *r)
{
	*r = (struct run){ 0 };
	arena_init(&r->arena, &mem_system, ARENA);
	diags_init(&r->ds, &r->arena);
	r->vocabulary.path = "fuzz.vocab";
	r->vocabulary.bytes = vocabulary;
	r->vocabulary.len = sizeof(vocabulary) - 1;
	assert(law_parse(&r->arena, &r->vocabulary, &r->law, &r->ds) == 0 &&
	    r->ds.nerrors == 0);
}

/* Positions lie in the text they speak of. */
static void
check_diags(const struct run *r)
{
	struct buf b;
	size_t i;

	buf_init(&b, &mem_system, (size_t)64 << 20);
	for (i = 0; i < r->ds.n; i++) {
		const struct pos *at = &r->ds.items[i].pos;

		assert(at->src == NULL ||
		    (size_t)at->offset + at->length <= at->src->len);
		if (i < 4)
			diag_print(&b, &r->ds.items[i], i % 2 == 0);
	}
	assert(!b.failed);
	buf_release(&b);
}

static void
same_words(struct arena *a, const struct lexed *x, const struct lexed *y)
{
	size_t i;

	assert(x->n == y->n && x->ncomments == y->ncomments);
	for (i = 0; i < x->n; i++) {
		const struct token *s = &x->tokens[i], *t = &y->tokens[i];

		assert(s->kind == t->kind && s->mark == t->mark);
		if (s->kind == TOKEN_STRING) {
			const char *u = token_string(a, x, s);
			const char *v = token_string(a, y, t);

			assert(u != NULL && v != NULL && strcmp(u, v) == 0);
			continue;
		}
		assert(s->length == t->length &&
		    memcmp(x->src->bytes + s->offset, y->src->bytes + t->offset,
			s->length) == 0);
		assert(opens_item(x, i) == opens_item(y, i));
	}
	for (i = 0; i < x->ncomments; i++)
		assert(x->comments[i].before == y->comments[i].before &&
		    x->comments[i].own_line == y->comments[i].own_line &&
		    x->comments[i].length == y->comments[i].length);
}

static void
lay_out(const struct source_text *src)
{
	struct arena a, said;
	struct diags ds;
	struct buf once, twice;
	struct source_text again = { .path = "again" };
	struct lexed x, y;
	int r;

	arena_init(&a, &mem_system, ARENA);
	arena_init(&said, &mem_system, ARENA);
	diags_init(&ds, &said);
	buf_init(&once, &mem_system, (size_t)64 << 20);
	buf_init(&twice, &mem_system, (size_t)64 << 20);
	r = law_format(&a, src, &once, &ds);
	if (r == 0) {
		again.bytes = once.s;
		again.len = once.len;
		assert(law_format(&a, &again, &twice, &ds) == 0);
		assert(strcmp(once.s, twice.s) == 0);
		assert(parse_to_format(&a, src, &x, &ds) == 0);
		assert(parse_to_format(&a, &again, &y, &ds) == 0);
		assert(ds.nerrors == 0);
		same_words(&a, &x, &y);
	} else {
		assert(r == E_SYNTAX && ds.nerrors > 0 && once.len == 0);
	}
	buf_release(&twice);
	buf_release(&once);
	arena_release(&said);
	arena_release(&a);
}

/* What conditions and facts are asked of is the same for each of them. */
static const struct law *
checked_law(void)
{
	static struct run r;

	if (r.law.vocab == NULL) {
		run_init(&r);
		assert(law_check(&r.arena, &r.law, &r.ds) == 0);
	}
	return &r.law;
}

static void
source(const struct source_text *src)
{
	struct run r;
	int e;

	/* Its own vocabulary: it may declare more, in a misspelt block too. */
	run_init(&r);
	e = law_parse(&r.arena, src, &r.law, &r.ds);
	assert(e == 0 || (e == E_LIMIT && r.ds.nerrors > 0));
	if (r.ds.nerrors == 0) {
		e = law_check(&r.arena, &r.law, &r.ds);
		assert(e == (r.ds.nerrors > 0 ? E_CHECK : 0));
	}
	check_diags(&r);
	arena_release(&r.arena);
	lay_out(src);
}

static void
condition(const struct source_text *src)
{
	const struct law *law = checked_law();
	struct run r = { 0 };
	struct expr *e, *again;
	struct source_text printed = { .path = "printed" };
	struct buf once, twice;

	arena_init(&r.arena, &mem_system, ARENA);
	diags_init(&r.ds, &r.arena);
	buf_init(&once, &mem_system, (size_t)64 << 20);
	buf_init(&twice, &mem_system, (size_t)64 << 20);
	if (law_parse_condition(&r.arena, src, law, &e, &r.ds) == 0) {
		expr_print(&once, e);
		printed.bytes = once.s;
		printed.len = once.len;
		assert(law_parse_condition(&r.arena, &printed, law, &again,
			   &r.ds) == 0);
		expr_print(&twice, again);
		assert(strcmp(once.s, twice.s) == 0);
	} else {
		assert(r.ds.nerrors > 0);
	}
	check_diags(&r);
	buf_release(&twice);
	buf_release(&once);
	arena_release(&r.arena);
}

static void
givens(const struct source_text *src)
{
	const struct law *law = checked_law();
	struct run r = { 0 };
	struct given *g;
	size_t n;

	arena_init(&r.arena, &mem_system, ARENA);
	diags_init(&r.ds, &r.arena);
	if (law_parse_givens(&r.arena, src, law, &g, &n, &r.ds) != 0)
		assert(r.ds.nerrors > 0);
	check_diags(&r);
	arena_release(&r.arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct source_text src = { .path = "fuzz",
		.bytes = (const char *)bytes,
		.len = n };

	if (n > 0 && (bytes[0] == '?' || bytes[0] == '!')) {
		src.bytes++;
		src.len--;
		if (bytes[0] == '?')
			condition(&src);
		else
			givens(&src);
	} else {
		source(&src);
	}
	return 0;
}
