#pragma once
#include <curl/curl.h>
#include <openssl/ssl.h>
#include <string.h>

// Swift cannot call variadic functions: one function for each type of argument that we pass.

static inline CURLcode easy_set_long(CURL *handle, CURLoption option, long value) {
    return (curl_easy_setopt)(handle, option, value);
}

static inline CURLcode easy_set_size(CURL *handle, CURLoption option, curl_off_t value) {
    return (curl_easy_setopt)(handle, option, value);
}

static inline CURLcode easy_set_text(CURL *handle, CURLoption option, const char *value) {
    return (curl_easy_setopt)(handle, option, value);
}

static inline CURLcode easy_set_pointer(CURL *handle, CURLoption option, const void *value) {
    return (curl_easy_setopt)(handle, option, value);
}

static inline CURLcode easy_set_open_socket(CURL *handle, curl_opensocket_callback function, void *context) {
    (curl_easy_setopt)(handle, CURLOPT_OPENSOCKETDATA, context);
    return (curl_easy_setopt)(handle, CURLOPT_OPENSOCKETFUNCTION, function);
}

static inline CURLcode easy_set_socket_options(CURL *handle, curl_sockopt_callback function, void *context) {
    (curl_easy_setopt)(handle, CURLOPT_SOCKOPTDATA, context);
    return (curl_easy_setopt)(handle, CURLOPT_SOCKOPTFUNCTION, function);
}

static inline CURLcode easy_set_progress(CURL *handle, curl_xferinfo_callback function, void *context) {
    (curl_easy_setopt)(handle, CURLOPT_XFERINFODATA, context);
    (curl_easy_setopt)(handle, CURLOPT_NOPROGRESS, 0L);
    return (curl_easy_setopt)(handle, CURLOPT_XFERINFOFUNCTION, function);
}

static inline CURLcode easy_set_body(CURL *handle, curl_write_callback function, void *context) {
    (curl_easy_setopt)(handle, CURLOPT_WRITEDATA, context);
    return (curl_easy_setopt)(handle, CURLOPT_WRITEFUNCTION, function);
}

static inline CURLcode easy_set_header(CURL *handle, curl_write_callback function, void *context) {
    (curl_easy_setopt)(handle, CURLOPT_HEADERDATA, context);
    return (curl_easy_setopt)(handle, CURLOPT_HEADERFUNCTION, function);
}

static inline CURLcode easy_set_upload(CURL *handle, curl_read_callback function, void *context) {
    (curl_easy_setopt)(handle, CURLOPT_UPLOAD, 1L);
    (curl_easy_setopt)(handle, CURLOPT_READDATA, context);
    return (curl_easy_setopt)(handle, CURLOPT_READFUNCTION, function);
}

static inline CURLcode easy_get_long(CURL *handle, CURLINFO info, long *value) {
    return (curl_easy_getinfo)(handle, info, value);
}

static inline CURLcode easy_get_socket(CURL *handle, curl_socket_t *value) {
    return (curl_easy_getinfo)(handle, CURLINFO_ACTIVESOCKET, value);
}

static inline CURLcode easy_get_text(CURL *handle, CURLINFO info, const char **value) {
    return (curl_easy_getinfo)(handle, info, value);
}

static CURLcode read_ahead(CURL *handle, void *context, void *octets) {
    SSL_CTX_set_read_ahead(context, 1);
    SSL_CTX_set_default_read_buffer_len(context, (size_t)octets);
    return CURLE_OK;
}

// Without this OpenSSL asks the kernel twice for each record, and some servers make records of 4 KB.
static inline CURLcode easy_set_read_ahead(CURL *handle, size_t octets) {
    const char *backend = curl_version_info(CURLVERSION_NOW)->ssl_version;
    if (!backend || strncmp(backend, "OpenSSL/", 8)) return CURLE_NOT_BUILT_IN;
    (curl_easy_setopt)(handle, CURLOPT_SSL_CTX_DATA, (void *)octets);
    return (curl_easy_setopt)(handle, CURLOPT_SSL_CTX_FUNCTION, read_ahead);
}
