/* note.c - signed notes, read, checked and made. */

#include "proof/note.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "core/utf8.h"
#include "proof/base64.h"
#include "proof/hash.h"

#define DASH  "\xe2\x80\x94 " /* U+2014 and a blank */
#define NDASH (sizeof(DASH) - 1)

/* Where a blank of Unicode could pass for part of a name. */
static bool
is_space(uint32_t c)
{
	return c == ' ' || (c >= 0x09 && c <= 0x0d) || c == 0x85 || c == 0xa0 ||
	    c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 ||
	    c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

bool
note_name_ok(const char *s, size_t n)
{
	if (n == 0 || n > LIMIT_NOTE_NAME)
		return false;
	for (size_t i = 0; i < n;) {
		uint32_t c;
		size_t k = utf8_read(s + i, n - i, &c);

		if ((c == UTF8_BAD && k == 1) || c == '+' || is_space(c) ||
		    utf8_is_control(c))
			return false;
		i += k;
	}
	return true;
}

int
note_key_make(struct note_key *k, enum note_key_type type, const char *name,
    const uint8_t bytes[NOTE_KEY_BYTES])
{
	uint8_t all[LIMIT_NOTE_NAME + 2 + NOTE_KEY_BYTES];
	size_t n = strlen(name);
	struct hash h;

	if (!note_name_ok(name, n))
		return E_SYNTAX;
	memset(k, 0, sizeof(*k));
	k->type = type;
	memcpy(k->name, name, n);
	memcpy(k->bytes, bytes, NOTE_KEY_BYTES);
	/* No text is made of it. */
	memcpy(all, name, n); // NOLINT(bugprone-not-null-terminated-result)
	all[n] = '\n';
	all[n + 1] = (uint8_t)type;
	memcpy(all + n + 2, bytes, NOTE_KEY_BYTES);
	h = hash_of(all, n + 2 + NOTE_KEY_BYTES);
	k->id = (uint32_t)h.b[0] << 24 | (uint32_t)h.b[1] << 16 |
	    (uint32_t)h.b[2] << 8 | h.b[3];
	return 0;
}

void
note_key_text(struct buf *b, const struct note_key *k)
{
	uint8_t bytes[1 + NOTE_KEY_BYTES];

	bytes[0] = (uint8_t)k->type;
	memcpy(bytes + 1, k->bytes, NOTE_KEY_BYTES);
	buf_printf(b, "%s+%08x+", k->name, (unsigned)k->id);
	base64_write(b, bytes, sizeof(bytes));
}

int
note_key_read(const char *s, struct note_key *out)
{
	const char *first = strchr(s, '+');
	const char *second = first == NULL ? NULL : strchr(first + 1, '+');
	uint8_t bytes[BASE64_ROOM(64)];
	char name[LIMIT_NOTE_NAME + 1], id[9];
	struct note_key k;
	size_t n, len;

	if (second == NULL || second - first != 9 ||
	    first - s > (long)LIMIT_NOTE_NAME)
		return E_SYNTAX;
	n = strlen(second + 1);
	if (n > 64 || base64_read(second + 1, n, bytes, &len) != 0 || len == 0)
		return E_SYNTAX;
	if (bytes[0] != NOTE_ED25519 && bytes[0] != NOTE_COSIGNATURE)
		return E_NEWER;
	if (len != 1 + NOTE_KEY_BYTES)
		return E_SYNTAX;
	memcpy(name, s, (size_t)(first - s));
	name[first - s] = '\0';
	if (note_key_make(&k, bytes[0], name, bytes + 1) != 0)
		return E_SYNTAX;
	(void)snprintf(id, sizeof(id), "%08x", (unsigned)k.id);
	if (memcmp(id, first + 1, 8) != 0)
		return E_SYNTAX;
	*out = k;
	return 0;
}

/* Every byte of a note is UTF-8, and no control but newlines. */
static bool
plain(const char *s, size_t n)
{
	for (size_t i = 0; i < n;) {
		uint32_t c;
		size_t k = utf8_read(s + i, n - i, &c);

		if ((c == UTF8_BAD && k == 1) || (c < 0x20 && c != '\n'))
			return false;
		i += k;
	}
	return true;
}

/* "- name base64", without its newline. */
static bool
read_line(const char *s, size_t n, struct note_line *out)
{
	const char *end = s + n, *blank;
	uint8_t head[BASE64_ROOM(8)];
	size_t len;

	if (n <= NDASH || memcmp(s, DASH, NDASH) != 0)
		return false;
	s += NDASH;
	blank = memchr(s, ' ', (size_t)(end - s));
	if (blank == NULL)
		return false;
	out->name = s;
	out->nname = (size_t)(blank - s);
	out->base64 = blank + 1;
	out->nbase64 = (size_t)(end - blank - 1);
	if (!note_name_ok(out->name, out->nname))
		return false;
	/* Four bytes of id and one at least of signature; and all of it is
	 * what it should be, whoever's it is. */
	if (out->nbase64 < 8 ||
	    base64_read(out->base64, out->nbase64, NULL, &len) != 0 ||
	    base64_read(out->base64, 8, head, &len) != 0 || len < 5)
		return false;
	out->id = (uint32_t)head[0] << 24 | (uint32_t)head[1] << 16 |
	    (uint32_t)head[2] << 8 | head[3];
	return true;
}

/* The last empty line ends the text: where what follows it begins. */
static size_t
signatures_at(const char *s, size_t n)
{
	for (size_t i = n; i >= 2; i--)
		if (s[i - 1] == '\n' && s[i - 2] == '\n')
			return i;
	return 0;
}

int
note_read(const char *bytes, size_t n, struct note *out, const char **why)
{
	size_t at;

	out->nlines = 0;
	if (n > LIMIT_NOTE_BYTES) {
		*why = "the note is too long";
		return E_LIMIT;
	}
	*why = "it is no text of UTF-8";
	if (!plain(bytes, n))
		return E_SYNTAX;
	*why = "it has no empty line before its signatures";
	at = signatures_at(bytes, n);
	if (at < 3)
		return E_SYNTAX;
	out->text = bytes;
	out->ntext = at - 1;
	*why = "it has no signature";
	if (at == n)
		return E_SYNTAX;
	while (at < n) {
		const char *end = memchr(bytes + at, '\n', n - at);

		if (end == NULL) {
			*why = "its last line does not end";
			return E_SYNTAX;
		}
		if (out->nlines == LIMIT_NOTE_LINES) {
			*why = "it has too many signatures";
			return E_LIMIT;
		}
		if (!read_line(bytes + at, (size_t)(end - bytes) - at,
			&out->lines[out->nlines++])) {
			*why = "a line after the text is no signature";
			return E_SYNTAX;
		}
		at = (size_t)(end - bytes) + 1;
	}
	return 0;
}

/* What a witness signs: two lines, then the text. */
static int
check_seen(const struct note *note, const struct note_key *key,
    const struct mem *mem, const uint8_t *signature, uint64_t seconds)
{
	struct buf b;
	int r;

	buf_init(&b, mem, LIMIT_NOTE_BYTES + 64);
	buf_printf(&b, "cosignature/v1\ntime %llu\n",
	    (unsigned long long)seconds);
	buf_add(&b, note->text, note->ntext);
	if (b.failed)
		r = E_NOMEM;
	else
		r = crypto_sign_verify_detached(signature, (const uint8_t *)b.s,
			b.len, key->bytes) == 0
		    ? 0
		    : E_BROKEN;
	buf_release(&b);
	return r;
}

static uint64_t
big_endian(const uint8_t *p)
{
	uint64_t v = 0;

	for (int i = 0; i < 8; i++)
		v = v << 8 | p[i];
	return v;
}

static int
check_line(const struct note *note, const struct note_line *line,
    const struct note_key *key, const struct mem *mem, uint64_t *seconds)
{
	uint8_t bytes[4 + 8 + NOTE_SIGN_BYTES + 4];
	size_t len, want = 4 + NOTE_SIGN_BYTES;
	uint64_t t = 0;

	if (key->type == NOTE_COSIGNATURE)
		want += 8;
	if (BASE64_ROOM(line->nbase64) > sizeof(bytes) ||
	    base64_read(line->base64, line->nbase64, bytes, &len) != 0 ||
	    len != want)
		return E_BROKEN;
	if (key->type == NOTE_ED25519)
		return crypto_sign_verify_detached(bytes + 4,
			   (const uint8_t *)note->text, note->ntext,
			   key->bytes) == 0
		    ? 0
		    : E_BROKEN;
	t = big_endian(bytes + 4);
	if (t > INT64_MAX)
		return E_BROKEN;
	if (seconds != NULL)
		*seconds = t;
	return check_seen(note, key, mem, bytes + 12, t);
}

int
note_check(const struct note *note, const struct note_key *key,
    const struct mem *mem, uint64_t *seconds)
{
	size_t n = strlen(key->name);

	/* The first that says it is the key's decides. */
	for (size_t i = 0; i < note->nlines; i++) {
		const struct note_line *l = &note->lines[i];

		if (l->id == key->id && l->nname == n &&
		    memcmp(l->name, key->name, n) == 0)
			return check_line(note, l, key, mem, seconds);
	}
	return E_NAME;
}

void
note_sign(struct buf *b, const char *text, size_t ntext,
    const struct note_key *key, const uint8_t secret[NOTE_SECRET_BYTES],
    uint64_t seconds)
{
	uint8_t bytes[4 + 8 + NOTE_SIGN_BYTES];
	size_t at = 4;
	struct buf m;

	bytes[0] = (uint8_t)(key->id >> 24);
	bytes[1] = (uint8_t)(key->id >> 16);
	bytes[2] = (uint8_t)(key->id >> 8);
	bytes[3] = (uint8_t)key->id;
	buf_init(&m, b->mem, ntext + 64);
	if (key->type == NOTE_COSIGNATURE) {
		for (int i = 0; i < 8; i++)
			bytes[at++] = (uint8_t)(seconds >> (56 - 8 * i));
		buf_printf(&m, "cosignature/v1\ntime %llu\n",
		    (unsigned long long)seconds);
	}
	buf_add(&m, text, ntext);
	if (m.failed) {
		b->failed = true;
	} else {
		(void)crypto_sign_detached(bytes + at, NULL,
		    (const uint8_t *)m.s, m.len, secret);
		buf_printf(b, DASH "%s ", key->name);
		base64_write(b, bytes, at + NOTE_SIGN_BYTES);
		buf_putc(b, '\n');
	}
	buf_release(&m);
}

void
note_key_pair(const uint8_t seed[32], uint8_t key[NOTE_KEY_BYTES],
    uint8_t secret[NOTE_SECRET_BYTES])
{
	(void)crypto_sign_seed_keypair(key, secret, seed);
}
