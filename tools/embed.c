/* embed.c - write files as C, so that they travel inside the binary.
 *
 * usage: embed [--as NAME HEADER] DIRECTORY FILE... > NAME.c
 *
 * makes NAME_files[] and NAME_nfiles, which HEADER declares; of the casebook
 * when it is not said.
 *
 * String literals, not lists of numbers: the compiler takes them a hundred
 * times faster. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
die(const char *what, const char *path)
{
	fprintf(stderr, "embed: %s: %s\n", path, what);
	exit(1);
}

/* One file's bytes as string literals, a line of the file each.  Octal
 * escapes take three digits at most, so that a digit that follows stays
 * its own; "??" could be a trigraph. */
static size_t
emit(const char *path, size_t index)
{
	FILE *f = fopen(path, "rb");
	size_t n = 0;
	int c, last = '\n';

	if (f == NULL)
		die("cannot be read", path);
	printf("static const char text_%zu[] =\n", index);
	while ((c = getc(f)) != EOF) {
		if (last == '\n')
			fputs("    \"", stdout);
		if (c == '\n')
			fputs("\\n\"\n", stdout);
		else if (c == '"' || c == '\\' || c == '?')
			printf("\\%c", c);
		else if (c >= ' ' && c < 127)
			putchar(c);
		else
			printf("\\%03o", (unsigned)c);
		last = c;
		n++;
	}
	if (ferror(f) || fclose(f) != 0)
		die("cannot be read", path);
	if (last != '\n')
		fputs("\"\n", stdout);
	puts("    \"\";\n");
	return n;
}

int
main(int argc, char **argv)
{
	const char *name = "casebook", *header = "cli/embedded.h";
	size_t *lens, i, n, skip;

	if (argc > 3 && strcmp(argv[1], "--as") == 0) {
		name = argv[2];
		header = argv[3];
		argv += 3;
		argc -= 3;
	}
	if (argc < 2)
		die("usage: embed DIRECTORY FILE...", "no directory");
	n = (size_t)argc - 2;
	skip = strlen(argv[1]) + 1;
	lens = calloc(n + 1, sizeof(*lens));
	if (lens == NULL)
		die("no memory", argv[1]);
	printf("/* Made by tools/embed.c: do not edit. */\n\n"
	       "#include \"%s\"\n\n",
	    header);
	for (i = 0; i < n; i++) {
		if (strncmp(argv[i + 2], argv[1], skip - 1) != 0 ||
		    argv[i + 2][skip - 1] != '/')
			die("not in that directory", argv[i + 2]);
		lens[i] = emit(argv[i + 2], i);
	}
	printf("const struct embedded %s_files[] = {\n", name);
	for (i = 0; i < n; i++)
		printf("\t{ \"%s\", text_%zu, %zu },\n", argv[i + 2] + skip, i,
		    lens[i]);
	printf("\t{ NULL, NULL, 0 }\n};\n\n"
	       "const size_t %s_nfiles = %zu;\n",
	    name, n);
	free(lens);
	if (fflush(stdout) != 0 || ferror(stdout))
		die("cannot be written", "output");
	return 0;
}
