#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/hex.h"
#include "cli/command.h"
#include "cli/evm.h"
#include "scenarios/nearest.h"

int cli_read_fork(const char *command, const char *name)
{
    struct scenario_nearest nearest;
    int fork = evm_fork_find(name);

    if (fork >= 0)
        return fork;
    scenario_nearest_init(&nearest, name);
    for (size_t i = 0; evm_fork_names[i] != NULL; i++)
        scenario_nearest_offer(&nearest, evm_fork_names[i]);
    fprintf(stderr, "crowdpatch %s: unknown fork \"%.60s\"; ", command, name);
    if (nearest.best != NULL)
        fprintf(stderr, "did you mean \"%s\"?\n", nearest.best);
    else
        fprintf(stderr, "there are istanbul, berlin, london, shanghai, cancun, prague, osaka\n");
    return -1;
}

/** Appends what a file holds, white space apart. */
static int read_file(const char *command, const char *path, struct base_buffer *text)
{
    FILE *file = fopen(path, "rb");
    int c;

    errno = file != NULL ? 0 : errno;
    while (file != NULL && (c = getc(file)) != EOF) {
        if (!isspace(c))
            base_buffer_append_u8(text, (uint8_t)c);
    }
    if (file == NULL || ferror(file)) {
        fprintf(stderr, "crowdpatch %s: %s: %s\n", command, path, strerror(errno));
        if (file != NULL)
            fclose(file);
        return CLI_EXIT_IO;
    }
    fclose(file);
    return CLI_EXIT_OK;
}

/** Decodes digits[count]; what stands before them is left out. */
static int decode(const char *command, const char *what, const char *digits, size_t count,
                  uint8_t **ret_bytes, size_t *ret_len)
{
    size_t valid = strspn(digits, "0123456789abcdefABCDEF");
    uint8_t *bytes = malloc(count / 2 + 1);

    if (bytes == NULL) {
        fprintf(stderr, "crowdpatch %s: memory is exhausted\n", command);
        return CLI_EXIT_IO;
    }
    if (valid < count || count % 2 != 0) {
        if (valid < count)
            fprintf(stderr, "crowdpatch %s: %s: character %zu is no hexadecimal digit\n", command,
                    what, valid + 1);
        else
            fprintf(stderr, "crowdpatch %s: %s: %zu hexadecimal digits are no whole bytes\n",
                    command, what, count);
        free(bytes);
        return CLI_EXIT_USAGE;
    }
    if (count > 0)
        base_hex_decode(digits, bytes, count / 2);
    *ret_bytes = bytes;
    *ret_len = count / 2;
    return CLI_EXIT_OK;
}

int cli_read_hex(const char *command, const char *what, const char *text, uint8_t **ret_bytes,
                 size_t *ret_len)
{
    struct base_buffer digits = {0};
    int exit_code = CLI_EXIT_OK;

    if (text[0] == '@')
        exit_code = read_file(command, text + 1, &digits);
    else
        base_buffer_append(&digits, text, strlen(text));
    size_t len = digits.len;
    base_buffer_append_u8(&digits, 0);
    if (exit_code == CLI_EXIT_OK && base_buffer_failed(&digits)) {
        fprintf(stderr, "crowdpatch %s: memory is exhausted\n", command);
        exit_code = CLI_EXIT_IO;
    }
    if (exit_code == CLI_EXIT_OK) {
        const char *start = (const char *)digits.data;
        size_t prefix = strncmp(start, "0x", 2) == 0 || strncmp(start, "0X", 2) == 0 ? 2 : 0;
        exit_code = decode(command, what, start + prefix, len - prefix, ret_bytes, ret_len);
    }
    base_buffer_deinit(&digits);
    return exit_code;
}
