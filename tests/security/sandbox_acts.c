// SPDX-License-Identifier: Apache-2.0
/* Each process' walls from inside: what must not go is tried in a process that has taken them on,
 * and what must go as well; then one rule of the walls is made wrong, and the process must find it
 * out itself.  Linked with the product's own objects. */
#include "main/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PARENT = 1, SERVER = 2, SIGNER = 4, RENDER = 8, COURIER = 16 };
enum { FOLDER_BYTES = 64, PATHS_MAX = 16, GROUPS_MAX = 16 };

/* ---- what lies there and is open before the walls stand ------------------------------------- */

static char folder[FOLDER_BYTES] = "/tmp/box-acts-XXXXXX";
static struct sockaddr_in listening; /* on loopback, somebody who would take a call */
static int listener, stream, datagram, memory;
static pid_t outsider; /* another process of ours, not behind the walls */
static char room[4096] __attribute__((aligned(4096)));
static const char *const files[] = {"ledger.db", "signer/key", "signer/head", "pack/terms.tsv",
                                    "blobs/b",   "uploads/u",  "policy",      "outside"};

static void make_file(const char *name)
{
    int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0 || write(fd, "x\n", 2) != 2 || close(fd) != 0)
        abort();
}

/* The node's folder is node/ below the working folder. */
static void make_ground(void)
{
    socklen_t n = sizeof listening;
    if (!mkdtemp(folder) || chdir(folder) != 0 || mkdir("node", 0700) != 0 || chdir("node") != 0)
        abort();
    mkdir("signer", 0700);
    mkdir("pack", 0700);
    mkdir("blobs", 0700);
    mkdir("uploads", 0700);
    mkdir("public", 0700);
    for (size_t i = 0; i < sizeof files / sizeof files[0] - 1; i++)
        make_file(files[i]);
    if (chdir(folder) != 0)
        abort();
    make_file("outside");
    listening =
        (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    stream = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    datagram = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    memory = memfd_create("acts", MFD_CLOEXEC);
    if (bind(listener, (struct sockaddr *)&listening, n) != 0 || listen(listener, 8) != 0 ||
        getsockname(listener, (struct sockaddr *)&listening, &n) != 0 || memory < 0)
        abort();
    outsider = fork();
    if (outsider == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        for (;;)
            pause();
    }
}

static void clear_ground(void)
{
    kill(outsider, SIGKILL);
    waitpid(outsider, NULL, 0);
    if (chdir("/") != 0 || strncmp(folder, "/tmp/box-acts-", 14) != 0)
        abort();
    char *argv[] = {"rm", "-rf", folder, NULL};
    if (fork() == 0) {
        execv("/bin/rm", argv);
        _exit(127);
    }
    wait(NULL);
}

/* ---- acts ----------------------------------------------------------------------------------- */

/* A call that would go through without the walls.  `may`: whose walls let it.  `by_file`: only
 * rules of files stop it. */
struct act {
    const char *name;
    long nr;
    long with[6];
    unsigned may;
    bool by_file;
};

#define P(pointer) (long)(uintptr_t)(pointer)
#define AT AT_FDCWD

static struct sockaddr_in *const caller = &listening;
static char *const no_words[] = {NULL};
static struct iovec piece = {room, sizeof room};
static const struct rlimit none = {0, 0};
static unsigned char word[512];

static const struct act acts[] = {
    /* files */
    {"list /", SYS_openat, {AT, P("/"), O_RDONLY}, 0, true},
    {"read /etc/passwd", SYS_openat, {AT, P("/etc/passwd"), O_RDONLY}, COURIER, true},
    {"read the environment of itself",
     SYS_openat,
     {AT, P("/proc/self/environ"), O_RDONLY},
     0,
     true},
    {"read a file beside the data folder", SYS_openat, {AT, P("outside"), O_RDONLY}, 0, true},
    {"write a file beside the data folder", SYS_openat, {AT, P("outside"), O_WRONLY}, 0, true},
    {"make a file in /tmp", SYS_openat, {AT, P("new"), O_WRONLY | O_CREAT, 0600}, 0, true},
    {"make a file without name", SYS_openat, {AT, P("/tmp"), O_RDWR | O_TMPFILE, 0600}, 0, true},
    {"read the signer's key",
     SYS_openat,
     {AT, P("node/signer/key"), O_RDONLY},
     PARENT | SIGNER,
     true},
    {"change what the signer remembers",
     SYS_openat,
     {AT, P("node/signer/head"), O_RDWR},
     PARENT | SIGNER,
     true},
    {"read the ledger", SYS_openat, {AT, P("node/ledger.db"), O_RDONLY}, PARENT | SERVER, true},
    {"read an attachment", SYS_openat, {AT, P("node/blobs/b"), O_RDONLY}, PARENT | SERVER, true},
    {"read the policy", SYS_openat, {AT, P("node/policy"), O_RDONLY}, PARENT | SERVER, true},
    {"change the policy", SYS_openat, {AT, P("node/policy"), O_WRONLY}, PARENT, true},
    {"change the law", SYS_openat, {AT, P("node/pack/terms.tsv"), O_WRONLY}, PARENT, true},
    {"make a file in the data folder",
     SYS_openat,
     {AT, P("node/new"), O_WRONLY | O_CREAT, 0600},
     PARENT,
     true},
    {"make a public file",
     SYS_openat,
     {AT, P("node/public/n"), O_WRONLY | O_CREAT, 0600},
     PARENT | SERVER,
     true},
    {"keep an upload", SYS_rename, {P("node/uploads/u"), P("node/blobs/u")}, PARENT | SERVER, true},
    {"move the key among the uploads",
     SYS_rename,
     {P("node/signer/key"), P("node/uploads/k")},
     PARENT,
     true},
    {"move a file in from outside", SYS_rename, {P("outside"), P("node/uploads/o")}, 0, true},
    {"remove the ledger", SYS_unlink, {P("node/ledger.db")}, PARENT, true},
    {"link a file to the outside", SYS_symlink, {P("/etc/passwd"), P("node/uploads/s")}, 0, false},
    {"let others read the key", SYS_chmod, {P("node/signer/key"), 0644}, 0, false},
    {"cut a file short by name", SYS_truncate, {P("outside"), 0}, 0, false},
    {"make a device", SYS_mknod, {P("node/uploads/d"), S_IFIFO | 0600, 0}, 0, false},
    {"go to another folder", SYS_chdir, {P("/")}, 0, false},
    {"another root", SYS_chroot, {P("/tmp")}, 0, false},
    /* the network */
    {"a socket", SYS_socket, {AF_INET, SOCK_STREAM, 0}, COURIER, false},
    {"a local socket", SYS_socket, {AF_UNIX, SOCK_STREAM, 0}, 0, false},
    {"a socket to the kernel", SYS_socket, {AF_NETLINK, SOCK_RAW, 0}, 0, false},
    {"connect with a socket that it has", SYS_connect, {0, P(caller), sizeof listening}, 0, false},
    {"connect by sending",
     SYS_sendto,
     {0, P(room), 1, MSG_FASTOPEN, P(caller), sizeof listening},
     0,
     false},
    {"send to an address", SYS_sendto, {1, P(room), 1, 0, P(caller), sizeof listening}, 0, false},
    {"take an address", SYS_bind, {1, P(caller), sizeof listening}, 0, false},
    {"listen", SYS_listen, {0, 1}, 0, false},
    /* other processes */
    {"run another program", SYS_execve, {P("/bin/true"), P(no_words), P(no_words)}, 0, true},
    {"run anything", SYS_execve, {P(NULL), P(NULL), P(NULL)}, PARENT, false},
    {"run a program by descriptor",
     SYS_execveat,
     {2, P(""), P(no_words), P(no_words), AT_EMPTY_PATH},
     0,
     false},
    {"a child in a world of its own", SYS_clone, {CLONE_NEWUSER | SIGCHLD}, 0, false},
    {"leave its world", SYS_unshare, {CLONE_NEWUSER}, 0, false},
    {"trace another process", SYS_ptrace, {PTRACE_SEIZE, 3, 0, 0}, 0, false},
    {"read another's memory", SYS_process_vm_readv, {3, P(&piece), 1, P(&piece), 1, 0}, 0, false},
    {"end another process", SYS_tgkill, {3, 3, 0}, 0, false},
    {"a descriptor for another process", SYS_pidfd_open, {3, 0}, 0, false},
    {"a signal by descriptor", SYS_fcntl, {0, F_SETOWN, 3}, 0, false},
    /* the machine */
    {"memory that runs",
     SYS_mmap,
     {0, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0},
     PARENT,
     false},
    {"memory made to run", SYS_mprotect, {P(room), 4096, PROT_READ | PROT_EXEC}, PARENT, false},
    {"be traced again", SYS_prctl, {PR_SET_DUMPABLE, 1, 0, 0, 0}, PARENT, false},
    {"set limits", SYS_prlimit64, {0, RLIMIT_CORE, P(&none), 0}, PARENT | RENDER, false},
    {"another user", SYS_setuid, {0}, 0, false},
    {"mount", SYS_mount, {P("none"), P("/mnt"), P("tmpfs"), 0, 0}, 0, false},
    {"load a program into the kernel", SYS_bpf, {0, P(word), sizeof word}, 0, false},
    {"watch the machine", SYS_perf_event_open, {P(word), 0, -1, -1, 0}, 0, false},
    {"keys of the kernel", SYS_keyctl, {0, -3, 0, 0, 0}, 0, false},
    {"calls behind the filter's back", SYS_io_uring_setup, {4, P(word)}, 0, false},
    {"faults of memory", SYS_userfaultfd, {0}, 0, false},
    {"another machine's habits", SYS_personality, {0xffffffff}, 0, false},
    {"the clock", SYS_clock_settime, {CLOCK_REALTIME, P(word)}, 0, false},
    {"a filter of its own", SYS_seccomp, {0, 0, 0}, PARENT, false},
    {"type into the terminal", SYS_ioctl, {0, TIOCSTI, P("x")}, 0, false},
};

/* In `with` the first argument 0, 1, 2 may stand for stream, datagram, memory, 3 anywhere of the
 * calls about processes for the outsider. */
static void fill(const struct act *act, long with[6])
{
    memcpy(with, act->with, 6 * sizeof with[0]);
    bool is_socket = act->nr == SYS_connect || act->nr == SYS_sendto || act->nr == SYS_bind ||
                     act->nr == SYS_listen || act->nr == SYS_fcntl;
    if (is_socket)
        with[0] = with[0] ? datagram : stream;
    if (act->nr == SYS_execveat)
        with[0] = memory;
    bool is_process = act->nr == SYS_ptrace || act->nr == SYS_process_vm_readv ||
                      act->nr == SYS_tgkill || act->nr == SYS_pidfd_open || act->nr == SYS_fcntl;
    for (int i = 0; is_process && i < 3; i++)
        with[i] = with[i] == 3 ? outsider : with[i];
}

/* 0: it went through, or failed for a reason that is not the walls'. */
static int refused(const struct act *act)
{
    long with[6];
    fill(act, with);
    long got = syscall(act->nr, with[0], with[1], with[2], with[3], with[4], with[5]);
    if (got == 0 && act->nr == SYS_clone)
        _exit(0);
    return got == -1 && (errno == EPERM || errno == EACCES || errno == EXDEV) ? errno : 0;
}

/* ---- behind the walls ----------------------------------------------------------------------- */

static unsigned bit_of(const struct sandbox_box *box)
{
    return strcmp(box->process, "parent") == 0   ? PARENT
           : strcmp(box->process, "server") == 0 ? SERVER
           : strcmp(box->process, "render") == 0 ? RENDER
           : box->asks_witnesses                 ? COURIER
                                                 : SIGNER;
}

/* Runs in a process of its own.  How many acts did not end as they must. */
static int try_all(const struct sandbox_box *box, const struct sandbox_place *place)
{
    struct buf why;
    int bad = 0, landlock = sandbox_landlock();
    buf_init(&why, 4096);
    sandbox_begin(box->process);
    if (sandbox_enter(box, place, &why) != OK) {
        printf("not ok - %s: %.*s\n", box->process, STR_ARG(buf_str(&why)));
        return 1;
    }
    for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++) {
        const struct act *act = &acts[i];
        bool may = act->may & bit_of(box);
        /* The parent may send signals; to whom is kept by the sixth Landlock.  The courier may
         * connect; to which ports, by the fourth. */
        bool is_open = (act->nr == SYS_tgkill && box->has_children && landlock < 6) ||
                       (act->nr == SYS_connect && box->asks_witnesses && landlock < 4);
        if (is_open || (place->no_landlock && act->by_file))
            continue;
        int error = refused(act);
        bool well = may ? error == 0 : error != 0;
        bad += !well;
        printf("%sok - %s %s: %s\n", well ? "" : "not ", box->process, may ? "may" : "may not",
               act->name);
    }
    return bad;
}

static bool run_apart(int (*run)(const struct sandbox_box *, const struct sandbox_place *),
                      const struct sandbox_box *box, const struct sandbox_place *place)
{
    int status = 0;
    pid_t pid = fork();
    if (pid == 0)
        _exit(run(box, place) ? 1 : 0);
    waitpid(pid, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* Another architecture's number of a call is not answered at all. */
static int call_otherwise(const struct sandbox_box *box, const struct sandbox_place *place)
{
    struct buf why;
    buf_init(&why, 4096);
    sandbox_begin(box->process);
    if (sandbox_enter(box, place, &why) == OK)
        syscall(0x40000000 | SYS_getpid); /* as x32 numbers them */
    return 0;                             /* it should not have come here */
}

static bool is_killed(const struct sandbox_box *box, const struct sandbox_place *place)
{
    int status = 0;
    pid_t pid = fork();
    if (pid == 0) {
        call_otherwise(box, place);
        _exit(0);
    }
    waitpid(pid, &status, 0);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS;
}

/* ---- walls with a hole ---------------------------------------------------------------------- */

/* One rule more than there should be, and what the process must then say of itself. */
struct hole {
    struct sandbox_path path;
    struct sandbox_call call;
    bool closed; /* the path is the one that is proved not to open */
    const char *says;
};

#define NO_CALL      \
    {                \
        .answer = -1 \
    }

static const struct hole holes[] = {
    {{"/", MAY_LIST}, NO_CALL, false, "open a folder outside the data folder"},
    {{NULL, 0}, NO_CALL, true, "open a part of the data folder that is not its own"},
    {{NULL, 0}, {.nr = SCMP_SYS(connect)}, false, "connect"},
    {{NULL, 0}, {.nr = SCMP_SYS(socket)}, false, "make a socket"},
    {{NULL, 0}, {.nr = SCMP_SYS(execve)}, false, "run another program"},
    {{NULL, 0}, {.nr = SCMP_SYS(ptrace)}, false, "read the memory of another process"},
};

static const struct hole *hole;

static int enter_with_hole(const struct sandbox_box *box, const struct sandbox_place *place)
{
    struct sandbox_path paths[PATHS_MAX] = {{0}};
    const struct sandbox_call *groups[GROUPS_MAX] = {NULL};
    const struct sandbox_call more[] = {hole->call, NO_CALL};
    struct sandbox_box mended = *box;
    struct buf why;
    size_t n = 0;
    buf_init(&why, 4096);
    for (const struct sandbox_path *p = box->paths; p->name; p++)
        paths[n++] = *p;
    paths[n] = hole->closed ? (struct sandbox_path){box->closed, MAY_READ | MAY_LIST} : hole->path;
    n = 0;
    for (const struct sandbox_call *const *g = box->groups; *g; g++)
        groups[n++] = *g;
    groups[n] = more;
    mended.paths = paths;
    mended.groups = groups;
    sandbox_begin(box->process);
    enum status s = sandbox_enter(&mended, place, &why);
    bool well = s == BROKEN && str_find(buf_str(&why), str_of(hole->says)) < why.n;
    printf("%sok - %s with a hole: %.*s\n", well ? "" : "not ", box->process,
           STR_ARG(buf_str(&why)));
    return well ? 0 : 1;
}

static bool try_holes(const struct sandbox_box *box, const struct sandbox_place *place)
{
    bool well = true;
    for (hole = holes; hole < holes + sizeof holes / sizeof holes[0]; hole++) {
        bool is_free = (hole->closed && !box->closed) ||
                       (hole->call.nr == SCMP_SYS(execve) && box->has_children) ||
                       (hole->call.nr == SCMP_SYS(connect) && box->asks_witnesses) ||
                       (hole->call.nr == SCMP_SYS(socket) && box->asks_witnesses) ||
                       (place->no_landlock && hole->call.answer < 0);
        if (!is_free)
            well &= run_apart(enter_with_hole, box, place);
    }
    return well;
}

/* ---- others elsewhere ------------------------------------------------------------------------ */

/* What a process reaches whose database, or witnesses, are asked as `place` says: the outcome of
 * making a local socket, one of the network, and of connecting it. */
static int try_reach(const struct sandbox_box *box, const struct sandbox_place *place)
{
    struct buf why;
    const struct store_reach *reach = place->database ? place->database : place->witnesses;
    bool asks = box->has_children || (place->database ? box->asks_database : box->asks_witnesses);
    bool far = asks && reach->n_ports, same = far && reach->port[0] == ntohs(listening.sin_port);
    bool is_open = place->no_landlock || sandbox_landlock() < 4; /* nobody keeps ports there */
    buf_init(&why, 4096);
    sandbox_begin(box->process);
    enum status s = sandbox_enter(box, place, &why);
    int local = socket(AF_UNIX, SOCK_STREAM, 0), net = socket(AF_INET, SOCK_STREAM, 0);
    bool connects = net >= 0 && connect(net, (struct sockaddr *)caller, sizeof listening) == 0;
    bool well = s == OK && (local >= 0) == (asks && reach->is_local) && (net >= 0) == far &&
                connects == (same || (far && is_open));
    printf("%sok - %s, %s %s: reaches what it must and no more%.*s\n", well ? "" : "not ",
           box->process, place->database ? "database" : "witnesses",
           same  ? "at that port"
           : far ? "at another port"
                 : "on this machine",
           STR_ARG(buf_str(&why)));
    return well ? 0 : 1;
}

static bool try_reaches(const struct sandbox_box *box, struct sandbox_place place)
{
    const struct store_reach reach[] = {
        {.is_local = true},
        {.port = {5432}, .n_ports = 1},
        {.port = {ntohs(listening.sin_port)}, .n_ports = 1},
    };
    bool well = true;
    for (size_t i = 0; i < sizeof reach / sizeof reach[0]; i++) {
        place.database = box->asks_witnesses ? NULL : &reach[i];
        place.witnesses = NULL;
        if (place.database)
            well &= run_apart(try_reach, box, &place);
        place.database = NULL;
        place.witnesses = reach[i].is_local ? NULL : &reach[i]; /* they are never on this machine */
        if (place.witnesses)
            well &= run_apart(try_reach, box, &place);
    }
    return well;
}

int main(void)
{
    static char node[FOLDER_BYTES + 8];
    bool well = true;
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (sandbox_missing()) {
        printf("the walls: %s: skipped\n", sandbox_missing());
        return 77;
    }
    make_ground();
    snprintf(node, sizeof node, "%s/node", folder);
    const struct store_reach elsewhere = {.port = {5432}, .n_ports = 1};
    struct sandbox_place place = {.folder = node, .no_landlock = sandbox_landlock() == 0};
    if (place.no_landlock)
        printf("the walls around files: this kernel has no Landlock: skipped\n");
    for (const struct sandbox_box *box = sandbox_boxes; box->process; box++) {
        place.witnesses = box->asks_witnesses ? &elsewhere : NULL;
        well &= run_apart(try_all, box, &place);
        for (size_t i = 0; i < sizeof files / sizeof files[0] - 1; i++) {
            char path[128]; /* again as it was */
            snprintf(path, sizeof path, "%s/%s", node, files[i]);
            make_file(path);
        }
        well &= try_holes(box, &place);
        well &= try_reaches(box, place);
#ifdef __x86_64__
        bool killed = is_killed(box, &place);
        printf("%sok - %s: another architecture's call kills\n", killed ? "" : "not ",
               box->process);
        well &= killed;
#endif
    }
    clear_ground();
    return well ? 0 : 1;
}
