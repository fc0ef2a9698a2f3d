#include "cli/pipe.h"

#include <errno.h>
#include <unistd.h>

bool cli_pipe_transfer(int fd, void *bytes, size_t len, bool is_write)
{
    for (size_t done = 0; done < len;) {
        ssize_t n = is_write ? write(fd, (char *)bytes + done, len - done)
                             : read(fd, (char *)bytes + done, len - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        done += (size_t)n;
    }
    return true;
}
