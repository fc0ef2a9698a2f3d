#include "analysis/figure/manifest.h"

#include <stdlib.h>
#include <unistd.h>

#include "tests/analysis/figure.h"

Test(figure_manifest, comes_back)
{
    struct figure_manifest back, manifest = {.name = "fig05",
                                             .is_quick = true,
                                             .version = "0.1.0",
                                             .data_sha256 = "ab",
                                             .points = 4,
                                             .runs = 12,
                                             .first_seed = 1,
                                             .last_seed = 3,
                                             .cpu_s = 2.5,
                                             .memory_bytes = 5000000000};
    struct base_buffer out = {0};
    char path[] = "/tmp/manifest-XXXXXX";
    int fd = mkstemp(path);
    figure_manifest_write(&manifest, &out);
    cr_assert_eq(write(fd, out.data, out.len), (ssize_t)out.len);
    close(fd);
    cr_assert_eq(figure_manifest_read(path, &back), 0, "%s", base_fail_text());
    cr_expect_str_eq(back.name, "fig05");
    cr_expect(back.is_quick);
    cr_expect_str_eq(back.data_sha256, "ab");
    cr_expect_eq(back.runs, 12);
    cr_expect_eq(back.last_seed, 3);
    cr_expect_eq(back.cpu_s, 2.5);
    cr_expect_eq(back.memory_bytes, 5000000000);
    cr_assert_eq(truncate(path, 5), 0);
    cr_expect_eq(figure_manifest_read(path, &back), BASE_E_SCENARIO);
    unlink(path);
    cr_expect_eq(figure_manifest_read(path, &back), BASE_E_IO);
    base_buffer_deinit(&out);
}
