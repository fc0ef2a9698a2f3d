#include "sim/kernel.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstdio>
#include <deque>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include <simgrid/kernel/Timer.hpp>
#include <simgrid/kernel/resource/Action.hpp>
#include <simgrid/kernel/routing/NetPoint.hpp>
#include <simgrid/kernel/routing/NetZoneImpl.hpp>
#include <simgrid/s4u.hpp>
#include <simgrid/version.h>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/common_interface_defs.h>
#define STACK_KIB "1024"
#else
#define STACK_KIB "256"
#endif

namespace s4u = simgrid::s4u;
namespace routing = simgrid::kernel::routing;
namespace resource = simgrid::kernel::resource;
using simgrid::kernel::activity::ActivityImpl;
using simgrid::kernel::timer::Timer;

struct sim_kernel_host {
    s4u::Host *host = nullptr;
    resource::StandardLinkImpl *up = nullptr;
    resource::StandardLinkImpl *down = nullptr;
    resource::StandardLinkImpl *radio = nullptr;
    const sim_kernel_host *hub = nullptr;
};

struct sim_kernel_flow {
    s4u::CommPtr comm;
    void *data;
};

struct sim_kernel_actor {
    s4u::ActorPtr actor;
    s4u::SemaphorePtr gate;
#ifdef __SANITIZE_ADDRESS__
    const char *stack_top = nullptr;
#endif
};

namespace
{

/* SimGrid takes whole bytes. It is told sizes and rates in this part of a byte, so that what is
   left of a transfer is exact to the nanosecond down to 1 kB/s. Sizes up to 8 TB. */
constexpr double units_per_byte = 1 << 20;

#ifdef __SANITIZE_ADDRESS__
/* AddressSanitizer must know whose stack this is: when an exception passes, it clears the marks of
   the frames that are gone, but only within the stack that it knows. */
const void *kernel_stack;
size_t kernel_stack_bytes;
sim_kernel_actor *actor_on_stack;

void enter_stack(sim_kernel_actor *actor)
{
    const size_t bytes = 900 * 1024;
    __sanitizer_start_switch_fiber(nullptr, actor->stack_top - bytes, bytes);
    __sanitizer_finish_switch_fiber(nullptr, &kernel_stack, &kernel_stack_bytes);
    actor_on_stack = actor;
}

void leave_stack()
{
    __sanitizer_start_switch_fiber(nullptr, kernel_stack, kernel_stack_bytes);
    __sanitizer_finish_switch_fiber(nullptr, nullptr, nullptr);
}

/* Around each call in which SimGrid may leave the actor's stack, whatever way it comes back. */
class Absence
{
    sim_kernel_actor *actor = actor_on_stack;

  public:
    Absence()
    {
        leave_stack();
    }
    ~Absence()
    {
        enter_stack(actor);
    }
};

void run_actor(sim_kernel_actor *actor, void (*main)(void *), void *argument)
{
    actor->stack_top = static_cast<const char *>(__builtin_frame_address(0));
    enter_stack(actor);
    struct Leave {
        ~Leave()
        {
            leave_stack();
        }
    } leave;
    main(argument);
}
#else
struct Absence {
    Absence()
    {
    }
};

void run_actor(sim_kernel_actor *, void (*main)(void *), void *argument)
{
    main(argument);
}
#endif

/** One flat zone. A route is the sender's up link and the receiver's down link, or the one radio
 *  link between a hub and its device; nothing is shared in between, so that distant flows are
 *  solved apart. It is derived from SimGrid's own base class because StarZone, which knows the
 *  same routes, spends two hash look-ups and a set on each of them. */
class Zone : public routing::NetZoneImpl
{
  public:
    std::vector<std::unique_ptr<sim_kernel_host>> hosts; /* by number of their net point */

    Zone() : NetZoneImpl("core")
    {
    }

    void get_local_route(const routing::NetPoint *source, const routing::NetPoint *destination,
                         routing::Route *route, double *) override
    {
        const sim_kernel_host *from = hosts[source->id()].get();
        const sim_kernel_host *to = hosts[destination->id()].get();
        if (from->hub == to || to->hub == from) {
            route->link_list_.push_back(from->hub == to ? to->radio : from->radio);
        } else {
            route->link_list_.push_back(from->up);
            route->link_list_.push_back(to->down);
        }
    }

    /* 4.0 calls it add_host and add_link. */
    s4u::Host *make_host(const char *name, unsigned cores)
    {
        /* 1e9 flop/s: a flop is a nanosecond of a core. */
#if SIMGRID_VERSION >= 40000
        s4u::Host *host = add_host(name, {1e9});
#else
        s4u::Host *host = create_host(name, {1e9});
#endif
        host->set_core_count(static_cast<int>(cores));
        host->seal();
        return host;
    }

    resource::StandardLinkImpl *make_link(const std::string &name, double Bps)
    {
        if (Bps <= 0)
            return nullptr;
#if SIMGRID_VERSION >= 40000
        s4u::Link *link = add_link(name, {Bps * units_per_byte});
#else
        s4u::Link *link = create_link(name, {Bps * units_per_byte});
#endif
        link->seal();
        return link->get_impl();
    }
};

s4u::Engine *engine;
Zone *zone; /* SimGrid frees it */
sim_kernel_callbacks callbacks;
Timer *alarm_timer;
std::unordered_map<ActivityImpl *, sim_kernel_flow *> *flows;
/* Flows that ended, with their date. SimGrid still looks at them until its clock moves on. */
std::deque<std::pair<double, sim_kernel_flow *>> *ended_flows;

void release_ended_flows(double before_s)
{
    while (!ended_flows->empty() && ended_flows->front().first < before_s) {
        delete ended_flows->front().second;
        ended_flows->pop_front();
    }
}

void on_communication_state_change(resource::NetworkAction &network_action, resource::Action::State)
{
    /* NetworkAction is declared and not defined in the headers that are installed; Action is its
       first base. Were that to change, the look-up below would find nothing and the tests of
       ports would time out. */
    const auto &action = reinterpret_cast<const resource::Action &>(network_action);
    if (action.get_state() != resource::Action::State::FINISHED)
        return;
    auto entry = flows->find(action.get_activity());
    if (entry == flows->end())
        return;
    sim_kernel_flow *flow = entry->second;
    flows->erase(entry);
    ended_flows->emplace_back(s4u::Engine::get_clock(), flow);
    callbacks.on_flow_end(callbacks.context, flow->data);
}

} // namespace

bool sim_kernel_open(const sim_kernel_callbacks *new_callbacks)
try {
    assert(engine == nullptr);
    /* contexts/guard-size: a guard page an actor ends at vm.max_map_count (65,530).
       contexts/stack-size: KiB; pages that are not touched cost nothing (sim/engine.c).
       network/model CM02: bytes over max-min fair shares, without the empirical TCP factors of
       LV08 (latency x 13.01). network/TCP-gamma 0: no window, windows scale (RFC 7323). */
    static const char *const options[] = {
        "crowdpatch",
        "--log=root.thres:critical",
        "--cfg=contexts/factory:raw",
        "--cfg=contexts/guard-size:0",
        "--cfg=contexts/stack-size:" STACK_KIB,
        "--cfg=network/model:CM02",
        "--cfg=network/crosstraffic:0",
        "--cfg=network/TCP-gamma:0",
    };
    int argc = sizeof options / sizeof options[0];
    std::vector<char *> argv;
    for (const char *option : options)
        argv.push_back(const_cast<char *>(option));
    argv.push_back(nullptr);
    callbacks = *new_callbacks;
    flows = new std::unordered_map<ActivityImpl *, sim_kernel_flow *>();
    ended_flows = new std::deque<std::pair<double, sim_kernel_flow *>>();
    engine = new s4u::Engine(&argc, argv.data());
    zone = new Zone();
#if SIMGRID_VERSION >= 40000
    zone->set_parent(engine->get_netzone_root()->get_impl());
#endif
    s4u::Link::on_communication_state_change_cb(on_communication_state_change);
    return true;
} catch (const std::bad_alloc &) {
    return false;
}

void sim_kernel_close(void)
{
    sim_kernel_alarm_clear();
    release_ended_flows(1e300);
    assert(flows->empty());
    delete ended_flows;
    delete flows;
    ended_flows = nullptr;
    flows = nullptr;
}

const char *sim_kernel_version(void)
{
    static char text[48];
    int major, minor, patch;
    sg_version_get(&major, &minor, &patch);
    snprintf(text, sizeof text, "SimGrid %d.%d.%d", major, minor, patch);
    return text;
}

sim_kernel_host *sim_kernel_host_add(const char *name, unsigned cores, double up_Bps,
                                     double down_Bps, double radio_Bps, sim_kernel_host *hub)
try {
    if (engine->host_by_name_or_null(name) != nullptr)
        return nullptr;
    auto host = std::make_unique<sim_kernel_host>();
    const std::string prefix(name);
    host->host = zone->make_host(name, cores);
    host->up = zone->make_link(prefix + " up", up_Bps);
    host->down = zone->make_link(prefix + " down", down_Bps);
    host->radio = zone->make_link(prefix + " radio", radio_Bps);
    host->hub = hub;
    assert(host->host->get_netpoint()->id() == zone->hosts.size());
    zone->hosts.push_back(std::move(host));
    return zone->hosts.back().get();
} catch (const std::bad_alloc &) {
    return nullptr;
}

void sim_kernel_seal(void)
{
    zone->seal();
}

void sim_kernel_run(void)
{
    engine->run();
}

double sim_kernel_clock_s(void)
{
    return s4u::Engine::get_clock();
}

void sim_kernel_alarm_clear(void)
{
    if (alarm_timer != nullptr)
        alarm_timer->remove();
    alarm_timer = nullptr;
}

void sim_kernel_alarm_set(double date_s)
{
    sim_kernel_alarm_clear();
    alarm_timer = Timer::set(std::max(date_s, s4u::Engine::get_clock()), [] {
        alarm_timer = nullptr;
        release_ended_flows(s4u::Engine::get_clock());
        callbacks.on_alarm(callbacks.context);
    });
}

sim_kernel_flow *sim_kernel_flow_start(sim_kernel_host *from, sim_kernel_host *to, double bytes,
                                       void *flow_data)
try {
    auto flow = std::make_unique<sim_kernel_flow>();
    flow->data = flow_data;
    flow->comm = s4u::Comm::sendto_init(from->host, to->host);
    assert(bytes < 8e12);
    const long long units = std::llround(bytes * units_per_byte);
    flow->comm->set_payload_size(static_cast<uint64_t>(std::max(1LL, units)));
    flows->emplace(flow->comm->get_impl(), flow.get());
    flow->comm->start();
    return flow.release();
} catch (const std::bad_alloc &) {
    return nullptr;
}

double sim_kernel_flow_cancel(sim_kernel_flow *flow)
{
    flows->erase(flow->comm->get_impl());
    const double remaining_bytes = flow->comm->get_remaining() / units_per_byte;
    flow->comm->cancel();
    ended_flows->emplace_back(s4u::Engine::get_clock(), flow);
    return remaining_bytes;
}

sim_kernel_actor *sim_kernel_actor_start(sim_kernel_host *host, const char *name,
                                         void (*main)(void *), void *argument)
try {
    auto actor = std::make_unique<sim_kernel_actor>();
    const std::function<void()> code = [kernel = actor.get(), main, argument] {
        run_actor(kernel, main, argument);
    };
    actor->gate = s4u::Semaphore::create(0);
#if SIMGRID_VERSION >= 40000
    actor->actor = engine->add_actor(name, host->host, code);
#else
    actor->actor = s4u::Actor::create(name, host->host, code);
#endif
    return actor.release();
} catch (const std::bad_alloc &) {
    return nullptr;
}

void sim_kernel_actor_kill(sim_kernel_actor *actor)
{
    actor->actor->kill();
}

void sim_kernel_actor_release(sim_kernel_actor *actor)
{
    delete actor;
}

void sim_kernel_park(sim_kernel_actor *actor)
{
    Absence absence;
    actor->gate->acquire();
}

void sim_kernel_unpark(sim_kernel_actor *actor)
{
    actor->gate->release();
}

void sim_kernel_execute(double work_s)
{
    Absence absence;
    s4u::this_actor::execute(work_s * 1e9);
}

void sim_kernel_exit(void)
{
    Absence absence;
    s4u::this_actor::exit();
}
