// The limit: how fast the same servers could be read and written if nothing had to be thought about.
//
//     limit CA.pem PLAN
//
// Every line of PLAN is one connection: PORT USER PASSWORD SCRIPT. All start at once, over TLS with verification (`-`
// for CA.pem: over TCP alone), log in, then write the prepared commands of SCRIPT while reading the answers, up to the answer of the last command,
// whose tag is "zz". So FETCH streams are read and APPEND streams pushed at the same time. Prints seconds from the
// start, octets read and written, and answers other than OK; the exit status is 1 if there were any.
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { most_connections = 512, read_bytes = 1 << 18, write_bytes = 1 << 16 };

struct connection {
    int port;
    char user[256], password[256], script[512];
    pthread_t thread;
    SSL *tls;
    int fd;
    size_t received, sent, refused;
    bool line_start, done;
    char line[8];  // the beginning of the current line
    size_t line_length;
};

static SSL_CTX *context;

static void fail(const char *what) {
    fprintf(stderr, "limit: %s: %s\n", what, strerror(errno));
    ERR_print_errors_fp(stderr);
    exit(2);
}

static void open_connection(struct connection *c) {
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)c->port) };
    int one = 1;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    c->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&address, sizeof address) < 0) fail("connect");
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (!context) return;
    c->tls = SSL_new(context);
    SSL_set_fd(c->tls, c->fd);
    SSL_set_tlsext_host_name(c->tls, "localhost");
    SSL_set1_host(c->tls, "localhost");
    if (SSL_connect(c->tls) != 1) fail("TLS");
}

static int receive(struct connection *c, char *bytes, size_t size) {
    return c->tls ? SSL_read(c->tls, bytes, (int)size) : (int)read(c->fd, bytes, size);
}

static int transmit(struct connection *c, const char *bytes, size_t size) {
    return c->tls ? SSL_write(c->tls, bytes, (int)size) : (int)write(c->fd, bytes, size);
}

// Whether there is nothing to do but wait, after a call that did nothing.
static bool would_block(struct connection *c, int result) {
    if (!c->tls) return result < 0 && errno == EAGAIN;
    int reason = SSL_get_error(c->tls, result);
    return reason == SSL_ERROR_WANT_READ || reason == SSL_ERROR_WANT_WRITE;
}

static void expect(struct connection *c, const char *start) {
    char line[8192];
    size_t length = 0;
    for (;;) {
        int count = receive(c, line + length, sizeof line - 1 - length);
        if (count <= 0) fail("login");
        length += (size_t)count;
        line[length] = 0;
        if (strstr(line, start) && line[length - 1] == '\n') return;
    }
}

static void log_in(struct connection *c) {
    char command[1024];
    expect(c, "* OK");
    int length = snprintf(command, sizeof command, "l LOGIN \"%s\" \"%s\"\r\n", c->user, c->password);
    if (transmit(c, command, (size_t)length) != length) fail("login");
    expect(c, "l OK");
}

// A line of ours begins with a tag of two letters: "ap OK", "zz NO". What stands inside literals never looks so.
static void judge(struct connection *c) {
    bool tagged = c->line_length >= 6 && c->line[2] == ' ';
    bool ours = tagged && (!memcmp(c->line, "cr", 2) || !memcmp(c->line, "ap", 2) || !memcmp(c->line, "fe", 2) ||
                           !memcmp(c->line, "ex", 2) || !memcmp(c->line, "zz", 2));
    if (!ours) return;
    if (memcmp(c->line + 3, "OK", 2)) c->refused++;
    if (!memcmp(c->line, "zz", 2)) c->done = true;
}

static void scan(struct connection *c, const char *bytes, size_t count) {
    const char *end = bytes + count;
    while (bytes < end) {
        while (c->line_length < sizeof c->line && bytes < end && *bytes != '\n') c->line[c->line_length++] = *bytes++;
        const char *next = memchr(bytes, '\n', (size_t)(end - bytes));
        if (!next) return;
        judge(c);
        c->line_length = 0;
        bytes = next + 1;
    }
}

static void *converse(void *argument) {
    struct connection *c = argument;
    open_connection(c);
    log_in(c);
    int script = open(c->script, O_RDONLY);
    struct stat status;
    if (script < 0 || fstat(script, &status) < 0) fail(c->script);
    size_t size = (size_t)status.st_size, at = 0;
    char *bytes = mmap(NULL, size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, script, 0);
    char *buffer = malloc(read_bytes);
    fcntl(c->fd, F_SETFL, O_NONBLOCK);
    while (!c->done) {
        short wanted = POLLIN;
        while (at < size) {
            int count = transmit(c, bytes + at, size - at < write_bytes ? size - at : write_bytes);
            if (count <= 0) {
                wanted |= POLLOUT;
                break;
            }
            at += (size_t)count;
            if (c->tls && SSL_pending(c->tls)) break;
        }
        int got = receive(c, buffer, read_bytes);
        if (got > 0) {
            c->received += (size_t)got;
            scan(c, buffer, (size_t)got);
            continue;
        }
        if (!would_block(c, got)) fail("closed by the server");
        struct pollfd poller = { c->fd, wanted, 0 };
        poll(&poller, 1, -1);
    }
    c->sent = at;
    return NULL;
}

static void prepare(const char *authorities) {
    context = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_read_ahead(context, 1);
    if (SSL_CTX_load_verify_file(context, authorities) != 1) fail(authorities);
}

int main(int count, char **arguments) {
    static struct connection all[most_connections];
    struct timespec begin, end;
    size_t used = 0, received = 0, sent = 0, refused = 0;
    if (count != 3) {
        fprintf(stderr, "usage: limit CA.pem PLAN\n");
        return 2;
    }
    clock_gettime(CLOCK_MONOTONIC, &begin);
    if (strcmp(arguments[1], "-")) prepare(arguments[1]);
    FILE *plan = fopen(arguments[2], "r");
    if (!plan) fail(arguments[2]);
    while (used < most_connections && fscanf(plan, "%d %255s %255s %511s", &all[used].port, all[used].user,
                                             all[used].password, all[used].script) == 4)
        used++;
    for (size_t i = 0; i < used; i++) pthread_create(&all[i].thread, NULL, converse, &all[i]);
    for (size_t i = 0; i < used; i++) {
        pthread_join(all[i].thread, NULL);
        received += all[i].received;
        sent += all[i].sent;
        refused += all[i].refused;
    }
    clock_gettime(CLOCK_MONOTONIC, &end);
    double seconds = (double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) / 1e9;
    printf("%.3f s, %zu octets read, %zu written, %zu refused\n", seconds, received, sent, refused);
    return refused ? 1 : 0;
}
