// SPDX-License-Identifier: Apache-2.0
#include "load.h"

#include "base/json.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REQUEST_MAX = 256 * 1024, SETTLE_TRIES = 200, FILE_ONE_IN = 4, NEW_ONE_IN = 4 };

static uint32_t roll(uint64_t *dice, uint32_t n)
{
    *dice = *dice * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*dice >> 33) % n;
}

/* ---- requests ------------------------------------------------------------------------------ */

static void put_json(struct worker *w, const char *path, const char *cookies, const char *body)
{
    struct buf *to = &w->request;
    buf_printf(to,
               "POST %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nOrigin: http://127.0.0.1:%d\r\n"
               "Content-Type: application/json\r\nIdempotency-Key: crash-key-%08d\r\n",
               path, w->load->port, w->load->port, w->pending->number);
    if (*cookies)
        buf_printf(to, "Cookie: %s\r\n", cookies);
    buf_printf(to, "Content-Length: %zu\r\n\r\n%s", strlen(body), body);
}

static void put_part(struct buf *to, const char *name, const char *value)
{
    buf_printf(to, "--cut\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n", name,
               value);
}

/* A filing with an attachment comes as the form of our own page. */
static bool put_form(struct worker *w)
{
    struct answer a;
    char token[200], visitor[64], key[40], words[60];
    struct buf body;
    if (!client_get(&w->client, "/appeal/new", w->visitor, &a))
        return false;
    answer_token(&a, token, sizeof token);
    answer_cookie(&a, "__Host-v", visitor, sizeof visitor);
    if (visitor[0])
        snprintf(w->visitor, sizeof w->visitor, "__Host-v=%s", visitor);
    snprintf(key, sizeof key, "crash-key-%08d", w->pending->number);
    snprintf(words, sizeof words, "K-1%06d-", w->pending->number);
    const char *const field[][2] = {{"_csrf", token},     {"_key", key},      {"_go", "send"},
                                    {"kind", "complain"}, {"topic", "noise"}, {"words", words}};
    buf_init(&body, REQUEST_MAX);
    for (size_t i = 0; i < sizeof field / sizeof field[0]; i++)
        put_part(&body, field[i][0], field[i][1]);
    buf_puts(&body, "--cut\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a.pdf\""
                    "\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.4\n");
    for (int i = 0; i < 500; i++)
        buf_printf(&body, "%d %s\n", i, words);
    buf_puts(&body, "\r\n--cut--\r\n");
    buf_printf(&w->request,
               "POST /appeal/file HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nOrigin: http://127.0.0.1:%d"
               "\r\nAccept: application/json\r\nCookie: %s\r\n"
               "Content-Type: multipart/form-data; boundary=cut\r\nContent-Length: %zu\r\n\r\n",
               w->load->port, w->load->port, w->visitor, body.n);
    buf_put(&w->request, buf_str(&body));
    buf_close(&body);
    return true;
}

bool worker_track(struct worker *w)
{
    struct answer a;
    char token[200], visitor[64], party[600];
    struct buf form;
    if (!client_get(&w->client, "/track", "", &a))
        return false;
    answer_token(&a, token, sizeof token);
    answer_cookie(&a, "__Host-v", visitor, sizeof visitor);
    snprintf(w->party, sizeof w->party, "__Host-v=%s", visitor);
    buf_init(&form, 2048);
    buf_printf(&form, "_csrf=%s&no=%s&view_code=%s&secret=%s", token, w->no, w->view_code,
               w->secret);
    bool heard = client_post(&w->client, "/track", w->party, buf_str(&form), &a);
    buf_close(&form);
    if (!heard)
        return false;
    answer_cookie(&a, "__Host-p", party, sizeof party);
    snprintf(w->party, sizeof w->party, "__Host-v=%s; __Host-p=%s", visitor, party);
    return party[0] != 0;
}

static bool put_request(struct worker *w)
{
    char path[64], body[200];
    int number = w->pending->number;
    static const char *const ends[] = {"", "dispatch", "answer", "rate"};
    snprintf(path, sizeof path, "/appeal/%lld/%s", (long long)w->matter, ends[w->next]);
    buf_reset(&w->request);
    switch (w->next) {
    case ACT_FILE:
        if (w->load->with_files && number % FILE_ONE_IN == 0)
            return put_form(w);
        snprintf(body, sizeof body,
                 "{\"kind\":\"complain\",\"topic\":\"noise\",\"words\":\"K-1%06d-\"}", number);
        put_json(w, "/appeal/file", "", body);
        return true;
    case ACT_DISPATCH:
        put_json(w, path, w->load->clerk, "{\"to\":3,\"urgent\":\"general\"}");
        return true;
    case ACT_ANSWER:
        snprintf(body, sizeof body, "{\"words\":\"K-1%06d-\"}", number);
        put_json(w, path, w->load->officer, body);
        return true;
    default:
        snprintf(body, sizeof body, "{\"solved\":true,\"satisfied\":3,\"words\":\"K-1%06d-\"}",
                 number);
        if (!worker_track(w))
            return false;
        put_json(w, path, w->party, body);
        return true;
    }
}

/* ---- answers ------------------------------------------------------------------------------- */

static void keep(struct str s, char *to, size_t room)
{
    size_t n = s.n < room ? s.n : room - 1;
    if (n)
        memcpy(to, s.p, n);
    to[n] = 0;
}

static void keep_answer(struct worker *w, const struct json *j)
{
    struct act *act = w->pending;
    struct str receipt = json_text(json_get(j, "receipt"));
    if (json_int(json_get(j, "entry"), &act->entry) != OK ||
        json_int(json_get(j, "matter"), &act->matter) != OK)
        act->entry = -1;
    keep(json_text(json_get(j, "no")), act->no, sizeof act->no);
    if (act->kind == ACT_FILE) {
        w->matter = act->matter;
        keep(json_text(json_get(j, "no")), w->no, sizeof w->no);
        keep(json_text(json_get(j, "view_code")), w->view_code, sizeof w->view_code);
        keep(json_text(json_get(j, "secret")), w->secret, sizeof w->secret);
    }
    act->receipt = malloc(receipt.n + 1);
    assert(act->receipt);
    if (receipt.n)
        memcpy(act->receipt, receipt.p, receipt.n);
    act->n_receipt = receipt.n;
}

static enum status wrong_answer(struct worker *w, const struct answer *a)
{
    printf("act %d, kind %d, asked %d times: answer %d %.*s\n", w->pending->number,
           (int)w->pending->kind, w->pending->asked, a->status,
           (int)(a->body.n < 300 ? a->body.n : 300), a->body.p);
    atomic_fetch_add(&w->load->n_wrong, 1);
    return CONFLICT;
}

static enum status hear(struct worker *w, const struct answer *a)
{
    struct arena arena;
    struct json *j;
    if (a->status == 503 || a->status == 507)
        return BUSY;
    arena_init(&arena, 64 * 1024 * 1024);
    bool read = a->status == 201 && json_parse(&arena, a->body, JSON_STRICT, &j, NULL) == OK;
    if (read)
        keep_answer(w, j);
    arena_close(&arena);
    if (!read || w->pending->entry < 0 || !w->pending->no[0])
        return wrong_answer(w, a);
    w->pending->acknowledged = true;
    atomic_fetch_add(&w->load->n_answers, 1);
    bool again = w->next == ACT_RATE || roll(&w->dice, NEW_ONE_IN) == 0;
    w->next = again ? ACT_FILE : w->next + 1;
    w->pending = NULL;
    return OK;
}

static struct act *new_act(struct load *l, enum act_kind kind)
{
    struct act *act = calloc(1, sizeof *act);
    assert(act);
    pthread_mutex_lock(&l->lock);
    if (l->n_acts == l->room) {
        l->room = l->room ? l->room * 2 : 256;
        l->act = realloc(l->act, (size_t)l->room * sizeof *l->act);
        assert(l->act);
    }
    act->kind = kind;
    act->number = l->n_acts;
    act->entry = -1;
    l->act[l->n_acts++] = act;
    pthread_mutex_unlock(&l->lock);
    return act;
}

enum status worker_step(struct worker *w)
{
    struct answer a;
    if (!w->pending) {
        w->pending = new_act(w->load, w->next);
        w->request.n = 0;
    }
    if (w->request.n == 0 && !put_request(w)) {
        w->request.n = 0; /* nothing was asked for yet */
        return BROKEN;
    }
    w->pending->asked++;
    w->last_status = 0;
    if (!client_ask(&w->client, buf_str(&w->request), &a))
        return BROKEN;
    w->last_status = a.status;
    return hear(w, &a);
}

/* ---- all of them --------------------------------------------------------------------------- */

bool load_open(struct load *l, int port, uint64_t seed, bool with_files)
{
    struct client c;
    *l = (struct load){.port = port, .with_files = with_files};
    pthread_mutex_init(&l->lock, NULL);
    for (int i = 0; i < LOAD_WORKERS; i++) {
        struct worker *w = &l->worker[i];
        *w = (struct worker){.load = l, .dice = seed + (uint64_t)i};
        client_init(&w->client, port);
        buf_init(&w->request, REQUEST_MAX);
    }
    client_init(&c, port);
    bool in = client_login(&c, "clerk", "demo-clerk-1", l->clerk, sizeof l->clerk) &&
              client_login(&c, "env", "demo-env-1", l->officer, sizeof l->officer);
    client_close(&c);
    return in;
}

void load_close(struct load *l)
{
    for (int i = 0; i < LOAD_WORKERS; i++) {
        client_close(&l->worker[i].client);
        buf_close(&l->worker[i].request);
    }
    for (int i = 0; i < l->n_acts; i++) {
        free(l->act[i]->receipt);
        free(l->act[i]);
    }
    free(l->act);
}

static void *work(void *of)
{
    struct worker *w = of;
    while (!atomic_load(&w->load->stop) && worker_step(w) == OK)
        continue;
    return NULL;
}

void load_start(struct load *l)
{
    atomic_store(&l->stop, false);
    for (int i = 0; i < LOAD_WORKERS; i++)
        if (pthread_create(&l->worker[i].thread, NULL, work, &l->worker[i]) != 0)
            abort();
}

void load_join(struct load *l)
{
    for (int i = 0; i < LOAD_WORKERS; i++)
        pthread_join(l->worker[i].thread, NULL);
}

bool load_settle(struct load *l)
{
    bool all = true;
    for (int i = 0; i < LOAD_WORKERS; i++) {
        struct worker *w = &l->worker[i];
        for (int k = 0; w->pending && k < SETTLE_TRIES; k++)
            if (worker_step(w) == CONFLICT)
                break;
        if (w->pending)
            printf("worker %d: act %d gets no answer\n", i, w->pending->number);
        all = all && !w->pending;
    }
    return all;
}

int load_acknowledged(const struct load *l)
{
    int n = 0;
    for (int i = 0; i < l->n_acts; i++)
        n += l->act[i]->acknowledged;
    return n;
}
