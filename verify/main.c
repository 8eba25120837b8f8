// SPDX-License-Identifier: Apache-2.0
/* main.c -- xiezhi-verify receipt|ledger|feed. */
#include "verify.h"

#include <string.h>

static const char HELP[] =
    "xiezhi-verify: check a receipt or a ledger without trusting the office that gave it.\n"
    "\n"
    "  xiezhi-verify receipt FILE --policy P [--json]   a .tlog-proof; - is standard input\n"
    "  xiezhi-verify ledger DIR --policy P [--json]     a ledger as exported: checkpoint, "
    "tile/...\n"
    "  xiezhi-verify feed FILE --policy P [--json]      what was made public, as "
    "/public/feed.json\n"
    "      --sm3   of a ledger: also the daily roots by SM3 (GB/T 32905) that its entries say\n"
    "\n"
    "The policy P says whom you believe, one a line; get its keys from the persons themselves:\n"
    "  log NAME+ID+KEY       a key with which the log signs (its name is the log's origin)\n"
    "  witness NAME+ID+KEY   a witness's key\n"
    "  quorum N              so many witnesses make \"witnessed\" (1 if not said)\n"
    "  # remark\n"
    "\n"
    "Files may be gzipped.  Exit code: 0 holds, 1 refuted, 2 wrong use.\n";

static int wrong_use(const char *what, const char *word)
{
    fprintf(stderr, "xiezhi-verify: %s%s: see xiezhi-verify --help\n", what, word);
    return 2;
}

int main(int argc, char **argv)
{
    const char *place = NULL, *policy_path = NULL;
    bool is_json = false, sm3 = false;
    static struct policy policy;
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--help") == 0)
            return fputs(HELP, stdout) < 0;
    if (argc < 2)
        return fputs(HELP, stderr), 2;
    bool is_receipt = strcmp(argv[1], "receipt") == 0, is_feed = strcmp(argv[1], "feed") == 0;
    bool is_ledger = strcmp(argv[1], "ledger") == 0;
    if (!is_receipt && !is_feed && !is_ledger)
        return wrong_use("no such command: ", argv[1]);
    for (int i = 2; i < argc; i++) {
        if (strcmp(argv[i], "--json") == 0)
            is_json = true;
        else if (strcmp(argv[i], "--sm3") == 0 && is_ledger)
            sm3 = true;
        else if (strcmp(argv[i], "--policy") == 0 && i + 1 < argc)
            policy_path = argv[++i];
        else if (strcmp(argv[i], "--policy") == 0)
            return wrong_use("--policy needs a value", "");
        else if (argv[i][0] == '-' && argv[i][1])
            return wrong_use("no such option: ", argv[i]);
        else if (place)
            return wrong_use("one argument too many: ", argv[i]);
        else
            place = argv[i];
    }
    if (!place || !policy_path)
        return wrong_use(place ? "--policy is missing" : "say which receipt, ledger or feed", "");
    if (!policy_read(policy_path, &policy))
        return 2;
    if (is_feed)
        return feed_command(place, &policy, is_json);
    return is_receipt ? receipt_command(place, &policy, is_json)
                      : ledger_command(place, &policy, is_json, sm3);
}
