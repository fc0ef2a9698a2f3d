#include "scenarios/nearest.h"

#include <stdbool.h>
#include <string.h>

#define WORD_MAX 64
/* So short a word begins too many names. */
#define PREFIX_LEAST 3

static unsigned char fold(char c)
{
    if (c >= 'A' && c <= 'Z')
        return (unsigned char)(c - 'A' + 'a');
    return c == '-' ? '_' : (unsigned char)c;
}

static size_t min3(size_t a, size_t b, size_t c)
{
    size_t least = a < b ? a : b;
    return least < c ? least : c;
}

size_t scenario_edit_distance(const char *a, const char *b)
{
    size_t a_len = strnlen(a, WORD_MAX);
    size_t b_len = strnlen(b, WORD_MAX);
    /* rows[i % 3][j]: distance between the first i bytes of a and the first j of b. */
    size_t rows[3][WORD_MAX + 1];

    for (size_t j = 0; j <= b_len; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a_len; i++) {
        size_t *now = rows[i % 3];
        const size_t *above = rows[(i + 2) % 3];
        const size_t *above2 = rows[(i + 1) % 3];

        now[0] = i;
        for (size_t j = 1; j <= b_len; j++) {
            size_t replace = above[j - 1] + (fold(a[i - 1]) != fold(b[j - 1]));
            now[j] = min3(above[j] + 1, now[j - 1] + 1, replace);
            if (i > 1 && j > 1 && fold(a[i - 1]) == fold(b[j - 2]) &&
                fold(a[i - 2]) == fold(b[j - 1]) && above2[j - 2] + 1 < now[j])
                now[j] = above2[j - 2] + 1;
        }
    }
    return rows[a_len % 3][b_len];
}

void scenario_nearest_init(struct scenario_nearest *nearest, const char *word)
{
    size_t limit = strnlen(word, WORD_MAX) / 3;

    nearest->word = word;
    nearest->best = NULL;
    nearest->best_distance = (limit > 0 ? limit : 1) + 1;
}

static bool begins_with(const char *name, const char *word)
{
    size_t i = 0;

    while (word[i] != '\0' && fold(word[i]) == fold(name[i]))
        i++;
    return i >= PREFIX_LEAST && word[i] == '\0';
}

void scenario_nearest_offer(struct scenario_nearest *nearest, const char *name)
{
    size_t distance = scenario_edit_distance(nearest->word, name);

    /* A word all of whose letters are replaced is not near. */
    if (distance < nearest->best_distance && distance < strnlen(name, WORD_MAX)) {
        nearest->best = name;
        nearest->best_distance = distance;
    } else if (nearest->best == NULL && begins_with(name, nearest->word)) {
        nearest->best = name;
    }
}
