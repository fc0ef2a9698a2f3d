#include "analysis/trace/names.h"

#include "tests/analysis/trace/log.h"

Test(names, tasks_come_and_go_in_any_order)
{
    enum { COUNT = 1000 };
    struct trace_tasks tasks = {0};
    struct trace_task task;
    cr_expect_not(trace_tasks_end(&tasks, 1, &task));
    for (uint64_t i = 1; i <= COUNT; i++)
        cr_assert_eq(
            trace_tasks_begin(&tasks, &(struct trace_task){.number = i, .node = (uint32_t)i}), 0);
    cr_expect_eq(tasks.count, COUNT);
    /* Every third, then the rest: none is lost when others go. */
    for (uint64_t i = 3; i <= COUNT; i += 3)
        cr_assert(trace_tasks_end(&tasks, i, &task) && task.node == i);
    for (uint64_t i = 1; i <= COUNT; i++)
        cr_assert_eq(trace_tasks_end(&tasks, i, &task), i % 3 != 0, "%d", (int)i);
    cr_expect_eq(tasks.count, 0);
    trace_tasks_deinit(&tasks);
}

Test(names, names_are_numbered_as_they_come)
{
    struct trace_reader *reader;
    struct trace_event event;
    struct trace_names names;
    uint32_t number;
    bool is_new;
    cr_assert_eq(
        log_open(LOG_HEAD
                 "{\"t_ns\":0,\"event\":\"x\",\"a\":\"hub-0\",\"b\":\"hub-1\",\"c\":17,"
                 "\"long\":\"0123456789012345678901234567890123456789012345678901234567890123\"}"
                 "\n",
                 &reader),
        0);
    cr_assert_eq(trace_next(reader, &event), 1);
    trace_names_init(&names);
    cr_expect(trace_names_add(&names, reader, &event, "a", &number, &is_new) == 0 && number == 0);
    cr_expect(trace_names_add(&names, reader, &event, "c", &number, &is_new) == 0 && number == 1);
    cr_expect(trace_names_add(&names, reader, &event, "a", &number, &is_new) == 0 && number == 0 &&
              !is_new);
    cr_expect_str_eq(trace_names_at(&names, 1), "17");
    cr_expect_eq(trace_names_find(&names, reader, &event, "b", &number), BASE_E_SCENARIO);
    cr_expect(strstr(base_fail_text(), "line 2"), "%s", base_fail_text());
    cr_expect(trace_names_find(&names, reader, &event, "none", &number) == 0 &&
              number == TRACE_NOBODY);
    cr_expect_eq(trace_names_add(&names, reader, &event, "long", &number, &is_new),
                 BASE_E_SCENARIO);
    cr_expect_eq(trace_names_add(&names, reader, &event, "none", &number, &is_new),
                 BASE_E_SCENARIO);
    trace_names_deinit(&names);
    trace_close(reader);
}
