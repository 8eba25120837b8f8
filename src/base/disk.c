// SPDX-License-Identifier: Apache-2.0
#include "base/disk.h"

#include <errno.h>
#include <unistd.h>

enum status disk_failed(void)
{
    return errno == ENOSPC || errno == EDQUOT ? FULL : BROKEN;
}

enum status disk_write(int fd, struct str bytes)
{
    for (size_t done = 0; done < bytes.n;) {
        ssize_t n = write(fd, bytes.p + done, bytes.n - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return disk_failed();
        done += (size_t)n;
    }
    return OK;
}
