#include "sim/kernel_flow.h"

#include <algorithm>
#include <new>
#include <unordered_map>

#include <simgrid/kernel/Timer.hpp>
#include <simgrid/kernel/resource/Action.hpp>
#include <simgrid/s4u.hpp>

namespace s4u = simgrid::s4u;
namespace resource = simgrid::kernel::resource;
using simgrid::kernel::activity::ActivityImpl;
using simgrid::kernel::timer::Timer;

static Timer *timer; /* NULL: none is set */
static std::unordered_map<const ActivityImpl *, void *> owners;
static void (*exhaustion)(void);

/* Without a handler of operator new, bad_alloc ends the program. */
static void handle_exhaustion(void)
{
    std::set_new_handler(nullptr);
    exhaustion();
}

void sim_kernel_exhaustion_watch(void (*on_exhaustion)(void))
{
    exhaustion = on_exhaustion;
    std::set_new_handler(handle_exhaustion);
}

void sim_kernel_timer_clear(void)
{
    if (timer != nullptr)
        timer->remove();
    timer = nullptr;
}

void sim_kernel_timer_set(double date_s, void (*ring)(void))
{
    sim_kernel_timer_clear();
    timer = Timer::set(std::max(date_s, s4u::Engine::get_clock()), [ring] {
        timer = nullptr;
        ring();
    });
}

void sim_kernel_comm_watch(void (*on_end)(void *owner))
{
    s4u::Link::on_communication_state_change_cb(
        [on_end](resource::NetworkAction &network_action, resource::Action::State) {
            /* NetworkAction is not defined in the headers that are installed; Action is its first
               base. Were that to change, the tests of ports would time out. */
            const auto &action = reinterpret_cast<const resource::Action &>(network_action);
            if (action.get_state() != resource::Action::State::FINISHED)
                return;
            auto entry = owners.find(action.get_activity());
            if (entry == owners.end())
                return;
            void *owner = entry->second;
            owners.erase(entry);
            on_end(owner);
        });
}

sg_comm_t sim_kernel_comm_start(sg_host_t from, sg_host_t to, uint64_t units, void *owner)
{
    s4u::CommPtr comm = s4u::Comm::sendto_init(from, to);
    comm->set_payload_size(units);
    owners.emplace(comm->get_impl(), owner);
    comm->start();
    return comm.detach();
}

double sim_kernel_comm_cancel(sg_comm_t comm)
{
    owners.erase(comm->get_impl());
    const double remaining = comm->get_remaining();
    comm->cancel();
    return remaining;
}
