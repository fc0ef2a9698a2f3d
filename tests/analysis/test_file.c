#include "analysis/file.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"

/* Longer than the first room of the reader. */
#define LEN ((size_t)200000)

Test(file, what_is_appended_is_read)
{
    char path[] = "/tmp/crowdpatch-file-XXXXXX", *written = malloc(LEN), *text;
    size_t len;
    int fd = mkstemp(path);
    cr_assert(fd >= 0 && written);
    for (size_t i = 0; i < LEN; i++)
        written[i] = (char)(i % 251);
    cr_assert_eq(analysis_file_read(path, &text, &len), 0);
    cr_expect_eq(len, 0);
    cr_expect_eq(text[0], '\0');
    free(text);
    cr_expect(analysis_file_append(fd, written, LEN / 2));
    cr_expect(analysis_file_append(fd, written + LEN / 2, LEN - LEN / 2));
    close(fd);
    cr_assert_eq(analysis_file_read(path, &text, &len), 0);
    unlink(path);
    cr_assert_eq(len, LEN);
    cr_expect_eq(memcmp(text, written, LEN), 0);
    cr_expect_eq(text[LEN], '\0');
    free(text);
    free(written);
}

Test(file, errors)
{
    char *text = NULL;
    size_t len = 7;
    cr_expect_eq(analysis_file_read("/nonexistent", &text, &len), BASE_E_IO);
    cr_expect_eq(analysis_file_read("/", &text, &len), BASE_E_IO);
    cr_expect_null(text);
    cr_expect_eq(len, 7);
    cr_expect_not(analysis_file_append(-1, "x", 1));
}
