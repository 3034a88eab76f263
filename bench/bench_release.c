/* bench_release.c - a release of court data made a segment, and a class
 * counted in it.
 *
 *	build/bench/bench_release RELEASE FORESTAY [FOLDER]
 *
 * RELEASE is an unpacked folder (eoir-gen makes one of any size), FORESTAY
 * the program, FOLDER where the segment goes (removed at the end).  First its
 * files are read and nothing else; then the program reads them into a
 * segment; then it counts a class in the segment, and in the folder.  Each
 * line has seconds of wall and of processor, MB/s of the files, and the most
 * memory that was resident, mapped files with it. */

#define _DEFAULT_SOURCE /* wait4 */

#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SCOPE "nationality is IQ and final_order on 2017-06-24"
#define TURNS 5

struct cost {
	double wall, cpu;
	double resident; /* MB */
};

static void
die(const char *what)
{
	perror(what);
	exit(2);
}

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double
seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static struct cost
run(char *const *argv)
{
	double t0 = now();
	struct rusage u;
	int status, null;
	pid_t pid = fork();

	if (pid < 0)
		die("fork");
	if (pid == 0) {
		null = open("/dev/null", O_WRONLY);
		if (null < 0 || dup2(null, 1) < 0)
			_exit(2);
		execv(argv[0], argv);
		_exit(2);
	}
	if (wait4(pid, &status, 0, &u) != pid)
		die("wait4");
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
		fprintf(stderr, "%s %s failed\n", argv[0], argv[1]);
		exit(1);
	}
	return (struct cost){ now() - t0,
		seconds(u.ru_utime) + seconds(u.ru_stime),
		(double)u.ru_maxrss / 1024 };
}

/* -- Files ----------------------------------------------------------------- */

static bool
ends_in(const char *name, const char *with)
{
	size_t n = strlen(name), k = strlen(with);

	return n > k && strcmp(name + n - k, with) == 0;
}

/* The bytes of all tables: read, or counted alone. */
static double
read_tables(const char *folder)
{
	static char bytes[1 << 20];
	struct dirent *e;
	char path[4096];
	double sum = 0;
	DIR *d = opendir(folder);
	ssize_t n;
	int fd;

	if (d == NULL)
		die(folder);
	while ((e = readdir(d)) != NULL) {
		if (!ends_in(e->d_name, ".csv"))
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, e->d_name);
		if ((fd = open(path, O_RDONLY)) < 0)
			die(path);
		while ((n = read(fd, bytes, sizeof(bytes))) > 0)
			sum += (double)n;
		close(fd);
	}
	closedir(d);
	return sum / 1e6;
}

/* The segment in a folder; everything in it is removed when it is NULL. */
static void
find_segment(const char *folder, char *segment, size_t n)
{
	struct dirent *e;
	char path[4096];
	DIR *d = opendir(folder);

	if (d == NULL)
		return;
	while ((e = readdir(d)) != NULL) {
		if (e->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, e->d_name);
		if (segment == NULL)
			(void)unlink(path);
		else if (ends_in(path, ".segment"))
			snprintf(segment, n, "%s", path);
	}
	closedir(d);
}

/* -- What is measured ------------------------------------------------------ */

static void
tell(const char *what, struct cost c, double mb)
{
	printf("%-28s %8.2f s wall %8.2f s of processor", what, c.wall, c.cpu);
	if (mb > 0)
		printf(" %6.0f MB/s", mb / c.wall);
	if (c.resident > 0)
		printf(" %6.0f MB resident", c.resident);
	putchar('\n');
	fflush(stdout);
}

static double
tell_read(const char *release)
{
	struct cost best = { 1e9, 0, 0 };
	double mb = 0;

	for (int i = 0; i < 2; i++) {
		double t0 = now();
		clock_t c0 = clock();

		mb = read_tables(release);
		if (now() - t0 < best.wall)
			best = (struct cost){ now() - t0,
				(double)(clock() - c0) / CLOCKS_PER_SEC, 0 };
	}
	tell("read, and nothing else", best, mb);
	return mb;
}

static struct cost
census(const char *forestay, const char *source, int turns)
{
	char *const argv[] = { (char *)(uintptr_t)forestay, "census",
		(char *)(uintptr_t)source, "--scope", SCOPE, "--by", "court",
		NULL };
	struct cost best = { 1e9, 1e9, 0 }, c;

	for (int i = 0; i < turns; i++) {
		c = run(argv);
		best = c.wall < best.wall ? c : best;
	}
	return best;
}

int
main(int argc, char **argv)
{
	const char *folder = argc > 3 ? argv[3] : "/tmp/forestay-bench-release";
	char segment[4096] = "";
	double mb;

	if (argc < 3) {
		fprintf(stderr,
		    "usage: bench_release RELEASE FORESTAY "
		    "[FOLDER]\n");
		return 2;
	}
	find_segment(folder, NULL, 0);
	mb = tell_read(argv[1]);
	printf("%.0f MB of tables\n", mb);
	tell("import eoir --to",
	    run((char *const[]){ argv[2], "import", "eoir", argv[1], "--to",
		(char *)(uintptr_t)folder, NULL }),
	    mb);
	find_segment(folder, segment, sizeof(segment));
	tell("census of the segment", census(argv[2], segment, TURNS), 0);
	tell("census of the folder", census(argv[2], argv[1], 1), mb);
	find_segment(folder, NULL, 0);
	(void)rmdir(folder);
	return 0;
}
