/* post_rules.c - see post.h. */

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "serve/post.h"

#define DELAY_MS     1000
#define DELAY_MAX_MS 300000

/* -- Messages ------------------------------------------------------------ */

void
post_item_put(struct buf *b, const struct post_item *x)
{
	wire_u64(b, x->notice);
	wire_u8(b, x->way);
	wire_text(b, x->account);
	wire_text(b, x->to);
	wire_text(b, x->body);
}

int
post_item_get(struct wire *w, struct post_item *out)
{
	unsigned way;

	*out = (struct post_item){ .notice = wire_get_u64(w) };
	way = wire_get_u8(w);
	out->account = wire_get_text(w);
	out->to = wire_get_text(w);
	out->body = wire_get_text(w);
	if (!wire_done(w) || way >= POST_WAYS)
		return E_SYNTAX;
	out->way = (enum post_way)way;
	return 0;
}

void
post_result_put(struct buf *b, const struct post_result *x)
{
	wire_u64(b, x->notice);
	wire_u8(b, x->way);
	wire_u8(b, x->delivered);
	wire_text(b, x->account);
}

int
post_result_get(struct wire *w, struct post_result *out)
{
	const char *account;
	unsigned way;

	*out = (struct post_result){ .notice = wire_get_u64(w) };
	way = wire_get_u8(w);
	out->delivered = wire_get_u8(w) != 0;
	account = wire_get_text(w);
	if (!wire_done(w) || way >= POST_WAYS ||
	    strlen(account) >= sizeof(out->account))
		return E_SYNTAX;
	memcpy(out->account, account, strlen(account) + 1);
	out->way = (enum post_way)way;
	return 0;
}

/* -- Whereto ------------------------------------------------------------- */

static bool
begins(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

bool
post_url_ok(const char *url, bool loopback)
{
	size_t n = strlen(url), i;
	const char *host;

	if (n > 1000)
		return false;
	for (i = 0; i < n; i++)
		if ((unsigned char)url[i] <= ' ' ||
		    (unsigned char)url[i] >= 0x7f || url[i] == '"' ||
		    url[i] == '\\' || url[i] == '#' || url[i] == '@')
			return false;
	if (begins(url, "https://"))
		host = url + 8;
	else if (loopback &&
	    (begins(url, "http://127.0.0.1:") || begins(url, "http://[::1]:")))
		host = url + 7;
	else
		return false;
	return *host != '\0' && *host != '/' && *host != ':' && *host != '?';
}

bool
post_mail_ok(const char *s)
{
	static const char also[] = ".-_+";
	size_t n = strlen(s), i, at = 0;

	for (i = 0; i < n; i++) {
		if (s[i] == '@' && at == 0 && i > 0)
			at = i;
		else if (!((s[i] >= 'a' && s[i] <= 'z') ||
			     (s[i] >= 'A' && s[i] <= 'Z') ||
			     (s[i] >= '0' && s[i] <= '9') ||
			     strchr(also, s[i]) != NULL))
			return false;
	}
	return n <= 254 && at > 0 && at + 1 < n && s[0] != '-' &&
	    s[at + 1] != '-';
}

/* Not of the network at large: RFC 6890 and what came after. */
static bool
v4_ok(uint32_t a, bool loopback)
{
	static const struct {
		uint32_t net;
		unsigned bits;
	} not [] = { { 0x00000000, 8 }, { 0x0a000000, 8 }, { 0x64400000, 10 },
		{ 0xa9fe0000, 16 }, { 0xac100000, 12 }, { 0xc0000000, 24 },
		{ 0xc0000200, 24 }, { 0xc0586300, 24 }, { 0xc0a80000, 16 },
		{ 0xc6120000, 15 }, { 0xc6336400, 24 }, { 0xcb007100, 24 },
		{ 0xe0000000, 4 }, { 0xf0000000, 4 } };
	size_t i;

	if (a >> 24 == 127)
		return loopback;
	for (i = 0; i < sizeof(not ) / sizeof(not [0]); i++)
		if (a >> (32 - not [i].bits) ==
		    not [i].net >> (32 - not [i].bits))
			return false;
	return true;
}

static uint32_t
v4_in(const uint8_t *b)
{
	return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 |
	    (uint32_t)b[2] << 8 | b[3];
}

static bool
v6_ok(const uint8_t b[16], bool loopback)
{
	static const uint8_t zero[16];
	static const uint8_t nat[12] = { 0, 0x64, 0xff, 0x9b };

	if (memcmp(b, zero, 15) == 0 && b[15] == 1)
		return loopback;
	/* ::, and an address of the old kind in one of the new. */
	if (memcmp(b, zero, 10) == 0)
		return b[10] == 0xff && b[11] == 0xff &&
		    v4_ok(v4_in(b + 12), loopback);
	if (memcmp(b, nat, sizeof(nat)) == 0)
		return v4_ok(v4_in(b + 12), false);
	if (b[0] == 0x20 && b[1] == 0x02)
		return v4_ok(v4_in(b + 2), false);
	/* Only what is given out: 2000::/3, without the documentation's. */
	return b[0] >> 5 == 1 && !(b[0] == 0x20 && b[1] == 0x01 && b[2] < 2) &&
	    !(b[0] == 0x20 && b[1] == 0x01 && b[2] == 0x0d && b[3] == 0xb8);
}

bool
post_address_ok(const struct sockaddr *to, bool loopback)
{
	union {
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} a;

	if (to->sa_family == AF_INET) {
		memcpy(&a.v4, to, sizeof(a.v4));
		return v4_ok(ntohl(a.v4.sin_addr.s_addr), loopback);
	}
	if (to->sa_family == AF_INET6) {
		memcpy(&a.v6, to, sizeof(a.v6));
		return v6_ok(a.v6.sin6_addr.s6_addr, loopback);
	}
	return false;
}

/* -- Signing ------------------------------------------------------------- */

void
post_secret(const uint8_t key[KEY_BYTES], const char *account,
    uint8_t out[POST_SECRET_BYTES])
{
	static const char lead[] = "forestay webhook 1 ";
	crypto_auth_hmacsha256_state st;

	(void)crypto_auth_hmacsha256_init(&st, key, KEY_BYTES);
	(void)crypto_auth_hmacsha256_update(&st, (const uint8_t *)lead,
	    sizeof(lead) - 1);
	(void)crypto_auth_hmacsha256_update(&st, (const uint8_t *)account,
	    strlen(account));
	(void)crypto_auth_hmacsha256_final(&st, out);
}

void
post_signature(const uint8_t secret[POST_SECRET_BYTES], int64_t t,
    const char *body, size_t n, char out[POST_SIGNATURE_BYTES])
{
	crypto_auth_hmacsha256_state st;
	uint8_t mac[crypto_auth_hmacsha256_BYTES];
	char when[32], hex[2 * sizeof(mac) + 1];

	(void)snprintf(when, sizeof(when), "%lld.", (long long)t);
	(void)crypto_auth_hmacsha256_init(&st, secret, POST_SECRET_BYTES);
	(void)crypto_auth_hmacsha256_update(&st, (const uint8_t *)when,
	    strlen(when));
	(void)crypto_auth_hmacsha256_update(&st, (const uint8_t *)body, n);
	(void)crypto_auth_hmacsha256_final(&st, mac);
	(void)sodium_bin2hex(hex, sizeof(hex), mac, sizeof(mac));
	(void)snprintf(out, POST_SIGNATURE_BYTES, "t=%lld,v1=%s", (long long)t,
	    hex);
}

int64_t
post_delay(unsigned failed, uint32_t random)
{
	int64_t ms = DELAY_MS;

	while (failed-- > 1 && ms < DELAY_MAX_MS)
		ms *= 2;
	if (ms > DELAY_MAX_MS)
		ms = DELAY_MAX_MS;
	return ms + (int64_t)(random % (uint32_t)(ms / 2 + 1));
}
