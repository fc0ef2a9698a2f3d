#include "scenarios/merge.h"

#include <jansson.h>

#include "base/error.h"
#include "scenarios/text.h"
#include "scenarios/tree.h"

static int merge(json_t *target, const json_t *patch)
{
    const char *key;
    json_t *value;

    json_object_foreach((json_t *)patch, key, value)
    {
        json_t *old = json_object_get(target, key);
        int r = 0;

        if (json_is_null(value)) {
            json_object_del(target, key);
        } else if (!json_is_object(value)) {
            r = json_object_set(target, key, value);
        } else {
            if (!json_is_object(old)) {
                r = json_object_set_new(target, key, json_object());
                old = json_object_get(target, key);
            }
            r = r == 0 ? merge(old, value) : r;
        }
        if (r != 0)
            return BASE_E_NOMEM;
    }
    return 0;
}

static int merge_text(const struct scenario_text *text, const char *patch_text, char **ret_text)
{
    json_t *root = json_loadb(text->plain, text->len, 0, NULL);
    json_t *patch = patch_text != NULL ? json_loads(patch_text, 0, NULL) : NULL;
    int r = root == NULL || (patch_text != NULL && patch == NULL) ? BASE_E_NOMEM : 0;

    if (r == 0 && patch != NULL)
        r = merge(root, patch);
    if (r == 0)
        *ret_text = json_dumps(root, JSON_INDENT(2));
    if (r == 0 && *ret_text == NULL)
        r = BASE_E_NOMEM;
    json_decref(root);
    json_decref(patch);
    return r;
}

int scenario_merge(const char *path, const char *patch, struct scenario_report *report,
                   char **ret_text)
{
    struct scenario_text text;
    int r = scenario_text_read(&text, path, report);

    if (r == 0)
        r = scenario_syntax_check(&text, report);
    if (r == 0)
        r = merge_text(&text, patch, ret_text);
    scenario_text_deinit(&text);
    return r;
}
