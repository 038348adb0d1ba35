#pragma once

#include <cstdint>
#include <fiberloom/core/model.hpp>
#include <fiberloom/core/network_gauges.hpp>
#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/hal/plan.hpp>
#include <fiberloom/hal/rig_document.hpp>
#include <optional>
#include <string>

#include "mapping/map_study.hpp"

namespace fiberloom::app {

/// What was asked for, as the command line names it.
struct MapNames {
  std::string model{};
  std::string data{};  ///< empty without
  std::string rig{};
};

/// All that `fiberloom map` found out.
struct MapResult {
  MapNames names{};
  core::Model model{};  ///< as it was trained
  hal::RigDocument rig{};
  hal::Catalog catalog{};
  hal::Plan plan{};
  std::optional<core::NetworkGauges> gauges{};  ///< none for layers with an order of their own
  std::string objective_words{};  ///< on what records the plan was chosen, or why on none
  MapStudy study{};
  std::int64_t seed = 0;
};

/// One line: whether it can be built, and what decides.
[[nodiscard]] std::string verdict(const MapResult& result);

}  // namespace fiberloom::app
