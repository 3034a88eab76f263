/* fuzz_entry.c - bytes that say they are an entry.
 *
 * The first byte chooses what the rest is: a draft, a written entry, or a
 * body that is put into a draft.  What is taken has one spelling: read by
 * another reader of JSON and written again it is the same bytes.  Of a body
 * the reverse holds too: what comes out as it went in is taken. */

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/limits.h"
#include "store/entry.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

struct seen {
	char last[LIMIT_SUBJECT_BYTES + 1];
	size_t n;
};

static int
subject(void *ctx, const char *kind, size_t nkind, const char *s, size_t n)
{
	struct seen *seen = ctx;

	assert(nkind > 0 && kind[0] != '"' && n > 0);
	assert(n <= LIMIT_SUBJECT_BYTES && strlen(s) == n);
	assert(seen->n == 0 || strcmp(seen->last, s) < 0);
	memcpy(seen->last, s, n + 1);
	seen->n++;
	return 0;
}

/* The draft of what was read. */
static void
again(const struct entry_view *v, struct buf *out)
{
	struct draft d = { .kind = v->kind,
		.matter = v->matter,
		.author = v->author,
		.on = v->on,
		.non = v->non,
		.source = v->source,
		.document = v->document,
		.page = v->page,
		.body = v->body };

	assert(entry_draft(out, &d) == 0);
}

/* s is exactly as long as it is, so that a read past it is noticed. */
static void
taken(const char *s, size_t n)
{
	struct instant at = { 0 };
	struct seen seen = { .n = 0 };
	struct entry_view v;
	struct buf draft, entry;
	struct arena a;
	const char *why = NULL;
	bool is_draft;
	int r;

	arena_init(&a, &mem_system, 1 << 24);
	buf_init(&draft, &mem_system, LIMIT_ENTRY_BYTES);
	buf_init(&entry, &mem_system, LIMIT_ENTRY_BYTES);
	r = entry_check(s, n, &why);
	assert(r == 0 || why != NULL);
	is_draft = r == 0;
	r = entry_read(&a, s, n, &v);
	assert(!is_draft || r == 0);
	assert(entry_scan(s, n, subject, &seen) == r);
	if (r != 0)
		goto out;
	assert(seen.n == v.non && v.version == ENTRY_VERSION);
	assert(json_is_object(v.body));
	again(&v, &draft);
	if (is_draft) {
		assert(draft.len == n && memcmp(draft.s, s, n) == 0);
		assert(entry_at(s, n, &at) != 0);
	} else {
		assert(entry_at(s, n, &at) == 0);
		assert(entry_stamp(&entry, draft.s, draft.len, at) == 0);
		assert(entry.len == n && memcmp(entry.s, s, n) == 0);
	}
	entry_view_release(&v);
out:
	buf_release(&entry);
	buf_release(&draft);
	arena_release(&a);
}

static void
body(const char *s, size_t n)
{
	static const char before[] = "{\"author\":\"a\",\"body\":",
			  after[] = ",\"kind\":\"k\",\"matter\":\"m\","
				    "\"on\":[],\"v\":1}";
	struct draft d = { .kind = "k", .matter = "m", .author = "a" };
	struct buf all, out;
	json_t *json = json_loadb(s, n, JSON_REJECT_DUPLICATES, NULL);
	bool same = false;
	const char *why;

	buf_init(&all, &mem_system, (size_t)2 * LIMIT_ENTRY_BYTES);
	buf_init(&out, &mem_system, LIMIT_ENTRY_BYTES);
	buf_puts(&all, before);
	buf_add(&all, s, n);
	buf_puts(&all, after);
	d.body = json;
	if (json != NULL && entry_draft(&out, &d) == 0)
		same = out.len == all.len && memcmp(out.s, all.s, all.len) == 0;
	assert(same == (entry_check(all.s, all.len, &why) == 0));
	taken(all.s, all.len);
	buf_release(&all);
	buf_release(&out);
	json_decref(json);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	if (n == 0)
		return 0;
	if (bytes[0] == 'b')
		body((const char *)bytes + 1, n - 1);
	else
		taken((const char *)bytes + 1, n - 1);
	return 0;
}
