#pragma once

/// From now on whatever this process gives back to the heap is overwritten first.
///
/// A password that somebody typed passes through buffers of libmicrohttpd, libcurl, OpenSSL and SQLite, through Swift's strings
/// and the frames of its tasks. None of them says what it wipes, and what one of them frees stays readable until the heap
/// happens to hand it out again: for hours, in a core dump or a swapped page. Wiping each copy by hand would hold until
/// the next one is made. Here it holds for all of them, at the one door that all have to pass.
///
/// `M_PERTURB` does not do it: blocks that go to a thread's cache are left as they are. Once on it stays on. What is off costs a
/// test of one variable for each free.
void erase_what_is_freed(void);
