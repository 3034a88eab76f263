/* parse_vignette.c - examples with their answers, and the facts they are
 * given, which are also the lines of a people file. */

#include "law/parse.h"

#include <string.h>

/* -- Givens ------------------------------------------------------------- */

/* Words that say something of the fact as a whole, so end its values. */
static bool
at_given_word(const struct parser *p)
{
	static const char *const words[] = { "since", "until", "between", "as",
		"of", "source", "document", "recorded", "unconfirmed", "good",
		"unknown", "person" };
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (at_word(p, words[i]))
			return true;
	return false;
}

static bool
at_given_end(const struct parser *p)
{
	return at_end(p) || at_kind(p, TOKEN_SEMICOLON);
}

/* How many values stand from here on, a set counting as one: what the
 * words alone tell of which are fields and which are values. */
static size_t
count_values(const struct parser *p)
{
	struct parser look = *p;
	size_t n = 0;

	while (
	    !at_given_end(&look) && !at_given_word(&look) && !at_day(&look)) {
		if (take_kind(&look, TOKEN_BRACE))
			while (!at_end(&look) && !at_kind(&look, TOKEN_UNBRACE))
				look.at++;
		look.at++;
		n++;
	}
	return n;
}

/* Whether the current word is a field of k: of its own, or, of a relation,
 * a fact of the other person.  Where the vocabulary does not know the kind,
 * fields and values come in pairs, and one without a partner is a value. */
static bool
at_given_field(struct parser *p, const struct kind *k)
{
	char *word;

	if (!at_kind(p, TOKEN_WORD))
		return false;
	if (k == NULL)
		return count_values(p) % 2 == 0;
	if ((word = token_text(p, current(p))) == NULL)
		return false;
	if (kind_field(k, word) >= 0)
		return true;
	if (k->type == KIND_RELATION)
		return vocab_kind(p->law->vocab, word) != NULL;
	return count_values(p) % 2 == 0;
}

static bool
parse_given_field(struct parser *p, struct given *g)
{
	struct given_field *f;

	if (!PUSH(p, g->fields, g->nfields))
		return false;
	f = &g->fields[g->nfields];
	*f = (struct given_field){ .index = -1 };
	if (!parse_name(p, &f->field, "a field"))
		return false;
	if (at_given_end(p) || at_given_word(p))
		return unexpected(p, "the field's value", NULL);
	if (!parse_set(p, &f->terms, &f->nterms))
		return false;
	g->nfields++;
	return true;
}

static bool
once_moment(struct parser *p, const struct moment *m)
{
	return parse_once(p, m->kind != MOMENT_NONE, "this time");
}

static bool
parse_given_text(struct parser *p, const char **out, const char *what)
{
	if (!parse_once(p, *out != NULL, "this"))
		return false;
	p->at++;
	return parse_string(p, out, what);
}

static bool
parse_given_label(struct parser *p, const char **out)
{
	struct name n;

	if (!parse_once(p, *out != NULL, "this"))
		return false;
	p->at++;
	if (!parse_name(p, &n, "a filing's label, as m1"))
		return false;
	*out = n.s;
	return true;
}

static bool
parse_given_good(struct parser *p, struct given *g)
{
	if (!parse_once(p, g->has_good, "`good for`"))
		return false;
	p->at++;
	g->has_good = true;
	return expect_word(p, "for", "write `good for 24 hours`") &&
	    parse_span(p, &g->good_for);
}

/* person ID: whom a relation is with. */
static bool
parse_given_person(struct parser *p, struct given *g)
{
	if (!parse_once(p, g->other.s != NULL, "`person`"))
		return false;
	p->at++;
	g->other.pos = pos_here(p);
	if (at_kind(p, TOKEN_STRING))
		return parse_string(p, &g->other.s, "a person");
	if ((!at_kind(p, TOKEN_WORD) && !at_kind(p, TOKEN_INT)) ||
	    at_given_word(p))
		return unexpected(p, "whose number it is, as A000-000-002",
		    "another identifier stands in quotes");
	g->other.s = token_text(p, current(p));
	p->at++;
	return g->other.s != NULL;
}

/* One of the words that may follow a fact, in any order. */
static bool
parse_given_word(struct parser *p, struct given *g)
{
	if (at_word(p, "since")) {
		if (!once_moment(p, &g->from))
			return false;
		p->at++;
		return parse_moment(p, &g->from);
	}
	if (at_word(p, "between"))
		return once_moment(p, &g->from) && parse_moment(p, &g->from);
	if (at_word(p, "until")) {
		if (!once_moment(p, &g->to))
			return false;
		p->at++;
		return parse_moment(p, &g->to);
	}
	if (at_word(p, "recorded")) {
		if (!once_moment(p, &g->recorded))
			return false;
		p->at++;
		return parse_day(p, &g->recorded, true, "a day or a minute");
	}
	if (at_word(p, "as"))
		return parse_given_label(p, &g->as);
	if (at_word(p, "of"))
		return parse_given_label(p, &g->of);
	if (at_word(p, "source"))
		return parse_given_text(p, &g->source, "the source");
	if (at_word(p, "document"))
		return parse_given_text(p, &g->document, "the document");
	if (at_word(p, "good"))
		return parse_given_good(p, g);
	if (at_word(p, "person"))
		return parse_given_person(p, g);
	if (take(p, "unconfirmed")) {
		g->unconfirmed = true;
		return true;
	}
	return unexpected(p, "`since`, `until`, `source` ... or `;`", NULL);
}

static bool
parse_given_rest(struct parser *p, struct given *g)
{
	while (!at_given_end(p)) {
		if (at_given_word(p)) {
			if (!parse_given_word(p, g))
				return false;
		} else if (at_day(p)) {
			if (!once_moment(p, &g->seen) ||
			    !parse_day(p, &g->seen, true, "a day"))
				return false;
		} else if (at_kind(p, TOKEN_COMMA)) {
			return unexpected(p, "`;`, or the end of the line",
			    "facts are set apart by `;`, values are a set: "
			    "{IQ, SY}");
		} else if (!parse_given_field(p, g)) {
			return false;
		}
	}
	return true;
}

static bool
parse_given_fact(struct parser *p, struct given *g)
{
	const struct kind *k = NULL;
	const char *rest;

	g->kind = GIVEN_FACT;
	if (!parse_name(p, &g->path, "a fact, as `nationality IQ`"))
		return false;
	if (p->law != NULL && p->law->vocab != NULL)
		k = vocab_path(p->law->vocab, g->path.s, &rest);
	if (take(p, "unknown")) {
		g->kind = GIVEN_UNKNOWN;
		return parse_given_rest(p, g);
	}
	if (take(p, "is")) /* `nationality is IQ` does no harm */
		return parse_set(p, &g->terms, &g->nterms) &&
		    parse_given_rest(p, g);
	if (!at_given_end(p) && !at_given_word(p) && !at_day(p) &&
	    !at_given_field(p, k) && !parse_set(p, &g->terms, &g->nterms))
		return false;
	return parse_given_rest(p, g);
}

/* no [other] K [since I] [through I] */
static bool
parse_given_no(struct parser *p, struct given *g)
{
	p->at++;
	g->kind = take(p, "other") ? GIVEN_NO_OTHER : GIVEN_NO;
	if (!parse_name(p, &g->path, "a fact, as motion_to_reopen.filed"))
		return false;
	if (at_word(p, "since")) {
		p->at++;
		if (!parse_day(p, &g->from, true, "a day or a minute"))
			return false;
	}
	if (at_word(p, "through")) {
		p->at++;
		if (!parse_day(p, &g->to, true, "a day or a minute"))
			return false;
	}
	return parse_given_rest(p, g);
}

static bool
parse_given_list(struct parser *p, struct given *g, enum given_kind kind,
    size_t words)
{
	g->kind = kind;
	p->at += words;
	return parse_name(p, &g->list,
		   kind == GIVEN_IS || kind == GIVEN_IS_NOT
		       ? "who it is"
		       : "a list's name") &&
	    parse_given_rest(p, g);
}

bool
parse_known_by(struct parser *p, enum identifier_type type, const char **out)
{
	struct moment day;
	size_t first = p->at;

	if (at_kind(p, TOKEN_STRING))
		return parse_string(p, out, "it");
	if (type == IDENTIFIER_NAME)
		return unexpected(p, "a name", "put it in quotes: \"...\"");
	if (type == IDENTIFIER_BIRTH) {
		if (!parse_day(p, &day, false, "a day of birth"))
			return false;
	} else if (at_name(p) || at_kind(p, TOKEN_INT)) {
		p->at++;
	} else {
		return unexpected(p, "a number, as A000-000-001",
		    "put a number with blanks in quotes: \"A 000-000-001\"");
	}
	*out = token_text(p, &p->lexed.tokens[first]);
	return *out != NULL;
}

/* a_number, birth, name: what a person is known by, where the vocabulary has
 * no fact of that name. */
static bool
at_given_known(const struct parser *p, struct given *g)
{
	const struct token *t = current(p);
	const char *s = p->lexed.src->bytes + t->offset, *rest;
	char word[16];

	if (t->kind != TOKEN_WORD || t->length >= sizeof(word) ||
	    !identifier_read_word(s, t->length, &g->type))
		return false;
	memcpy(word, s, t->length);
	word[t->length] = '\0';
	return p->law == NULL || p->law->vocab == NULL ||
	    vocab_path(p->law->vocab, word, &rest) == NULL;
}

static bool
parse_given_known(struct parser *p, struct given *g)
{
	g->kind = GIVEN_KNOWN_BY;
	p->at++;
	g->list.pos = pos_here(p);
	return parse_known_by(p, g->type, &g->list.s) && parse_given_rest(p, g);
}

static bool
parse_given(struct parser *p, struct given *g)
{
	size_t first = p->at;
	bool ok;

	mark(p, MARK_GIVEN);
	if (at_words(p, "nothing", "else")) {
		p->at += 2;
		g->kind = GIVEN_NOTHING_ELSE;
		ok = expect_word(p, "happened",
			 "write `nothing else happened`") &&
		    parse_given_rest(p, g);
	} else if (at_word(p, "no")) {
		ok = parse_given_no(p, g);
	} else if (at_words(p, "on", "list")) {
		ok = parse_given_list(p, g, GIVEN_ON_LIST, 2);
	} else if (at_words(p, "not", "on")) {
		if (!ahead_word(p, 2, "list")) {
			p->at += 2;
			return unexpected(p, "`list`", "write `not on list L`");
		}
		ok = parse_given_list(p, g, GIVEN_NOT_ON_LIST, 3);
	} else if (at_words(p, "near", "list")) {
		ok = parse_given_list(p, g, GIVEN_NEAR_LIST, 2);
	} else if (at_words(p, "is", "not")) {
		ok = parse_given_list(p, g, GIVEN_IS_NOT, 2);
	} else if (at_word(p, "is")) {
		ok = parse_given_list(p, g, GIVEN_IS, 1);
	} else if (at_given_known(p, g)) {
		ok = parse_given_known(p, g);
	} else {
		ok = parse_given_fact(p, g);
	}
	g->pos = pos_from(p, first);
	return ok;
}

bool
parse_givens(struct parser *p, struct given **out, size_t *n)
{
	do {
		if (at_end(p) && *n > 0)
			return true; /* a closing `;` */
		if (*n >= LIMIT_FACTS)
			return parse_error(p, pos_here(p), NULL, NULL,
			    "more than %u facts of one person", LIMIT_FACTS);
		if (!PUSH(p, *out, *n))
			return false;
		(*out)[*n] = (struct given){ .step = -1 };
		if (!parse_given(p, &(*out)[*n]))
			return false;
		(*n)++;
	} while (take_kind(p, TOKEN_SEMICOLON));
	return true;
}

/* -- Checks ------------------------------------------------------------- */

static bool
at_expectation(const struct parser *p)
{
	return at_word(p, "barred") || at_word(p, "held") ||
	    at_words(p, "no", "bar") || at_word(p, "due") ||
	    at_words(p, "not", "due") || at_word(p, "stands");
}

static bool
parse_slot(struct parser *p, struct vignette_check *c)
{
	struct slot_given *s;
	struct pos pos = pos_here(p);

	if (!PUSH(p, c->slots, c->nslots))
		return false;
	s = &c->slots[c->nslots];
	*s = (struct slot_given){ .index = -1 };
	if (at_words(p, "out", "of")) {
		p->at += 2;
		s->slot = (struct name){ .s = "out of", .pos = pos };
		s->slot.pos.length = 6;
	} else if (!parse_name(p, &s->slot,
		       "a slot of the act (`to IQ`), or `barred by`, `held`, "
		       "`no bar`")) {
		return false;
	}
	c->nslots++;
	return parse_value(p, &s->value, "the slot's value");
}

static bool
parse_check_act(struct parser *p, struct vignette_check *c)
{
	bool act = false;

	while (!at_end(p) && !at_expectation(p)) {
		if (at_word(p, "arrives") || at_word(p, "known")) {
			struct moment *m =
			    at_word(p, "known") ? &c->known : &c->arrives;

			if (!once_moment(p, m))
				return false;
			p->at++;
			if (!parse_day(p, m, true, "a minute"))
				return false;
		} else if (!act) {
			act = true;
			mark(p, MARK_ACT);
			if (!parse_name(p, &c->act_name, "an act, as removal"))
				return false;
		} else if (!parse_slot(p, c)) {
			return false;
		}
	}
	return act || unexpected(p, "an act, as removal", NULL);
}

static bool
parse_what_due(struct parser *p, struct vignette_check *c)
{
	struct name what;

	if (at_kind(p, TOKEN_STRING))
		return parse_string(p, &c->due, "what is due");
	if (!parse_name(p, &what, "what is due"))
		return false;
	c->due = what.s;
	return true;
}

/* `stands ORDER "in force"`: the words by which answers call it. */
static bool
parse_expect_stands(struct parser *p, struct vignette_check *c)
{
	c->expect = EXPECT_STANDS;
	return parse_names(p, &c->by, &c->nby, "an order's name") &&
	    parse_string(p, &c->why, "how it stands, in quotes");
}

/* `due motion_to_reopen.filed earliest ... latest ...`, or what a duty is
 * to, in quotes. */
static bool
parse_expect_due(struct parser *p, struct vignette_check *c)
{
	c->expect = EXPECT_DUE;
	return parse_what_due(p, c) &&
	    expect_part(p, "earliest", "due X earliest DAY latest DAY") &&
	    parse_end(p, &c->earliest) &&
	    expect_part(p, "latest", "due X earliest DAY latest DAY") &&
	    parse_end(p, &c->until);
}

static bool
parse_expectation(struct parser *p, struct vignette_check *c)
{
	mark(p, MARK_EXPECT);
	if (take(p, "due"))
		return parse_expect_due(p, c);
	if (take(p, "stands"))
		return parse_expect_stands(p, c);
	if (at_words(p, "not", "due")) {
		p->at += 2;
		c->expect = EXPECT_NOT_DUE;
		return parse_what_due(p, c);
	}
	if (at_words(p, "no", "bar")) {
		p->at += 2;
		c->expect = EXPECT_NO_BAR;
		return true;
	}
	if (take(p, "barred")) {
		c->expect = EXPECT_BARRED;
		if (!expect_word(p, "by", "barred by ORDER, ...") ||
		    !parse_names(p, &c->by, &c->nby, "an order's name"))
			return false;
		return !take_part(p, "until") || parse_end(p, &c->until);
	}
	if (!take(p, "held"))
		return unexpected(p,
		    "`barred by ...`, `held ...`, `no bar`, `due ...`, "
		    "`not due ...` or `stands ...`",
		    NULL);
	c->expect = EXPECT_HELD;
	if (take(p, "by") &&
	    !parse_names(p, &c->by, &c->nby, "an order's name"))
		return false;
	return !at_kind(p, TOKEN_STRING) ||
	    parse_string(p, &c->why, "what a reason says");
}

static bool
parse_check(struct parser *p, struct vignette_check *c)
{
	size_t first = p->at++;

	if (!parse_day(p, &c->at, true, "when: on 2017-06-22 09:00 removal") ||
	    !parse_check_act(p, c) || !parse_expectation(p, c))
		return false;
	c->pos = pos_from(p, first);
	return true;
}

static bool
parse_vignette_line(struct parser *p, struct vignette *v)
{
	struct vignette_line line = { 0 };
	bool ok;

	if (take(p, "person")) {
		line.kind = LINE_PERSON;
		ok = parse_givens(p, &line.givens, &line.ngivens);
	} else if (at_word(p, "on")) {
		line.kind = LINE_CHECK;
		ok = parse_check(p, &line.check);
	} else {
		return unexpected_clause(p);
	}
	if (!ok || !PUSH(p, v->lines, v->nlines))
		return false;
	v->lines[v->nlines++] = line;
	return true;
}

static bool
parse_vignette_head(struct parser *p, struct vignette *v)
{
	size_t first = p->at++;

	if (!parse_string(p, &v->title, "what it shows, in quotes"))
		return false;
	v->pos = pos_from(p, first);
	if (!take(p, "under"))
		return true;
	if (!take(p, "casebook"))
		return parse_names(p, &v->under, &v->nunder,
		    "orders or cases, or `casebook`");
	v->under_casebook = true;
	return true;
}

void
parse_vignette(struct parser *p)
{
	struct law *law = p->law;
	struct vignette *v;
	bool ok;

	if ((v = make(p, sizeof(*v))) == NULL)
		return;
	v->in_case = p->in_case;
	ok = parse_vignette_head(p, v);
	if (ok && PUSH(p, law->vignettes, law->nvignettes))
		law->vignettes[law->nvignettes++] = v;
	do {
		while (ok && !at_end(p)) {
			mark(p, MARK_CLAUSE);
			ok = parse_vignette_line(p, v);
		}
		clause_leave(p);
		ok = true;
	} while (clause_next(p));
}
