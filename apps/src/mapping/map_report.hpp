#pragma once

#include <fiberloom/hal/plan.hpp>
#include <fiberloom/hal/rig_document.hpp>
#include <fiberloom/report/table.hpp>
#include <filesystem>
#include <string>

namespace fiberloom::app {

/// The stages of a plan as two tables: what disperses the light, and what power gives it its nonlinear phase.
report::Table dispersion_table(const hal::Plan& plan);
report::Table power_table(const hal::Plan& plan);

/// A plan for a terminal: verdict, stages, problems, remarks.
std::string map_text(const hal::Plan& plan);

/// The same as a page.
///
/// Throws:  as core::write_file_atomically.
void write_map_report(const std::filesystem::path& file, const hal::Plan& plan,
                      const hal::RigDocument& rig, const std::string& model_name);

}  // namespace fiberloom::app
