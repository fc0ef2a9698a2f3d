#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "cli/command.h"

/* When standard output or error is closed at the start, the next file opened would take its number
 * and receive what is printed. A file that refuses writes takes its place, so that the loss is
 * noticed at the end. */
static void hold_standard_streams(void)
{
    for (int fd = 0; fd <= 2; fd++) {
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF && open("/dev/null", O_RDONLY) < 0)
            return;
    }
}

/* Results that did not arrive are a failure, even when the command knows of none. */
static int finish_output(int exit_code)
{
    int failed = ferror(stdout);

    errno = 0;
    if (fflush(stdout) == 0 && !failed)
        return exit_code;
    fprintf(stderr, "crowdpatch: cannot write to standard output%s%s\n", errno != 0 ? ": " : "",
            errno != 0 ? strerror(errno) : "");
    return exit_code == CLI_EXIT_OK ? CLI_EXIT_IO : exit_code;
}

int main(int argc, char **argv)
{
    hold_standard_streams();
    /* Writes that fail say so by errno: nobody reads, or the file may not grow (ulimit -f). */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    return finish_output(cli_main(argc, argv));
}
