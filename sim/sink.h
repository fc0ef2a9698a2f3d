#ifndef CROWDPATCH_SIM_SINK_H
#define CROWDPATCH_SIM_SINK_H

#include <stddef.h>

/** A file that a run writes piece by piece. Inside of sim/ only.
 *
 *  Its bytes depend on what is written alone. What fails is kept until sim_sink_close(). */
struct sim_sink;

enum sim_sink_format {
    SIM_SINK_PLAIN,
    SIM_SINK_GZIP, /* one member without name and date, from an "unknown" system (RFC 1952) */
    SIM_SINK_ZSTD, /* one frame with a checksum (RFC 8878) */
};

/** Returns 0, BASE_E_IO or BASE_E_NOMEM. */
int sim_sink_open(const char *path, enum sim_sink_format format, struct sim_sink **ret_sink);
void sim_sink_append(struct sim_sink *sink, const char *text, size_t len);
/** Writes what is left, closes and frees. Returns 0 or BASE_E_IO. */
int sim_sink_close(struct sim_sink *sink);

#endif
