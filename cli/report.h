#ifndef CROWDPATCH_CLI_REPORT_H
#define CROWDPATCH_CLI_REPORT_H

/** Writes the page of a run's or a campaign's directory, to report.html in it (path NULL) or
 * elsewhere, whole or not at all. Returns 0, or an error as report_make() does. */
int cli_report_write(const char *directory, const char *path);

#endif
