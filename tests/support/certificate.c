/* certificate.c - see certificate.h. */

#include <assert.h>
#include <gnutls/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "support/certificate.h"

static void
must(int r)
{
	if (r < 0) {
		fprintf(stderr, "certificate: %s\n", gnutls_strerror(r));
		abort();
	}
}

static void
put(const char *path, const gnutls_datum_t *pem)
{
	FILE *f = fopen(path, "w");
	size_t n;

	assert(f != NULL);
	n = fwrite(pem->data, 1, pem->size, f);
	assert(n == pem->size);
	(void)fclose(f);
}

void
certificate_make(const char *certificate, const char *key)
{
	static const unsigned char local[] = { 127, 0, 0, 1 };
	static const unsigned char serial[] = { 1 };
	gnutls_x509_privkey_t k;
	gnutls_x509_crt_t c;
	gnutls_datum_t pem;

	must(gnutls_x509_privkey_init(&k));
	must(gnutls_x509_privkey_generate(k, GNUTLS_PK_ECDSA,
	    GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0));
	must(gnutls_x509_crt_init(&c));
	must(gnutls_x509_crt_set_version(c, 3));
	must(gnutls_x509_crt_set_serial(c, serial, sizeof(serial)));
	must(gnutls_x509_crt_set_activation_time(c, time(NULL) - 3600));
	must(gnutls_x509_crt_set_expiration_time(c, time(NULL) + 86400));
	must(gnutls_x509_crt_set_dn(c, "CN=localhost", NULL));
	must(gnutls_x509_crt_set_subject_alt_name(c, GNUTLS_SAN_IPADDRESS,
	    local, sizeof(local), GNUTLS_FSAN_SET));
	must(gnutls_x509_crt_set_subject_alt_name(c, GNUTLS_SAN_DNSNAME,
	    "localhost", 9, GNUTLS_FSAN_APPEND));
	must(gnutls_x509_crt_set_basic_constraints(c, 1, 0));
	must(gnutls_x509_crt_set_key(c, k));
	must(gnutls_x509_crt_sign2(c, c, k, GNUTLS_DIG_SHA256, 0));
	must(gnutls_x509_crt_export2(c, GNUTLS_X509_FMT_PEM, &pem));
	put(certificate, &pem);
	gnutls_free(pem.data);
	must(gnutls_x509_privkey_export2(k, GNUTLS_X509_FMT_PEM, &pem));
	put(key, &pem);
	gnutls_free(pem.data);
	gnutls_x509_crt_deinit(c);
	gnutls_x509_privkey_deinit(k);
}
