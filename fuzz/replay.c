/* replay.c - give a fuzz target its saved inputs, without an engine.
 *
 * usage: replay/fuzz_x FILE...
 *
 * One process for each input, so that one crash does not hide the next.
 * Closes with "N passed, N failed". */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
size_t LLVMFuzzerMutate(uint8_t *bytes, size_t n, size_t max);

/* Targets that mutate by words ask the engine for some; nobody calls them
 * here. */
size_t
LLVMFuzzerMutate(uint8_t *bytes, size_t n, size_t max)
{
	(void)bytes;
	(void)max;
	return n;
}

static int
replay(const char *path)
{
	FILE *f = fopen(path, "rb");
	uint8_t *exact;
	long n;

	if (f == NULL || fseek(f, 0, SEEK_END) != 0 || (n = ftell(f)) < 0)
		return 2;
	rewind(f);
	/* Exactly as long as it is, so that a read past it is noticed. */
	exact = malloc(n == 0 ? 1 : (size_t)n);
	if (exact == NULL || fread(exact, 1, (size_t)n, f) != (size_t)n)
		return 2;
	fclose(f);
	LLVMFuzzerTestOneInput(exact, (size_t)n);
	free(exact);
	return 0;
}

int
main(int argc, char **argv)
{
	int i, passed = 0, failed = 0, status;
	pid_t pid;

	for (i = 1; i < argc; i++) {
		fflush(NULL);
		pid = fork();
		if (pid == 0) {
			alarm(60);
			exit(replay(argv[i]));
		}
		if (pid > 0 && waitpid(pid, &status, 0) == pid &&
		    WIFEXITED(status) && WEXITSTATUS(status) == 0) {
			passed++;
		} else {
			printf("FAILED %s: %s\n", argv[0], argv[i]);
			failed++;
		}
	}
	printf("%d passed, %d failed\n", passed, failed);
	return failed > 0;
}
