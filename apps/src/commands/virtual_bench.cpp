#include <fmt/format.h>

#include <cmath>
#include <fiberloom/bench/bare_light_path.hpp>
#include <fiberloom/bench/virtual_bench.hpp>
#include <fiberloom/core/document.hpp>
#include <fiberloom/core/worker_pool.hpp>
#include <fiberloom/drivers/wire/until.hpp>
#include <fiberloom/hal/bench_spread.hpp>
#include <fiberloom/hal/plan.hpp>
#include <fiberloom/hal/rig_catalog.hpp>
#include <fiberloom/report/text_table.hpp>
#include <memory>
#include <utility>

#include "command_line.hpp"
#include "shared_data.hpp"
#include "stop_signal.hpp"

namespace fiberloom::app {
namespace {

struct VirtualBenchCommand {
  std::string rig;
  std::string plan;
  std::string profile = "typical";
  std::int64_t bench = 0;
  std::string address = "127.0.0.1";
  std::uint16_t first_port = 0;
  double clock_rate = 1.0;
  double watchdog_s = 0.0;
  bool has_portmapper = false;
  std::string output;
};

std::string table_of(const VirtualBench& bench) {
  report::Table table{.columns = {{.name = "instrument"}, {.name = "driver"}, {.name = "address"}}};
  for (const ServedInstrument& served : bench.served()) {
    table.rows.push_back({.cells = {served.name, served.driver, served.address}});
  }
  table.rows.push_back({.cells = {"(control)", "", bench.control_address()}});
  if (bench.rig().bench->watchdog) {
    table.rows.push_back({.cells = {"(watchdog)", "", bench.rig().bench->watchdog->address}});
  }
  return report::render_text(table);
}

void wait_for(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    drivers::pause(std::chrono::hours(1), stop);
  }
}

Outcome serve(const VirtualBenchCommand& command, Context& context) {
  const hal::RigDocument rig = find_rig(command.rig);
  const hal::LightPath path = command.plan.empty()
                                  ? bare_light_path(rig)
                                  : core::read_document<hal::Plan>(command.plan).light_path;
  const StopSignal signal;
  VirtualBench bench(
      rig, path, hal::catalog_for(rig),
      {.spread = hal::bench_profile(command.profile),
       .seed = static_cast<std::uint64_t>(command.bench),
       .num_threads = context.workers().num_workers()},
      {.address = command.address,
       .first_port = command.first_port,
       .clock_rate = command.clock_rate,
       .watchdog_timeout = std::chrono::nanoseconds(std::llround(1e9 * command.watchdog_s)),
       .has_portmapper = command.has_portmapper});
  context.say(fmt::format("virtual bench {} of rig {}, profile {}\n\n{}\n", command.bench, rig.name,
                          command.profile, table_of(bench)));
  if (!command.output.empty()) {
    core::save_document(command.output,
                        bench.rig());  // its appearing tells that all ports are open
    context.say(fmt::format("{} has these addresses: fiberloom rig {} status\n", command.output,
                            command.output));
  }
  context.note("Ctrl-C ends it.\n");
  wait_for(signal.token());
  const int num_trips = bench.num_trips();
  context.say(fmt::format("stopped; the watchdog took the light away {} time{}\n", num_trips,
                          num_trips == 1 ? "" : "s"));
  Json served = Json::array();
  for (const ServedInstrument& one : bench.served()) {
    served.push_back({{"name", one.name}, {"driver", one.driver}, {"address", one.address}});
  }
  return {.document = {{"schema", "fiberloom.virtual-bench/1"},
                       {"rig", rig.name},
                       {"profile", command.profile},
                       {"bench", command.bench},
                       {"instruments", std::move(served)},
                       {"watchdog_trips", num_trips}}};
}

}  // namespace

void add_virtual_bench(CommandLine& line) {
  const auto options =
      std::make_shared<VirtualBenchCommand>();  // shared by the parser and the action
  CLI::App& command = line.add(
      {.name = "virtual-bench",
       .summary = "Serve every instrument of a rig on loopback, in front of one simulated bench",
       .example =
           "fiberloom virtual-bench lab --plan plan.json -o bench.json &\n"
           "fiberloom run plan.json apps/demo/data/FordA125 --rig bench.json --backend wire"},
      [options](Context& context) { return serve(*options, context); });
  command
      .add_option("RIG", options->rig,
                  "Rig document with a bench, or the name of a built-in one: lab")
      ->required()
      ->type_name("lab|FILE");
  command
      .add_option("--plan", options->plan,
                  "Plan whose spools and gratings are installed (default: patch cords)")
      ->type_name("FILE");
  command
      .add_option("-o,--output", options->output,
                  "Write the rig with the addresses of these servers; it appears when all listen")
      ->type_name("FILE");
  command.add_option("--profile", options->profile, "How far the instruments are from ideal")
      ->type_name("ideal|typical|rough");
  command.add_option("--bench", options->bench, "Which bench: the seed that it is drawn by")
      ->type_name("NUMBER")
      ->check(CLI::NonNegativeNumber);
  command
      .add_option("--address", options->address,
                  "Network interface to serve on (default: loopback; there are no passwords)")
      ->type_name("ADDRESS");
  command
      .add_option("--first-port", options->first_port,
                  "First port, the others follow (default: any free ones)")
      ->type_name("PORT");
  command
      .add_option("--clock-rate", options->clock_rate,
                  "Seconds of the bench in one second, so that nothing takes long to settle")
      ->type_name("FACTOR")
      ->check(CLI::Range(1.0, 1e6));
  command
      .add_option(
          "--watchdog", options->watchdog_s,
          "Take the light away after so many seconds without a sign of life (default: never)")
      ->type_name("SECONDS")
      ->check(CLI::Range(0.0, 3600.0));
  command.add_flag("--portmapper", options->has_portmapper,
                   "Tell clients of VXI-11 where it is, at port 111 (an administrator's)");
}

}  // namespace fiberloom::app
