#include <stdlib.h>
#include <string.h>

#include "analysis/table.h"
#include "tests/fuzz/fuzz.h"

/* Input: a table. Every cell of one that is accepted is a string inside of the text. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct analysis_table table;
    char *text = malloc(size + 1);
    double value;
    FUZZ_CHECK(text);
    memcpy(text, data, size);
    text[size] = '\0';
    if (analysis_table_parse("fuzz", text, size, &table) < 0)
        return 0;
    for (size_t row = 0; row < table.row_count; row++) {
        for (size_t column = 0; column < table.column_count; column++) {
            const char *cell = analysis_table_cell(&table, row, column);
            FUZZ_CHECK(cell >= table.text && cell + strlen(cell) <= table.text + size);
            analysis_table_number(&table, row, column, &value);
        }
    }
    analysis_table_deinit(&table);
    return 0;
}
