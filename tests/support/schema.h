/* schema.h - whether a reply is one that docs/openapi.json says can come. */

#ifndef SCHEMA_H
#define SCHEMA_H

#include <jansson.h>
#include <stdbool.h>

/* The document; aborts when it cannot be read. */
json_t *schema_document(void);

/* Path, method, status and media type stand there, and a body of JSON fits
 * its schema; *why says what does not.  Of JSON Schema what the document
 * uses: type, enum, const, anyOf, $ref, items, properties, required,
 * additionalProperties; another word is an error. */
bool schema_reply(const json_t *document, const char *path, const char *method,
    unsigned status, const char *media, const char *body, size_t n,
    char why[256]);

#endif
