/* The store's calls over memory: what is written is read back, preconditions
 * and ids hold, views stand where they say, and blobs are what they were. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/limits.h"
#include "store/backend.h"
#include "store/memory.h"
#include "support/fault_mem.h"

static const struct store_kind kind = { false, "a test" };
static const struct store_kind rehearsal = { true, NULL };

struct one {
	json_t *body;
	const char *on[3];
	struct draft d;
	struct batch b;
};

/* A batch of one fact about two subjects. */
static void
fact(struct one *o, uint64_t id, const char *person, const char *text)
{
	*o = (struct one){ .body = json_pack("{s:s}", "text", text),
		.on = { person, "people" } };
	o->d = (struct draft){ .kind = "fact",
		.matter = "hamama",
		.author = "m.weiss",
		.on = o->on,
		.non = 2,
		.body = o->body };
	o->b = (struct batch){ .drafts = &o->d, .n = 1, .id = { id, 7 } };
}

static int
say(struct store *s, uint64_t id, const char *person, const char *text,
    struct appended *out)
{
	struct one o;
	int r;

	fact(&o, id, person, text);
	r = store_append(s, &o.b, out);
	json_decref(o.body);
	return r;
}

static void
what_is_said_is_read_back(void **state)
{
	struct written w, *list;
	struct entry_view v;
	struct store_head h;
	struct appended out;
	struct store *s;
	struct arena a;
	size_t n;

	arena_init(&a, &mem_system, 1 << 24);
	assert_int_equal(store_memory(&mem_system, &kind, NULL, &s), 0);
	assert_false(store_kind(s)->rehearsal);
	assert_string_equal(store_kind(s)->name, "a test");
	assert_int_equal(say(s, 1, "person/p-1", "nationality IQ", &out), 0);
	assert_int_equal(out.first, 2); /* 1 says what the store is */
	assert_int_equal(out.n, 1);
	assert_false(out.again);
	assert_int_equal(say(s, 2, "person/p-10", "nationality SO", &out), 0);
	assert_int_equal(say(s, 3, "person/p-1", "no visa", &out), 0);
	assert_int_equal(store_about(s, &a, "person/p-1", 4, &list, &n),
	    E_AGAIN); /* the views were not asked for */
	assert_int_equal(store_sync_views(s, &h), 0);
	assert_int_equal(h.size, 4);
	assert_int_equal(h.at.us, out.at.us);
	assert_int_equal(store_about(s, &a, "person/p-1", 4, &list, &n), 0);
	assert_int_equal(n, 2);
	assert_int_equal(list[0].seq, 2);
	assert_int_equal(list[1].seq, 4);
	assert_int_equal(store_about(s, &a, "person/p-1", 3, &list, &n), 0);
	assert_int_equal(n, 1);
	assert_int_equal(store_about(s, &a, "person/p-", 4, &list, &n), 0);
	assert_int_equal(n, 0);
	assert_int_equal(store_entry(s, &a, 5, &w), E_NAME);
	assert_int_equal(store_entry(s, &a, 4, &w), 0);
	assert_int_equal(w.at.us, out.at.us);
	assert_int_equal(entry_read(&a, w.bytes, w.n, &v), 0);
	assert_string_equal(v.kind, "fact");
	assert_string_equal(v.author, "m.weiss");
	assert_string_equal(json_string_value(json_object_get(v.body, "text")),
	    "no visa");
	assert_int_equal(v.non, 2);
	assert_string_equal(v.on[0], "people");
	entry_view_release(&v);
	store_close(s);
	store_close(NULL);
	arena_release(&a);
}

static void
a_batch_sent_again_is_written_once(void **state)
{
	struct appended first, out;
	struct store_head h;
	struct store *s;

	assert_int_equal(store_memory(&mem_system, &kind, NULL, &s), 0);
	assert_int_equal(say(s, 1, "person/p-1", "no visa", &first), 0);
	assert_int_equal(say(s, 2, "person/p-1", "no visa", &out), 0);
	assert_int_equal(say(s, 1, "person/p-1", "no visa", &out), 0);
	assert_true(out.again);
	assert_int_equal(out.first, first.first);
	assert_int_equal(out.at.us, first.at.us);
	/* The same id for something else would lose it. */
	assert_int_equal(say(s, 1, "person/p-1", "no visas", &out), E_SYNTAX);
	assert_int_equal(say(s, 1, "person/p-1", "no Visa", &out), E_SYNTAX);
	assert_string_equal(store_why(s),
	    "another batch was written with this id");
	assert_int_equal(store_head(s, &h), 0);
	assert_int_equal(h.size, 3);
	store_close(s);
}

static void
a_batch_is_refused_when_something_came_between(void **state)
{
	struct precondition pre[] = { { "person/p-2", 0 },
		{ "person/p-1", 2 } };
	struct appended out;
	struct store *s;
	struct one o;

	assert_int_equal(store_memory(&mem_system, &kind, NULL, &s), 0);
	assert_int_equal(say(s, 1, "person/p-1", "no visa", &out), 0);
	fact(&o, 2, "person/p-2", "no visa");
	o.b.pre = pre;
	o.b.npre = 2;
	o.b.has_expected = true;
	o.b.expected = 1;
	assert_int_equal(store_append(s, &o.b, &out), E_CONFLICT);
	assert_null(out.subject);
	o.b.expected = 2;
	pre[1].since = 1;
	assert_int_equal(store_append(s, &o.b, &out), E_CONFLICT);
	assert_ptr_equal(out.subject, pre[1].subject);
	pre[1].since = 2;
	assert_int_equal(store_append(s, &o.b, &out), 0);
	/* Sent again it is not refused for what it did itself. */
	assert_int_equal(store_append(s, &o.b, &out), 0);
	assert_true(out.again);
	o.b.id[0]++;
	o.b.has_expected = false;
	assert_int_equal(store_append(s, &o.b, &out), E_CONFLICT);
	assert_ptr_equal(out.subject, pre[0].subject);
	json_decref(o.body);
	store_close(s);
}

static int
collect(void *ctx, const struct written *w)
{
	uint64_t *sum = ctx;

	*sum = *sum * 10 + w->seq;
	return w->seq == 4 ? 77 : 0;
}

static void
entries_are_followed_in_order(void **state)
{
	struct appended out;
	uint64_t sum = 0;
	struct store *s;

	assert_int_equal(store_memory(&mem_system, &kind, NULL, &s), 0);
	for (uint64_t i = 0; i < 4; i++)
		assert_int_equal(say(s, i, "person/p-1", "no visa", &out), 0);
	assert_int_equal(store_follow(s, 1, 2, collect, &sum), 0);
	assert_int_equal(sum, 23);
	assert_int_equal(store_follow(s, 5, 0, collect, &sum), 0);
	assert_int_equal(sum, 23);
	assert_int_equal(store_follow(s, 0, 0, collect, &sum), 77);
	assert_int_equal(sum, 231234);
	store_close(s);
}

static void
a_rehearsal_is_told_the_time(void **state)
{
	struct instant t = { 1498140000000000 };
	struct appended out;
	struct store *s;

	assert_int_equal(store_memory(&mem_system, &kind, NULL, &s), 0);
	assert_int_equal(store_tell_time(s, t), E_NAME);
	store_close(s);
	assert_int_equal(store_memory(&mem_system, &rehearsal, NULL, &s), 0);
	assert_true(store_kind(s)->rehearsal);
	assert_int_equal(store_tell_time(s, t), 0);
	assert_int_equal(say(s, 1, "person/p-1", "no visa", &out), 0);
	assert_int_equal(out.at.us, t.us);
	assert_int_equal(say(s, 2, "person/p-1", "no visa", &out), 0);
	assert_int_equal(out.at.us, t.us + 1);
	assert_int_equal(store_tell_time(s, t), E_RANGE);
	t.us += 60000000;
	assert_int_equal(store_tell_time(s, t), 0);
	t.us--;
	assert_int_equal(store_tell_time(s, t), E_RANGE);
	store_close(s);
}

static void
documents_are_kept_once_and_checked(void **state)
{
	static const char text[] = "Dkt. 87";
	struct hash h, h2, empty;
	const void *bytes;
	struct medium m;
	struct store *s;
	struct arena a;
	const char *why;
	size_t n;

	arena_init(&a, &mem_system, 1 << 20);
	medium_init(&m, &mem_system);
	assert_int_equal(store_memory_open(&m, &kind, NULL, &s, &why), 0);
	assert_int_equal(store_blob_put(s, text, sizeof(text), &h), 0);
	assert_int_equal(store_blob_put(s, text, sizeof(text), &h2), 0);
	assert_memory_equal(&h, &h2, sizeof(h));
	assert_int_equal(store_blob_put(s, NULL, 0, &empty), 0);
	assert_int_equal(m.blobs.n, 2);
	assert_int_equal(store_blob_get(s, &a, &h, &bytes, &n), 0);
	assert_int_equal(n, sizeof(text));
	assert_memory_equal(bytes, text, n);
	assert_int_equal(store_blob_get(s, &a, &empty, &bytes, &n), 0);
	assert_int_equal(n, 0);
	h2.b[0] ^= 1;
	assert_int_equal(store_blob_get(s, &a, &h2, &bytes, &n), E_NAME);
	*(uint8_t *)(uintptr_t)omap_find(&m.blobs, h.b, 32)->value ^= 1;
	assert_int_equal(store_blob_get(s, &a, &h, &bytes, &n), E_BROKEN);
	store_close(s);
	medium_release(&m);
	arena_release(&a);
}

static void
a_medium_outlives_who_opened_it(void **state)
{
	struct store_head before, after;
	struct appended out;
	struct medium m;
	struct store *s, *second;
	const char *why;

	medium_init(&m, &mem_system);
	assert_int_equal(store_memory_open(&m, NULL, NULL, &s, &why), E_NAME);
	assert_int_equal(store_memory_open(&m, &rehearsal, NULL, &s, &why), 0);
	assert_int_equal(say(s, 1, "person/p-1", "no visa", &out), 0);
	assert_int_equal(store_head(s, &before), 0);
	assert_int_equal(store_memory_open(&m, NULL, NULL, &second, &why), 0);
	assert_true(store_kind(second)->rehearsal);
	assert_int_equal(store_head(second, &after), 0);
	assert_int_equal(after.size, before.size);
	assert_memory_equal(&after.hash, &before.hash, sizeof(after.hash));
	assert_int_equal(after.epoch, before.epoch + 1);
	/* The one who was deposed writes nothing more. */
	assert_int_equal(say(s, 2, "person/p-1", "no visa", &out), E_STALE);
	assert_int_equal(say(s, 2, "person/p-1", "no visa", &out), E_STALE);
	assert_int_equal(say(second, 2, "person/p-1", "no visa", &out), 0);
	assert_false(out.again);
	store_close(s);
	store_close(second);
	medium_release(&m);
}

static void
views_made_anew_are_the_same(void **state)
{
	struct omap_node *x, *y;
	struct appended out;
	struct medium m;
	struct store *s;
	struct omap before;
	const char *why;
	uint64_t n;

	medium_init(&m, &mem_system);
	assert_int_equal(store_memory_open(&m, &kind, NULL, &s, &why), 0);
	for (uint64_t i = 0; i < 50; i++) {
		struct store_head h;

		assert_int_equal(say(s, i, i % 3 == 0 ? "person/a" : "b",
				     "no visa", &out),
		    0);
		if (i % 7 == 0)
			assert_int_equal(store_sync_views(s, &h), 0);
	}
	assert_int_equal(store_rebuild(s, NULL, NULL, &n), 0);
	assert_int_equal(n, 51);
	before = m.views;
	omap_init(&m.views, &mem_system);
	m.mark.at = 0;
	assert_int_equal(store_rebuild(s, NULL, NULL, &n), 0);
	x = omap_from(&before, "", 0);
	y = omap_from(&m.views, "", 0);
	for (; x != NULL && y != NULL; x = omap_next(x), y = omap_next(y)) {
		assert_int_equal(x->nkey, y->nkey);
		assert_int_equal(x->nvalue, y->nvalue);
		assert_memory_equal(x->key, y->key, x->nkey + x->nvalue);
	}
	assert_true(x == NULL && y == NULL);
	assert_int_equal(before.n, 51 + 50 * 2 + 1);
	omap_release(&before);
	store_close(s);
	medium_release(&m);
}

/* What may or may not have been written is not shown as either. */
static void
an_open_fate_shows_nothing(void **state)
{
	struct store_faults f = { .err = E_IO, .after = true };
	struct store_head h;
	struct appended out;
	struct store *s;
	uint64_t sum = 0;

	assert_int_equal(store_memory(&mem_system, &kind, &f, &s), 0);
	assert_int_equal(say(s, 1, "person/p-1", "no visa", &out), 0);
	f.at = f.calls + 2; /* its id is looked for, then it is committed */
	assert_int_equal(say(s, 2, "person/p-1", "no visa", &out), E_IO);
	assert_int_equal(store_head(s, &h), E_IO);
	assert_int_equal(store_sync_views(s, &h), E_IO);
	assert_int_equal(store_follow(s, 0, 0, collect, &sum), E_IO);
	assert_int_equal(sum, 0);
	assert_int_equal(store_rebuild(s, NULL, NULL, &sum), E_IO);
	assert_true(strlen(store_why(s)) > 10);
	store_close(s);
}

static void
a_view_that_fails_says_so(void **state)
{
	struct store_faults f = { .err = E_IO };
	struct written *list;
	struct store_head h;
	struct appended out;
	struct store *s;
	struct arena a;
	size_t n;

	arena_init(&a, &mem_system, 1 << 20);
	assert_int_equal(store_memory(&mem_system, &kind, &f, &s), 0);
	assert_int_equal(say(s, 1, "person/p-1", "no visa", &out), 0);
	for (unsigned long i = 1;; i++) {
		f.calls = 0;
		f.at = i;
		if (store_sync_views(s, &h) == 0)
			break;
		f.at = 0;
		assert_int_equal(store_about(s, &a, "people", 2, &list, &n),
		    E_AGAIN);
	}
	assert_true(f.calls > 3);
	/* One scan for the subject, one for its entry. */
	for (unsigned long i = 1; i <= 3; i++) {
		f.calls = 0;
		f.at = i;
		assert_int_equal(store_about(s, &a, "people", 2, &list, &n),
		    i < 3 ? E_IO : 0);
	}
	assert_int_equal(n, 1);
	store_close(s);
	arena_release(&a);
}

static void
a_document_that_fails_says_so(void **state)
{
	struct store_faults f = { .err = E_IO };
	struct hash h = { { 1 } }, same = h;
	const void *bytes;
	struct store *s;
	struct arena a;
	size_t n;

	arena_init(&a, &mem_system, 1 << 20);
	assert_int_equal(store_memory(&mem_system, &kind, &f, &s), 0);
	f.at = f.calls + 1;
	assert_int_equal(store_blob_put(s, "x", 1, &h), E_IO);
	assert_memory_equal(&h, &same, sizeof(h));
	assert_int_equal(store_blob_put(s, "x", 1, &h), 0);
	f.at = f.calls + 1;
	assert_int_equal(store_blob_get(s, &a, &h, &bytes, &n), E_IO);
	assert_int_equal(store_blob_get(s, &a, &h, &bytes, &n), 0);
	assert_int_equal(store_blob_put(s, "x", (size_t)LIMIT_BLOB_BYTES + 1,
			     &h),
	    E_LIMIT);
	store_close(s);
	arena_release(&a);
}

static void
every_refusal_of_memory_is_seen(void **state)
{
	struct store_head h;
	struct appended out;
	struct fault_mem f;
	struct store *s;
	size_t at;
	int r;

	for (at = 1; at < 1000; at++) {
		fault_mem_init(&f, at);
		r = store_memory(&f.mem, &kind, NULL, &s);
		if (r == 0) {
			r = say(s, 1, "person/p-1", "no visa", &out);
			if (r == 0)
				r = store_sync_views(s, &h);
			store_close(s);
		}
		assert_int_equal(f.live, 0);
		assert_int_equal(r, f.calls >= at ? E_NOMEM : 0);
		if (r == 0)
			break;
	}
	assert_true(at > 30 && at < 1000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_said_is_read_back),
		cmocka_unit_test(a_batch_sent_again_is_written_once),
		cmocka_unit_test(
		    a_batch_is_refused_when_something_came_between),
		cmocka_unit_test(entries_are_followed_in_order),
		cmocka_unit_test(a_rehearsal_is_told_the_time),
		cmocka_unit_test(documents_are_kept_once_and_checked),
		cmocka_unit_test(a_medium_outlives_who_opened_it),
		cmocka_unit_test(views_made_anew_are_the_same),
		cmocka_unit_test(an_open_fate_shows_nothing),
		cmocka_unit_test(a_view_that_fails_says_so),
		cmocka_unit_test(a_document_that_fails_says_so),
		cmocka_unit_test(every_refusal_of_memory_is_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
