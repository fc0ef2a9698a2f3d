#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"

/* Gives every file of a corpus to the fuzz target once: the corpus as an ordinary test. */

static int replay_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    uint8_t *data;
    long len = -1;

    if (!file || fseek(file, 0, SEEK_END) != 0 || (len = ftell(file)) < 0) {
        perror(path);
        if (file)
            fclose(file);
        return 1;
    }
    rewind(file);
    /* Exactly as large as the input, so that ASan sees a read past its end. */
    data = malloc(len > 0 ? (size_t)len : 1);
    if (!data || fread(data, 1, (size_t)len, file) != (size_t)len) {
        perror(path);
        free(data);
        fclose(file);
        return 1;
    }
    fclose(file);
    LLVMFuzzerTestOneInput(data, (size_t)len);
    free(data);
    return 0;
}

int main(int argc, char **argv)
{
    struct dirent **entries;
    int count, replayed = 0, failed = 0;

    if (argc != 2) {
        fprintf(stderr, "usage: %s CORPUS\n", argv[0]);
        return 2;
    }
    count = scandir(argv[1], &entries, NULL, alphasort);
    if (count < 0) {
        perror(argv[1]);
        return 1;
    }
    for (int i = 0; i < count; i++) {
        char path[4096];

        snprintf(path, sizeof(path), "%s/%s", argv[1], entries[i]->d_name);
        if (entries[i]->d_name[0] != '.') {
            failed += replay_file(path);
            replayed++;
        }
        free(entries[i]);
    }
    free(entries);
    printf("%d inputs\n", replayed);
    if (replayed == 0)
        fprintf(stderr, "%s is empty\n", argv[1]);
    return failed || replayed == 0;
}
