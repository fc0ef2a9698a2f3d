#ifndef CROWDPATCH_BASE_ERROR_H
#define CROWDPATCH_BASE_ERROR_H

/** Errors.
 *
 *  0 is success. A negative code is fatal: the caller releases what it owns, adds context where
 *  that helps, and forwards the code. A positive code is a documented outcome of one function and
 *  is handled by its caller. Bugs assert. A modelled failure (a revert, a bad proof, a time-out) is
 *  data and never one of these codes. */
enum base_error {
    BASE_E_NOMEM = -1,    /* memory is exhausted */
    BASE_E_USAGE = -2,    /* the command line is wrong */
    BASE_E_SCENARIO = -3, /* a scenario or another input file is wrong */
    BASE_E_IO = -4,       /* the operating system refused a read or a write */
    BASE_E_SIM = -5,      /* the simulation broke one of its own invariants */
    BASE_E_RANGE = -6,    /* a number does not fit its type */
};

/** Records what went wrong, printf-like, and returns `code`, so that one line can do both:
 *  return base_fail(BASE_E_IO, "cannot open %s: %s", path, strerror(errno)); */
int base_fail(int code, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** Puts "context: " before the recorded text and returns `code`. */
int base_fail_context(int code, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** The text recorded last in this thread, one line without control characters, of a long one its
 *  two ends; "" when there is none. Valid until the next failure. */
const char *base_fail_text(void);

#endif
