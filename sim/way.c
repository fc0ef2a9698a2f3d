#include "sim/internal.h"

bool sim_way_is_connected(const struct sim_node *from, const struct sim_node *to)
{
    if (from->hub == to)
        return from->is_connected;
    if (to->hub == from)
        return to->is_connected;
    return from->is_connected && to->is_connected;
}

size_t sim_way_find(struct sim_node *from, struct sim_node *to, struct sim_node *ret_way[3])
{
    size_t count = 0;
    bool is_direct = from->hub == to || to->hub == from || (from->hub == NULL && to->hub == NULL);
    if (!is_direct) {
        if ((from->hub != NULL && !from->hub->routes) || (to->hub != NULL && !to->hub->routes))
            return 0;
        if (from->hub != NULL)
            ret_way[count++] = from->hub;
        if (to->hub != NULL && to->hub != from->hub)
            ret_way[count++] = to->hub;
    }
    ret_way[count++] = to;
    return count;
}

bool sim_way_is_passable(const struct sim_node *from, struct sim_node *const way[], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!way[i]->is_up || !sim_way_is_connected(from, way[i]))
            return false;
        from = way[i];
    }
    return true;
}
