#ifndef CROWDPATCH_SCENARIOS_SUGGEST_H
#define CROWDPATCH_SCENARIOS_SUGGEST_H

#include "base/bytes.h"
#include "scenarios/param.h"

/** Appends "; did you mean ...?" for a key that `section` does not have ("" is the top), or nothing
 *  when no name is near. A key that another section has is named with that section. Sections of
 *  other systems are left out unless system is -1. */
void scenario_suggest_key(const struct scenario_catalogue *catalogue, int system,
                          const char *section, const char *key, struct base_buffer *out);

/** The same for an unknown "section.key", or a key at the top. */
void scenario_suggest_dotted(const struct scenario_catalogue *catalogue, int system,
                             const char *dotted, struct base_buffer *out);

#endif
