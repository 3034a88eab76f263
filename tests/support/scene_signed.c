/* scene_signed.c - scenes of a store whose log is signed, and what must be so
 * of the log afterwards: the tree of every checkpoint that was ever told is
 * the tree of the entries that are there. */

#include <stdlib.h>
#include <string.h>

#include "store/tiles.h"
#include "support/scene.h"

#define TRIES 5

static struct key key;
static const struct signing signing = { .key = &key };

static void
make_key(void)
{
	uint8_t public[NOTE_KEY_BYTES];

	if (key.signs)
		return;
	key = (struct key){ .purpose = KEY_LOG, .signs = true };
	memset(key.bytes, 9, sizeof(key.bytes));
	note_key_pair(key.bytes, public, key.secret);
	if (note_key_make(&key.public, NOTE_ED25519, "scene.example/log",
		public) != 0)
		abort();
}

static void
note_head(void *ctx, const char *bytes, size_t n)
{
	struct run *r = ctx;
	struct told_head *h = &r->told.heads[r->told.nheads];
	struct checkpoint head;
	struct note note;
	const char *why;

	if (r->told.nheads == TOLD_HEADS)
		abort();
	if (note_read(bytes, n, &note, &why) != 0 ||
	    checkpoint_read(note.text, note.ntext, &head) != 0 ||
	    note_check(&note, &key.public, &mem_system, NULL) != 0) {
		run_wrong(r, "what was told is no checkpoint");
		return;
	}
	*h = (struct told_head){ head.size, head.root };
	r->told.nheads++;
}

void
run_sign(struct run *r)
{
	make_key();
	run_close(r);
	r->how.log = &signing;
	r->how.told = note_head;
	r->how.told_ctx = r;
}

void
run_publish(struct run *r)
{
	int e = E_IO;

	if (r->how.log == NULL)
		return;
	for (int tries = 0; e != 0 && tries < TRIES; tries++) {
		if (run_open(r) != 0)
			return;
		signer_publish(disk_store_keeper(r->s)->signer);
		e = signer_wait(disk_store_keeper(r->s)->signer);
		if (e == E_BROKEN)
			run_wrong(r, "the log finds its tiles broken");
	}
}

/* -- What must be so ---------------------------------------------------- */

struct growing {
	struct merkle_edge edge;
	struct told_head *heads;
	size_t n, seen;
	const char *why;
};

static void
compare(struct growing *g)
{
	struct hash root = merkle_root(&g->edge);

	for (size_t i = 0; i < g->n; i++) {
		if (g->heads[i].size != g->edge.size)
			continue;
		g->seen++;
		if (!hash_equal(&root, &g->heads[i].root))
			g->why = "a checkpoint given out is of another history";
	}
}

static int
grow(void *ctx, const struct written *w)
{
	struct growing *g = ctx;
	struct hash h = entry_leaf(&w->salt, w->bytes, w->n);
	struct hash leaf = merkle_leaf(h.b, HASH_BYTES);
	int r = merkle_add(&g->edge, &leaf, NULL, NULL);

	compare(g);
	return r;
}

/* The tiles as they lie there, and the checkpoint beside them. */
static const char *
look_at_tiles(struct run *r, struct told_head *out)
{
	struct checkpoint head;
	struct tiles *t;
	struct note note;
	const char *why, *form, *s;
	struct arena a;
	size_t n;
	int e;

	arena_init(&a, &mem_system, (size_t)8 << 20);
	e = tiles_open(&a, &mem_system, &disk_files, "/d", false, &t, &why);
	if (e == 0) {
		why = NULL;
		s = tiles_checkpoint(t, &n);
		if (s == NULL || note_read(s, n, &note, &form) != 0 ||
		    checkpoint_read(note.text, note.ntext, &head) != 0)
			why = "there is no checkpoint beside the tiles";
		else
			*out = (struct told_head){ head.size, head.root };
		tiles_close(t);
	}
	if (why != NULL)
		why = arena_strdup(r->texts, why);
	arena_release(&a);
	return why;
}

const char *
scene_log(struct run *r)
{
	static struct told_head heads[TOLD_HEADS + 1];
	struct growing g = { .heads = heads, .n = r->told.nheads + 1 };
	struct keeper *k;
	const char *why;
	size_t len;

	if (r->how.log == NULL)
		return NULL;
	if (run_open(r) != 0)
		return "it cannot be opened to be signed";
	k = disk_store_keeper(r->s);
	memcpy(heads, r->told.heads, r->told.nheads * sizeof(heads[0]));
	if ((why = look_at_tiles(r, &heads[r->told.nheads])) != NULL)
		return why;
	if (k->ledger->ops->read(k->ledger, 0, 0, grow, &g) != 0)
		return "it cannot be read";
	if (g.why != NULL)
		return g.why;
	if (g.seen != g.n)
		return "a checkpoint given out speaks of more than is there";
	(void)signer_note(k->signer, &len);
	return len > 0 && signer_size(k->signer) == g.edge.size
	    ? NULL
	    : "the log is not signed to its end";
}

/* -- Scenes ------------------------------------------------------------- */

void
scene_signed(struct run *r)
{
	run_sign(r);
	run_say(r, "person/p-a", 3);
	run_publish(r);
	run_say(r, "person/p-b", 2);
}

void
scene_sign_each(struct run *r)
{
	run_say(r, "person/p-a", 1);
	run_publish(r);
	run_say(r, "person/p-b", 3);
	run_say(r, "person/p-a", 1);
	run_close(r);
	run_say(r, "person/p-a", 2);
	run_publish(r);
	run_say(r, "person/p-b", 1);
}

void
scene_sign_together(struct run *r)
{
	size_t from = r->told.n, i;

	for (i = 0; i < 6; i++)
		(void)run_facts(r, "person/p-a", 1 + i % 3);
	run_group(r, from, 6, NULL);
	run_publish(r);
	run_say(r, "person/p-b", 1);
}

/* A row of the tree is full, and goes on in the next tile. */
void
scene_sign_a_tile(struct run *r)
{
	run_say(r, "person/p-a", 240);
	run_publish(r);
	run_say(r, "person/p-b", 20);
	run_publish(r);
	run_say(r, "person/p-b", 2);
}

/* Nobody signed until now: what is there is brought in at once. */
void
scene_sign_late(struct run *r)
{
	run_say(r, "person/p-a", 2);
	run_sign(r);
	run_say(r, "person/p-b", 2);
	run_publish(r);
	run_close(r);
	r->how.log = NULL;
	run_say(r, "person/p-a", 2);
	run_sign(r);
	run_say(r, "person/p-b", 1);
}
