#ifndef CROWDPATCH_BASE_DIRECTORIES_H
#define CROWDPATCH_BASE_DIRECTORIES_H

/** Makes the directory and those above it, as far as they are not there. Returns 0, BASE_E_NOMEM,
 * or BASE_E_IO; what was made before an error stays. */
int base_directories_make(const char *path);
/** The same of the directory that path stands in. path itself, whose slashes at the end do not
 * count, is not looked at. */
int base_directories_make_above(const char *path);

#endif
