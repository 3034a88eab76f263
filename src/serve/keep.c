/* keep.c - the keeper's process: the one that writes the store, as `forestay
 * keeper` is, and signs with the log's key what the desk has to say.
 *
 * A reply is one line of JSON that begins as all do; a checkpoint never can:
 * whoever takes over the desk can have answers signed, and no history. */

#include <poll.h>
#include <string.h>

#include "proof/note.h"
#include "serve/child.h"
#include "serve/confine.h"
#include "serve/keep.h"
#include "store/folder.h"
#include "store/keys.h"
#include "store/signer.h"

/* How often it is seen that the store can be written. */
#define LOOK_MS 500

/* What was written while nobody signed is hashed first; run.c ends the wait. */
#define OPEN_MS 600000

struct keep {
	const struct child *c;
	struct arena arena; /* the key's, for as long as it runs */
	struct store *store;
	struct key key;
	struct signing log;
	struct link desks[CHILD_LINKS];
};

/* -- Signing ------------------------------------------------------------- */

static bool
begins(const char *text, size_t n, const char *lead)
{
	size_t k = strlen(lead);

	return n > k && memcmp(text, lead, k) == 0;
}

bool
keep_may_sign(const char *text, size_t n)
{
	return (begins(text, n, KEEP_REPLY_LEAD) ||
		   begins(text, n, KEEP_MANIFEST_LEAD)) &&
	    memchr(text, '\n', n) == text + n - 1 &&
	    memchr(text, '\0', n) == NULL;
}

static void
sign_one(struct keep *k, struct link *to, const char *text, size_t n)
{
	/* An em dash and a blank before, a newline behind: they are no
	 * header's, and whoever verifies puts them there again. */
	static const size_t lead = sizeof("\xe2\x80\x94 ") - 1;
	struct buf line;

	buf_init(&line, k->c->mem, LIMIT_NOTE_BYTES);
	if (keep_may_sign(text, n))
		note_sign(&line, text, n, &k->key.public, k->key.secret, 0);
	if (line.failed || line.len <= lead + 1)
		wire_text(&to->out, "");
	else {
		line.s[line.len - 1] = '\0';
		wire_text(&to->out, line.s + lead);
	}
	buf_release(&line);
}

static void
sign_all(struct keep *k, struct link *l, struct wire *w)
{
	size_t begin = link_begin(l), len;
	uint32_t n = wire_get_u32(w);
	const char *text;

	wire_u32(&l->out, n);
	while (n-- > 0 && !w->failed) {
		text = wire_get_bytes(w, &len);
		if (w->failed)
			break;
		sign_one(k, l, text, len);
	}
	link_end(l, begin);
}

static void
serve_desk(struct keep *k, struct link *l)
{
	struct wire w;

	if (!link_move(l))
		return;
	while (link_next(l, &w))
		sign_all(k, l, &w);
	(void)link_send(l);
}

/* -- The process --------------------------------------------------------- */

static int
keep_loop(struct keep *k)
{
	struct pollfd fds[1 + CHILD_LINKS];
	struct store_head head;
	size_t i;

	for (;;) {
		fds[0] =
		    (struct pollfd){ .fd = k->c->control, .events = POLLIN };
		for (i = 0; i < CHILD_LINKS; i++)
			fds[1 + i] = (struct pollfd){ .fd = k->desks[i].fd,
				.events = (short)(POLLIN |
				    (link_full(&k->desks[i]) ? POLLOUT : 0)) };
		if (poll(fds, 1 + CHILD_LINKS, LOOK_MS) == 0 &&
		    (store_head(k->store, &head) != 0 ||
			!store_folder_keeps(k->store)))
			return child_failed(k->c, "%s", store_why(k->store));
		if (child_notices(k->c, k->desks, CHILD_LINKS) == CHILD_ENDS)
			return 0;
		for (i = 0; i < CHILD_LINKS; i++)
			if (k->desks[i].fd >= 0)
				serve_desk(k, &k->desks[i]);
	}
}

static int
read_key(struct keep *k)
{
	const struct keys_world w = { &file_system_real,
		keeper_world_real.random, keeper_world_real.ctx };
	const char *why = "";

	if (keys_get(&k->arena, &w, k->c->keys, KEY_LOG, 0, &k->key, &why) == 0)
		return 0;
	return child_failed(k->c, "%s", why);
}

static int
keep_start(struct keep *k, struct buf *said)
{
	const char *why = NULL;
	int r;

	if (read_key(k) != 0)
		return 1;
	k->log = *k->c->log;
	k->log.key = &k->key;
	if (confine_files(CONFINE_KEEPER, k->c->store, said) != 0)
		return child_failed(k->c, "the keeper: %s", said->s);
	r = store_open_signing(&k->arena, k->c->store, OPEN_MS, &k->log,
	    &k->store, &why);
	if (r != 0)
		return child_failed(k->c, "the store %s cannot be opened: %s",
		    k->c->store, why != NULL ? why : err_text(r));
	if (!store_folder_keeps(k->store))
		return child_failed(k->c,
		    "another process keeps the store %s already: end that "
		    "one first",
		    k->c->store);
	if (confine_calls(CONFINE_KEEPER, said) != 0)
		return child_failed(k->c, "the keeper: %s", said->s);
	return 0;
}

int
keep_main(const struct child *c)
{
	struct keep k = { .c = c };
	struct buf said;
	size_t i;
	int r;

	arena_init(&k.arena, c->mem, (size_t)1 << 24);
	buf_init(&said, c->mem, NOTICE_BYTES);
	for (i = 0; i < CHILD_LINKS; i++)
		link_init(&k.desks[i], c->mem, -1);
	r = keep_start(&k, &said);
	if (r == 0)
		r = child_ready(c, said.s) == 0 ? keep_loop(&k) : 1;
	if (k.store != NULL)
		store_close(k.store);
	for (i = 0; i < CHILD_LINKS; i++)
		link_release(&k.desks[i]);
	buf_release(&said);
	arena_release(&k.arena);
	return r;
}
