/* parse_vocab.c - the vocabulary: what can be said of people, acts and
 * places.  Several vocabularies add up.  A place lies only in places
 * declared above it, and an act implies only states declared above it, so
 * that nothing can lie in itself. */

#include "law/parse.h"

#include <stdio.h>
#include <string.h>

static bool
declared_twice(struct parser *p, const struct name *n)
{
	return parse_error(p, n->pos, NULL, "give one of them another name",
	    "`%s` is declared already", n->s);
}

/* Kinds, acts and words share their names: a path says by its name alone
 * what it speaks of. */
static bool
check_new(struct parser *p, const struct name *n)
{
	const struct vocab *v = p->law->vocab;

	if (v->nkinds + v->nwords + v->nacts >= LIMIT_WORDS)
		return parse_error(p, n->pos, NULL, NULL,
		    "more than %u words in one vocabulary", LIMIT_WORDS);
	if (vocab_kind(v, n->s) != NULL || vocab_act(v, n->s) != NULL ||
	    vocab_any_word(v, n->s) != NULL)
		return declared_twice(p, n);
	return true;
}

/* -- Kinds of facts ----------------------------------------------------- */

static bool
parse_fields(struct parser *p, const struct field **out, size_t *n)
{
	struct name *names = NULL;
	struct field *f;
	size_t i, k;

	*n = 0;
	if (!take_kind(p, TOKEN_OPEN))
		return true;
	if (!parse_names(p, &names, n, "a field's name") ||
	    !expect_kind(p, TOKEN_CLOSE, "`,` or `)`"))
		return false;
	if (*n > LIMIT_FIELDS)
		return parse_error(p, names[LIMIT_FIELDS].pos, NULL, NULL,
		    "more than %u fields of one kind", LIMIT_FIELDS);
	if ((f = make(p, *n * sizeof(*f))) == NULL)
		return false;
	for (i = 0; i < *n; i++) {
		f[i].name = names[i].s;
		f[i].type = field_type_of(names[i].s);
		for (k = 0; k < i; k++)
			if (strcmp(f[k].name, f[i].name) == 0)
				return declared_twice(p, &names[i]);
	}
	*out = f;
	return true;
}

static bool
parse_strings_of_names(struct parser *p, const char ***out, size_t *n,
    const char *what)
{
	struct name *names = NULL;
	size_t i, count = 0;

	if (!parse_names(p, &names, &count, what))
		return false;
	for (i = 0; i < count; i++) {
		if (!PUSH(p, *out, *n))
			return false;
		(*out)[(*n)++] = names[i].s;
	}
	return true;
}

static bool
check_steps(struct parser *p, size_t first, const struct kind *k)
{
	size_t i, j;

	if (k->nsteps > LIMIT_FIELDS)
		return parse_error(p, pos_from(p, first), NULL, NULL,
		    "more than %u steps of one filing", LIMIT_FIELDS);
	for (i = 0; i < k->nsteps; i++)
		for (j = 0; j < i; j++)
			if (strcmp(k->steps[i], k->steps[j]) == 0)
				return parse_error(p, pos_from(p, first), NULL,
				    "name each step once",
				    "the step `%s` is declared already",
				    k->steps[i]);
	return true;
}

/* steps filed, briefed [closed by granted, denied] */
static bool
parse_steps(struct parser *p, struct kind *k)
{
	const char **steps = NULL;
	size_t first = p->at;

	if (!expect_part(p, "steps",
		"a filing has steps: steps filed closed by granted, denied") ||
	    !parse_strings_of_names(p, &steps, &k->nsteps, "a step, as filed"))
		return false;
	k->first_closing = k->nsteps;
	if (take_part(p, "closed") &&
	    (!expect_word(p, "by", "write `closed by granted, denied`") ||
		!parse_strings_of_names(p, &steps, &k->nsteps,
		    "a step, as granted")))
		return false;
	k->steps = steps;
	return check_steps(p, first, k);
}

static bool
parse_stale(struct parser *p, struct kind *k)
{
	if (take(p, "persists"))
		return true;
	if (!take(p, "stale"))
		return true;
	k->has_stale = true;
	return expect_word(p, "after", "write `stale after 7 days`") &&
	    parse_span(p, &k->stale);
}

static bool
parse_number(struct parser *p, struct kind *k)
{
	k->number = NUMBER_MANY;
	if (take(p, "one")) {
		k->number = NUMBER_ONE;
	} else if (take(p, "whole")) {
		k->number = NUMBER_WHOLE_SET;
		return expect_word(p, "set", "write `whole set`");
	} else {
		(void)take(p, "many");
	}
	return true;
}

static bool
parse_kind_text(struct parser *p, const char **out)
{
	return !take_part(p, "text") ||
	    parse_string(p, out, "the words for people, in quotes");
}

static bool
parse_kind_rest(struct parser *p, struct kind *k)
{
	const char **of = NULL;

	if (!parse_fields(p, &k->fields, &k->nfields))
		return false;
	if (k->type == KIND_EVENT)
		return parse_kind_text(p, &k->text);
	if (k->type == KIND_FILING) {
		if (take_part(p, "of")) {
			if (!parse_strings_of_names(p, &of, &k->nof,
				"another filing, or order"))
				return false;
			k->of = of;
		}
		return parse_steps(p, k) && parse_kind_text(p, &k->text);
	}
	return parse_number(p, k) && parse_stale(p, k) &&
	    parse_kind_text(p, &k->text);
}

static bool
parse_kind(struct parser *p, enum kind_type type)
{
	struct vocab *v = p->law->vocab;
	struct kind *k;
	struct name name;

	p->at++;
	if ((k = make(p, sizeof(*k))) == NULL)
		return false;
	k->type = type;
	if (!parse_name(p, &name, "the name of what is declared") ||
	    !parse_kind_rest(p, k) || !check_new(p, &name))
		return false;
	k->name = name.s;
	k->index = v->nkinds;
	if (!PUSH(p, v->kinds, v->nkinds))
		return false;
	v->kinds[v->nkinds++] = k;
	return true;
}

/* -- Acts --------------------------------------------------------------- */

static bool
add_implied_field(struct parser *p, struct implied *i,
    struct implied_field **fields, const struct expr *e)
{
	struct implied_field *f;

	if (e->kind != EXPR_FACT || e->nterms != 1 || e->where != NULL ||
	    e->tense != TENSE_NONE || e->scope != SCOPE_NONE)
		return parse_error(p, e->pos, "`FIELD is VALUE`", NULL,
		    "an act implies plain values of fields only");
	if (!PUSH(p, *fields, i->nfields))
		return false;
	f = &(*fields)[i->nfields++];
	f->field = e->path.s;
	f->value = e->terms[0].word.s;
	if (kind_field(i->kind, f->field) < 0)
		return parse_error(p, e->path.pos, NULL, NULL,
		    "`%s` has no field `%s`", i->kind->name, f->field);
	return true;
}

static bool
resolve_implied(struct parser *p, struct implied *out, const struct expr *e)
{
	struct implied_field *fields = NULL;
	size_t i;
	bool ok = true;

	if (e->kind != EXPR_FACT || e->nterms > 0 || e->some ||
	    e->tense != TENSE_NONE || e->scope != SCOPE_NONE)
		return parse_error(p, e->pos, "`STATE (FIELD is VALUE)`", NULL,
		    "an act implies plain states only");
	out->kind = vocab_kind(p->law->vocab, e->path.s);
	if (out->kind == NULL)
		return parse_error(p, e->path.pos, NULL,
		    "declare it above, or in a file read before",
		    "no state is called `%s`", e->path.s);
	if (out->kind->type != KIND_STATE)
		return parse_error(p, e->path.pos, "a state", NULL,
		    "`%s` is no state", e->path.s);
	if (e->where != NULL && e->where->kind == EXPR_AND)
		for (i = 0; ok && i < e->where->nargs; i++)
			ok = add_implied_field(p, out, &fields,
			    e->where->args[i]);
	else if (e->where != NULL)
		ok = add_implied_field(p, out, &fields, e->where);
	out->fields = fields;
	return ok;
}

static bool
resolve_act(struct parser *p, struct act_kind *act, const struct expr *e)
{
	size_t i, n = e->kind == EXPR_AND ? e->nargs : 1;
	struct implied *implies;

	if ((implies = make(p, n * sizeof(*implies))) == NULL)
		return false;
	for (i = 0; i < n; i++)
		if (!resolve_implied(p, &implies[i],
			e->kind == EXPR_AND ? e->args[i] : e))
			return false;
	act->implies = implies;
	act->nimplies = n;
	return true;
}

static const struct word *
find_word(struct parser *p, enum field_type type, const struct name *n)
{
	const struct vocab *v = p->law->vocab;
	const struct word *w = vocab_word(v, type, n->s);
	const char **names;
	const char *near = NULL;
	char hint[200];
	size_t i, count = 0;

	if (w != NULL)
		return w;
	names = make(p, v->nwords * sizeof(*names));
	if (p->ds->nerrors >= LIMIT_DIAGNOSTICS)
		names = NULL; /* nobody would see it */
	for (i = 0; names != NULL && i < v->nwords; i++)
		if (v->words[i]->type == type)
			names[count++] = v->words[i]->name;
	if (names != NULL)
		near = nearest_name(n->s, names, count);
	(void)snprintf(hint, sizeof(hint), "did you mean `%s`?",
	    near != NULL ? near : "");
	(void)parse_error(p, n->pos, NULL,
	    near != NULL ? hint : "declare it above, or in a file read before",
	    "nothing that this could lie in is called `%s`", n->s);
	return NULL;
}

static bool
parse_act_kind(struct parser *p)
{
	struct vocab *v = p->law->vocab;
	struct act_kind *act;
	struct expr *e = NULL;
	struct name name, left;

	p->at++;
	if ((act = make(p, sizeof(*act))) == NULL)
		return false;
	if (!parse_name(p, &name, "the act's name, as removal") ||
	    !parse_fields(p, &act->slots, &act->nslots) || !check_new(p, &name))
		return false;
	act->name = name.s;
	if (take_part(p, "leaves") &&
	    (!parse_name(p, &left, "a place, as US") ||
		(act->leaves = find_word(p, FIELD_PLACE, &left)) == NULL))
		return false;
	if (take_part(p, "implies") &&
	    (!parse_expr(p, &e) || (!p->unresolved && !resolve_act(p, act, e))))
		return false;
	if (!parse_kind_text(p, &act->text) || !PUSH(p, v->acts, v->nacts))
		return false;
	v->acts[v->nacts++] = act;
	return true;
}

/* -- Words -------------------------------------------------------------- */

/* in area.DET, district.mied */
static bool
parse_in(struct parser *p, enum field_type type, const struct word ***out,
    size_t *n)
{
	struct name *names = NULL;
	size_t i, count = 0;

	if (!take(p, "in"))
		return true;
	if (!parse_names(p, &names, &count, "a place"))
		return false;
	for (i = 0; i < count && !p->unresolved; i++) {
		const struct word *w = find_word(p, type, &names[i]);

		if (w == NULL || !PUSH(p, *out, *n))
			return false;
		(*out)[(*n)++] = w;
	}
	return true;
}

static bool
parse_words(struct parser *p, enum field_type type)
{
	struct vocab *v = p->law->vocab;
	struct name *names = NULL;
	const struct word **in = NULL;
	struct word *w;
	size_t i, count = 0, nin = 0;

	p->at++;
	if (!parse_names(p, &names, &count, "a name, as area.DET") ||
	    !parse_in(p, type, &in, &nin))
		return false;
	for (i = 0; i < count; i++) {
		if (!check_new(p, &names[i]) ||
		    (w = make(p, sizeof(*w))) == NULL ||
		    !PUSH(p, v->words, v->nwords))
			return false;
		*w = (struct word){
			.name = names[i].s,
			.type = type,
			.in = in,
			.nin = nin,
		};
		v->words[v->nwords++] = w;
	}
	return true;
}

/* -- The block ---------------------------------------------------------- */

static bool
parse_declaration(struct parser *p)
{
	static const struct {
		const char *word;
		enum kind_type type;
	} kinds[] = {
		{ "state", KIND_STATE },
		{ "relation", KIND_RELATION },
		{ "event", KIND_EVENT },
		{ "filing", KIND_FILING },
	};
	static const struct {
		const char *word;
		enum field_type type;
	} words[] = {
		{ "place", FIELD_PLACE },
		{ "agency", FIELD_AGENCY },
		{ "authority", FIELD_AUTHORITY },
		{ "party", FIELD_PARTY },
	};
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (at_word(p, kinds[i].word))
			return parse_kind(p, kinds[i].type);
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (at_word(p, words[i].word))
			return parse_words(p, words[i].type);
	if (at_word(p, "act"))
		return parse_act_kind(p);
	return unexpected_clause(p);
}

void
parse_vocabulary(struct parser *p)
{
	struct vocab *v = p->law->vocab;
	struct name name;
	bool ok;

	if (v == NULL && (v = make(p, sizeof(*v))) == NULL)
		return;
	p->law->vocab = v;
	p->at++;
	ok = parse_name(p, &name, "the vocabulary's name, as removal");
	if (ok && v->name == NULL)
		v->name = name.s;
	do {
		while (ok && !at_end(p)) {
			mark(p, MARK_CLAUSE);
			ok = parse_declaration(p);
		}
		clause_leave(p);
		ok = true;
	} while (clause_next(p));
}
