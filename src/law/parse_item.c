/* parse_item.c - cases, lists, clocks, and the words they stand on. */

#include "law/parse.h"

#include <stdio.h>
#include <string.h>

/* A clause that may stand once only stood before. */
static bool
twice(struct parser *p, size_t first, const char *what)
{
	return parse_error(p, pos_from(p, first), NULL, "keep one of them",
	    "%s is given twice", what);
}

bool
parse_once(struct parser *p, bool given, const char *what)
{
	return !given || twice(p, p->at, what);
}

/* -- text, source, document, note, title -------------------------------- */

static bool
quote_kind(const struct parser *p, enum quote_kind *out)
{
	static const struct {
		const char *word;
		enum quote_kind kind;
	} kinds[] = {
		{ "text", QUOTE_TEXT },
		{ "source", QUOTE_SOURCE },
		{ "document", QUOTE_DOCUMENT },
		{ "note", QUOTE_NOTE },
		{ "title", QUOTE_TITLE },
	};
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (at_word(p, kinds[i].word)) {
			*out = kinds[i].kind;
			return true;
		}
	return false;
}

bool
at_quote(const struct parser *p)
{
	enum quote_kind kind;

	return quote_kind(p, &kind);
}

bool
parse_quote(struct parser *p, struct quote **quotes, size_t *n)
{
	enum quote_kind kind = QUOTE_TEXT;
	size_t first = *n, at = p->at;
	bool also = false;

	(void)quote_kind(p, &kind);
	do {
		p->at++;
		if (!PUSH(p, *quotes, *n))
			return false;
		(*quotes)[*n] = (struct quote){ .kind = kind, .also = also };
		if (!parse_string(p, &(*quotes)[*n].s, "a quotation"))
			return false;
		(*quotes)[*n].pos = pos_from(p, at);
		(*n)++;
		also = true;
		at = p->at;
	} while (at_word(p, "also") && ahead(p, 1)->kind == TOKEN_STRING);
	if (take(p, "unverified"))
		for (; first < *n; first++)
			(*quotes)[first].unverified = true;
	return true;
}

/* -- Cases -------------------------------------------------------------- */

bool
parse_dockets(struct parser *p, const char ***out, size_t *n)
{
	p->at++;
	do {
		if (!PUSH(p, *out, *n) ||
		    !parse_string(p, &(*out)[*n], "a docket number"))
			return false;
		(*n)++;
	} while (take_kind(p, TOKEN_COMMA));
	return true;
}

bool
parse_zone(struct parser *p, struct name *out)
{
	size_t first = ++p->at;

	if (!parse_string(p, &out->s, "a zone, as \"America/Detroit\""))
		return false;
	out->pos = pos_from(p, first);
	return true;
}

static bool
parse_read_limit(struct parser *p, struct law_case *c)
{
	if (!parse_once(p, c->has_read_limit, "`read every`"))
		return false;
	p->at++;
	c->has_read_limit = true;
	return expect_word(p, "every", "write `read every 24 hours`") &&
	    parse_span(p, &c->read_limit);
}

/* court ID [from ID] */
bool
parse_court(struct parser *p, struct name *court, struct name *from)
{
	if (!parse_once(p, court->s != NULL, "the court"))
		return false;
	p->at++;
	if (!parse_name(p, court, "a court, as mied"))
		return false;
	return !take_part(p, "from") ||
	    parse_name(p, from,
		"the district court whose judgment it has before it, as mied");
}

static bool
parse_case_clause(struct parser *p, struct law_case *c)
{
	if (at_quote(p))
		return parse_quote(p, &c->quotes, &c->nquotes);
	if (at_word(p, "court"))
		return parse_court(p, &c->court_id, &c->from_id);
	if (at_word(p, "docket"))
		return parse_dockets(p, &c->dockets, &c->ndockets);
	if (at_word(p, "judge")) {
		if (!parse_once(p, c->judge != NULL, "the judge"))
			return false;
		p->at++;
		return parse_string(p, &c->judge, "the judge's name");
	}
	if (at_word(p, "zone"))
		return parse_once(p, c->zone_name.s != NULL, "the zone") &&
		    parse_zone(p, &c->zone_name);
	if (at_word(p, "read"))
		return parse_read_limit(p, c);
	return unexpected_clause(p);
}

void
parse_case(struct parser *p)
{
	struct law *law = p->law;
	struct law_case *c;
	bool ok;

	if ((c = make(p, sizeof(*c))) == NULL)
		return;
	p->at++;
	ok = parse_name(p, &c->id, "the case's name, as hamama");
	c->pos = pos_from(p, p->at - 1);
	if (ok && PUSH(p, law->cases, law->ncases)) {
		law->cases[law->ncases++] = c;
		p->in_case = c;
	}
	do {
		while (ok && !at_end(p)) {
			mark(p, MARK_CLAUSE);
			ok = parse_case_clause(p, c);
		}
		clause_leave(p);
		ok = true;
	} while (clause_next(p));
}

/* -- Lists -------------------------------------------------------------- */

static bool
parse_row(struct parser *p, struct law_list *l)
{
	if (at_quote(p))
		return parse_quote(p, &l->quotes, &l->nquotes);
	if (at_word(p, "rows")) {
		if (!parse_once(p, l->rows >= 0, "the number of rows"))
			return false;
		p->at++;
		return parse_int(p, &l->rows, "how many rows it has");
	}
	if (take(p, "identifier"))
		return parse_names(p, &l->identifiers, &l->nidentifiers,
		    "what every row has, as a_number");
	if (take(p, "complete")) {
		l->complete = true;
		return true;
	}
	if (at_word(p, "not")) {
		p->at++;
		l->complete = false;
		return expect_word(p, "known", "write `not known complete`") &&
		    expect_word(p, "complete", "write `not known complete`");
	}
	return unexpected_clause(p);
}

void
parse_list(struct parser *p)
{
	struct law *law = p->law;
	struct law_list *l;
	bool ok;

	if ((l = make(p, sizeof(*l))) == NULL)
		return;
	p->at++;
	l->rows = -1;
	l->in_case = p->in_case;
	ok = parse_name(p, &l->id, "the list's name");
	l->pos = pos_from(p, p->at - 1);
	if (ok && PUSH(p, law->lists, law->nlists))
		law->lists[law->nlists++] = l;
	if (ok && at_kind(p, TOKEN_STRING))
		ok = parse_string(p, &l->what, "what the list is");
	do {
		while (ok && !at_end(p)) {
			mark(p, MARK_CLAUSE);
			ok = parse_row(p, l);
		}
		clause_leave(p);
		ok = true;
	} while (clause_next(p));
}

/* -- Clocks ------------------------------------------------------------- */

static bool
parse_count(struct parser *p, struct clock_version *v)
{
	if (at_words(p, "no", "limit")) {
		p->at += 2;
		v->no_limit = true;
		return expect_word(p, "of", "write `no limit of time`") &&
		    expect_word(p, "time", "write `no limit of time`");
	}
	if (!parse_counted_span(p, &v->length))
		return false;
	v->unverified |= v->length.unverified;
	v->has_after = take(p, "after");
	return !v->has_after || parse_ref(p, &v->after);
}

static bool
parse_version(struct parser *p, struct clock_version *v)
{
	struct expr *when = NULL;
	long limit = 0;

	if (take(p, "from")) {
		v->from.pos = pos_here(p);
		if (!parse_day(p, &v->from.moment, true, "a day"))
			return false;
		v->from.unverified = take(p, "unverified");
	}
	if (take_part(p, "reading") &&
	    !parse_string(p, &v->reading, "the reading's name"))
		return false;
	if (!expect_word(p, "count",
		"a version of a clock: from 2017-01-01 count 30 days") ||
	    !parse_count(p, v))
		return false;
	if (take_part(p, "when")) {
		if (!parse_expr(p, &when))
			return false;
		v->when = when;
	}
	if (at_word(p, "limit")) {
		p->at++;
		v->pos = pos_here(p);
		if (!parse_int(p, &limit, "how many may be filed"))
			return false;
		if (limit < 1 || limit > LIMIT_COUNT)
			return parse_error(p, v->pos, NULL, NULL,
			    "a limit is at least 1");
		v->limit = (int)limit;
	}
	v->unverified |= take(p, "unverified");
	return true;
}

/* Words of the clock as a whole before its first version, of that version
 * after it. */
static bool
parse_clock_words(struct parser *p, struct clock *c)
{
	struct clock_version *v =
	    c->nversions > 0 ? &c->versions[c->nversions - 1] : NULL;
	const char **where;

	if (at_word(p, "title"))
		where = &c->title;
	else if (v == NULL)
		return parse_error(p, pos_here(p), NULL,
		    "put it below the version it speaks of",
		    "the clock has no version yet");
	else
		where = at_word(p, "text") ? &v->text : &v->source;
	if (!parse_once(p, *where != NULL, "this"))
		return false;
	p->at++;
	return parse_string(p, where, "a quotation");
}

static bool
parse_clock_clause(struct parser *p, struct clock *c)
{
	struct clock_version *v;
	size_t first = p->at;

	if (at_word(p, "title") || at_word(p, "text") || at_word(p, "source"))
		return parse_clock_words(p, c);
	if (!at_word(p, "from") && !at_word(p, "reading") &&
	    !at_word(p, "count"))
		return unexpected_clause(p);
	if (!PUSH(p, c->versions, c->nversions))
		return false;
	v = &c->versions[c->nversions++];
	*v = (struct clock_version){ 0 };
	if (!parse_version(p, v))
		return false;
	v->pos = pos_from(p, first);
	return true;
}

void
parse_clock(struct parser *p)
{
	struct law *law = p->law;
	struct clock *c;
	bool ok;

	if ((c = make(p, sizeof(*c))) == NULL)
		return;
	p->at++;
	c->in_case = p->in_case;
	ok = parse_name(p, &c->id, "the clock's name, as bia_appeal");
	if (ok && PUSH(p, law->clocks, law->nclocks))
		law->clocks[law->nclocks++] = c;
	if (ok && at_kind(p, TOKEN_STRING))
		ok = parse_string(p, &c->title, "what the clock is");
	do {
		while (ok && !at_end(p)) {
			mark(p, MARK_CLAUSE);
			ok = parse_clock_clause(p, c);
		}
		clause_leave(p);
		ok = true;
	} while (clause_next(p));
}
