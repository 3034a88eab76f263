/* desk_manifest.c - manifests; see desk_inner.h.
 *
 * A manifest is answered some lines a round, each as a check of its own is:
 * decided as of the last entry, written down, told.  When all are, what they
 * were asked with is written as the manifest's version, and the whole reply
 * is signed.  A version is compared with the last that the same account
 * sent: who was on another's manifest is told to nobody else. */

#include <stdlib.h>
#include <string.h>

#include "intake/people.h"
#include "serve/desk_inner.h"

/* Of the reply: it goes through a link whole, with a round's checks. */
#define TEXT_MAX  ((size_t)6 << 20)
#define ARENA_MAX ((size_t)64 << 20)

bool
manifest_waits(const struct desk *d)
{
	size_t i;

	for (i = 0; i < LIMIT_MANIFESTS; i++)
		if (d->manifests[i].taken)
			return true;
	return false;
}

static void
drop(struct desk_manifest *m)
{
	arena_release(&m->arena);
	buf_release(&m->text);
	*m = (struct desk_manifest){ .taken = false };
}

void
manifest_release(struct desk *d)
{
	size_t i;

	for (i = 0; i < LIMIT_MANIFESTS; i++)
		if (d->manifests[i].taken)
			drop(&d->manifests[i]);
}

/* Whose turn it was when the link was made. */
static uint64_t
born(const struct desk *d, const struct link *from)
{
	return from == NULL ? 0 : d->born[from - d->gates];
}

/* In the same form as between processes, into memory of its own. */
static int
copy_request(struct arena *a, const struct desk_request *r,
    struct desk_request *out)
{
	struct wire w;
	struct buf b;
	int e = E_NOMEM;

	buf_init(&b, a->mem, LIMIT_LINK_BYTES);
	desk_request_put(&b, r);
	if (!b.failed) {
		w = (struct wire){ .at = (const uint8_t *)b.s,
			.end = (const uint8_t *)b.s + b.len };
		e = desk_request_get(&w, a, out);
	}
	buf_release(&b);
	return e;
}

bool
manifest_add(struct desk *d, struct link *from, enum side side,
    const struct desk_request *r)
{
	struct desk_manifest *m;
	size_t i;

	for (i = 0; i < LIMIT_MANIFESTS && d->manifests[i].taken; i++)
		;
	if (i == LIMIT_MANIFESTS)
		return false;
	m = &d->manifests[i];
	*m = (struct desk_manifest){ .taken = true, .born = born(d, from) };
	m->job = (struct job){ .from = from,
		.side = side,
		.status = 200,
		.media = "application/json" };
	arena_init(&m->arena, d->c->mem, ARENA_MAX);
	buf_init(&m->text, d->c->mem, TEXT_MAX);
	if (copy_request(&m->arena, r, &m->job.request) == 0)
		return true;
	drop(m);
	return false;
}

/* -- The version before -------------------------------------------------- */

struct listed {
	const char *who, *to;
	bool alternate;
	size_t line;
};

static int
by_who(const void *x, const void *y)
{
	const struct listed *a = x, *b = y;

	return strcmp(a->who, b->who);
}

static int
last_row(void *ctx, const void *key, size_t nkey, const void *value,
    size_t nvalue)
{
	const uint8_t *at = (const uint8_t *)key + nkey - 8;
	uint64_t seq = 0;
	size_t i;

	(void)value;
	(void)nvalue;
	for (i = 0; i < 8; i++)
		seq = seq << 8 | at[i];
	*(uint64_t *)ctx = seq;
	return 0;
}

static const char *
subject_of(struct arena *a, const struct desk_manifest *m)
{
	return arena_printf(a, "manifest/%s/%s", m->job.by->id,
	    m->job.request.manifest.name);
}

/* Its lines, in the order of whom they name. */
static int
listed_read(struct arena *a, const json_t *lines, struct listed **out,
    size_t *n)
{
	const json_t *j;
	size_t i;

	*n = json_array_size(lines);
	*out = arena_array(a, *n, sizeof(**out));
	if (*out == NULL)
		return E_NOMEM;
	for (i = 0; i < *n; i++) {
		j = json_array_get(lines, i);
		(*out)[i] = (struct listed){ .who = json_string_value(
						 json_array_get(j, 0)),
			.alternate = json_is_true(json_array_get(j, 1)),
			.to = json_string_value(json_array_get(j, 2)),
			.line = i };
		if ((*out)[i].who == NULL || (*out)[i].to == NULL)
			return E_BROKEN;
		(*out)[i].who = arena_strdup(a, (*out)[i].who);
		(*out)[i].to = arena_strdup(a, (*out)[i].to);
		if ((*out)[i].who == NULL || (*out)[i].to == NULL)
			return E_NOMEM;
	}
	qsort(*out, *n, sizeof(**out), by_who);
	return 0;
}

/* 0 with *n 0 and m->before 0 when there is none. */
static int
read_before(struct desk *d, struct desk_manifest *m, struct listed **out,
    size_t *n)
{
	const char *subject = subject_of(&m->arena, m);
	struct entry_view v;
	struct written w;
	json_int_t version;
	int r;

	*n = 0;
	*out = NULL;
	m->seen = d->head.size;
	m->version = 1;
	m->before = 0;
	if (subject == NULL)
		return E_NOMEM;
	r = store_view_scan(d->store, VIEW_ABOUT, subject, strlen(subject) + 1,
	    subject, strlen(subject) + 1, last_row, &m->before);
	if (r != 0 || m->before == 0)
		return r;
	if ((r = store_entry(d->store, &m->arena, m->before, &w)) != 0 ||
	    (r = entry_read(&m->arena, w.bytes, w.n, &v)) != 0)
		return r;
	version = json_integer_value(json_object_get(v.body, "version"));
	m->version = (uint64_t)version + 1;
	r = version < 1
	    ? E_BROKEN
	    : listed_read(&m->arena, json_object_get(v.body, "lines"), out, n);
	entry_view_release(&v);
	return r;
}

/* -- Comparing ----------------------------------------------------------- */

static int
list_now(struct desk_manifest *m, struct listed **out)
{
	const struct manifest *asked = &m->job.request.manifest;
	size_t i;

	m->whos = arena_array(&m->arena, asked->n, sizeof(*m->whos));
	m->changes = arena_array(&m->arena, asked->n, sizeof(*m->changes));
	m->entries = arena_array(&m->arena, asked->n, sizeof(*m->entries));
	*out = arena_array(&m->arena, asked->n, sizeof(**out));
	if (m->whos == NULL || m->changes == NULL || m->entries == NULL ||
	    *out == NULL)
		return E_NOMEM;
	for (i = 0; i < asked->n; i++) {
		m->whos[i] = people_id(&m->arena, asked->lines[i].person);
		if (m->whos[i] == NULL)
			return E_NOMEM;
		(*out)[i] = (struct listed){ m->whos[i], manifest_to(asked, i),
			asked->lines[i].alternate, i };
	}
	qsort(*out, asked->n, sizeof(**out), by_who);
	return 0;
}

static unsigned
change(const struct listed *now, const struct listed *was)
{
	unsigned c = 0;

	if (was == NULL)
		return CHANGE_ADDED;
	if (was->alternate && !now->alternate)
		c |= CHANGE_UP;
	if (!was->alternate && now->alternate)
		c |= CHANGE_DOWN;
	if (strcmp(was->to, now->to) != 0)
		c |= CHANGE_TO;
	return c;
}

static void
tell_dropped(struct buf *b, const struct listed *was, bool more)
{
	buf_puts(b, more ? ",{\"person\":" : "{\"person\":");
	buf_json(b, was->who);
	buf_printf(b,
	    ",\"list\":\"%s\",\"to\":", was->alternate ? "alternate" : "main");
	buf_json(b, was->to);
	buf_putc(b, '}');
}

/* Both in the order of whom they name. */
static void
compare(struct desk_manifest *m, const struct listed *now, size_t nnow,
    const struct listed *was, size_t nwas)
{
	size_t i = 0, k = 0;
	bool more = false;
	int c;

	while (i < nnow || k < nwas) {
		c = i == nnow   ? 1
		    : k == nwas ? -1
				: strcmp(now[i].who, was[k].who);
		if (c > 0) {
			tell_dropped(&m->text, &was[k++], more);
			more = true;
			continue;
		}
		/* Of a first version nobody is new. */
		if (m->before != 0)
			m->changes[now[i].line] =
			    change(&now[i], c == 0 ? &was[k] : NULL);
		k += c == 0;
		i++;
	}
}

/* -- Its reply ----------------------------------------------------------- */

static void
put_text(struct buf *b, const char *name, const char *s)
{
	buf_printf(b, ",\"%s\":", name);
	if (s == NULL)
		buf_puts(b, "null");
	else
		buf_json(b, s);
}

static void
put_head(struct desk_manifest *m)
{
	const struct manifest *asked = &m->job.request.manifest;
	struct buf *b = &m->text;
	size_t i;

	buf_puts(b, "{\"forestay\":\"manifest 1\"");
	put_text(b, "nonce", asked->all.nonce);
	put_text(b, "account", m->job.by->id);
	put_text(b, "manifest", asked->name);
	put_text(b, "act", asked->all.act);
	buf_puts(b, ",\"slots\":{");
	for (i = 0; i < asked->all.nslots; i++) {
		buf_puts(b, i == 0 ? "" : ",");
		buf_json(b, asked->all.slots[i].name);
		buf_putc(b, ':');
		buf_json(b, asked->all.slots[i].value);
	}
	buf_printf(b,
	    "},\"version\":%llu,\"before\":", (unsigned long long)m->version);
	if (m->before == 0)
		buf_puts(b, "null");
	else
		buf_printf(b, "%llu", (unsigned long long)m->before);
}

/* PROBLEM_NONE: its lines can be decided. */
static enum problem
begin(struct desk *d, struct desk_manifest *m)
{
	const struct manifest *asked = &m->job.request.manifest;
	struct listed *now, *was;
	size_t nwas, i;

	m->begun = true;
	if (list_now(m, &now) != 0)
		return PROBLEM_INTERNAL;
	m->job.detail = "a person is on it twice";
	for (i = 1; i < asked->n; i++)
		if (strcmp(now[i - 1].who, now[i].who) == 0)
			return PROBLEM_BODY;
	m->job.detail = NULL;
	if (read_before(d, m, &was, &nwas) != 0)
		return PROBLEM_INTERNAL;
	put_head(m);
	buf_puts(&m->text, ",\"dropped\":[");
	compare(m, now, asked->n, was, nwas);
	buf_puts(&m->text, "],\"lines\":[");
	return PROBLEM_NONE;
}

/* -- Written down -------------------------------------------------------- */

static json_t *
slots_json(const struct query *q)
{
	json_t *o = json_object();
	size_t i;
	int r = 0;

	for (i = 0; i < q->nslots; i++)
		r |= json_object_set_new(o, q->slots[i].name,
		    json_string(q->slots[i].value));
	if (r == 0)
		return o;
	json_decref(o);
	return NULL;
}

static json_t *
lines_json(const struct desk_manifest *m)
{
	const struct manifest *asked = &m->job.request.manifest;
	json_t *list = json_array();
	size_t i;
	int r = 0;

	for (i = 0; i < asked->n; i++)
		r |= json_array_append_new(list,
		    json_pack("[s, b, s, I]", m->whos[i],
			asked->lines[i].alternate, manifest_to(asked, i),
			(json_int_t)m->entries[i]));
	if (r == 0)
		return list;
	json_decref(list);
	return NULL;
}

/* Another version may have come between: then this one is none. */
static int
write_version(struct desk *d, struct desk_manifest *m, uint64_t *entry)
{
	const struct manifest *asked = &m->job.request.manifest;
	const char *on[2] = { subject_of(&m->arena, m), "manifests" };
	struct precondition pre = { on[0], m->seen };
	struct draft draft = { .kind = "manifest",
		.matter = "manifests",
		.author = m->job.by->id,
		.on = on,
		.non = 2 };
	struct batch b = { .drafts = &draft, .n = 1, .pre = &pre, .npre = 1 };
	struct appended out;
	int r = E_NOMEM;

	if (on[0] == NULL)
		return E_NOMEM;
	draft.body = json_pack("{s:s, s:I, s:s, s:o, s:s?, s:s?, s:o}",
	    "manifest", asked->name, "version", (json_int_t)m->version, "act",
	    asked->all.act, "slots", slots_json(&asked->all), "departs",
	    asked->all.departs, "arrives", asked->all.arrives, "lines",
	    lines_json(m));
	if (draft.body != NULL)
		r = desk_append(d, &b, &out);
	json_decref((json_t *)(uintptr_t)draft.body);
	*entry = r == 0 ? out.first : 0;
	return r;
}

static void
put_tail(struct desk *d, struct desk_manifest *m,
    const struct check_scene *scene, uint64_t entry)
{
	const struct shift *duty = roster_on_duty(&d->roster, scene->clock);
	struct buf *b = &m->text;
	enum verdict v;

	buf_puts(b, "],\"counts\":{");
	for (v = VERDICT_NO_BAR; v <= VERDICT_BARRED; v++)
		buf_printf(b, "%s\"%s\":%zu", v == VERDICT_NO_BAR ? "" : ",",
		    check_verdict(v), m->counts[v]);
	buf_printf(b, "},\"entry\":%llu,\"rehearsal\":%s,\"desk\":",
	    (unsigned long long)entry, scene->rehearsal ? "true" : "false");
	if (duty == NULL) {
		buf_puts(b, "null");
	} else {
		buf_puts(b, "{\"name\":");
		buf_json(b, duty->name);
		put_text(b, "telephone", duty->telephone);
		buf_putc(b, '}');
	}
	put_text(b, "note",
	    "no line is a permission; ask again before the act; of a hold or "
	    "a bar: do not act; not legal advice");
	buf_puts(b, "}\n");
}

/* -- A round ------------------------------------------------------------- */

/* Its end, as a job of this round. */
static void
hand_over(struct desk *d, struct desk_manifest *m, enum problem bad)
{
	struct job *j = &d->jobs[d->njobs];

	/* Whoever asked is gone: nobody else is to have it. */
	if (m->born == born(d, m->job.from)) {
		*j = m->job;
		j->problem = bad;
		j->begin = d->text.len;
		if (bad == PROBLEM_NONE) {
			buf_add(&d->text, m->text.s, m->text.len);
			j->n = m->text.len;
		}
		d->njobs++;
	}
	drop(m);
}

void
manifest_refuse(struct desk *d, enum problem p)
{
	size_t i;

	for (i = 0; i < LIMIT_MANIFESTS; i++)
		if (d->manifests[i].taken)
			d->manifests[i].job.problem = p;
}

void
manifest_take(struct desk *d)
{
	size_t n = 0, i, each = 0;

	for (i = 0; i < LIMIT_MANIFESTS; i++)
		each += d->manifests[i].taken;
	for (i = 0; i < LIMIT_MANIFESTS; i++) {
		struct desk_manifest *m = &d->manifests[i];
		const struct manifest *asked = &m->job.request.manifest;

		if (!m->taken)
			continue;
		m->first = n;
		m->n = 0;
		desk_admit(d, &m->job);
		if (m->job.problem == PROBLEM_NONE && !m->begun)
			m->job.problem = begin(d, m);
		if (m->job.problem != PROBLEM_NONE)
			continue;
		for (; m->n < ROUND_LINES / each && m->next + m->n < asked->n;
		     m->n++, n++) {
			struct query_slot *slots = arena_array(&d->round,
			    asked->all.nslots + 1, sizeof(*slots));
			struct query *q = arena_alloc(&d->round, sizeof(*q));

			if (slots == NULL || q == NULL) {
				m->job.problem = PROBLEM_INTERNAL;
				break;
			}
			manifest_query(asked, m->next + m->n, slots, q);
			d->lines_of[n] =
			    (struct check_line){ .by = m->job.by, .query = q };
			d->lines[d->nlines++] = &d->lines_of[n];
		}
	}
}

static void
tell_lines(struct desk *d, struct desk_manifest *m)
{
	const struct manifest *asked = &m->job.request.manifest;
	size_t i, left;

	for (i = 0; i < m->n; i++) {
		struct check_line *line = &d->lines_of[m->first + i];
		struct check_place at = { .number = m->next + 1,
			.alternate = asked->lines[m->next].alternate,
			.to = manifest_to(asked, m->next),
			.changes = m->changes[m->next] };

		/* Of a very long one counsel sees what officers do. */
		left = (asked->n - m->next + 64) * LINE_BYTES;
		at.full = m->job.by->role != ROLE_OFFICER &&
		    m->text.len + left < TEXT_MAX;
		if (m->next > 0)
			buf_putc(&m->text, ',');
		check_tell_line(&m->text, line, &at);
		m->counts[check_line_verdict(line)]++;
		d->numbers.verdicts[check_line_verdict(line)]++;
		m->entries[m->next++] = line->entry;
	}
}

/* One of those that are whole, so that a round's replies go through a link
 * together. */
static void
end_one(struct desk *d, const struct check_scene *scene)
{
	struct desk_manifest *m;
	uint64_t entry = 0;
	size_t i;
	int r;

	for (i = 0; i < LIMIT_MANIFESTS; i++) {
		m = &d->manifests[i];
		if (!m->taken)
			continue;
		if (m->job.problem != PROBLEM_NONE) {
			hand_over(d, m, m->job.problem);
			return;
		}
		if (m->next < m->job.request.manifest.n)
			continue;
		r = write_version(d, m, &entry);
		put_tail(d, m, scene, entry);
		hand_over(d, m,
		    r == E_CONFLICT                ? PROBLEM_BUSY
			: r != 0 || m->text.failed ? PROBLEM_INTERNAL
						   : PROBLEM_NONE);
		return;
	}
}

void
manifest_tell(struct desk *d, const struct check_scene *scene, enum problem bad)
{
	size_t i;

	for (i = 0; i < LIMIT_MANIFESTS; i++) {
		struct desk_manifest *m = &d->manifests[i];

		if (!m->taken)
			continue;
		if (m->job.problem == PROBLEM_NONE)
			m->job.problem = bad;
		if (m->job.problem == PROBLEM_NONE)
			tell_lines(d, m);
	}
	for (i = 0; i < ROUND_LINES; i++)
		check_release(&d->lines_of[i]);
	end_one(d, scene);
}
