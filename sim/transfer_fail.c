#include "sim/transfer_private.h"

static void fail(struct sim_transfer *transfer)
{
    transfer->engine->stats.messages_broken++;
    sim_transfer_decide(transfer, SIM_PEER_LOST);
    sim_transfer_free_if_over(transfer);
}

void sim_transfer_fail_node(struct sim_node *node)
{
    while (!sim_list_is_empty(&node->outgoing))
        fail(SIM_CONTAINER_OF(node->outgoing.next, struct sim_transfer, in_from));
    while (!sim_list_is_empty(&node->incoming))
        fail(SIM_CONTAINER_OF(node->incoming.next, struct sim_transfer, in_to));
    while (!sim_list_is_empty(&node->routed[0]))
        fail(SIM_CONTAINER_OF(node->routed[0].next, struct sim_transfer, in_routed[0]));
    while (!sim_list_is_empty(&node->routed[1]))
        fail(SIM_CONTAINER_OF(node->routed[1].next, struct sim_transfer, in_routed[1]));
}

/* Those in the list whose bytes pass the node's own link. */
static void fail_on_link(const struct sim_node *node, struct sim_list *list,
                         struct sim_transfer *(*transfer_of)(struct sim_list *link))
{
    for (struct sim_list *link = list->next, *next; link != list; link = next) {
        next = link->next;
        struct sim_transfer *transfer = transfer_of(link);
        bool is_on_wan =
            transfer->to != NULL && transfer->to != transfer->from && !transfer->is_lan;
        if (is_on_wan && (transfer->from == node || transfer->to == node))
            fail(transfer);
    }
}

static struct sim_transfer *of_outgoing(struct sim_list *link)
{
    return SIM_CONTAINER_OF(link, struct sim_transfer, in_from);
}

static struct sim_transfer *of_incoming(struct sim_list *link)
{
    return SIM_CONTAINER_OF(link, struct sim_transfer, in_to);
}

static struct sim_transfer *of_first_hub(struct sim_list *link)
{
    return SIM_CONTAINER_OF(link, struct sim_transfer, in_routed[0]);
}

static struct sim_transfer *of_second_hub(struct sim_list *link)
{
    return SIM_CONTAINER_OF(link, struct sim_transfer, in_routed[1]);
}

void sim_transfer_fail_link(struct sim_node *node)
{
    fail_on_link(node, &node->outgoing, of_outgoing);
    fail_on_link(node, &node->incoming, of_incoming);
    fail_on_link(node, &node->routed[0], of_first_hub);
    fail_on_link(node, &node->routed[1], of_second_hub);
}

void sim_transfer_drop_all(struct sim_engine *engine)
{
    for (struct sim_list *link = engine->transfers.next, *next; link != &engine->transfers;
         link = next) {
        next = link->next;
        struct sim_transfer *transfer = SIM_CONTAINER_OF(link, struct sim_transfer, in_engine);
        if (!transfer->is_decided)
            sim_transfer_decide(transfer, SIM_PEER_LOST);
        sim_agenda_remove(&engine->agenda, &transfer->entry);
        sim_transfer_cancel_flow(transfer);
        sim_transfer_free_if_over(transfer);
    }
}
