// SPDX-License-Identifier: Apache-2.0
/* sandbox_rows.c -- which process needs which files and calls: a new process is a row here.
 * Floor 7, part of sandbox.h.  A list of what is allowed, found by strace over the tests and by
 * reading what libsodium, OpenSSL, SQLite and glibc call, also on machines that lack the older
 * calls; what is only called before the walls stand is not in it.  Nobody may connect but a server
 * whose database is elsewhere, and that to its ports only (sandbox_near, sandbox_far), and the
 * courier to those of the witnesses. */
#include "main/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>

#define CALL(name)           \
    {                        \
        .nr = SCMP_SYS(name) \
    }
#define CALL_IF(name, ...)                                         \
    {                                                              \
        .nr = SCMP_SYS(name), .n_when = 1, .when = { __VA_ARGS__ } \
    }
#define CALL_IF_BOTH(name, ...)                                    \
    {                                                              \
        .nr = SCMP_SYS(name), .n_when = 2, .when = { __VA_ARGS__ } \
    }
#define END          \
    {                \
        .answer = -1 \
    }

#define IS(n, value) SCMP_CMP64(n, SCMP_CMP_EQ, value, 0)
/* None of these bits. */
#define WITHOUT(n, bits) SCMP_CMP64(n, SCMP_CMP_MASKED_EQ, bits, 0)

#define NEW_NAMESPACES                                                                            \
    (CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | \
     CLONE_NEWNET)

/* ---- calls --------------------------------------------------------------------------------- */

/* Memory that runs is made by the loader only.  The newer clone hides its flags behind a pointer;
 * glibc takes the older one when it is told that there is none. */
static const struct sandbox_call living[] = {
    CALL(brk),
    CALL_IF(mmap, WITHOUT(2, PROT_EXEC)),
    CALL_IF(mprotect, WITHOUT(2, PROT_EXEC)),
    CALL(munmap),
    CALL(mremap),
    CALL(madvise),
    CALL(futex),
    CALL(sched_getaffinity),
    CALL(rt_sigaction),
    CALL(rt_sigprocmask),
    CALL(rt_sigreturn),
    CALL(rt_sigtimedwait),
    CALL(restart_syscall),
    CALL(clock_gettime),
    CALL(clock_nanosleep),
    CALL(nanosleep),
    CALL(gettimeofday),
    CALL(getrandom),
    CALL(getpid),
    CALL(gettid),
    CALL(getppid),
    CALL(getuid),
    CALL(geteuid),
    CALL(getgid),
    CALL(getegid),
    CALL(sysinfo),
    CALL_IF_BOTH(prlimit64, IS(0, 0), IS(2, 0)), /* asks for its own */
    CALL_IF_BOTH(prlimit64, IS(0, SANDBOX_OWN_PID), IS(2, 0)),
    CALL_IF(tgkill, IS(0, SANDBOX_OWN_PID)), /* abort */
    CALL(exit),
    CALL(exit_group),
    {.nr = SCMP_SYS(clone3), .answer = ENOSYS},
    END,
};

/* With descriptors that it has.  No F_SETOWN: it sends signals to others; ioctl: is it a terminal?
 */
static const struct sandbox_call descriptors[] = {
    CALL(read),
    CALL(pread64),
    CALL(write),
    CALL(writev),
    CALL(pwrite64),
    CALL(close),
    CALL(lseek),
    CALL(fstat),
    CALL(fsync),
    CALL(fdatasync),
    CALL(ftruncate),
    CALL(poll),
    CALL_IF(ioctl, IS(1, TCGETS)),
    CALL_IF(fcntl, IS(1, F_GETFD)),
    CALL_IF(fcntl, IS(1, F_SETFD)),
    CALL_IF(fcntl, IS(1, F_GETFL)),
    CALL_IF(fcntl, IS(1, F_SETFL)),
    CALL_IF(fcntl, IS(1, F_GETLK)),
    CALL_IF(fcntl, IS(1, F_SETLK)),
    CALL_IF(fcntl, IS(1, F_OFD_GETLK)),
    CALL_IF(fcntl, IS(1, F_OFD_SETLK)),
    CALL_IF(fcntl, IS(1, F_DUPFD)),
    CALL_IF(fcntl, IS(1, F_DUPFD_CLOEXEC)),
    /* A socket that was connected before.  MSG_FASTOPEN would be a connect by another name. */
    CALL(recvfrom),
    CALL_IF_BOTH(sendto, WITHOUT(3, MSG_FASTOPEN), IS(4, 0)),
    END,
};

/* By name.  Which of them: Landlock. */
static const struct sandbox_call files[] = {
    CALL(open),   CALL(openat),    CALL(stat),       CALL(lstat),  CALL(newfstatat), CALL(statx),
    CALL(access), CALL(faccessat), CALL(faccessat2), CALL(rename), CALL(renameat),   END,
};

static const struct sandbox_call folders[] = {
    CALL(getdents64), CALL(getcwd), CALL(readlink), CALL(readlinkat), CALL(unlink), CALL(unlinkat),
    CALL(link),       CALL(linkat), CALL(mkdir),    CALL(mkdirat),    CALL(fchmod), CALL(fchown),
    CALL(statfs),     END,
};

/* Answering who has connected to us. */
static const struct sandbox_call answering[] = {
    CALL(accept4),
    CALL(getsockname),
    CALL(setsockopt),
    CALL(shutdown),
    CALL_IF(sendmsg, WITHOUT(2, MSG_FASTOPEN)),
    CALL(sendfile),
    CALL(epoll_create1),
    CALL(epoll_ctl),
    CALL(epoll_wait),
    CALL(epoll_pwait),
    CALL(eventfd2),
    END,
};

static const struct sandbox_call threads[] = {
    CALL_IF(clone, SCMP_CMP64(0, SCMP_CMP_MASKED_EQ, CLONE_THREAD | NEW_NAMESPACES, CLONE_THREAD)),
    CALL(set_robust_list),
    CALL(rseq),
    CALL_IF(setpriority, IS(0, PRIO_PROCESS)),
    END,
};

/* Handing something to render, and taking what it wrote. */
static const struct sandbox_call handing[] = {
    CALL(memfd_create),
    CALL_IF(socketpair, IS(0, AF_UNIX)),
    CALL_IF(fcntl, IS(1, F_ADD_SEALS)),
    END,
};

/* A child for each request, with its own limits. */
static const struct sandbox_call rendering[] = {
    CALL_IF(clone, WITHOUT(0, NEW_NAMESPACES)),
    CALL(wait4),
    CALL(recvmsg),
    CALL(readv),
    CALL(alarm),
    CALL(setitimer),
    CALL(sched_yield),
    CALL(uname),
    CALL(fadvise64),
    CALL_IF(prlimit64, IS(0, 0)),
    CALL_IF(prctl, IS(0, PR_SET_PDEATHSIG)),
    CALL_IF(prctl, IS(0, PR_SET_NAME)),
    END,
};

/* Another process of this program: fork, the loader's work, the making of narrower walls. */
static const struct sandbox_call starting[] = {
    CALL_IF(clone, WITHOUT(0, NEW_NAMESPACES)),
    CALL(execve),
    CALL(wait4),
    CALL(kill),
    CALL(tgkill),
    CALL(dup2),
    CALL(close_range),
    CALL_IF(socketpair, IS(0, AF_UNIX)),
    CALL(mmap),
    CALL(mprotect),
    CALL(arch_prctl),
    CALL(set_tid_address),
    CALL(seccomp),
    CALL_IF(prctl, IS(0, PR_SET_NAME)),
    CALL_IF(prctl, IS(0, PR_SET_PDEATHSIG)),
    CALL_IF(prctl, IS(0, PR_SET_DUMPABLE)),
    CALL_IF(prctl, IS(0, PR_SET_NO_NEW_PRIVS)),
    CALL_IF(prctl, IS(0, PR_SET_SECCOMP)),
    CALL_IF(prctl, IS(0, PR_GET_SECCOMP)),
    CALL_IF_BOTH(prlimit64, IS(0, 0), IS(1, RLIMIT_CORE)),
    CALL(landlock_create_ruleset),
    CALL(landlock_add_rule),
    CALL(landlock_restrict_self),
    END,
};

/* ---- the parent ---------------------------------------------------------------------------- */

/* What its children do before their own walls stand: the server makes and removes the database's
 * companions, and reads the pack. */
static const struct sandbox_path parent_paths[] = {
    {".", MAY_READ | MAY_LIST | MAY_WRITE | MAY_MAKE | MAY_FOLDER},
    {SANDBOX_PROGRAM, MAY_READ | MAY_RUN},
    {SANDBOX_RENDER, MAY_READ | MAY_RUN},
    {SANDBOX_LIBRARIES, MAY_READ | MAY_RUN}, /* the loader among them */
    {"/etc/ld.so.cache", MAY_READ},
    {"/etc/ssl/openssl.cnf", MAY_READ},
    {"/dev/urandom", MAY_READ},   /* SQLite: the salts of its log */
    {SANDBOX_SOCKET, MAY_REMOVE}, /* at the end */
    {0},
};
static const struct sandbox_call *const parent_calls[] = {living, descriptors, starting, NULL};

/* ---- the server ---------------------------------------------------------------------------- */

/* Not the folder itself: the signer's lies in it, with the key.  So its own files are named, they
 * are there when the walls are made, and none is made beside them later. */
static const struct sandbox_path server_paths[] = {
    {"ledger.db*", MAY_READ | MAY_WRITE},
    {"state-*.db*", MAY_READ | MAY_WRITE},
    {"policy", MAY_READ}, /* /policy hands it out */
    {"shadow-served", MAY_READ | MAY_LIST | MAY_WRITE | MAY_MAKE},
    {"public", MAY_READ | MAY_LIST | MAY_WRITE | MAY_MAKE},
    {"uploads", MAY_READ | MAY_LIST | MAY_WRITE | MAY_MAKE | MAY_FOLDER},
    {"blobs", MAY_READ | MAY_LIST | MAY_WRITE | MAY_MAKE | MAY_FOLDER},
    {0},
};
static const struct sandbox_call *const server_calls[] = {
    living, descriptors, files, folders, answering, threads, handing, NULL,
};

/* ---- the signer ---------------------------------------------------------------------------- */

static const struct sandbox_path signer_paths[] = {
    {"signer", MAY_READ | MAY_LIST | MAY_WRITE | MAY_MAKE},
    {0},
};
static const struct sandbox_call *const signer_calls[] = {living, descriptors, files, NULL};

/* ---- render -------------------------------------------------------------------------------- */

/* Fonts are looked up and mapped while a page is printed. */
static const struct sandbox_path render_paths[] = {
    {"/usr/share/fonts", MAY_READ | MAY_LIST},
    {"/usr/local/share/fonts", MAY_READ | MAY_LIST},
    {"/usr/share/fontconfig", MAY_READ | MAY_LIST},
    {"/etc/fonts", MAY_READ | MAY_LIST},
    {"/var/cache/fontconfig", MAY_READ | MAY_LIST},
    {SANDBOX_FONTS, MAY_READ | MAY_LIST},
    {0},
};
static const struct sandbox_call *const render_calls[] = {
    living, descriptors, files, folders, threads, rendering, NULL,
};

/* ---- others elsewhere ------------------------------------------------------------------------ */

/* Connections that broke are made again while the server runs: names, passwords and certificates
 * are looked up again by libpq, glibc and OpenSSL. */
static const struct sandbox_call asking[] = {
    CALL(connect), CALL(getsockopt), CALL(getpeername), CALL(ppoll), CALL(recvmsg), CALL(uname),
    END,
};
static const struct sandbox_call near[] = {
    CALL_IF(socket, IS(0, AF_UNIX)),
    END,
};
static const struct sandbox_call far[] = {
    CALL_IF(socket, IS(0, AF_INET)),
    CALL_IF(socket, IS(0, AF_INET6)),
    CALL_IF(sendmmsg, WITHOUT(3, MSG_FASTOPEN)),
    CALL_IF(ioctl, IS(1, FIONREAD)),
    END,
};
static const struct sandbox_path near_paths[] = {
    {"/etc/nsswitch.conf", MAY_READ}, /* the name of the user */
    {"/etc/passwd", MAY_READ},        {SANDBOX_PASSWORD, MAY_READ}, {SANDBOX_HOME, MAY_READ}, {0},
};
static const struct sandbox_path far_paths[] = {
    {"/etc/nsswitch.conf", MAY_READ},
    {"/etc/passwd", MAY_READ},
    {"/etc/hosts", MAY_READ},
    {"/etc/host.conf", MAY_READ},
    {"/etc/resolv.conf", MAY_READ},
    {"/etc/gai.conf", MAY_READ},
    {"/etc/ssl", MAY_READ},
    {"/usr/lib/ssl", MAY_READ},
    {"/usr/share/ca-certificates", MAY_READ},
    {SANDBOX_PASSWORD, MAY_READ},
    {SANDBOX_HOME, MAY_READ},
    {0},
};
static const struct sandbox_call *const near_calls[] = {asking, near, NULL};
static const struct sandbox_call *const far_calls[] = {asking, far, NULL};

const struct sandbox_box sandbox_near = {
    .process = "near", .paths = near_paths, .groups = near_calls};
const struct sandbox_box sandbox_far = {.process = "far", .paths = far_paths, .groups = far_calls};

/* ---- the courier --------------------------------------------------------------------------- */

/* libcurl looks names up in a thread of its own, which it hears over a pair of sockets.  It reads
 * nothing of the node: whom to ask it has read before. */
static const struct sandbox_call carrying[] = {
    CALL(getsockname), CALL(setsockopt), CALL_IF(socketpair, IS(0, AF_UNIX)),
    CALL(eventfd2),    CALL(shutdown),   END,
};
static const struct sandbox_call *const courier_calls[] = {
    living, descriptors, files, threads, carrying, asking, far, NULL,
};

const struct sandbox_box sandbox_boxes[] = {
    {"parent", parent_paths, parent_calls, .has_children = true},
    {"server", server_paths, server_calls, .closed = "signer", .asks_database = true},
    {"signer", signer_paths, signer_calls, .closed = "ledger.db"},
    {"render", render_paths, render_calls, .closed = NULL},
    {"courier", far_paths, courier_calls, .closed = "ledger.db", .asks_witnesses = true},
    {0},
};
