// SPDX-License-Identifier: Apache-2.0
/* Any bytes as a receipt and as a note before the outsider's verifier, which must refute them: it
 * knows no key that signed. */
#include "verify.h"

#include <assert.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char KEY[] =
    "log example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
static int file;
static char path[64];
static struct policy policy;

static void give(const void *data, size_t size)
{
    if (ftruncate(file, 0) != 0 || pwrite(file, data, size, 0) != (ssize_t)size)
        abort();
}

static void prepare(void)
{
    file = memfd_create("receipt", 0);
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    give(KEY, sizeof KEY - 1);
    if (!policy_read(path, &policy) || !freopen("/dev/null", "w", stdout))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct checkpoint c;
    if (!file)
        prepare();
    give(data, size);
    int rc = receipt_command(path, &policy, size & 1);
    assert(rc == 1 || rc == 2);
    assert(checkpoint_check(&policy, (struct text){(const char *)data, size}, &c));
    return 0;
}
