/* notices.c - see notices.h. */

#include <string.h>

#include "serve/notices.h"

#define KEPT_MAX ((size_t)1 << 30)
#define TRIES    5

static const char author[] = "forestay serve";

const char *
notice_what_text(enum notice_what w)
{
	static const char *const names[NOTICES] = { "recall", "order",
		"escalation" };

	return names[w];
}

static const char *const step_kinds[NOTICE_STEPS] = { "sent", "received",
	"acknowledged", "escalated", "escalated" };

/* -- Reading ------------------------------------------------------------- */

void
notices_init(struct notices *n, const struct mem *mem)
{
	*n = (struct notices){ .n = 0 };
	arena_init(&n->arena, mem, KEPT_MAX);
}

void
notices_release(struct notices *n)
{
	const struct mem *mem = n->arena.mem;

	arena_release(&n->arena);
	notices_init(n, mem);
}

struct notice *
notices_find(const struct notices *n, uint64_t seq)
{
	size_t lo = 0, hi = n->n, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (n->items[mid].seq < seq)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < n->n && n->items[lo].seq == seq ? &n->items[lo] : NULL;
}

bool
notice_has(const struct notice *x, enum notice_step step)
{
	return instant_cmp(x->steps[step], INSTANT_NEVER) < 0;
}

size_t
notices_open(const struct notices *n, const char *account)
{
	size_t i, open = 0;

	for (i = 0; i < n->n; i++)
		open += !notice_has(&n->items[i], NOTICE_ACKNOWLEDGED) &&
		    (account == NULL ||
			strcmp(n->items[i].account, account) == 0);
	return open;
}

static const char *
text_of(const json_t *body, const char *key)
{
	return json_string_value(json_object_get(body, key));
}

static int
read_notice(struct notices *n, const struct written *w, const json_t *body)
{
	const char *account = text_of(body, "account"),
		   *what = text_of(body, "what"),
		   *about = text_of(body, "about");
	json_int_t of = json_integer_value(json_object_get(body, "of"));
	struct notice x = { .seq = w->seq, .of = (uint64_t)of, .at = w->at };
	size_t i;

	if (account == NULL || what == NULL || of < 1)
		return E_BROKEN;
	while (x.what < NOTICES && strcmp(notice_what_text(x.what), what) != 0)
		x.what++;
	if (x.what == NOTICES)
		return E_BROKEN;
	for (i = 0; i < NOTICE_STEPS; i++)
		x.steps[i] = INSTANT_NEVER;
	if ((x.account = arena_strdup(&n->arena, account)) == NULL ||
	    (about != NULL &&
		(x.about = arena_strdup(&n->arena, about)) == NULL))
		return E_NOMEM;
	n->items =
	    arena_grow(&n->arena, n->items, n->n, &n->cap, sizeof(*n->items));
	if (n->items == NULL)
		return E_NOMEM;
	n->items[n->n++] = x;
	if (x.what == NOTICE_ORDER && x.of > n->last_order)
		n->last_order = x.of;
	return 0;
}

static void
step_to(struct notice *x, enum notice_step step, struct instant at)
{
	/* The first time counts; nobody acknowledges what did not come, or
	 * receives what was not handed over. */
	if (!notice_has(x, step))
		x->steps[step] = at;
	if (step == NOTICE_ACKNOWLEDGED && !notice_has(x, NOTICE_RECEIVED))
		x->steps[NOTICE_RECEIVED] = at;
	if (step <= NOTICE_ACKNOWLEDGED && !notice_has(x, NOTICE_SENT))
		x->steps[NOTICE_SENT] = at;
}

static int
read_step(struct notices *n, const struct written *w, enum notice_step step,
    const json_t *body)
{
	const json_t *list = json_object_get(body, "notices");
	const char *how = text_of(body, "how");
	struct notice *x;
	json_int_t seq;
	size_t i;

	if (step == NOTICE_ESCALATED_1 &&
	    json_integer_value(json_object_get(body, "level")) == 2)
		step = NOTICE_ESCALATED_2;
	for (i = 0; i < json_array_size(list); i++) {
		seq = json_integer_value(json_array_get(list, i));
		x = seq < 1 ? NULL : notices_find(n, (uint64_t)seq);
		if (x == NULL)
			return E_BROKEN;
		step_to(x, step, w->at);
		x->mailed = x->mailed ||
		    (how != NULL && step == NOTICE_SENT &&
			strcmp(how, "mail") == 0);
	}
	return i > 0 ? 0 : E_BROKEN;
}

struct of_kind {
	bool about;
};

static int
take_subject(void *ctx, const char *kind, size_t nkind, const char *s, size_t n)
{
	struct of_kind *k = ctx;

	(void)kind;
	(void)nkind;
	k->about = k->about || (n == 7 && memcmp(s, "notices", 7) == 0);
	return 0;
}

int
notices_entry(struct notices *n, struct arena *scratch, const struct written *w)
{
	struct of_kind k = { .about = false };
	struct entry_view v;
	enum notice_step step = NOTICE_SENT;
	int r;

	if ((r = entry_scan(w->bytes, w->n, take_subject, &k)) != 0)
		return r == E_NOMEM ? r : E_BROKEN;
	if (!k.about) {
		n->through = w->seq;
		return 0;
	}
	if ((r = entry_read(scratch, w->bytes, w->n, &v)) != 0)
		return r == E_NOMEM ? r : E_BROKEN;
	while (
	    step < NOTICE_ESCALATED_2 && strcmp(step_kinds[step], v.kind) != 0)
		step++;
	if (strcmp(v.kind, "notice") == 0)
		r = read_notice(n, w, v.body);
	else if (step < NOTICE_ESCALATED_2)
		r = read_step(n, w, step, v.body);
	else
		r = E_BROKEN;
	entry_view_release(&v);
	if (r == 0)
		n->through = w->seq;
	return r;
}

int
notices_read(struct notices *n, struct arena *scratch, struct store *s,
    uint64_t through)
{
	struct written *w = NULL;
	size_t nw = 0, i;
	int r = store_about(s, scratch, "notices", through, &w, &nw);

	for (i = 0; i < nw && r == 0; i++)
		r = notices_entry(n, scratch, &w[i]);
	if (r == 0)
		n->through = through;
	return r;
}

/* -- Writing ------------------------------------------------------------- */

static int
draft_add(struct notice_batch *b, const char *kind, const char *who,
    const char *account, json_t *body, const char *once)
{
	const char **on = arena_array(b->a, 3, sizeof(*on));
	struct draft *d;

	if (body == NULL || on == NULL)
		goto none;
	if (b->n == LIMIT_BATCH || b->npre == LIMIT_PRECONDITIONS) {
		json_decref(body);
		return E_LIMIT;
	}
	b->drafts =
	    arena_grow(b->a, b->drafts, b->n, &b->cap, sizeof(*b->drafts));
	b->pre =
	    arena_grow(b->a, b->pre, b->npre, &b->cap_pre, sizeof(*b->pre));
	on[0] = "notices";
	on[1] = arena_printf(b->a, "notices/%s", account);
	on[2] = once == NULL ? NULL : arena_strdup(b->a, once);
	if (b->drafts == NULL || b->pre == NULL || on[1] == NULL ||
	    (once != NULL && on[2] == NULL))
		goto none;
	d = &b->drafts[b->n++];
	*d = (struct draft){ .kind = kind,
		.matter = "notices",
		.author = who,
		.on = on,
		.non = once == NULL ? 2 : 3,
		.body = body };
	if (once != NULL)
		b->pre[b->npre++] = (struct precondition){ on[2], 0 };
	return 0;
none:
	json_decref(body);
	return E_NOMEM;
}

int
notice_draft(struct notice_batch *b, enum notice_what what, const char *account,
    uint64_t of, const char *about, const char *once)
{
	return draft_add(b, "notice", author, account,
	    json_pack("{s:s, s:s, s:I, s:s?}", "account", account, "what",
		notice_what_text(what), "of", (json_int_t)of, "about", about),
	    once);
}

int
notice_step_draft(struct notice_batch *b, enum notice_step step,
    const char *account, const uint64_t *seqs, size_t n, const char *how,
    const char *once)
{
	json_t *list = json_array(), *body;
	size_t i;
	int bad = 0;

	for (i = 0; i < n; i++)
		bad |= json_array_append_new(list,
		    json_integer((json_int_t)seqs[i]));
	body = json_pack("{s:s, s:o, s:s}", "account", account, "notices", list,
	    "how", how);
	if (body != NULL && step >= NOTICE_ESCALATED_1)
		bad |= json_object_set_new(body, "level",
		    json_integer(step == NOTICE_ESCALATED_1 ? 1 : 2));
	if (bad != 0) {
		json_decref(body);
		return E_NOMEM;
	}
	return draft_add(b, step_kinds[step],
	    step == NOTICE_ACKNOWLEDGED ? account : author, account, body,
	    once);
}

int
notice_write(struct store *s, struct notice_batch *nb, struct appended *out,
    size_t *which)
{
	struct batch b = { .drafts = nb->drafts,
		.n = nb->n,
		.pre = nb->pre,
		.npre = nb->npre };
	size_t i;
	int r, tries;

	*which = nb->n;
	if (nb->n == 0)
		return 0;
	if ((r = store_batch_id(&b)) != 0)
		return r;
	/* When its fate is open, the same id finds out. */
	for (tries = 0; tries < TRIES; tries++) {
		r = store_append(s, &b, out);
		if (r != E_IO && r != E_STALE && r != E_AGAIN)
			break;
	}
	if (r != E_CONFLICT || out->subject == NULL)
		return r;
	for (i = 0; i < nb->n; i++)
		if (nb->drafts[i].non == 3 &&
		    strcmp(nb->drafts[i].on[2], out->subject) == 0)
			*which = i;
	return r;
}

void
notice_batch_release(struct notice_batch *b)
{
	size_t i;

	for (i = 0; i < b->n; i++)
		json_decref((json_t *)(uintptr_t)b->drafts[i].body);
	b->n = b->npre = 0;
}

/* -- Telling ------------------------------------------------------------- */

static void
tell_instant(struct buf *b, const char *name, struct instant t)
{
	buf_printf(b, ",\"%s\":", name);
	if (instant_cmp(t, INSTANT_NEVER) >= 0) {
		buf_puts(b, "null");
		return;
	}
	buf_putc(b, '"');
	instant_print_utc(b, t);
	buf_putc(b, '"');
}

static const char *
say(enum notice_what what)
{
	switch (what) {
	case NOTICE_RECALL:
		return "this answer no longer holds: do not act on it, and ask "
		       "again";
	case NOTICE_ORDER:
		return "what the orders say was changed: ask again before any "
		       "act";
	case NOTICE_ESCALATION:
	default:
		return "this notice was not acknowledged: reach whose it is";
	}
}

void
notice_tell(struct buf *b, const struct notice *x)
{
	static const char *const names[NOTICE_STEPS] = { "sent", "received",
		"acknowledged", "escalated", "escalated_again" };
	size_t start = b->len, i;

	buf_printf(b, "{\"notice\":%llu,\"what\":\"%s\",\"of\":%llu",
	    (unsigned long long)x->seq, notice_what_text(x->what),
	    (unsigned long long)x->of);
	buf_puts(b, ",\"account\":");
	buf_json(b, x->account);
	buf_puts(b, ",\"about\":");
	if (x->about == NULL)
		buf_puts(b, "null");
	else
		buf_json(b, x->about);
	tell_instant(b, "entered", x->at);
	for (i = 0; i < NOTICE_STEPS; i++)
		tell_instant(b, names[i], x->steps[i]);
	buf_puts(b, ",\"say\":");
	buf_json(b, say(x->what));
	buf_puts(b, ",\"pad\":\"");
	while (!b->failed && b->len - start < NOTICE_TOLD_BYTES - 2)
		buf_putc(b, '.');
	buf_puts(b, "\"}");
}
