#include <memory>

#include "command_line.hpp"
#include "rig/rig_commands.hpp"

namespace fiberloom::app {
namespace {

// What the parser writes and the actions read.
struct RigCommand {
  BenchChoice bench;
  std::string output;
  std::string words_of;
  ListOptions list;
  GetOptions get;
  SetOptions set;
  RestoreOptions restore;
  TalkOptions talk;
  WatchOptions watch;
};

using SharedCommand = std::shared_ptr<RigCommand>;

CLI::Option& add_name(CLI::App& command, std::string& name) {
  return *command.add_option("NAME", name, "Instrument, as the rig document calls it")
              ->required()
              ->type_name("INSTRUMENT");
}

void add_list(CommandLine& line, CLI::App& group, const SharedCommand& options) {
  CLI::App& command = line.add_to(
      group,
      {.name = "list",
       .summary = "Tell who answers at the addresses of a rig, and who else is on the network",
       .example = "fiberloom rig bench.json list --discover --interface eth0 --identify"},
      [options](Context& context) { return list_bench(options->bench, options->list, context); });
  command.add_flag("--discover", options->list.discovers,
                   "Also look around: multicast DNS and a VXI-11 broadcast");
  command
      .add_option("--interface", options->list.interfaces,
                  "Look around here alone: name or address of a network interface (repeatable)")
      ->type_name("INTERFACE");
  command.add_flag("--identify", options->list.identifies, "Ask what is found for its *IDN?");
}

void add_reading(CommandLine& line, CLI::App& group, const SharedCommand& options) {
  line.add_to(group,
              {.name = "status",
               .summary = "Show every setting and reading; the sources go dark for it",
               .example = "fiberloom rig bench.json status"},
              [options](Context& context) { return show_status(options->bench, context); });
  CLI::App& get = line.add_to(
      group,
      {.name = "get",
       .summary = "Show the settings and readings of one instrument",
       .example = "fiberloom rig bench.json get voa-1 attenuation_db"},
      [options](Context& context) { return get_values(options->bench, options->get, context); });
  add_name(get, options->get.name);
  get.add_option("KEY", options->get.key, "That setting or reading alone, as a bare value")
      ->type_name("KEY");
  CLI::App& watch = line.add_to(
      group,
      {.name = "watch",
       .summary = "Show settings and readings again and again; the sources go dark at the start",
       .example = "fiberloom rig bench.json watch --interval 0.5"},
      [options](Context& context) { return watch_bench(options->bench, options->watch, context); });
  watch.add_option("--interval", options->watch.interval_s, "Pause between two rounds, 1 s")
      ->type_name("SECONDS")
      ->check(CLI::Range(0.05, 3600.0));
  watch
      .add_option("--count", options->watch.count,
                  "So many rounds (default: until it is stopped; --json prints at the end)")
      ->type_name("N")
      ->check(CLI::Range(1, 1000000));
}

void add_writing(CommandLine& line, CLI::App& group, const SharedCommand& options) {
  CLI::App& set = line.add_to(
      group,
      {.name = "set",
       .summary = "Set numbers of one instrument, within its interlocks and in ramps",
       .example = "fiberloom rig bench.json set voa-1 attenuation_db=12.5\n"
                  "fiberloom rig bench.json set laser-1 output_power_dbm=25mW "
                  "'wavelength_nm=193.4 THz'"},
      [options](Context& context) { return set_values(options->bench, options->set, context); });
  add_name(set, options->set.name);
  set.add_option("KEY=VALUE", options->set.assignments,
                 "A number in the unit of the key, or with one: -3dBm, \"10 GHz\"")
      ->required()
      ->type_name("KEY=VALUE");
}

void add_snapshots(CommandLine& line, CLI::App& group, const SharedCommand& options) {
  CLI::App& snapshot =
      line.add_to(group,
                  {.name = "snapshot",
                   .summary = "Write down what every instrument is set to and measures",
                   .example = "fiberloom rig bench.json snapshot -o monday.json"},
                  [options](Context& context) {
                    return save_snapshot(options->bench, options->output, context);
                  });
  snapshot.add_option("-o,--output", options->output, "Snapshot, .json")
      ->required()
      ->type_name("FILE");
  CLI::App& restore =
      line.add_to(group,
                  {.name = "restore",
                   .summary = "Set what differs from a snapshot, what takes light away first",
                   .example = "fiberloom rig bench.json restore monday.json --dry-run"},
                  [options](Context& context) {
                    return restore_snapshot(options->bench, options->restore, context);
                  });
  restore.add_option("FILE", options->restore.file, "Snapshot, .json")
      ->required()
      ->type_name("FILE");
  restore.add_flag("--dry-run", options->restore.is_dry_run, "Show the difference, set nothing");
}

void add_light(CommandLine& line, CLI::App& group, const SharedCommand& options) {
  CLI::App& arm = line.add_to(
      group,
      {.name = "arm",
       .summary = "Let light out until Ctrl-C, SIGTERM or a loss; then everything is dark",
       .example = "fiberloom rig bench.json arm --plan plan.json"},
      [options](Context& context) { return arm_bench(options->bench, context); });
  arm.add_option("--plan", options->bench.plan,
                 "Plan that the bench is wired for (default: the parts that its document names)")
      ->type_name("FILE");
  line.add_to(group,
              {.name = "safe",
               .summary = "Make everything safe, and tell for each instrument whether it was "
                          "reached; exit code 4 when one was not",
               .example = "fiberloom rig bench.json safe"},
              [options](Context& context) { return make_bench_safe(options->bench, context); });
  line.add_to(group,
              {.name = "selftest",
               .summary = "Let every instrument test itself, in the dark",
               .example = "fiberloom rig bench.json selftest"},
              [options](Context& context) { return test_instruments(options->bench, context); });
}

void add_talk(CommandLine& line, CLI::App& group, const SharedCommand& options) {
  CLI::App& command = line.add_to(
      group,
      {.name = "talk",
       .summary = "Say something to an instrument in its own language, behind the interlocks",
       .example = "fiberloom rig bench.json talk meter-1 '*IDN?' ':READ1:POW?'\n"
                  "fiberloom rig bench.json talk voa-1      (prompt; quit, history, !!, !N)"},
      [options](Context& context) { return talk(options->bench, options->talk, context); });
  add_name(command, options->talk.name);
  command.add_option("COMMAND", options->talk.commands, "Messages (default: a prompt for them)")
      ->type_name("COMMAND");
  command.add_flag("--i-know", options->talk.is_sure,
                   "Send what the interlocks refuse, or cannot judge; then all is made safe");
}

// For the scripts of shells, not for people.
void add_words(CommandLine& line, CLI::App& group, const SharedCommand& options) {
  CLI::App& command = line.add_to(group,
                                  {.name = "words",
                                   .summary = "Names of instruments, or setting keys of one",
                                   .example = "fiberloom rig bench.json words voa-1"},
                                  [options](Context& context) {
                                    return list_words(options->bench, options->words_of, context);
                                  });
  command.group("");
  command.add_option("NAME", options->words_of, "Instrument")->type_name("INSTRUMENT");
}

}  // namespace

void add_rig(CommandLine& line) {
  const auto options = std::make_shared<RigCommand>();
  CLI::App& group = line.add_group(
      {.name = "rig",
       .summary = "The bench of a rig from the shell: look, set, light, make safe. One process has "
                  "a bench at a time, and takes it over: sources go dark when it opens them",
       .example = "fiberloom virtual-bench lab -o bench.json &\n"
                  "  fiberloom rig bench.json status\n"
                  "  fiberloom rig bench.json set voa-1 attenuation_db=12.5"});
  group
      .add_option("RIG", options->bench.rig,
                  "Rig document with a bench, its instruments with drivers and addresses")
      ->required()
      ->type_name("FILE");
  group
      .add_option("--log", options->bench.log,
                  "Append what is done to this file, JSON lines (default: "
                  "$XDG_STATE_HOME/fiberloom/RIG.log)")
      ->type_name("FILE");
  add_list(line, group, options);
  add_reading(line, group, options);
  add_writing(line, group, options);
  add_snapshots(line, group, options);
  add_light(line, group, options);
  add_talk(line, group, options);
  add_words(line, group, options);
}

}  // namespace fiberloom::app
