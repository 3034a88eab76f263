/* prop_stored.c - every vignette of the casebook, asked of a store.
 *
 * Each check is a person of its own; their facts are written down when
 * files would have them known, all in one rehearsal whose clock is told.
 * The answer of the store is the answer of the files: verdict, orders,
 * until. */

#include "property/stored_book.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/embedded.h"
#include "intake/givens.h"
#include "intake/vignette.h"
#include "store/faults.h"

#define MATTER "casebook"

static struct arena arena; /* of the whole run */
static struct law law;
static struct saids saids;
static struct stored *stored;
static struct store *store;
static size_t ncheck, passed, failed;

static struct instant
told(struct instant t)
{
	struct instant first = { (int64_t)1000000 * 86400 };

	return instant_max(t, first);
}

static const char *
person_id(size_t n)
{
	return arena_printf(&arena, "p-%012zu", n);
}

static int
say_person(size_t n)
{
	struct said one = { .at = told(INSTANT_BEGIN),
		.kind = "person",
		.author = "first" };
	const char *id = person_id(n);

	one.on[0] = arena_printf(&arena, "person/%s", id);
	one.on[1] = "people";
	one.body = json_pack("{s:s}", "person", id);
	return saids_add(&saids, &one);
}

static int
say_fact(size_t n, const struct given *g, const struct entry *e)
{
	struct said one = { .at = told(e->recorded),
		.kind = "fact",
		.author = "first" };
	const char *id = person_id(n);
	int r;

	one.on[0] = arena_printf(&arena, "person/%s", id);
	one.body = json_pack("{s:s, s:s%}", "person", id, "text",
	    g->pos.src->bytes + g->pos.offset, (size_t)g->pos.length);
	if ((r = saids_add(&saids, &one)) != 0 || !stored_takes(&law, g) ||
	    g->unconfirmed)
		return r;
	/* In files a loss is confirmed when it is recorded. */
	one.of = saids.n;
	one.kind = "confirm";
	one.author = "second";
	one.body = json_object();
	return saids_add(&saids, &one);
}

/* What the files' reader makes of the lines above a check. */
static int
say_lines(const struct vignette_result *r)
{
	const struct vignette *v = r->vignette;
	struct givens g = { .arena = &arena, .law = &law, .zone = r->zone };
	struct entry always = { .recorded = INSTANT_BEGIN };
	const struct entry *e;
	size_t i, k, before;
	int bad = say_person(ncheck);

	for (i = 0; i < v->nlines && bad == 0; i++) {
		if (&v->lines[i].check == r->check)
			return 0;
		for (k = 0; v->lines[i].kind == LINE_PERSON &&
		     k < v->lines[i].ngivens && bad == 0;
		     k++) {
			before = g.nfacts;
			bad = givens_add(&g, &v->lines[i].givens[k]);
			e = g.nfacts > before ? &g.facts[before]->entry
					      : &always;
			if (bad == 0)
				bad =
				    say_fact(ncheck, &v->lines[i].givens[k], e);
		}
	}
	return bad != 0 ? bad : E_NAME;
}

static void
collect(void *ctx, const struct vignette_result *r)
{
	int *bad = ctx;

	ncheck++;
	if (*bad == 0)
		*bad = say_lines(r);
}

static void
say_book(void)
{
	for (size_t i = 0; i < casebook_nfiles; i++) {
		struct said one = { .at = told(INSTANT_BEGIN),
			.kind = "law",
			.author = "casebook" };

		one.on[0] = "orders";
		one.body = json_pack("{s:s, s:s%, s:s}", "name",
		    casebook_files[i].name, "text", casebook_files[i].bytes,
		    casebook_files[i].len, "dates", "own");
		if (saids_add(&saids, &one) != 0)
			abort();
	}
}

/* -- Comparing ------------------------------------------------------------- */

static enum tri
value_of(const struct answer *a, const char *id)
{
	for (size_t i = 0; i < a->ncitations; i++)
		if (strcmp(a->citations[i].order->id.s, id) == 0)
			return a->citations[i].value;
	return NO;
}

static bool
same(const struct answer *a, const struct answer *b)
{
	if (a->verdict != b->verdict || a->failed != b->failed ||
	    a->ncitations != b->ncitations ||
	    instant_cmp(a->until, b->until) != 0 ||
	    instant_cmp(a->horizon, b->horizon) != 0)
		return false;
	for (size_t i = 0; i < a->ncitations; i++)
		if (value_of(b, a->citations[i].order->id.s) !=
		    a->citations[i].value)
			return false;
	return true;
}

static int
ask(const struct vignette_result *r, struct arena *a, struct answer *out)
{
	const struct question *f = r->question;
	const char **only = arena_array(a, f->nonly, sizeof(*only));
	struct stored_person who;
	const struct stored_person *one = &who;
	struct stored_question q = { .st = stored,
		.who = &one,
		.nwho = 1,
		.exact = true,
		.act = f->act,
		.only = only,
		.nonly = f->nonly,
		.dockets_fresh = true,
		.horizon = f->horizon };
	int bad;

	for (size_t i = 0; i < f->nonly; i++)
		only[i] = f->only[i]->id.s;
	stored->known = f->known;
	/* Who gives nothing of who they are is nobody whom orders name. */
	for (size_t i = 0; i < stored->nlaws; i++)
		stored->laws[i].record.named_known = f->record->named_known;
	bad = stored_by(store, &stored->head, f->known, &stored->through);
	if (bad == 0)
		bad = stored_person(stored, a, person_id(ncheck),
		    STORED_AS_KNOWN, &who);
	if (bad == 0 && who.damaged != NULL)
		printf("%s: %s\n", r->vignette->title, who.damaged);
	return bad != 0 ? bad : stored_decide(a, &q, out);
}

static void
compare(void *ctx, const struct vignette_result *r)
{
	struct answer files, ans;
	struct arena a;
	int bad;

	(void)ctx;
	ncheck++;
	arena_init(&a, &mem_system, (size_t)64 << 20);
	(void)decide(&a, r->question, &files);
	bad = ask(r, &a, &ans);
	if (bad == 0 && same(&files, &ans)) {
		passed++;
	} else {
		failed++;
		printf("FAILED \"%s\", check %zu: files %s, store %s (%s)\n",
		    r->vignette->title, ncheck, verdict_text(files.verdict),
		    bad != 0 ? "none" : verdict_text(ans.verdict),
		    err_text(bad));
	}
	arena_release(&a);
}

static int
read_book(void)
{
	struct diags ds;
	int r = 0;

	diags_init(&ds, &arena);
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < casebook_nfiles && r == 0; i++) {
			const struct embedded *e = &casebook_files[i];
			struct source_text *src =
			    arena_alloc(&arena, sizeof(*src));

			if ((strstr(e->name, ".vocab") != NULL) != (pass == 0))
				continue;
			*src =
			    (struct source_text){ e->name, e->bytes, e->len };
			r = law_parse(&arena, src, &law, &ds);
		}
	return r != 0 ? r : law_check(&arena, &law, &ds);
}

static int
each_vignette(void (*f)(void *, const struct vignette_result *), void *ctx)
{
	struct arena a;
	int r = 0;

	ncheck = 0;
	arena_init(&a, &mem_system, (size_t)256 << 20);
	for (size_t i = 0; i < law.nvignettes && r == 0; i++) {
		r = vignette_run(&a, &law, law.vignettes[i], f, ctx);
		arena_release(&a);
	}
	return r;
}

/* In memory, or in a folder on this disk. */
static int
open_store(const char *folder)
{
	static const struct store_kind kind = { .rehearsal = true,
		.name = "every vignette" };
	const char *why = NULL;
	int r;

	if (folder == NULL)
		return store_memory(&mem_system, &kind, NULL, &store);
	if ((r = store_init(&arena, folder, &kind, &why)) == 0)
		r = store_open(&arena, folder, 5000, &store, &why);
	if (r != 0)
		printf("%s: %s\n", folder, why != NULL ? why : "");
	return r;
}

static int
ask_all(const char *folder)
{
	static struct stored st;
	int r;

	stored = &st;
	if ((r = open_store(folder)) == 0 &&
	    (r = saids_write(store, &saids)) == 0 &&
	    (r = stored_open(&arena, store, INSTANT_NEVER, 0, &st)) == 0) {
		printf("%zu checks, %zu entries in %s; its casebook: %s\n",
		    ncheck, (size_t)st.head.size,
		    folder == NULL ? "memory" : "a folder",
		    st.broken != NULL ? st.broken : "understood");
		r = each_vignette(compare, NULL);
	}
	store_close(store);
	store = NULL;
	return r;
}

/* What this program put into a folder of its own. */
static void
remove_folder(const char *folder)
{
	char command[256];

	snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	if (system(command) != 0)
		printf("%s is left behind\n", folder);
}

int
main(void)
{
	char top[] = "/tmp/forestay-prop.XXXXXX", folder[64];
	int r, bad = 0;

	arena_init(&arena, &mem_system, (size_t)1 << 30);
	if ((r = read_book()) != 0)
		goto out;
	say_book();
	if ((r = each_vignette(collect, &bad)) != 0 || (r = bad) != 0)
		goto out;
	if ((r = ask_all(NULL)) != 0)
		goto out;
	r = E_IO;
	if (mkdtemp(top) == NULL)
		goto out;
	snprintf(folder, sizeof(folder), "%s/store", top);
	r = ask_all(folder);
	remove_folder(top);
out:
	if (r != 0) {
		printf("FAILED: %s\n", err_text(r));
		failed++;
	}
	printf("%zu passed, %zu failed\n", passed, failed);
	saids_release(&saids);
	arena_release(&arena);
	return failed > 0;
}
