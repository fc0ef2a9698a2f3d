#include "scenarios/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "scenarios/report.h"

/* Refuses what is not UTF-8 text, with one line that names the first bad byte. */
static int check_characters(const struct scenario_text *text, struct scenario_report *report)
{
    size_t line = 1;
    size_t column = 1;

    for (size_t i = 0; i < text->len;) {
        size_t bytes = scenario_utf8_len(text->original + i, text->len - i);

        if (bytes == 0) {
            scenario_report_plain(report, text->name, line, column,
                                  "byte 0x%02x is not UTF-8; expected a JSON text in UTF-8",
                                  (unsigned)(unsigned char)text->original[i]);
            return BASE_E_SCENARIO;
        }
        if (text->original[i] == '\0') {
            scenario_report_plain(report, text->name, line, column,
                                  "found a NUL byte; expected a JSON text in UTF-8");
            return BASE_E_SCENARIO;
        }
        column++;
        if (text->original[i] == '\n') {
            line++;
            column = 1;
        }
        i += bytes;
    }
    return 0;
}

/* Replaces comments outside of texts by blanks; line ends stay. */
static int blank_comments(struct scenario_text *text, struct scenario_report *report)
{
    char *p = text->plain;
    bool in_string = false;

    for (size_t i = 0; i < text->len; i++) {
        if (in_string) {
            if (p[i] == '\\' && i + 1 < text->len && p[i + 1] != '\n')
                i++;
            else if (p[i] == '"' || p[i] == '\n')
                in_string = false;
        } else if (p[i] == '"') {
            in_string = true;
        } else if (p[i] == '/' && p[i + 1] == '/') {
            for (; i < text->len && p[i] != '\n'; i++)
                p[i] = ' ';
        } else if (p[i] == '/' && p[i + 1] == '*') {
            const char *end = strstr(p + i + 2, "*/");

            if (end == NULL) {
                scenario_report_at(report, text, i, "the comment is not closed; expected \"*/\"");
                return BASE_E_SCENARIO;
            }
            for (; p + i < end + 2; i++) {
                if (p[i] != '\n')
                    p[i] = ' ';
            }
            i--;
        }
    }
    return 0;
}

static int check_content(const struct scenario_text *text, struct scenario_report *report)
{
    if (text->plain[strspn(text->plain, " \t\r\n")] != '\0')
        return 0;
    scenario_report_plain(report, text->name, 1, 1, "the %s; expected a scenario: { ... }",
                          text->len == 0 ? "file is empty" : "file holds nothing but blanks");
    return BASE_E_SCENARIO;
}

static int refuse_size(const char *name, struct scenario_report *report)
{
    scenario_report_plain(report, name, 0, 0, "the file is larger than %zu MiB",
                          SCENARIO_TEXT_MAX_BYTES >> 20);
    return BASE_E_SCENARIO;
}

int scenario_text_init(struct scenario_text *text, const char *name, const char *data, size_t len,
                       struct scenario_report *report)
{
    int r;

    memset(text, 0, sizeof(*text));
    if (len > SCENARIO_TEXT_MAX_BYTES)
        return refuse_size(name, report);
    if (len >= 3 && memcmp(data, "\xef\xbb\xbf", 3) == 0) {
        data += 3;
        len -= 3;
    }
    text->name = strdup(name);
    text->original = malloc(len + 1);
    text->plain = malloc(len + 1);
    text->len = len;
    if (text->name == NULL || text->original == NULL || text->plain == NULL)
        return BASE_E_NOMEM;
    if (len > 0)
        memcpy(text->original, data, len);
    text->original[len] = '\0';
    r = check_characters(text, report);
    if (r != 0)
        return r;
    memcpy(text->plain, text->original, len + 1);
    r = blank_comments(text, report);
    return r != 0 ? r : check_content(text, report);
}

/* Reads all that fd gives, one byte more than the largest file at the most. */
static int read_all(int fd, struct base_buffer *content)
{
    char chunk[65536];

    while (content->len <= SCENARIO_TEXT_MAX_BYTES) {
        ssize_t got = read(fd, chunk, sizeof(chunk));

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return BASE_E_IO;
        if (got == 0)
            break;
        base_buffer_append(content, chunk, (size_t)got);
        if (base_buffer_failed(content))
            return BASE_E_NOMEM;
    }
    return 0;
}

int scenario_text_read(struct scenario_text *text, const char *path, struct scenario_report *report)
{
    struct base_buffer content = {0};
    struct stat status;
    int fd;
    int r;

    memset(text, 0, sizeof(*text));
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0 || fstat(fd, &status) != 0) {
        scenario_report_plain(report, path, 0, 0, "cannot open the file: %s", strerror(errno));
        r = BASE_E_SCENARIO;
    } else if (S_ISDIR(status.st_mode)) {
        scenario_report_plain(report, path, 0, 0, "this is a directory; expected a file");
        r = BASE_E_SCENARIO;
    } else {
        r = read_all(fd, &content);
        if (r == BASE_E_IO) {
            scenario_report_plain(report, path, 0, 0, "cannot read the file: %s", strerror(errno));
            r = BASE_E_SCENARIO;
        } else if (r == 0) {
            r = scenario_text_init(text, path, (const char *)content.data, content.len, report);
        }
    }
    base_buffer_deinit(&content);
    if (fd >= 0)
        close(fd);
    return r;
}

void scenario_text_deinit(struct scenario_text *text)
{
    free(text->name);
    free(text->original);
    free(text->plain);
    memset(text, 0, sizeof(*text));
}
