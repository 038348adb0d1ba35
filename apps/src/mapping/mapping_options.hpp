#pragma once

#include <CLI/CLI.hpp>
#include <fiberloom/hal/mapping_search.hpp>
#include <string>

namespace fiberloom::app {

/// How far a mapping may look, as the command line tells it.
struct MappingChoice {
  std::string architecture = "any";
  std::string free_steps = "when-needed";
  double sample_rate_gsa_per_s = 0.0;  ///< 0: searched for
  double wavelength_nm = 0.0;          ///< 0: searched for

  [[nodiscard]] hal::MappingOptions options() const;
};

void add_mapping_options(CLI::App& command, MappingChoice& choice);

}  // namespace fiberloom::app
