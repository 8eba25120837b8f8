// SPDX-License-Identifier: Apache-2.0
#include "core/signer.h"

#include <assert.h>
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

enum status signer_call(int fd, const struct signer_ask *ask, struct signer_reply *ret_reply)
{
    struct signer_reply reply;
    assert(fd >= 0);
    if (send(fd, ask, sizeof *ask, MSG_NOSIGNAL) != (ssize_t)sizeof *ask)
        return BROKEN;
    ssize_t n;
    do
        n = recv(fd, &reply, sizeof reply, MSG_WAITALL);
    while (n < 0 && errno == EINTR);
    if (n != (ssize_t)sizeof reply || reply.n_note > SIGNER_NOTE_BYTES)
        return BROKEN;
    *ret_reply = reply;
    return OK;
}
