#ifndef CROWDPATCH_ANALYSIS_TRACE_STORY_H
#define CROWDPATCH_ANALYSIS_TRACE_STORY_H

#include <stdint.h>
#include <stdio.h>

#include "analysis/trace/read.h"

/** Writes what a log says about one device, a sentence a line, each with its time: what it did,
 * what others did about it, what became of its messages and transactions, and at last why it was
 *  patched or not. Memory: by the length of the story.
 *  Returns 0; BASE_E_USAGE when the run has no such device, with the range in the text;
 *  BASE_E_SCENARIO, BASE_E_IO or BASE_E_NOMEM. */
int trace_story(struct trace_reader *reader, uint64_t device, FILE *out);

#endif
