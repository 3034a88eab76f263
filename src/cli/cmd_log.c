/* cmd_log.c - forestay log: the tree over a store's entries, signed, checked
 * and proved from. */

#include <string.h>
#include <unistd.h>

#include "cli/cmd_log.h"
#include "cli/json.h"
#include "cli/log_arg.h"
#include "intake/file.h"
#include "proof/receipt.h"
#include "respond/words.h"
#include "store/signer.h"

#define SEEN_MAX 64 /* checkpoints that a log is compared with */

/* The tiles of a keeper that signs follow it: let them reach its head.  What
 * lies there is read as it is when nobody signs. */
static void
await_tiles(struct log_run *l)
{
	const char *note;
	size_t n;

	if (store_signed(l->store, l->c->arena, true, &note, &n) != 0)
		return;
}

bool
log_begin(struct log_run *l, const struct command *self, int argc, char **argv,
    size_t nargs, enum log_use use, enum status *status)
{
	const char *why = NULL;
	int r;

	l->claimed = -1;
	if (!cli_begin(l->c, self, argc, argv, &l->o, &l->o.common, &l->args,
		status))
		return false;
	if (l->args.n != nargs) {
		*status = cli_usage(l->c, self, "forestay %s %s", self->name,
		    self->usage);
		return false;
	}
	*status = store_arg_open(l->c, l->args.items[0], &l->store);
	if (*status != STATUS_DONE)
		return false;
	if (use == LOG_READ)
		await_tiles(l);
	if (use == LOG_SIGN && l->o.keys != NULL &&
	    (r = tiles_claim(l->c->arena, l->args.items[0], &l->claimed,
		 &why)) != 0)
		*status = cli_failed(l->c, "%s", why);
	else if ((r = store_head(l->store, &l->head)) != 0)
		*status = cli_failed(l->c, "%s", store_why(l->store));
	else if ((r = tiles_open(l->c->arena, l->c->mem, &file_system_real,
		      l->args.items[0], use == LOG_DOUBT, &l->tiles, &why)) !=
	    0)
		*status = cli_failed(l->c, "%s", why);
	return r == 0;
}

void
log_end(struct log_run *l)
{
	tiles_close(l->tiles);
	if (l->claimed >= 0)
		(void)close(l->claimed);
	if (l->store != NULL)
		store_close(l->store);
}

/* -- log sign -- */

static int
add_entry(void *ctx, const struct written *w)
{
	struct log_run *l = ctx;
	struct hash h = entry_leaf(&w->salt, w->bytes, w->n);

	progress_say(&l->progress, w->seq, l->head.size);
	return tiles_add(l->tiles, &h);
}

static enum status
sign(struct log_run *l)
{
	uint64_t had = tiles_size(l->tiles), n;
	const char *note, *unfit;
	struct key key;
	size_t len;
	int r;

	if (!log_arg_secret(l->c, l->o.keys, KEY_LOG, &key))
		return STATUS_FAILED;
	unfit = signer_unfit(&key, store_kind(l->store)->rehearsal);
	if (unfit != NULL)
		return cli_failed(l->c, "%s", unfit);
	if (had > l->head.size)
		return cli_failed(l->c,
		    "the log has %llu entries and the store %llu: this store "
		    "is older than what was signed",
		    (unsigned long long)had, (unsigned long long)l->head.size);
	progress_begin(&l->progress, &l->c->err_look, "entries");
	r = store_follow(l->store, had, l->head.size - had, add_entry, l);
	(void)progress_end(&l->progress);
	if (r != 0)
		return cli_failed(l->c, "%s",
		    *tiles_why(l->tiles) != '\0' ? tiles_why(l->tiles)
						 : store_why(l->store));
	if (tiles_sign(l->tiles, &key.public, key.secret) != 0)
		return cli_failed(l->c, "%s", tiles_why(l->tiles));
	note = tiles_checkpoint(l->tiles, &len);
	n = tiles_size(l->tiles) - had;
	buf_add(l->c->out, note, len);
	cli_note(l->c, "%llu entries more; %llu in all", (unsigned long long)n,
	    (unsigned long long)l->head.size);
	return STATUS_DONE;
}

/* Of a keeper that signs: once its tiles reach as far. */
static enum status
signed_by_keeper(struct log_run *l)
{
	const char *note;
	size_t n;

	if (store_signed(l->store, l->c->arena, true, &note, &n) != 0)
		return cli_failed(l->c, "%s", store_why(l->store));
	buf_add(l->c->out, note, n);
	return STATUS_DONE;
}

static enum status
sign_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct log_run l = { .c = c };
	enum status status;

	if (log_begin(&l, self, argc, argv, 1, LOG_SIGN, &status))
		status = l.o.keys == NULL ? signed_by_keeper(&l) : sign(&l);
	log_end(&l);
	return status;
}

/* -- log verify -- */

struct seen {
	const char *path;
	struct checkpoint head;
	bool reached;
};

struct verifying {
	struct log_run *l;
	struct merkle_edge edge;
	struct hash leaves[TILE_WIDTH]; /* of the tile that is compared */
	size_t at, n;
	uint64_t first_bad;             /* its entry; 0: none */
	struct seen seen[SEEN_MAX + 1]; /* the last one: its own */
	size_t nseen;
	const char *wrong_tile;
	const struct seen *not_so; /* one that says another thing */
	int r;
};

/* An entry's leaf beside the one in the tiles. */
static int
compare_leaf(struct verifying *v, uint64_t seq, const struct hash *leaf)
{
	struct tiles *t = v->l->tiles;
	int r;

	if (seq > tiles_signed(t))
		return 0;
	if (v->at == v->n) {
		r = tiles_leaves(t, seq - 1, v->leaves, &v->n);
		if (r == E_BROKEN && v->wrong_tile == NULL)
			v->wrong_tile =
			    arena_strdup(v->l->c->arena, tiles_why(t));
		if (r == E_BROKEN)
			return 0;
		if (r != 0)
			return r;
		v->at = 0;
	}
	if (!hash_equal(&v->leaves[v->at++], leaf) && v->first_bad == 0)
		v->first_bad = seq;
	return 0;
}

static void
compare_seen(struct verifying *v)
{
	struct hash root;

	for (size_t i = 0; i < v->nseen; i++) {
		struct seen *s = &v->seen[i];

		if (s->head.size != v->edge.size)
			continue;
		root = merkle_root(&v->edge);
		s->reached = true;
		if (!hash_equal(&root, &s->head.root) && v->not_so == NULL)
			v->not_so = s;
	}
}

static int
verify_entry(void *ctx, const struct written *w)
{
	struct verifying *v = ctx;
	struct hash h = entry_leaf(&w->salt, w->bytes, w->n);
	struct hash leaf = merkle_leaf(h.b, HASH_BYTES);

	progress_say(&v->l->progress, w->seq, v->l->head.size);
	if ((v->r = compare_leaf(v, w->seq, &leaf)) != 0)
		return v->r;
	if ((v->r = merkle_add(&v->edge, &leaf, NULL, NULL)) != 0)
		return v->r;
	compare_seen(v);
	return 0;
}

/* Checkpoints that were handed out: each must be signed by the log. */
static bool
read_seen(struct verifying *v, const struct note_key *key)
{
	struct log_run *l = v->l;
	const char *why = NULL;
	struct source_text f;
	struct note note;

	for (size_t i = 0; i < l->o.seen.n; i++) {
		struct seen *s = &v->seen[v->nseen++];

		s->path = l->o.seen.items[i];
		if (file_read(&file_system_real, l->c->arena, s->path,
			LIMIT_NOTE_BYTES, &f, &why) != 0) {
			(void)cli_failed(l->c, "%s",
			    why != NULL ? why : "no memory to verify it");
			return false;
		}
		if (note_read(f.bytes, f.len, &note, &why) != 0 ||
		    checkpoint_read(note.text, note.ntext, &s->head) != 0 ||
		    note_check(&note, key, l->c->mem, NULL) != 0) {
			(void)cli_failed(l->c,
			    "%s is no checkpoint that %s signed", s->path,
			    key->name);
			return false;
		}
	}
	compare_seen(v);
	return true;
}

/* What the tiles' own checkpoint says, and who signed it. */
static const char *
own_checkpoint(struct verifying *v, const struct note_key *key)
{
	struct seen *own = &v->seen[v->nseen];
	const char *s, *why;
	struct note note;
	size_t n;

	if ((s = tiles_checkpoint(v->l->tiles, &n)) == NULL)
		return "nothing was signed yet (forestay log sign)";
	if (note_read(s, n, &note, &why) != 0 ||
	    checkpoint_read(note.text, note.ntext, &own->head) != 0)
		return "its checkpoint is not one";
	if (note_check(&note, key, v->l->c->mem, NULL) != 0)
		return "its checkpoint is not signed by that key";
	own->path = "the log's own checkpoint";
	v->nseen++;
	compare_seen(v);
	return NULL;
}

static const char *
what_is_wrong(struct verifying *v)
{
	struct cli *c = v->l->c;
	const struct seen *own = &v->seen[v->nseen - 1];

	/* An entry, or only the files that stand beside the entries? */
	if (v->first_bad != 0)
		return arena_printf(c->arena,
		    own->reached && v->not_so == NULL
			? "the log's files have another leaf for entry %llu; "
			  "the entries are what was signed for"
			: "entry %llu is not what was logged",
		    (unsigned long long)v->first_bad);
	if (v->wrong_tile != NULL)
		return v->wrong_tile;
	if (v->not_so != NULL)
		return arena_printf(c->arena,
		    "%s, at %llu entries, is of another history",
		    v->not_so->path, (unsigned long long)v->not_so->head.size);
	for (size_t i = 0; i < v->nseen; i++)
		if (!v->seen[i].reached)
			return arena_printf(c->arena,
			    "%s speaks of %llu entries and the store has "
			    "%llu: this store is older",
			    v->seen[i].path,
			    (unsigned long long)v->seen[i].head.size,
			    (unsigned long long)v->l->head.size);
	return NULL;
}

static enum status
say_verified(struct verifying *v, const char *wrong)
{
	struct log_run *l = v->l;
	struct json j;

	if (l->o.common.json) {
		json_init(&j, l->c->out);
		json_open(&j);
		json_kbool(&j, "verified", wrong == NULL);
		json_kint(&j, "entries", (long long)l->head.size);
		json_kint(&j, "signed", (long long)tiles_signed(l->tiles));
		json_key(&j, "first_bad");
		if (v->first_bad != 0)
			json_int(&j, (long long)v->first_bad);
		else
			json_none(&j);
		json_kstr(&j, "why", wrong);
		json_close(&j);
		json_done(&j);
	} else if (wrong != NULL) {
		buf_printf(l->c->out, "NOT VERIFIED: %s\n", wrong);
	} else {
		buf_printf(l->c->out,
		    "VERIFIED: %llu entries, of which %llu are signed for; %zu "
		    "earlier checkpoints are of this history\n",
		    (unsigned long long)l->head.size,
		    (unsigned long long)tiles_signed(l->tiles), v->nseen - 1);
	}
	return wrong == NULL ? STATUS_DONE : STATUS_BARRED;
}

static enum status
verify(struct log_run *l, const struct note_key *key)
{
	struct verifying *v = arena_alloc(l->c->arena, sizeof(*v));
	const char *wrong;
	int r;

	if (v == NULL)
		return cli_failed(l->c, "no memory to verify it");
	v->l = l;
	if (!read_seen(v, key))
		return STATUS_FAILED;
	if ((wrong = own_checkpoint(v, key)) != NULL)
		return say_verified(v, wrong);
	progress_begin(&l->progress, &l->c->err_look, "entries");
	r = store_follow(l->store, 0, l->head.size, verify_entry, v);
	(void)progress_end(&l->progress);
	if (v->r != 0)
		return cli_failed(l->c, "%s", tiles_why(l->tiles));
	/* The store gives entries in order, and the next one is not there. */
	if ((r == E_IO || r == E_BROKEN) && v->edge.size < l->head.size &&
	    v->first_bad == 0) {
		v->first_bad = v->edge.size + 1;
		return say_verified(v,
		    arena_printf(l->c->arena,
			"entry %llu is not there, or cannot be read (%s)",
			(unsigned long long)v->first_bad, store_why(l->store)));
	}
	if (r != 0)
		return cli_failed(l->c, "%s", store_why(l->store));
	return say_verified(v, what_is_wrong(v));
}

static enum status
verify_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct log_run l = { .c = c };
	struct note_key key;
	enum status status;

	if (log_begin(&l, self, argc, argv, 1, LOG_DOUBT, &status)) {
		if (l.o.log == NULL)
			status =
			    cli_usage(c, self, "--log is the log's public key");
		else if (l.o.seen.n > SEEN_MAX)
			status = cli_usage(c, self,
			    "at most %d checkpoints at one time", SEEN_MAX);
		else
			status = log_arg_key(c, l.o.log, &key)
			    ? verify(&l, &key)
			    : STATUS_FAILED;
	}
	log_end(&l);
	return status;
}

/* -- log prove -- */

bool
log_number(const char *s, uint64_t *out)
{
	*out = 0;
	if (*s == '\0' || strlen(s) > 18)
		return false;
	for (; *s != '\0'; s++) {
		if (*s < '0' || *s > '9')
			return false;
		*out = *out * 10 + (uint64_t)(*s - '0');
	}
	return *out > 0;
}

/* A checkpoint to prove an entry in. */
struct log_head {
	const char *note;
	size_t n;
	uint64_t size;
};

/* The one that witnesses have signed, when it speaks of the entry and is of
 * this tree; else the newest. */
static int
head_to_prove_in(struct log_run *l, uint64_t seq, struct log_head *out)
{
	struct merkle_nodes nodes = tiles_nodes(l->tiles);
	struct checkpoint head;
	struct note note;
	struct hash root;
	const char *why;
	int r;

	r = tiles_witnessed(l->tiles, l->c->arena, &out->note, &out->n);
	if (r == 0 && note_read(out->note, out->n, &note, &why) == 0 &&
	    checkpoint_read(note.text, note.ntext, &head) == 0 &&
	    head.size >= seq && head.size <= tiles_signed(l->tiles)) {
		if ((r = merkle_root_at(&nodes, head.size, &root)) != 0)
			return r;
		out->size = head.size;
		if (hash_equal(&root, &head.root))
			return 0;
	}
	out->note = tiles_checkpoint(l->tiles, &out->n);
	out->size = tiles_signed(l->tiles);
	return r == E_NAME || r == 0 ? 0 : r;
}

static enum status
prove(struct log_run *l, uint64_t seq)
{
	struct merkle_nodes nodes = tiles_nodes(l->tiles);
	struct cli *c = l->c;
	struct merkle_proof p;
	struct written w;
	struct log_head head = { .n = 0 };
	struct buf words;
	int r;

	if (seq > tiles_signed(l->tiles))
		return cli_failed(c,
		    "entry %llu is not signed for: the log has %llu "
		    "(forestay log sign)",
		    (unsigned long long)seq,
		    (unsigned long long)tiles_signed(l->tiles));
	if (store_sync_views(l->store, &l->head) != 0 ||
	    store_entry(l->store, c->arena, seq, &w) != 0)
		return cli_failed(c, "%s", store_why(l->store));
	if (head_to_prove_in(l, seq, &head) != 0 ||
	    merkle_prove(&nodes, seq - 1, head.size, &p) != 0)
		return cli_failed(c, "%s", tiles_why(l->tiles));
	buf_init(&words, c->mem, LIMIT_ENTRY_BYTES * (size_t)2);
	r = words_of_entry(c->arena, &words, w.bytes, w.n);
	if (r == 0)
		receipt_write(c->out, words.s, words.len, w.bytes, w.n,
		    w.salt.b, seq - 1, &p, head.note, head.n);
	buf_release(&words);
	return r == 0 ? STATUS_DONE
		      : cli_failed(c, "entry %llu: %s", (unsigned long long)seq,
			    err_text(r));
}

static enum status
prove_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct log_run l = { .c = c };
	enum status status;
	uint64_t seq;

	if (log_begin(&l, self, argc, argv, 2, LOG_READ, &status))
		status = log_number(l.args.items[1], &seq)
		    ? prove(&l, seq)
		    : cli_usage(c, self, "\"%s\" is no number of an entry",
			  l.args.items[1]);
	log_end(&l);
	return status;
}

static const struct option sign_options[] = {
	{ "--keys", NULL, OPTION_TEXT, "KEYS", LOG_AT(keys),
	    "the folder of keys (forestay keys init)" },
	OPTIONS_COMMON(struct log_opts, common), OPTION_END
};

static const struct option verify_options[] = {
	{ "--log", NULL, OPTION_TEXT, "KEY|FILE", LOG_AT(log),
	    "the log's public key, as forestay keys export prints it" },
	{ "--seen", NULL, OPTION_LIST, "FILE", LOG_AT(seen),
	    "a checkpoint that was handed out: it must be of this history; "
	    "may be given several times" },
	OPTIONS_COMMON(struct log_opts, common), OPTION_END
};

static const struct option prove_options[] = {
	OPTIONS_COMMON(struct log_opts, common), OPTION_END
};

static const struct command log_sign = {
	.name = "log sign",
	.usage = "STORE [--keys KEYS]",
	.summary = "the log's newest checkpoint, signed",
	.help =
	    "Hand it to those who may be opposed to you.  A keeper that has the log's\n"
	    "key (forestay keeper STORE --keys KEYS) signs with every batch, and is\n"
	    "asked for it.  Where none has, --keys brings the log to the store's head\n"
	    "and signs it now.  A store that is older than what was signed is refused.\n",
	.options = sign_options,
	.run = sign_run,
};

static const struct command log_verify = {
	.name = "log verify",
	.usage = "STORE --log KEY [--seen FILE]...",
	.summary = "whether every entry is what was signed for",
	.help =
	    "Each entry is hashed again and compared with the log, the log with its\n"
	    "checkpoint and with those handed out before.  The first entry that is\n"
	    "not what was logged is named.  Status 1 when it is not verified.\n",
	.options = verify_options,
	.run = verify_run,
};

static const struct command log_prove = {
	.name = "log prove",
	.usage = "STORE ENTRY",
	.summary = "a receipt of one entry, such as an answer",
	.help =
	    "check says the number of the entry that its answer became.  The receipt\n"
	    "goes to standard output; forestay receipt verify needs nothing else but\n"
	    "the log's public key.\n",
	.options = prove_options,
	.run = prove_run,
};

static const struct command *const under[] = { &log_sign, &log_verify,
	&log_prove, &log_cosign, &log_ask, &log_witness, &log_cosigned, NULL };

const struct command command_log = {
	.name = "log",
	.usage = "sign|verify|prove|cosign|ask|witness|cosigned ...",
	.summary =
	    "the log over a store's entries: signed, verified, witnessed, proved from",
	.help =
	    "A log is a tree of hashes over all entries.  Whoever holds an earlier\n"
	    "checkpoint can tell whether anything was changed since.  docs/log.md.\n",
	.under = under,
	.run = cli_under,
};
