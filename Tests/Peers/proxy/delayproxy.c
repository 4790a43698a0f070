// A TCP proxy that makes a loopback connection behave like a distant, slow or broken one.
//
//     delayproxy --to PORT [--listen PORT] [--rtt MS] [--rate BYTES] [--cut-down N] [--cut-up N] [--cut-times K]
//
// Each direction is a delay line: bytes leave half a round trip after they came. `--rate` bounds each direction of the
// whole proxy, in bytes a second. `--cut-down N` resets a connection after N bytes to the client, `--cut-up N` after N
// bytes to the server; `--cut-times K` does so only for the first K connections. Prints the port that it listens on.
// Every option can be changed by a line on stdin without dashes ("rtt 20"); besides there are "cut" (reset every
// connection now), "freeze" and "thaw" (accept, but relay nothing) and "inject TEXT" (a line to every client, at the
// next line end of the server; for connections without TLS). Each line is answered "ok". Ends with its input.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { ring_bytes = 8 << 20, read_bytes = 256 << 10, marks = 4096, line_bytes = 4096 };
enum direction { up, down };

static struct {
    int target;
    int64_t half;  // nanoseconds
    int64_t rate;  // bytes a second each way, 0: unlimited
    int64_t cut[2], cut_times;
    bool frozen;
} settings = { .cut_times = INT64_MAX };

// Bytes on their way: a ring, and for each read the moment at which its end may leave.
struct line {
    unsigned char *ring;
    uint64_t in, out;  // positions since the beginning
    struct { uint64_t end; int64_t due; } mark[marks];
    unsigned first, last;
    bool ended, closed;  // the sender said so; we said so to the receiver
    unsigned char tail;  // the last byte that left
};

struct connection {
    int fd[2];  // fd[up]: to the client, read for `up`; fd[down]: to the server, read for `down`
    struct line line[2];
    uint32_t watched[2];
    bool connected, dead, may_cut;
    char *injection;
    struct connection *next;
};

static struct connection *connections;
static int epoll, timer, listener;
static int64_t tokens[2], refilled;

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static void watch(struct connection *c, enum direction side, uint32_t events) {
    if (c->watched[side] == events) return;
    // Edge-triggered where nothing is wanted: a hang-up is then told once instead of for ever.
    struct epoll_event event = { .events = events ? events : EPOLLET, .data.ptr = c };
    if (epoll_ctl(epoll, EPOLL_CTL_MOD, c->fd[side], &event) < 0) fail("epoll_ctl");
    c->watched[side] = events;
}

static void reset(struct connection *c) {
    struct linger hard = { 1, 0 };
    for (int side = 0; side < 2; side++) setsockopt(c->fd[side], SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    c->dead = true;
}

static void bury(void) {
    for (struct connection **at = &connections; *at;) {
        struct connection *c = *at;
        if (!c->dead) {
            at = &c->next;
            continue;
        }
        *at = c->next;
        for (int side = 0; side < 2; side++) {
            close(c->fd[side]);
            free(c->line[side].ring);
        }
        free(c->injection);
        free(c);
    }
}

static void add(int fd, struct connection *c, uint32_t events) {
    struct epoll_event event = { .events = events, .data.ptr = c };
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) < 0) fail("epoll_ctl");
}

static void open_connection(void) {
    int client = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (client < 0) return;
    int server = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), one = 1;
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)settings.target) };
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (server < 0 || (connect(server, (struct sockaddr *)&address, sizeof address) < 0 && errno != EINPROGRESS)) {
        close(client);
        if (server >= 0) close(server);
        return;
    }
    setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    setsockopt(server, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    struct connection *c = calloc(1, sizeof *c);
    if (!c || !(c->line[up].ring = malloc(ring_bytes)) || !(c->line[down].ring = malloc(ring_bytes))) fail("memory");
    c->fd[up] = client;
    c->fd[down] = server;
    c->watched[up] = EPOLLIN;
    c->watched[down] = EPOLLOUT;
    c->may_cut = settings.cut_times > 0 && (settings.cut[up] || settings.cut[down]);
    if (c->may_cut) settings.cut_times--;
    c->next = connections;
    connections = c;
    add(client, c, EPOLLIN);
    add(server, c, EPOLLOUT);
}

// MARK: one direction

static uint64_t room(const struct line *l) {
    uint64_t limit = ring_bytes;
    if (settings.rate && (uint64_t)settings.rate / 4 < limit) limit = (uint64_t)settings.rate / 4 + 65536;
    if (limit > ring_bytes) limit = ring_bytes;
    uint64_t used = l->in - l->out;
    return used >= limit || (l->last - l->first) >= marks - 1 ? 0 : limit - used;
}

static int segments(struct line *l, uint64_t from, uint64_t length, struct iovec *part) {
    uint64_t start = from % ring_bytes, first = ring_bytes - start < length ? ring_bytes - start : length;
    part[0] = (struct iovec){ l->ring + start, first };
    part[1] = (struct iovec){ l->ring, length - first };
    return length > first ? 2 : 1;
}

static void took(struct line *l, uint64_t count, int64_t time) {
    l->in += count;
    l->mark[l->last % marks].end = l->in;
    l->mark[l->last % marks].due = time + settings.half;
    l->last++;
}

static void receive(struct connection *c, enum direction way, int64_t time) {
    struct line *l = &c->line[way];
    for (int turn = 0; turn < 4 && !l->ended; turn++) {
        uint64_t length = room(l);
        if (!length) return;
        struct iovec part[2];
        ssize_t count = readv(c->fd[way], part, segments(l, l->in, length < read_bytes ? length : read_bytes, part));
        if (count > 0) took(l, (uint64_t)count, time);
        if (count == 0) l->ended = true;
        if (count < 0 && errno != EAGAIN && errno != EINTR) reset(c);
        if (count < read_bytes) return;
    }
}

// How much may leave now.
static uint64_t due(struct line *l, int64_t time) {
    uint64_t end = l->out;
    while (l->first != l->last && l->mark[l->first % marks].due <= time) end = l->mark[l->first++ % marks].end;
    if (end == l->out) return 0;
    return end - l->out;
}

static void put_back(struct line *l, uint64_t length) {
    if (!length) return;
    l->first--;
    l->mark[l->first % marks].end = l->out + length;
    l->mark[l->first % marks].due = 0;
}

static void inject(struct connection *c) {
    struct line *l = &c->line[down];
    bool at_line_end = l->in == l->out && (l->out == 0 || l->tail == '\n');
    if (!c->injection || !at_line_end) return;
    if (send(c->fd[up], c->injection, strlen(c->injection), MSG_NOSIGNAL) < 0) reset(c);
    free(c->injection);
    c->injection = NULL;
}

static void relay(struct connection *c, enum direction way, int64_t time) {
    struct line *l = &c->line[way];
    int receiver = c->fd[!way];
    if (settings.frozen || c->dead || (way == up && !c->connected)) return;
    uint64_t ready = due(l, time), allowed = ready;
    if (settings.rate && (int64_t)allowed > tokens[way]) allowed = tokens[way] > 0 ? (uint64_t)tokens[way] : 0;
    if (c->may_cut && settings.cut[way] && l->out + allowed > (uint64_t)settings.cut[way])
        allowed = (uint64_t)settings.cut[way] - l->out;
    if (allowed) {
        struct iovec part[2];
        struct msghdr message = { .msg_iov = part };
        message.msg_iovlen = (size_t)segments(l, l->out, allowed, part);
        ssize_t count = sendmsg(receiver, &message, MSG_NOSIGNAL);
        if (count < 0 && errno != EAGAIN && errno != EINTR) reset(c);
        if (count > 0) {
            ready -= (uint64_t)count;
            l->out += (uint64_t)count;
            l->tail = l->ring[(l->out - 1) % ring_bytes];
            tokens[way] -= count;
        }
    }
    put_back(l, ready);
    if (c->may_cut && settings.cut[way] && l->out >= (uint64_t)settings.cut[way]) reset(c);
    if (way == down) inject(c);
    if (l->ended && l->in == l->out && !l->closed) {
        shutdown(receiver, SHUT_WR);
        l->closed = true;
        if (c->line[!way].closed) c->dead = true;
    }
}

// MARK: the loop

static void refill(int64_t time) {
    int64_t burst = settings.rate / 20 + 4096;
    for (int way = 0; way < 2; way++) {
        tokens[way] += (int64_t)((double)settings.rate * (double)(time - refilled) / 1e9);
        if (tokens[way] > burst) tokens[way] = burst;
    }
    refilled = time;
}

// Watches what can make progress and returns when the next delayed byte may leave.
static int64_t arm(struct connection *c, int64_t time) {
    int64_t next = INT64_MAX;
    uint32_t events[2] = { 0, 0 };
    for (int way = 0; way < 2; way++) {
        struct line *l = &c->line[way];
        if (!l->ended && room(l) && !settings.frozen) events[way] |= EPOLLIN;
        if (l->first == l->last || settings.frozen) continue;
        int64_t when = l->mark[l->first % marks].due;
        if (when <= time && settings.rate && tokens[way] <= 0) when = time + 2000000;
        if (when <= time) events[!way] |= EPOLLOUT;
        else if (when < next) next = when;
    }
    if (!c->connected) events[down] = EPOLLOUT;
    watch(c, up, events[up]);
    watch(c, down, events[down]);
    return next;
}

static void set_timer(int64_t when) {
    struct itimerspec setting = { 0 };
    if (when != INT64_MAX) setting.it_value = (struct timespec){ when / 1000000000, when % 1000000000 };
    timerfd_settime(timer, TFD_TIMER_ABSTIME, &setting, NULL);
}

static bool set(const char *name, const char *value) {
    int64_t number = atoll(value);
    if (!strcmp(name, "rtt")) settings.half = (int64_t)(atof(value) * 500000);
    else if (!strcmp(name, "rate")) settings.rate = number;
    else if (!strcmp(name, "cut-down")) settings.cut[down] = number;
    else if (!strcmp(name, "cut-up")) settings.cut[up] = number;
    else if (!strcmp(name, "cut-times")) settings.cut_times = number;
    else if (!strcmp(name, "to")) settings.target = (int)number;
    else return false;
    return true;
}

static void obey(char *text) {
    char *value = strchr(text, ' ');
    if (value) *value++ = 0;
    bool known = true;
    if (!strcmp(text, "freeze")) settings.frozen = true;
    else if (!strcmp(text, "thaw")) settings.frozen = false;
    else if (!strcmp(text, "cut")) for (struct connection *c = connections; c; c = c->next) reset(c);
    else if (!strcmp(text, "inject") && value) {
        for (struct connection *c = connections; c; c = c->next) {
            free(c->injection);
            if (asprintf(&c->injection, "%s\r\n", value) < 0) fail("memory");
        }
    } else known = value && set(text, value);
    puts(known ? "ok" : "unknown");
}

static void read_commands(void) {
    static char text[line_bytes];
    static size_t used;
    ssize_t count = read(STDIN_FILENO, text + used, sizeof text - 1 - used);
    if (count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR)) exit(0);
    if (count < 0) return;
    used += (size_t)count;
    text[used] = 0;
    char *start = text;
    for (char *end; (end = strchr(start, '\n')); start = end + 1) {
        *end = 0;
        obey(start);
    }
    used -= (size_t)(start - text);
    memmove(text, start, used);
    if (used == sizeof text - 1) used = 0;
}

static void turn(const struct epoll_event *event, int count) {
    int64_t time = now();
    refill(time);
    for (int i = 0; i < count; i++) {
        struct connection *c = event[i].data.ptr;
        if (event[i].data.ptr == &listener) open_connection();
        else if (event[i].data.ptr == &timer) {
            uint64_t expirations;
            if (read(timer, &expirations, sizeof expirations) < 0 && errno != EAGAIN) fail("timer");
        } else if (event[i].data.ptr == &settings) read_commands();
        else if (!c->connected && c->watched[down] & EPOLLOUT && event[i].events & (EPOLLOUT | EPOLLERR)) {
            int status = 0;
            socklen_t length = sizeof status;
            getsockopt(c->fd[down], SOL_SOCKET, SO_ERROR, &status, &length);
            c->connected = true;
            if (status) reset(c);
        } else if (event[i].events & EPOLLERR) reset(c);
    }
}

static void run(void) {
    struct epoll_event event[64];
    for (;;) {
        int count = epoll_wait(epoll, event, 64, -1);
        if (count < 0 && errno != EINTR) fail("epoll_wait");
        turn(event, count < 0 ? 0 : count);
        int64_t time = now(), next = INT64_MAX;
        for (struct connection *c = connections; c; c = c->next) {
            for (int way = 0; way < 2 && !c->dead; way++) {
                if (!settings.frozen && (way == up || c->connected)) receive(c, way, time);
                if (!c->dead) relay(c, way, time);
            }
            if (c->dead) continue;
            int64_t when = arm(c, time);
            if (when < next) next = when;
        }
        bury();
        set_timer(next);
    }
}

static void start(int port) {
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
    socklen_t length = sizeof address;
    int one = 1;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0 || listen(listener, 1024) < 0) fail("listen");
    getsockname(listener, (struct sockaddr *)&address, &length);
    epoll = epoll_create1(EPOLL_CLOEXEC);
    timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    add(listener, (void *)&listener, EPOLLIN);
    add(timer, (void *)&timer, EPOLLIN);
    add(STDIN_FILENO, (void *)&settings, EPOLLIN);
    setvbuf(stdout, NULL, _IOLBF, 0);
    printf("%d\n", ntohs(address.sin_port));
}

int main(int count, char **arguments) {
    int port = 0;
    for (int i = 1; i + 1 < count; i += 2) {
        const char *name = arguments[i];
        if (!strcmp(name, "--listen")) port = atoi(arguments[i + 1]);
        else if (strncmp(name, "--", 2) || !set(name + 2, arguments[i + 1])) {
            fprintf(stderr, "delayproxy: unknown option %s\n", name);
            return 2;
        }
    }
    if (count % 2 == 0 || !settings.target) {
        fprintf(stderr, "usage: delayproxy --to PORT [--listen PORT] [--rtt MS] [--rate BYTES] [--cut-down N] …\n");
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    refilled = now();
    start(port);
    run();
}
