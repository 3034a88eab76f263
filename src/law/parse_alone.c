/* parse_alone.c - a condition, and a person's facts, outside any item. */

#include "law/parse.h"

/* Read src as one clause.  law is only looked at. */
static int
parse_alone(struct parser *p, struct arena *a, const struct source_text *src,
    const struct law *law, struct law *view, struct diags *ds)
{
	int r;

	*view = *law;
	parser_init(p, a, view, ds);
	if ((r = lex(a, src, &p->lexed, ds)) != 0)
		return r;
	p->end = p->lexed.n;
	return 0;
}

/* Nothing may follow.  Returns what the parse as a whole comes to. */
static int
leave_alone(struct parser *p, bool ok, size_t errors)
{
	if (ok && !at_end(p))
		(void)unexpected(p, "the end of the line", NULL);
	clause_leave(p);
	if (p->err != 0)
		return p->err;
	if (p->ds->failed)
		return E_NOMEM;
	return p->ds->nerrors > errors ? E_SYNTAX : 0;
}

int
law_parse_condition(struct arena *a, const struct source_text *src,
    const struct law *law, struct expr **out, struct diags *ds)
{
	struct parser p;
	struct law view;
	struct expr *e = NULL;
	size_t errors = ds->nerrors;
	int r;

	if ((r = parse_alone(&p, a, src, law, &view, ds)) != 0)
		return r;
	if ((r = leave_alone(&p, parse_expr(&p, &e), errors)) != 0)
		return r;
	if ((r = law_check_condition(a, law, e, ds)) != 0)
		return r;
	*out = e;
	return 0;
}

int
law_parse_givens(struct arena *a, const struct source_text *src,
    const struct law *law, struct given **out, size_t *n, struct diags *ds)
{
	struct parser p;
	struct law view;
	struct given *givens = NULL;
	size_t count = 0, errors = ds->nerrors;
	bool ok;
	int r;

	if ((r = parse_alone(&p, a, src, law, &view, ds)) != 0)
		return r;
	ok = at_end(&p) || parse_givens(&p, &givens, &count);
	if ((r = leave_alone(&p, ok, errors)) != 0)
		return r;
	if ((r = law_check_givens(a, law, givens, count, ds)) != 0)
		return r;
	*out = givens;
	*n = count;
	return 0;
}
