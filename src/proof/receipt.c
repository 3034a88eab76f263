/* receipt.c - receipts, written and read. */

#include "proof/receipt.h"

#include <string.h>

#include "proof/base64.h"

#define FIRST    "forestay receipt v1\n\n"
#define TAG_LEAF "forestay entry 1\n"

struct hash
receipt_commitment(const uint8_t salt[RECEIPT_SALT_BYTES], const char *entry,
    size_t n)
{
	struct hash h = hash_of(entry, n);

	return hash_tagged(TAG_LEAF, salt, h.b);
}

void
receipt_write(struct buf *b, const char *words, size_t nwords,
    const char *entry, size_t nentry, const uint8_t salt[RECEIPT_SALT_BYTES],
    uint64_t index, const struct merkle_proof *proof, const char *checkpoint,
    size_t ncheckpoint)
{
	buf_puts(b, FIRST);
	buf_add(b, words, nwords);
	buf_puts(b, "\nentry ");
	buf_add(b, entry, nentry);
	buf_puts(b, "\nsalt ");
	base64_write(b, salt, RECEIPT_SALT_BYTES);
	buf_putc(b, '\n');
	tlog_proof_write(b, NULL, 0, index, proof, checkpoint, ncheckpoint);
}

/* Where "\nentry " stands after `from`; n when nowhere. */
static size_t
find_entry(const char *s, size_t n, size_t from)
{
	static const char mark[] = "\nentry ";

	for (size_t i = from; i + sizeof(mark) - 1 <= n; i++)
		if (s[i] == '\n' && memcmp(s + i, mark, sizeof(mark) - 1) == 0)
			return i;
	return n;
}

static int
read_salt(const char *line, size_t n, uint8_t out[RECEIPT_SALT_BYTES])
{
	uint8_t bytes[BASE64_ROOM(44)];
	size_t len;

	if (n != 5 + 44 || memcmp(line, "salt ", 5) != 0 ||
	    base64_read(line + 5, 44, bytes, &len) != 0 ||
	    len != RECEIPT_SALT_BYTES)
		return E_SYNTAX;
	memcpy(out, bytes, RECEIPT_SALT_BYTES);
	return 0;
}

int
receipt_read(const char *bytes, size_t n, struct receipt *out, const char **why)
{
	size_t at, first = sizeof(FIRST) - 1;
	const char *end;

	memset(out, 0, sizeof(*out));
	*why = "it does not begin as a receipt does";
	if (n < first || memcmp(bytes, FIRST, first) != 0)
		return E_SYNTAX;
	*why = "it has no entry";
	at = find_entry(bytes, n, first);
	if (at == n || at <= first || bytes[at - 1] != '\n')
		return E_SYNTAX;
	out->words = bytes + first;
	out->nwords = at - first;
	out->entry = bytes + at + sizeof("\nentry ") - 1;
	end = memchr(out->entry, '\n', n - (size_t)(out->entry - bytes));
	if (end == NULL)
		return E_SYNTAX;
	out->nentry = (size_t)(end - out->entry);
	at = (size_t)(end - bytes) + 1;
	*why = "it has no salt";
	end = memchr(bytes + at, '\n', n - at);
	if (end == NULL ||
	    read_salt(bytes + at, (size_t)(end - bytes) - at, out->salt) != 0)
		return E_SYNTAX;
	at = (size_t)(end - bytes) + 1;
	return tlog_proof_read(bytes + at, n - at, &out->proof, why);
}

int
receipt_check(const struct receipt *r, const struct note_key *log,
    const struct mem *mem, const char **why)
{
	struct hash c = receipt_commitment(r->salt, r->entry, r->nentry);
	struct hash leaf = merkle_leaf(c.b, HASH_BYTES);

	return tlog_proof_check(&r->proof, &leaf, log, mem, why);
}
