/* cmd_replay.c - forestay replay: every answer decided again.
 *
 * Each is decided from what its store knew when it was given, with this
 * program.  What differs is the program's doing, or the store is damaged:
 * nothing recorded since can change it. */

#include <string.h>

#include "cli/ask.h"
#include "cli/json.h"
#include "cli/keep.h"
#include "intake/asked.h"

struct replay_opts {
	struct common common;
	const char *zone;
};

/* One answer that is not what it was. */
struct moved {
	uint64_t seq;
	const char *who, *act, *was, *is, *why;
	struct instant at;
	bool to_no_bar;
	bool verdict; /* that differs; else orders or until */
};

struct replay {
	struct cli *c;
	struct store *store;
	struct store_head head;
	struct arena laws, scratch; /* of the orders; of one answer */
	struct stored st;
	bool ready;
	uint64_t *changes; /* entries that touch orders or dockets */
	size_t nchanges, cap_changes;
	uint64_t *answers;
	size_t nanswers, cap_answers;
	struct moved *moved;
	size_t nmoved, cap_moved;
	size_t unread; /* answers that cannot be asked again */
};

/* -- Which entries --------------------------------------------------------- */

struct seqs {
	struct arena *a;
	uint64_t **items;
	size_t *n, *cap;
};

static int
seq_row(void *ctx, const void *key, size_t nkey, const void *value,
    size_t nvalue)
{
	const unsigned char *s = key;
	struct seqs *to = ctx;
	uint64_t v = 0;
	size_t i;

	(void)value;
	(void)nvalue;
	for (i = nkey - 8; i < nkey; i++)
		v = v << 8 | s[i];
	*to->items = arena_grow(to->a, *to->items, *to->n, to->cap, sizeof(v));
	if (*to->items == NULL)
		return E_NOMEM;
	(*to->items)[(*to->n)++] = v;
	return 0;
}

/* The numbers of all that touch a subject, not the entries. */
static int
seqs_of(struct replay *rp, const char *subject, size_t len, uint64_t **items,
    size_t *n, size_t *cap)
{
	struct seqs to = { rp->c->arena, items, n, cap };

	return store_view_scan(rp->store, VIEW_ABOUT, subject, len, NULL, 0,
	    seq_row, &to);
}

/* -- One answer ------------------------------------------------------------ */

static const char *
text_of(const json_t *body, const char *key)
{
	const char *s = json_string_value(json_object_get(body, key));

	return s == NULL ? "" : s;
}

/* The orders as they were known; kept from one answer to the next while
 * nothing touched them in between. */
static int
replay_open(struct replay *rp, struct instant known, uint64_t through)
{
	uint64_t by, lo, hi;
	size_t i;
	int r;

	if ((r = stored_by(rp->store, &rp->head, known, &by)) != 0)
		return r;
	if (by > through)
		by = through;
	if (rp->ready) {
		lo = by < rp->st.through ? by : rp->st.through;
		hi = by < rp->st.through ? rp->st.through : by;
		for (i = 0; i < rp->nchanges; i++)
			if (rp->changes[i] > lo && rp->changes[i] <= hi)
				break;
		if (i == rp->nchanges) {
			rp->st.known = known;
			rp->st.through = by;
			return 0;
		}
	}
	arena_release(&rp->laws);
	rp->ready = false;
	r = stored_open(&rp->laws, rp->store, known, through, &rp->st);
	rp->ready = r == 0;
	return r;
}

/* -- What differs ---------------------------------------------------------- */

/* The orders that barred, then and now. */
static const char *
orders_differ(struct replay *rp, const json_t *body, const struct answer *ans)
{
	const json_t *list = json_object_get(body, "orders"), *o;
	size_t i, k, then = 0;
	const char *id;

	for (i = 0; i < json_array_size(list); i++) {
		o = json_array_get(list, i);
		id = text_of(o, "order");
		for (k = 0; k < ans->ncitations; k++)
			if (strcmp(ans->citations[k].order->id.s, id) == 0 &&
			    strcmp(tri_text(ans->citations[k].value),
				text_of(o, "value")) == 0)
				break;
		if (k == ans->ncitations)
			return arena_printf(&rp->scratch, "%s was cited: %s",
			    id, text_of(o, "value"));
		then++;
	}
	return then == ans->ncitations ? NULL : "another order is cited now";
}

static int
replay_moved(struct replay *rp, uint64_t seq, const json_t *body,
    const struct answer *ans)
{
	const char *was = text_of(body, "verdict"),
		   *is = verdict_text(ans->verdict), *why = NULL;
	struct arena *a = rp->c->arena;
	struct moved *m;

	if (strcmp(was, is) != 0)
		why = "";
	if (why == NULL)
		why = orders_differ(rp, body, ans);
	if (why == NULL &&
	    instant_cmp(asked_instant(body, "until", INSTANT_NEVER),
		ans->until) != 0 &&
	    ans->verdict == VERDICT_BARRED)
		why = "until differs";
	if (why == NULL)
		return 0;
	rp->moved = arena_grow(a, rp->moved, rp->nmoved, &rp->cap_moved,
	    sizeof(*rp->moved));
	if (rp->moved == NULL)
		return E_NOMEM;
	m = &rp->moved[rp->nmoved++];
	*m = (struct moved){ .seq = seq,
		.who = arena_strdup(a, text_of(body, "who")),
		.act = arena_strdup(a, text_of(body, "act")),
		.was = arena_strdup(a, was),
		.is = is,
		.why = arena_strdup(a, why),
		.at = asked_instant(body, "departs", INSTANT_BEGIN),
		.verdict = strcmp(was, is) != 0 };
	/* From barred to held is on the way there. */
	m->to_no_bar = m->verdict &&
	    (ans->verdict == VERDICT_NO_BAR ||
		strcmp(was, verdict_text(VERDICT_BARRED)) == 0);
	return m->who == NULL || m->act == NULL || m->was == NULL ||
		m->why == NULL
	    ? E_NOMEM
	    : 0;
}

static int
replay_body(struct replay *rp, uint64_t seq, const json_t *body)
{
	json_int_t at = json_integer_value(json_object_get(body, "decided_at"));
	struct asked q;
	struct answer ans;
	struct act act;
	int r;

	r = replay_open(rp, asked_instant(body, "known", INSTANT_BEGIN),
	    at < 1 ? seq : (uint64_t)at);
	if (r != 0)
		return r;
	/* Who was asked about then is found anew. */
	r = asked_again(&rp->scratch, &rp->st, body, &act, &q);
	if (r == E_NAME || r == E_CHECK) {
		rp->unread++;
		return 0;
	}
	if (r != 0)
		return r;
	if (asked_decide(&rp->scratch, &q, &ans) == E_NOMEM)
		return E_NOMEM;
	/* The clock was behind the record then: it was held for that. */
	if (strcmp(text_of(body, "clock"), "behind") == 0 &&
	    ans.verdict == VERDICT_NO_BAR)
		ans.verdict = VERDICT_HOLD;
	return replay_moved(rp, seq, body, &ans);
}

static int
replay_one(struct replay *rp, uint64_t seq)
{
	struct entry_view v;
	struct written w;
	int r = store_entry(rp->store, &rp->scratch, seq, &w);

	if (r == 0)
		r = entry_read(&rp->scratch, w.bytes, w.n, &v);
	if (r != 0)
		return r;
	if (strcmp(v.kind, "answer") == 0)
		r = replay_body(rp, seq, v.body);
	entry_view_release(&v);
	arena_release(&rp->scratch);
	return r;
}

static int
replay_all(struct replay *rp)
{
	struct keep_progress p = { .what = "deciding again:" };
	size_t i;
	int r;

	if ((r = store_sync_views(rp->store, &rp->head)) != 0 ||
	    (r = seqs_of(rp, "answers", sizeof("answers"), &rp->answers,
		 &rp->nanswers, &rp->cap_answers)) != 0 ||
	    (r = seqs_of(rp, "orders", sizeof("orders"), &rp->changes,
		 &rp->nchanges, &rp->cap_changes)) != 0 ||
	    (r = seqs_of(rp, "dockets", sizeof("dockets"), &rp->changes,
		 &rp->nchanges, &rp->cap_changes)) != 0)
		return r;
	for (i = 0; i < rp->nanswers && r == 0; i++) {
		r = replay_one(rp, rp->answers[i]);
		keep_progress(&p, i + 1, rp->nanswers);
	}
	keep_progress_end(&p);
	return r;
}

/* -- The report ------------------------------------------------------------ */

static size_t
count_moved(const struct replay *rp, bool to_no_bar)
{
	size_t i, n = 0;

	for (i = 0; i < rp->nmoved; i++)
		n += rp->moved[i].to_no_bar == to_no_bar;
	return n;
}

static void
replay_part(struct replay *rp, bool to_no_bar, const char *title,
    const struct zone *z)
{
	struct cli *c = rp->c;
	const struct moved *m;
	struct buf line;
	size_t i;

	if (count_moved(rp, to_no_bar) == 0)
		return;
	buf_init(&line, c->mem, LIMIT_STRING_BYTES);
	show_section(c->out, &c->look, title);
	for (i = 0; i < rp->nmoved; i++) {
		m = &rp->moved[i];
		if (m->to_no_bar != to_no_bar)
			continue;
		buf_clear(&line);
		buf_printf(&line, "entry %llu  %s of %s, ",
		    (unsigned long long)m->seq, m->act, m->who);
		show_instant(&line, z, m->at);
		if (m->verdict)
			buf_printf(&line, ": was %s, would be %s", m->was,
			    m->is);
		else
			buf_printf(&line, ": %s still; %s", m->was, m->why);
		show_wrap(c->out, line.s, 0, 4, SHOW_WIDTH);
	}
	buf_release(&line);
}

static void
replay_show(struct replay *rp, const struct zone *z)
{
	struct cli *c = rp->c;

	show_count(c->out, rp->nanswers);
	buf_puts(c->out, " answers decided again, ");
	show_count(c->out, rp->nmoved);
	buf_puts(c->out, " differ.\n");
	replay_part(rp, true, "MOVED TOWARD NO BAR", z);
	replay_part(rp, false, "OTHERWISE DIFFERENT", z);
	if (rp->unread > 0)
		buf_printf(c->out,
		    "\n%zu speak of an act or a place that the orders of then "
		    "do not declare: they cannot be asked again.\n",
		    rp->unread);
}

static void
replay_json(struct replay *rp)
{
	const struct moved *m;
	struct json j;
	size_t i;

	json_init(&j, rp->c->out);
	json_open(&j);
	json_kint(&j, "answers", (long long)rp->nanswers);
	json_kint(&j, "toward_no_bar", (long long)count_moved(rp, true));
	json_kint(&j, "not_asked", (long long)rp->unread);
	json_key(&j, "moved");
	json_list(&j);
	for (i = 0; i < rp->nmoved; i++) {
		m = &rp->moved[i];
		json_open(&j);
		json_kint(&j, "entry", (long long)m->seq);
		json_kstr(&j, "who", m->who);
		json_kstr(&j, "act", m->act);
		json_kinstant(&j, "at", m->at);
		json_kstr(&j, "was", m->was);
		json_kstr(&j, "is", m->is);
		json_kbool(&j, "toward_no_bar", m->to_no_bar);
		json_close(&j);
	}
	json_close(&j);
	json_close(&j);
	json_done(&j);
}

static enum status
replay_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct replay_opts o = { 0 };
	struct option_list args = { .n = 0 };
	struct replay *rp = arena_alloc(c->arena, sizeof(*rp));
	const struct zone *z;
	enum status status;
	int r;

	if (!cli_begin(c, self, argc, argv, &o, &o.common, &args, &status))
		return status;
	if (rp == NULL)
		return cli_failed(c, "%s", err_text(E_NOMEM));
	if (args.n != 1)
		return cli_usage(c, self, "name the store");
	z = zone_builtin(o.zone == NULL ? "UTC" : o.zone);
	if (z == NULL)
		return cli_usage(c, self, "no zone is named %s here", o.zone);
	rp->c = c;
	if (!keep_open(c, args.items[0], &rp->store))
		return STATUS_FAILED;
	arena_init(&rp->laws, c->mem, (size_t)1 << 30);
	arena_init(&rp->scratch, c->mem, (size_t)256 << 20);
	r = replay_all(rp);
	if (r != 0) {
		status = keep_failed(c, rp->store, r);
	} else {
		if (o.common.json)
			replay_json(rp);
		else
			replay_show(rp, z);
		status = count_moved(rp, true) + rp->unread > 0 ? STATUS_BARRED
								: STATUS_DONE;
	}
	arena_release(&rp->scratch);
	arena_release(&rp->laws);
	store_close(rp->store);
	return status;
}

static const struct option replay_options[] = {
	{ "--zone", NULL, OPTION_TEXT, "ZONE",
	    offsetof(struct replay_opts, zone), "in which times are shown" },
	OPTIONS_COMMON(struct replay_opts, common), OPTION_END
};

const struct command command_replay = {
	.name = "replay",
	.usage = "STORE",
	.summary =
	    "decide every answer of a store again, and list what differs",
	.help =
	    "Each answer from what was known when it was given, with this program:\n"
	    "after an upgrade, what it would have answered otherwise.  What moved\n"
	    "toward no bar comes first, and makes the status 1.\n",
	.options = replay_options,
	.run = replay_run,
};
