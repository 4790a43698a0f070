#pragma once
// ares.h leaves these to whoever includes it.
#include <sys/select.h>
#include <netinet/in.h>
#include <arpa/nameser.h>
#include <ares.h>
