/* demo.c - see demo.h. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/demo.h"

#define DEMO_TEXT_MAX    ((size_t)LIMIT_SOURCE_BYTES)
#define DEMO_SCRATCH_MAX ((size_t)64 << 20)

/* -- What happened -- */

/* Beside the instruments of the case: what happened to people. */
static const struct {
	const char *at, *arrives, *what;
} happenings[] = {
	{ "2017-06-12 09:00", NULL, "Sunday's arrests in Detroit" },
	{ "2017-06-19 09:00", NULL, "a week of arrests elsewhere" },
	{ "2017-06-27 06:00", "2017-06-28 06:00", "a flight is to leave" },
	{ "2017-11-07 09:00", NULL,
	    "files produced on 6 November: those who had filed already" },
	{ "2017-11-28 09:00", NULL,
	    "files produced on 27 November: the others who asked" },
	{ "2018-02-26 09:00", NULL,
	    "90 days from 27 November ended on Sunday, not rolled" },
	{ "2018-02-28 00:00", NULL,
	    "three months from 27 November ended at midnight" },
	{ "2018-02-28 12:00", NULL,
	    "court records were read: who filed nothing is on record" },
	{ "2018-07-02 09:00", NULL, "judges rule on motions" },
	{ "2018-11-15 09:00", NULL, "the Board and the court of appeals rule" },
	{ "2019-04-10 13:00", NULL,
	    "the mandate's date is confirmed, in the demo's own record" },
};

#define NHAPPENINGS (sizeof(happenings) / sizeof(happenings[0]))

static struct instant
local(const struct demo *d, const char *s)
{
	struct moment m;

	if (s == NULL || moment_parse(s, strlen(s), &m) != 0)
		return INSTANT_NEVER;
	return zone_when(d->zone, &m).first;
}

static int
by_instant(const void *x, const void *y)
{
	const struct demo_event *a = x, *b = y;
	int c = instant_cmp(a->t, b->t);

	if (c != 0)
		return c;
	return strcmp(a->what, b->what);
}

/* An instrument is asked about the morning after it was entered: on the day
 * itself its hour is not known. */
static int
demo_instrument(struct demo *d, const struct instrument *x)
{
	struct instant first = local(d, "2017-06-11 00:00");
	struct instant last = local(d, "2019-04-11 00:00"), t;
	const struct moment *m = &x->entered.moment;
	const char *doc = "";
	struct demo_event *e;
	size_t i;

	if (m->kind != MOMENT_DAYS || m->lo.day.n != m->hi.day.n)
		return 0;
	t = instant_add_minutes(zone_day(d->zone, m->lo.day).last, 1 + 9 * 60);
	if (instant_cmp(t, first) < 0 || instant_cmp(t, last) > 0 ||
	    d->nevents == DEMO_EVENTS_MAX)
		return 0;
	for (i = 0; i < x->nquotes; i++)
		if (x->quotes[i].kind == QUOTE_DOCUMENT) {
			doc = x->quotes[i].s;
			break;
		}
	e = &d->events[d->nevents++];
	*e = (struct demo_event){ .t = t, .arrives = t, .order = x };
	e->what = arena_printf(d->c->arena, "%s%s%s entered", x->id.s,
	    doc[0] == '\0' ? "" : ", ", doc);
	return e->what == NULL ? E_NOMEM : 0;
}

/* Two on one morning are one event. */
static int
demo_merge(struct demo *d)
{
	struct demo_event *a, *b;
	size_t i, n = 0;

	for (i = 0; i < d->nevents; i++) {
		b = &d->events[i];
		a = n == 0 ? NULL : &d->events[n - 1];
		if (a == NULL || instant_cmp(a->t, b->t) != 0) {
			d->events[n++] = *b;
			continue;
		}
		a->what = arena_printf(d->c->arena, "%s; %s", a->what, b->what);
		if (a->what == NULL)
			return E_NOMEM;
	}
	d->nevents = n;
	return 0;
}

static int
demo_events(struct demo *d)
{
	const struct law_case *c = law_case(d->law, "hamama");
	struct demo_event *e;
	size_t i;
	int r;

	if (c == NULL)
		return E_NAME;
	for (i = 0; i < NHAPPENINGS; i++) {
		e = &d->events[d->nevents++];
		e->t = e->arrives = local(d, happenings[i].at);
		if (happenings[i].arrives != NULL)
			e->arrives = local(d, happenings[i].arrives);
		e->what = happenings[i].what;
	}
	for (i = 0; i < c->ninstruments; i++)
		if ((r = demo_instrument(d, c->instruments[i])) != 0)
			return r;
	qsort(d->events, d->nevents, sizeof(d->events[0]), by_instant);
	return demo_merge(d);
}

/* -- The people and the record -- */

static void
demo_record(struct demo *d)
{
	size_t i;

	buf_puts(&d->text, "\n# The docket was read before each question.\n");
	for (i = 0; i < d->nevents; i++) {
		buf_puts(&d->text, "docket hamama read ");
		instant_print_utc(&d->text,
		    instant_add_minutes(d->events[i].t, -30));
		buf_putc(&d->text, '\n');
	}
	buf_puts(&d->text,
	    "\n# Whether the mandate issued on 9 April 2019 is not verified in the\n"
	    "# casebook.  This confirmation is the demo's own, and synthetic.\n"
	    "confirm hamama.mandate entered 2019-04-09\n"
	    "    document \"synthetic: mandate, for the demo alone\"\n"
	    "    by \"synthetic: second person\" recorded 2019-04-10 12:00\n");
}

int
demo_begin(struct demo *d, struct cli *c, const struct law *law)
{
	struct source_text *src = arena_alloc(c->arena, sizeof(*src));
	int r = src == NULL ? E_NOMEM : 0;

	d->c = c;
	d->law = law;
	d->zone = zone_builtin("America/Detroit");
	buf_init(&d->text, c->mem, DEMO_TEXT_MAX);
	arena_init(&d->scratch, c->mem, DEMO_SCRATCH_MAX);
	if (r == 0)
		r = demo_events(d);
	if (r == 0) {
		demo_people_write(&d->text, d->who);
		demo_record(d);
		r = d->text.failed ? E_NOMEM : 0;
	}
	if (r == 0)
		r = people_init(&d->people, c->arena, law, NULL);
	if (r == 0) {
		*src = (struct source_text){ "the demo's people", d->text.s,
			d->text.len };
		r = people_read(&d->people, src);
	}
	if (r == 0)
		r = people_done(&d->people);
	if (r != 0)
		(void)cli_failed(c, "the demo's people: %s",
		    r == E_NAME ? "the casebook has no case hamama"
				: err_text(r));
	return r;
}

void
demo_end(struct demo *d)
{
	buf_release(&d->text);
	arena_release(&d->scratch);
}

/* -- Counting -- */

static struct demo_order *
count_order(struct demo_count *k, const struct instrument *x)
{
	size_t i;

	for (i = 0; i < k->norders; i++)
		if (k->orders[i].order == x)
			return &k->orders[i];
	if (k->norders == DEMO_ORDERS_MAX)
		return NULL;
	k->orders[k->norders] =
	    (struct demo_order){ .order = x, .end = INSTANT_BEGIN };
	return &k->orders[k->norders++];
}

/* One fact of a held answer; it outlives the answer, so it is copied. */
static int
count_want(struct demo *d, struct demo_count *k, const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < k->nwants; i++)
		if (strlen(k->wants[i].text) == n &&
		    memcmp(k->wants[i].text, s, n) == 0) {
			k->wants[i].people++;
			return 0;
		}
	if (k->nwants == DEMO_WANTS_MAX)
		return 0;
	k->wants[k->nwants].text = arena_strndup(d->c->arena, s, n);
	if (k->wants[k->nwants].text == NULL)
		return E_NOMEM;
	k->wants[k->nwants++].people = 1;
	return 0;
}

/* The facts that one held person lacks, each once: they stand in the
 * citations' one sentence, "not known: A; B". */
struct lacks {
	const char *s[32];
	size_t len[32];
	size_t n;
};

static void
lacks_add(struct lacks *l, const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		if (l->len[i] == n && memcmp(l->s[i], s, n) == 0)
			return;
	if (l->n == 32)
		return;
	l->s[l->n] = s;
	l->len[l->n++] = n;
}

/* Each person's own last day is not a fact of its own. */
static size_t
without_day(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i + 6 < n; i++)
		if (memcmp(s + i, " by 2", 5) == 0)
			return i;
	return n;
}

static void
lacks_split(struct lacks *l, const char *why)
{
	static const char lead[] = "not known: ";
	const char *end;

	if (why == NULL)
		return;
	if (strncmp(why, lead, sizeof(lead) - 1) == 0)
		why += sizeof(lead) - 1;
	for (;;) {
		end = strstr(why, "; ");
		lacks_add(l, why,
		    without_day(why,
			end == NULL ? strlen(why) : (size_t)(end - why)));
		if (end == NULL)
			return;
		why = end + 2;
	}
}

static void
count_due(struct demo_count *k, size_t person, struct instant t,
    struct instant due, const char *order, const char *what)
{
	int c = instant_cmp(due, k->next);

	if (instant_cmp(due, t) <= 0 || c > 0)
		return;
	if (c < 0) {
		k->next = due;
		snprintf(k->next_what, sizeof(k->next_what), "%s: %s", order,
		    what);
		k->next_people = 0;
	}
	if (k->next_people == 0 || k->next_last != person)
		k->next_people++;
	k->next_last = person;
}

/* Whether a clock runs in a stage: only then is it worth asking. */
static bool
has_clock(const struct citation *c)
{
	const struct each *each = &c->order->each;
	size_t i, j;

	for (i = 0; c->stage != NULL && i < each->nstages; i++)
		if (strcmp(each->stages[i].id.s, c->stage) == 0)
			for (j = 0; j < each->stages[i].ntransitions; j++)
				if (each->stages[i].transitions[j].kind ==
				    TRANS_WITHIN)
					return true;
	return false;
}

/* What stands over one person: the ends of orders that bar, and their own
 * clocks. */
static int
count_next(struct demo *d, struct demo_count *k, size_t person,
    const struct question *q, const struct answer *ans)
{
	struct instant t = q->act->departs;
	struct deadline *due;
	bool clock = false;
	size_t n, i;
	int r;

	for (i = 0; i < ans->nbarring; i++) {
		clock = clock || has_clock(&ans->citations[i]);
		if (ans->citations[i].stage == NULL)
			count_due(k, person, t, ans->citations[i].end,
			    ans->citations[i].order->id.s, "its end");
	}
	if (!clock)
		return 0;
	if ((r = decide_deadlines(&d->scratch, q, &due, &n)) != 0)
		return r;
	for (i = 0; i < n; i++)
		if (due[i].kind == DEADLINE_MEMBER && due[i].met != YES)
			count_due(k, person, t, due[i].earliest,
			    due[i].order->id.s, due[i].what);
	return 0;
}

static void
count_end(struct demo_count *k, const struct citation *c)
{
	struct demo_order *o = count_order(k, c->order);

	if (o == NULL)
		return;
	o->clocks = o->clocks || c->stage != NULL;
	if (c->stage == NULL)
		o->end = instant_max(o->end, c->end);
}

static int
count_person(struct demo *d, struct demo_count *k, size_t i,
    const struct question *q)
{
	unsigned char now[DEMO_ORDERS_MAX] = { 0 };
	struct demo_order *o;
	struct answer ans;
	struct lacks lacks = { .n = 0 };
	size_t c, x;
	int r = decide(&d->scratch, q, &ans);

	if (r != 0)
		return r;
	k->people++;
	k->verdicts[ans.verdict]++;
	if (d->any_before)
		k->moved[d->before[i]][ans.verdict]++;
	k->same = k->same && d->any_before && d->before[i] == ans.verdict;
	d->before[i] = ans.verdict;
	if (d->who[i].aboard) {
		k->aboard++;
		k->aboard_barred += ans.verdict == VERDICT_BARRED;
	}
	for (c = 0; c < ans.nbarring; c++)
		if (ans.citations[c].order->index < DEMO_ORDERS_MAX) {
			now[ans.citations[c].order->index] = 1;
			count_end(k, &ans.citations[c]);
		}
	for (x = 0; x < d->law->ninstruments && x < DEMO_ORDERS_MAX; x++) {
		if (now[x] + d->barred[i][x] > 0 &&
		    (o = count_order(k, d->law->instruments[x])) != NULL) {
			o->barring += now[x];
			o->gained += now[x] > d->barred[i][x];
			o->lost += now[x] < d->barred[i][x];
			k->same = k->same && now[x] == d->barred[i][x];
		}
		d->barred[i][x] = now[x];
	}
	if (ans.verdict == VERDICT_HOLD)
		for (c = 0; c < ans.ncitations; c++)
			lacks_split(&lacks, ans.citations[c].why_held);
	r = count_next(d, k, i, q, &ans);
	for (c = 0; c < lacks.n && r == 0; c++)
		r = count_want(d, k, lacks.s[c], lacks.len[c]);
	return r;
}

static int
by_people(const void *x, const void *y)
{
	const struct demo_want *a = x, *b = y;

	if (a->people != b->people)
		return a->people < b->people ? 1 : -1;
	return strcmp(a->text, b->text);
}

int
demo_ask(struct demo *d, const struct demo_event *e, struct demo_count *out)
{
	const struct act_kind *removal = vocab_act(d->law->vocab, "removal");
	const struct word *iq = vocab_word(d->law->vocab, FIELD_PLACE, "IQ");
	struct act act = { .kind = removal,
		.departs = e->t,
		.arrives = e->arrives };
	struct question q = { .law = d->law,
		.record = &d->people.record,
		.nwho = 1,
		.exact = true,
		.act = &act,
		.known = e->t };
	struct arena_mark mark = arena_mark(&d->scratch);
	struct value *slots;
	size_t i;
	int r = 0;

	memset(out, 0, sizeof(*out));
	out->next = INSTANT_NEVER;
	out->same = true;
	if (removal == NULL || iq == NULL || act_slot(removal, "to") < 0)
		return E_NAME;
	slots = arena_array(d->c->arena, removal->nslots, sizeof(*slots));
	if (slots == NULL)
		return E_NOMEM;
	slots[act_slot(removal, "to")] =
	    (struct value){ .kind = VALUE_WORD, .word = iq, .s = "IQ" };
	act.slots = slots;
	q.cache = decide_cache_new(d->c->arena, d->law);
	for (i = 0; i < d->people.n && i < DEMO_PEOPLE && r == 0; i++) {
		q.who = &d->people.persons[i];
		r = count_person(d, out, i, &q);
		arena_rewind(&d->scratch, mark);
	}
	d->any_before = true;
	qsort(out->wants, out->nwants, sizeof(out->wants[0]), by_people);
	return r;
}
