#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <fiberloom/drivers/wire/until.hpp>

#include "rig/bench_poller.hpp"
#include "rig/rig_commands.hpp"
#include "rig/take_over.hpp"
#include "rig_run.hpp"
#include "stop_signal.hpp"

namespace fiberloom::app {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view clear_screen = "\x1b[H\x1b[J";

// A round ends when everybody has answered, or when the next one is due; a first one has to open the wires.
constexpr std::chrono::nanoseconds least_patience = 2s;

}  // namespace

Outcome watch_bench(const BenchChoice& choice, const WatchOptions& options, Context& context) {
  BenchSession session(choice, "watch");
  session.leave_as_it_is();
  const StopSignal signal;
  const auto interval = std::chrono::nanoseconds(std::llround(1e9 * options.interval_s));
  const bool is_terminal = ::isatty(STDOUT_FILENO) != 0;
  Json rounds = Json::array();
  {
    BenchPoller poller(session.bench());
    for (std::int64_t round = 0; options.count == 0 || round < options.count; ++round) {
      if (round > 0) {
        drivers::pause(interval, signal.token());
      }
      if (signal.token().stop_requested()) {
        break;
      }
      const std::vector<InstrumentView> views =
          poller.next_round(std::max(interval, least_patience));
      const std::string time = utc_now();
      context.say(fmt::format("{}rig {}, {}\n{}{}", is_terminal ? clear_screen : "",
                              session.rig().name, time, table_of_values(views),
                              is_terminal ? "Ctrl-C ends it.\n" : "\n"));
      if (context.options().json) {
        rounds.push_back({{"time", time}, {"instruments", json_of(views)}});
      }
      session.log_events();
    }
  }
  return {.document = {{"schema", "fiberloom.rig-watch/1"},
                       {"rig", session.rig().name},
                       {"rounds", std::move(rounds)}}};
}

}  // namespace fiberloom::app
