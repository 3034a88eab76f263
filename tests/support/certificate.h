/* certificate.h - a certificate for this machine, good for a day. */

#ifndef CERTIFICATE_H
#define CERTIFICATE_H

/* Two PEM files; the certificate is its own authority. */
void certificate_make(const char *certificate, const char *key);

#endif
