/* people_lines.c - people files written by hand.
 *
 *	zone   America/Detroit
 *	source "clinic of 14 June 2017"
 *	person A000-000-001 "Synthetic Person 0001"
 *	    nationality IQ; final_order since 1995
 *	    custody agency ICE place area.DET since 2017-06-11
 *	confirm hamama.mandate entered 2019-04-09 document "..." by "..."
 *	    recorded 2019-04-10 08:00
 *	docket hamama read 2017-06-23 08:00
 *	recorded hamama.detroit 2017-06-22 15:00
 *
 * A line that begins at the margin opens something.  Indented lines below a
 * person are what is known of them, and one indented further continues the
 * line above it; below a record line all continue it.  `#` begins a
 * comment. */

#include <string.h>

#include "core/limits.h"
#include "core/utf8.h"
#include "intake/people.h"

/* One file while it is read. */
struct lines {
	struct people *p;
	const struct source_text *src;
	size_t at;     /* the next line begins here */
	unsigned line; /* number of the line in hand */
	const char *s; /* the line in hand, without comment and end */
	size_t n;
	unsigned indent; /* columns before it; 0: it stands at the margin */
	unsigned first_indent;       /* of the first line below a person */
	struct people_entry *person; /* whom indented lines speak of */
	bool skipping;               /* below a person line that was rejected */
};

/* Where the comment of a line starts, or its end; `#` in a string is no
 * comment. */
static size_t
line_length(const char *s, size_t n)
{
	bool quoted = false;
	size_t i;

	for (i = 0; i < n; i++) {
		if (s[i] == '"')
			quoted = !quoted;
		else if (s[i] == '#' && !quoted)
			break;
	}
	while (i > 0 && strchr(" \t\r", s[i - 1]) != NULL)
		i--;
	return i;
}

/* The next line with something on it. */
static bool
lines_next(struct lines *l)
{
	const char *s, *end;
	size_t n;

	while (l->at < l->src->len) {
		s = l->src->bytes + l->at;
		end = memchr(s, '\n', l->src->len - l->at);
		n = end == NULL ? l->src->len - l->at : (size_t)(end - s);
		l->at += n + 1;
		l->line++;
		if (l->line == 1 && n >= 3 &&
		    memcmp(s, "\xef\xbb\xbf", 3) == 0) {
			s += 3;
			n -= 3;
		}
		n = line_length(s, n);
		if (n == 0)
			continue;
		l->indent = 0;
		while (n > 0 && (*s == ' ' || *s == '\t')) {
			l->indent += *s == ' ' ? 1 : 8 - l->indent % 8;
			s++;
			n--;
		}
		l->s = s;
		l->n = n;
		return true;
	}
	return false;
}

static int
lines_reject(struct lines *l, struct people_entry *who, const char *value,
    const char *why, const char *todo)
{
	struct people_reject r = { .path = l->src->path,
		.line = l->line,
		.value = value,
		.why = why,
		.todo = todo };

	if (value == NULL &&
	    (r.value = arena_strndup(l->p->arena, l->s, l->n)) == NULL)
		return E_NOMEM;
	return people_reject(l->p, who, &r);
}

/* -- Words of a record line -- */

struct word_at {
	const char *s; /* in the arena */
	bool quoted;
};

#define WORDS_MAX 32

/* Split a line: words, and strings in quotes.  *n is how many; more than
 * WORDS_MAX, or a string without its end: E_SYNTAX. */
static int
words_split(struct arena *a, const char *s, size_t len, struct word_at *out,
    size_t *n)
{
	size_t i = 0, start;
	char stop;

	*n = 0;
	for (;;) {
		while (i < len && (s[i] == ' ' || s[i] == '\t'))
			i++;
		if (i == len)
			return 0;
		if (*n == WORDS_MAX)
			return E_SYNTAX;
		out[*n].quoted = s[i] == '"';
		stop = s[i] == '"' ? '"' : ' ';
		if (stop == '"')
			i++;
		start = i;
		while (i < len && s[i] != stop &&
		    (stop == '"' || (s[i] != '\t' && s[i] != '"')))
			i++;
		if (stop == '"' && i == len)
			return E_SYNTAX;
		out[*n].s = arena_strndup(a, s + start, i - start);
		if (out[*n].s == NULL)
			return E_NOMEM;
		(*n)++;
		if (stop == '"')
			i++;
	}
}

static bool
looks_like_hour(const char *s)
{
	return strlen(s) == 5 && s[2] == ':';
}

/* A time at words[*i]: one word, or a day and an hour.  Moves *i past it. */
static int
words_moment(struct arena *a, const struct word_at *w, size_t n, size_t *i,
    struct moment *out)
{
	const char *s;
	int r;

	if (*i >= n || w[*i].quoted)
		return E_SYNTAX;
	s = w[(*i)++].s;
	if (*i < n && !w[*i].quoted && looks_like_hour(w[*i].s)) {
		s = arena_printf(a, "%s %s", s, w[(*i)++].s);
		if (s == NULL)
			return E_NOMEM;
	}
	r = moment_parse(s, strlen(s), out);
	return r == E_RANGE ? E_SYNTAX : r;
}

/* When a time certainly was: its last minute. */
static int
words_instant(struct lines *l, const struct word_at *w, size_t n, size_t *i,
    struct instant *out)
{
	struct moment m;
	int r = words_moment(l->p->arena, w, n, i, &m);

	if (r != 0)
		return r;
	if (l->p->zone == NULL && m.kind != MOMENT_EXACT)
		return E_NAME;
	*out =
	    zone_when(l->p->zone != NULL ? l->p->zone : zone_builtin("UTC"), &m)
		.last;
	return 0;
}

/* Why a time could not be read, and what to write. */
static int
reject_time(struct lines *l, int r)
{
	if (r == E_NOMEM)
		return r;
	if (r == E_NAME)
		return lines_reject(l, NULL, NULL, "an hour without a zone",
		    "say `zone America/Detroit` above, or write "
		    "2017-06-23T08:00-04:00");
	return lines_reject(l, NULL, NULL,
	    "a time is missing or not understood", "write 2017-06-23 08:00");
}

/* -- zone, source, person -- */

static int
line_zone(struct lines *l, const struct word_at *w, size_t n)
{
	const char *const *names = zone_names();
	const struct zone *z = n == 2 ? zone_builtin(w[1].s) : NULL;
	const char *near;
	size_t count = 0;

	if (z != NULL) {
		l->p->zone = z;
		if (l->p->said == NULL)
			l->p->said = z;
		return 0;
	}
	while (names[count] != NULL)
		count++;
	near = n == 2 ? nearest_name(w[1].s, names, count) : NULL;
	return lines_reject(l, NULL, NULL, "no zone of that name is known here",
	    near != NULL ? near : "write zone America/Detroit");
}

static int
line_source(struct lines *l, const struct word_at *w, size_t n)
{
	struct source *s;

	if ((n != 2 && n != 4) || !w[1].quoted ||
	    (n == 4 && (strcmp(w[2].s, "document") != 0 || !w[3].quoted)))
		return lines_reject(l, NULL, NULL,
		    "source needs words in quotes",
		    "write source \"who said so\" document \"where\"");
	s = arena_alloc(l->p->arena, sizeof(*s));
	if (s == NULL)
		return E_NOMEM;
	s->name = w[1].s;
	s->document = n == 4 ? w[3].s : NULL;
	l->p->source = s;
	return 0;
}

static bool
plain_id(const char *s)
{
	size_t n = strlen(s), i;
	uint32_t c;

	if (n == 0 || n > LIMIT_ID_BYTES)
		return false;
	for (i = 0; i < n;) {
		i += utf8_read(s + i, n - i, &c);
		if (c == UTF8_BAD || utf8_is_control(c))
			return false;
	}
	return true;
}

static int
line_person(struct lines *l, const struct word_at *w, size_t n)
{
	l->person = NULL;
	l->skipping = true;
	if (n < 2 || n > 3 || (n == 3 && !w[2].quoted) || !plain_id(w[1].s))
		return lines_reject(l, NULL, NULL,
		    "a person needs a number, and a name in quotes if there is "
		    "one",
		    "write person A000-000-001 \"Name\"");
	l->skipping = false;
	return people_entry(l->p, w[1].s, n == 3 ? w[2].s : NULL, &l->person);
}

/* -- What is on record of orders and dockets -- */

static int
reject_order(struct lines *l, const char *id)
{
	const struct law *law = l->p->law;
	const char **names =
	    arena_array(l->p->arena, law->ninstruments, sizeof(*names));
	const char *near, *todo = NULL;
	size_t i;

	if (names == NULL)
		return E_NOMEM;
	for (i = 0; i < law->ninstruments; i++)
		names[i] = law->instruments[i]->id.s;
	near = nearest_name(id, names, law->ninstruments);
	if (near != NULL)
		todo = arena_printf(l->p->arena, "did you mean %s?", near);
	return lines_reject(l, NULL, NULL,
	    "the casebook has no such instrument", todo);
}

/* Which date of a confirmation the word speaks of; NULL: none. */
static struct moment *
confirm_date(struct confirmation *c, const struct word_at *w)
{
	if (w->quoted)
		return NULL;
	return strcmp(w->s, "entered") == 0  ? &c->entered
	    : strcmp(w->s, "oral") == 0      ? &c->oral
	    : strcmp(w->s, "effective") == 0 ? &c->effective
					     : NULL;
}

static int
line_confirm(struct lines *l, const struct word_at *w, size_t n)
{
	struct people *p = l->p;
	struct confirmation c = { .zone = p->zone };
	struct moment *date;
	bool recorded = false;
	size_t i = 2;
	int r = 0;

	if (n < 2 || law_instrument(p->law, w[1].s) == NULL)
		return reject_order(l, n < 2 ? "" : w[1].s);
	c.instrument = w[1].s;
	while (i < n && r == 0) {
		if ((date = confirm_date(&c, &w[i])) != NULL) {
			i++;
			r = words_moment(p->arena, w, n, &i, date);
		} else if (!w[i].quoted && strcmp(w[i].s, "ends") == 0) {
			c.ends = true;
			i++;
		} else if (!w[i].quoted && strcmp(w[i].s, "acts") == 0) {
			c.acts = true;
			i++;
		} else if (strcmp(w[i].s, "recorded") == 0) {
			i++;
			r = words_instant(l, w, n, &i, &c.at);
			recorded = true;
		} else if (i + 1 < n && w[i + 1].quoted &&
		    strcmp(w[i].s, "document") == 0) {
			c.document = w[i + 1].s;
			i += 2;
		} else if (i + 1 < n && w[i + 1].quoted &&
		    strcmp(w[i].s, "by") == 0) {
			c.by = w[i + 1].s;
			i += 2;
		} else {
			return lines_reject(l, NULL, w[i].s,
			    "this is not part of a confirmation",
			    "write confirm ORDER entered DAY document \"...\" by "
			    "\"...\" recorded INSTANT; oral DAY, effective "
			    "DAY, ends and acts may stand beside entered");
		}
	}
	if (r != 0)
		return reject_time(l, r);
	/* A loss needs a document and a second person: SEMANTICS 9. */
	if (c.document == NULL || c.by == NULL || !recorded)
		return lines_reject(l, NULL, NULL,
		    "a confirmation needs a document, who confirms, and when it "
		    "was recorded",
		    "add document \"...\", by \"...\" and recorded INSTANT");
	p->confirmations = arena_grow(p->arena, p->confirmations,
	    p->record.nconfirmations, &p->cap_confirmations, sizeof(c));
	if (p->confirmations == NULL)
		return E_NOMEM;
	p->confirmations[p->record.nconfirmations++] = c;
	return 0;
}

static int
line_docket(struct lines *l, const struct word_at *w, size_t n)
{
	struct people *p = l->p;
	struct docket_read read = { 0 };
	size_t i = 3;
	int r;

	if (n < 2 || law_case(p->law, w[1].s) == NULL)
		return lines_reject(l, NULL, NULL,
		    "the casebook has no such case",
		    "write docket CASE read INSTANT");
	if (n < 3 || strcmp(w[2].s, "read") != 0)
		return lines_reject(l, NULL, NULL,
		    "when the docket was read is missing",
		    "write docket CASE read INSTANT");
	read.in_case = w[1].s;
	if ((r = words_instant(l, w, n, &i, &read.at)) != 0)
		return reject_time(l, r);
	if (i != n)
		return lines_reject(l, NULL, w[i].s,
		    "this is not part of the line", NULL);
	p->reads = arena_grow(p->arena, p->reads, p->record.nreads,
	    &p->cap_reads, sizeof(read));
	if (p->reads == NULL)
		return E_NOMEM;
	p->reads[p->record.nreads++] = read;
	return 0;
}

static int
line_recorded(struct lines *l, const struct word_at *w, size_t n)
{
	struct people *p = l->p;
	struct recording rec = { .entry = { .refused = INSTANT_NEVER } };
	size_t i = 2;
	int r;

	if (n < 2 || law_instrument(p->law, w[1].s) == NULL)
		return reject_order(l, n < 2 ? "" : w[1].s);
	rec.instrument = w[1].s;
	if ((r = words_instant(l, w, n, &i, &rec.entry.recorded)) != 0)
		return reject_time(l, r);
	rec.entry.confirmed = rec.entry.recorded;
	if (i < n && strcmp(w[i].s, "unconfirmed") == 0) {
		rec.entry.is_loss = true;
		rec.entry.confirmed = INSTANT_NEVER;
		i++;
	}
	if (i != n)
		return lines_reject(l, NULL, w[i].s,
		    "this is not part of the line",
		    "write recorded ORDER INSTANT [unconfirmed]");
	p->recordings = arena_grow(p->arena, p->recordings,
	    p->record.nrecordings, &p->cap_recordings, sizeof(rec));
	if (p->recordings == NULL)
		return E_NOMEM;
	p->recordings[p->record.nrecordings++] = rec;
	return 0;
}

static const struct {
	const char *name;
	int (*read)(struct lines *l, const struct word_at *w, size_t n);
	bool continues; /* indented lines below belong to it */
} openers[] = {
	{ "person", line_person, false },
	{ "zone", line_zone, false },
	{ "source", line_source, false },
	{ "confirm", line_confirm, true },
	{ "docket", line_docket, true },
	{ "recorded", line_recorded, true },
};

#define NOPENERS (sizeof(openers) / sizeof(openers[0]))

/* Append the indented lines below to the words in hand. */
static int
lines_continue(struct lines *l, struct word_at *w, size_t *n)
{
	struct word_at more[WORDS_MAX];
	struct lines ahead = *l;
	size_t k, i;
	int r;

	while (lines_next(&ahead) && ahead.indent > 0) {
		*l = ahead;
		if ((r = words_split(l->p->arena, l->s, l->n, more, &k)) != 0)
			return r;
		if (*n + k > WORDS_MAX)
			return E_SYNTAX;
		for (i = 0; i < k; i++)
			w[(*n)++] = more[i];
	}
	return 0;
}

static int
lines_open(struct lines *l)
{
	static const char *const names[] = { "person", "zone", "source",
		"confirm", "docket", "recorded" };
	struct word_at w[WORDS_MAX];
	const char *near,
	    *todo = "a line at the margin begins with person, "
		    "zone, source, confirm, docket or recorded; "
		    "what is known of someone is indented";
	size_t n, i;
	int r;

	l->person = NULL;
	l->first_indent = 0;
	l->skipping = false;
	if (memchr(l->s, '\0', l->n) != NULL)
		return lines_reject(l, NULL, NULL, "the line holds a NUL byte",
		    NULL);
	r = words_split(l->p->arena, l->s, l->n, w, &n);
	if (r == E_NOMEM)
		return r;
	if (r != 0)
		return lines_reject(l, NULL, NULL,
		    "a string has no end, or there are too many words",
		    "close the string with \"");
	if (n == 0)
		return 0;
	for (i = 0; i < NOPENERS; i++)
		if (!w[0].quoted && strcmp(w[0].s, openers[i].name) == 0)
			break;
	if (i == NOPENERS) {
		l->skipping = true;
		near = nearest_name(w[0].s, names, NOPENERS);
		if (near != NULL)
			todo =
			    arena_printf(l->p->arena, "did you mean %s?", near);
		return lines_reject(l, NULL, NULL,
		    "no line begins with this word", todo);
	}
	if (openers[i].continues) {
		r = lines_continue(l, w, &n);
		if (r == E_SYNTAX)
			return lines_reject(l, NULL, NULL,
			    "a string has no end, or there are too many words",
			    NULL);
		if (r != 0)
			return r;
	}
	return openers[i].read(l, w, n);
}

/* The line in hand and those that continue it, as one text. */
static int
lines_join(struct lines *l, const char **text, size_t *n)
{
	struct lines ahead = *l;
	struct buf b;
	int r = 0;

	buf_init(&b, l->p->arena->mem, LIMIT_STRING_BYTES);
	buf_add(&b, l->s, l->n);
	while (lines_next(&ahead) && ahead.indent > l->first_indent) {
		buf_putc(&b, ' ');
		buf_add(&b, ahead.s, ahead.n);
		l->at = ahead.at;
		l->line = ahead.line;
	}
	*n = b.len;
	*text = arena_strndup(l->p->arena, b.s, b.len);
	if (*text == NULL)
		r = E_NOMEM;
	else if (b.failed)
		r = E_LIMIT;
	buf_release(&b);
	return r;
}

static int
lines_givens(struct lines *l)
{
	struct people_reject place = { .path = l->src->path, .line = l->line };
	const char *text = NULL;
	size_t n = 0;
	int r;

	if (l->person == NULL)
		return lines_reject(l, NULL, NULL,
		    l->skipping ? "it stands below a line that was not read"
				: "it stands below no person",
		    l->skipping ? NULL : "begin with person A000-000-001");
	if (l->first_indent == 0)
		l->first_indent = l->indent;
	r = lines_join(l, &text, &n);
	if (r == E_NOMEM)
		return r;
	if (r != 0)
		return lines_reject(l, l->person, NULL, "the line is too long",
		    "put each fact on a line of its own");
	if (memchr(text, '\0', n) != NULL)
		return lines_reject(l, l->person, NULL,
		    "the line holds a NUL byte", NULL);
	return people_givens(l->p, l->person, &place, text, n);
}

int
people_read_lines(struct people *p, const struct source_text *src)
{
	struct lines l = { .p = p, .src = src };
	int r = 0;

	while (r == 0 && lines_next(&l))
		r = l.indent > 0 ? lines_givens(&l) : lines_open(&l);
	return r;
}
