// SPDX-License-Identifier: Apache-2.0
/* watched.c -- a node with a witness: what a rollback of its database, and of database and signer
 * together, looks like to the office, to the witness, and to whoever holds a receipt; and what is
 * left when signer or witness dies between flushing and answering.
 * `watched XIEZHI XIEZHI-VERIFY PACK`, XIEZHI being the one that can be hurt. */
#include "load.h"
#include "outside.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { PORT = 9218, WITNESS_PORT = 9219, STEPS = 8, PATIENCE = 20000 };

static struct node n = {.port = PORT, .is_watched = true};
static struct outside witness;
static struct load l;
static int passed, failed;
static char policy[200], held[200], strike[200];

static void is(const char *what, bool holds)
{
    *(holds ? &passed : &failed) += 1;
    printf("%s: %s\n", what, holds ? "well" : "WRONG");
    if (!holds)
        printf("---- the node's log\n%.*s----\n", STR_ARG(buf_str(&n.log)));
    fflush(stdout);
}

__attribute__((format(printf, 1, 2))) static bool shell(const char *format, ...)
{
    char command[1200];
    va_list words;
    va_start(words, format);
    vsnprintf(command, sizeof command, format, words);
    va_end(words);
    return system(command) == 0;
}

static void a_moment(void)
{
    struct timespec moment = {.tv_nsec = 1000000};
    nanosleep(&moment, NULL);
}

/* One step, asked again while the node waits for its witness or comes back. */
static enum status step(struct worker *w)
{
    enum status s = BUSY;
    for (int i = 0; i < PATIENCE && (s == BUSY || s == BROKEN); i++) {
        s = worker_step(w);
        if (s != OK)
            a_moment();
    }
    return s;
}

static bool work_of(struct worker *w, int steps)
{
    for (int i = 0; i < steps; i++)
        if (step(w) != OK)
            return false;
    return true;
}

static bool work(int steps)
{
    return work_of(&l.worker[0], steps);
}

static bool said(const char *words)
{
    for (int i = 0; i < PATIENCE; i++, a_moment())
        if (node_said(&n, words))
            return true;
    return false;
}

static bool start(const char *fault)
{
    if (n.parent)
        node_stop(&n); /* what went before went wrong */
    node_start(&n, fault);
    return node_wait_ready(&n, 1);
}

/* ---- the outsider -------------------------------------------------------------------------- */

/* xiezhi-verify with a policy that names the witness: its exit code, and what it says. */
static bool verify(const char *command, const char *what, int code, const char *says)
{
    struct buf out;
    char *argv[] = {(char *)(uintptr_t)n.verifier,
                    (char *)(uintptr_t)command,
                    (char *)(uintptr_t)what,
                    "--policy",
                    policy,
                    NULL};
    buf_init(&out, 1 << 20);
    int got = node_run(argv, &out);
    bool holds = got == code && str_find(buf_str(&out), str_of(says)) < out.n;
    if (!holds)
        printf("xiezhi-verify %s: %d, wanted %d with \"%s\":\n%.*s\n", command, got, code, says,
               STR_ARG(buf_str(&out)));
    buf_close(&out);
    return holds;
}

static bool keep(const char *path, struct str bytes)
{
    FILE *to = fopen(path, "we");
    return to && fwrite(bytes.p, 1, bytes.n, to) == bytes.n && fclose(to) == 0;
}

/* The receipt of the newest act of worker 0, fetched again until it is witnessed. */
static bool holds_witnessed(const struct act *act)
{
    struct answer a;
    struct worker *w = &l.worker[0];
    char path[100];
    snprintf(path, sizeof path, "/receipt/%lld.tlog-proof", (long long)act->entry);
    if (!worker_track(w))
        return false;
    for (int i = 0; i < PATIENCE; i++, a_moment()) {
        if (!client_get(&w->client, path, w->party, &a) || a.status != 200)
            return false;
        if (str_find(a.body, S("\xe2\x80\x94 witness.test/")) < a.body.n)
            return keep(held, a.body) && verify("receipt", held, 0, "witnessed 1 of 1");
    }
    return false;
}

static bool reply_is_signed_only(const struct act *act)
{
    return keep(held, (struct str){act->receipt, act->n_receipt}) &&
           verify("receipt", held, 0, "signed only");
}

static const struct act *newest(void)
{
    const struct act *act = l.act[l.n_acts - 1];
    return act->acknowledged ? act : l.act[l.n_acts - 2];
}

/* The exported log; with it the head of the receipt that somebody holds. */
static bool exported_beside_receipt(int code, const char *says)
{
    char to[220];
    snprintf(to, sizeof to, "%s.export", n.folder);
    return shell("rm -rf %s && %s export-ledger %s %s >/dev/null", to, n.program, n.folder, to) &&
           shell("sed '1,/^$/d' %s >%s/head && mv %s/head %s/checkpoint.$(sed -n 2p %s/head)", held,
                 to, to, to, to) &&
           verify("ledger", to, code, says) && shell("rm -rf %s", to);
}

/* ---- the office ---------------------------------------------------------------------------- */

/* Copies of database and signer, as a backup of a whole machine has them. */
static bool save(const char *as)
{
    return shell("rm -rf %s.%s && mkdir %s.%s && cp -a %s/*.db %s/signer %s.%s/", n.folder, as,
                 n.folder, as, n.folder, n.folder, n.folder, as);
}

static bool restore_database(const char *from)
{
    return shell("rm -f %s/*.db* && cp -a %s.%s/*.db %s/", n.folder, n.folder, from, n.folder);
}

static bool restore(const char *from)
{
    return restore_database(from) &&
           shell("rm -rf %s/signer && cp -a %s.%s/signer %s/", n.folder, n.folder, from, n.folder);
}

/* Served, nothing can be done, and the log has the reason. */
static bool is_refused(const char *reason)
{
    struct client c;
    struct answer a;
    client_init(&c, PORT);
    bool ready = start(NULL), says = said(reason);
    bool shows = ready && client_get(&c, "/", "", &a) && a.status == 200;
    struct worker *w = &l.worker[1];
    bool busy = worker_step(w) == BUSY && w->last_status == 503;
    client_close(&c);
    if (!shows || !busy || !says)
        printf("pages served: %d, operations busy: %d, the log says why: %d\n", shows, busy, says);
    return node_stop(&n) && shows && busy && says;
}

/* ---- the scenes ---------------------------------------------------------------------------- */

static bool open_all(char **argv)
{
    n.program = argv[1];
    n.verifier = argv[2];
    n.pack = argv[3];
    if (!node_make(&n, NULL) || !outside_make(&witness, argv[1], WITNESS_PORT))
        return false;
    snprintf(policy, sizeof policy, "%s.policy", n.folder);
    snprintf(held, sizeof held, "%s.held", n.folder);
    snprintf(strike, sizeof strike, "%s.strike", n.folder);
    return shell("sed -n 's/^log /log /p' %s/policy >>%s/logs", n.folder, witness.folder) &&
           shell("(sed -n '/^log /p' %s/policy; echo 'witness %s') >%s", n.folder, witness.vkey,
                 policy) &&
           shell("printf '%s\\thttp://127.0.0.1:%d/\\tprivate\\n' >%s/witnesses", witness.vkey,
                 WITNESS_PORT, n.folder) &&
           outside_start(&witness) && start(NULL) && load_open(&l, PORT, 1, false);
}

static void a_past(void)
{
    bool well = work(STEPS);
    is("a reply's receipt is signed only", well && reply_is_signed_only(newest()));
    is("fetched again it is witnessed", well && holds_witnessed(newest()));
    is("an old day's copy", node_stop(&n) && save("old"));
    well = start(NULL) && work(STEPS);
    is("somebody holds a witnessed receipt of a later day", well && holds_witnessed(newest()));
    is("the newest copy", node_stop(&n) && save("new"));
}

static void rollbacks(void)
{
    is("old database: the signer refuses",
       restore_database("old") && is_refused("it was rolled back"));
    is("old database, old signer: the witness's head refuses it",
       restore("old") && is_refused("a witness has seen more entries than the database has"));
    is("its holder's receipt is witnessed as before",
       verify("receipt", held, 0, "witnessed 1 of 1"));
    is("the witness ends", outside_end(&witness, SIGTERM) == 0);
    is("old database, old signer, no witness to be heard: nothing is signed",
       is_refused("waiting to hear what a witness saw last"));
    n.is_watched = false;
    is("alone it goes on from the old day", start(NULL) && work_of(&l.worker[2], 3 * STEPS) &&
                                                node_stop(&n) &&
                                                verify("receipt", held, 0, "witnessed 1 of 1"));
    is("whoever lays that receipt beside the new log sees it",
       exported_beside_receipt(1, "refuted"));
    n.is_watched = true;
    is("the witness sees it too: it is back, and the log is refused",
       outside_start(&witness) && is_refused("the log does not continue what a witness has seen"));
}

static bool goes_on(void)
{
    return work(2) && holds_witnessed(newest());
}

static void deaths(void)
{
    char fault[220];
    is("the true database is served", restore("new") && start(NULL) && goes_on() && node_stop(&n));
    snprintf(fault, sizeof fault, "signer_send:%s", strike);
    is("the signer dies between flushing and sending: who asks again is answered",
       start(fault) && work(1) && shell("touch %s", strike) && work(2) &&
           access(strike, F_OK) != 0 && holds_witnessed(newest()) && node_check(&n) &&
           node_stop(&n) && exported_beside_receipt(0, "witnesses 1 of 1"));
    snprintf(fault, sizeof fault, "witness_reply:%s", strike);
    setenv("XIEZHI_FAULT", fault, 1);
    bool armed = outside_end(&witness, SIGTERM) == 0 && outside_start(&witness);
    unsetenv("XIEZHI_FAULT");
    armed = armed && start(NULL) && goes_on() && shell("touch %s", strike) && work(1);
    is("the witness dies between flushing and answering",
       armed && outside_end(&witness, 0) == -SIGKILL && access(strike, F_OK) != 0);
    is("and goes on from what it kept", outside_start(&witness) && goes_on());
    node_kill(&n, NODE_COURIER, SIGKILL);
    is("the courier dies: another goes for it, and nobody else minds",
       said("courier ended; starting it again") && goes_on() && node_find(&n, NODE_COURIER) > 0);
    is("it ends", node_stop(&n) && outside_end(&witness, SIGTERM) == 0);
}

int main(int argc, char **argv)
{
    if (argc < 4)
        return 2;
    is("a node and its witness", open_all(argv));
    if (!failed) {
        a_past();
        rollbacks();
        deaths();
    }
    (void)!shell("rm -rf %s.* %s", n.folder, strike);
    node_close(&n, false);
    outside_close(&witness);
    load_close(&l);
    printf("%d passed, %d failed, 0 skipped\n", passed, failed);
    return failed > 0;
}
