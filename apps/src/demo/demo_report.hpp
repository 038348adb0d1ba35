#pragma once

#include <fiberloom/report/table.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "command_line.hpp"
#include "demo_run.hpp"
#include "demo_task.hpp"
#include "ladder_statistics.hpp"

namespace fiberloom::app {

/// The ladder of one task: ideal, then every rung over the benches.
report::Table ladder_table(const DemoResult& result);

/// A bench of instruments in process beside the same one over the wire.
report::Table wire_table(const WireResult& wire);

/// What the ladder says about physics-aware training, in one or two sentences, whatever it says.
std::string verdict(const DemoResult& result, std::uint64_t seed);

/// Everything for a terminal, and for programs.
std::string demo_text(const DemoResult& result, const DemoOptions& options);
Json demo_json(const DemoResult& result, const DemoOptions& options);

/// The page with all plots.
///
/// Throws:  as core::write_file_atomically.
void write_demo_report(const std::filesystem::path& file, const std::vector<DemoResult>& results,
                       const DemoOptions& options, double seconds);

}  // namespace fiberloom::app
