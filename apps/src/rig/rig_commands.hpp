#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "command_line.hpp"
#include "rig/bench_session.hpp"

namespace fiberloom::app {

// What `fiberloom rig` does, one function a command. They take the bench over: sources go dark when an instrument is
// opened. What does not light anything leaves its settings as they are.

struct ListOptions {
  bool discovers = false;
  bool identifies = false;  ///< asks what it finds for its name
  std::vector<std::string> interfaces;
};
Outcome list_bench(const BenchChoice& choice, const ListOptions& options, Context& context);

Outcome show_status(const BenchChoice& choice, Context& context);

struct GetOptions {
  std::string name;
  std::string key;  ///< empty: all
};
Outcome get_values(const BenchChoice& choice, const GetOptions& options, Context& context);

struct SetOptions {
  std::string name;
  std::vector<std::string> assignments;  ///< KEY=VALUE
};
Outcome set_values(const BenchChoice& choice, const SetOptions& options, Context& context);

Outcome arm_bench(const BenchChoice& choice, Context& context);
Outcome make_bench_safe(const BenchChoice& choice, Context& context);

Outcome save_snapshot(const BenchChoice& choice, const std::string& output, Context& context);
struct RestoreOptions {
  std::string file;
  bool is_dry_run = false;
};
Outcome restore_snapshot(const BenchChoice& choice, const RestoreOptions& options,
                         Context& context);

Outcome test_instruments(const BenchChoice& choice, Context& context);

struct TalkOptions {
  std::string name;
  std::vector<std::string> commands;  ///< none: a prompt
  bool is_sure = false;               ///< sends what cannot be judged, and what is refused
};
Outcome talk(const BenchChoice& choice, const TalkOptions& options, Context& context);

struct WatchOptions {
  double interval_s = 1.0;
  std::int64_t count = 0;  ///< 0: until it is stopped
};
Outcome watch_bench(const BenchChoice& choice, const WatchOptions& options, Context& context);

/// Names of instruments, or keys of the settings of one: what a shell completes. Opens nothing.
Outcome list_words(const BenchChoice& choice, const std::string& name, Context& context);

}  // namespace fiberloom::app
