#pragma once
#include <microhttpd.h>

/* What Swift cannot import: variadic functions, cast macros, function pointers inside option items. */

static inline struct MHD_OptionItem mhd_number(enum MHD_OPTION option, intptr_t value) {
  struct MHD_OptionItem item = {option, value, NULL};
  return item;
}

static inline struct MHD_OptionItem mhd_text(enum MHD_OPTION option, const char *text) {
  struct MHD_OptionItem item = {option, 0, (void *)text};
  return item;
}

static inline struct MHD_OptionItem mhd_logger(MHD_LogCallback log, void *context) {
  struct MHD_OptionItem item = {MHD_OPTION_EXTERNAL_LOGGER, (intptr_t)log, context};
  return item;
}

static inline struct MHD_OptionItem mhd_completed(MHD_RequestCompletedCallback completed, void *context) {
  struct MHD_OptionItem item = {MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)completed, context};
  return item;
}

static inline struct MHD_OptionItem mhd_connected(MHD_NotifyConnectionCallback connected, void *context) {
  struct MHD_OptionItem item = {MHD_OPTION_NOTIFY_CONNECTION, (intptr_t)connected, context};
  return item;
}

typedef void *(*mhd_target_callback)(void *context, const char *target, struct MHD_Connection *connection);

static inline struct MHD_OptionItem mhd_target(mhd_target_callback begin, void *context) {
  struct MHD_OptionItem item = {MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)begin, context};
  return item;
}

static inline struct MHD_Daemon *mhd_start(unsigned int flags, MHD_AcceptPolicyCallback accept,
                                           MHD_AccessHandlerCallback access, void *context,
                                           const struct MHD_OptionItem *options) {
  return MHD_start_daemon(flags, 0, accept, context, access, context, MHD_OPTION_ARRAY, options, MHD_OPTION_END);
}

static inline const struct sockaddr *mhd_peer(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  return info ? info->client_addr : NULL;
}

static inline int mhd_socket(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  return info ? info->connect_fd : -1;
}

static inline void *mhd_context(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
  return info ? info->socket_context : NULL;
}

static inline uint64_t mhd_size_unknown(void) { return MHD_SIZE_UNKNOWN; }
static inline ssize_t mhd_end_of_stream(void) { return MHD_CONTENT_READER_END_OF_STREAM; }
static inline ssize_t mhd_end_with_error(void) { return MHD_CONTENT_READER_END_WITH_ERROR; }
