#pragma once

#include <exception>
#include <fiberloom/hal/bench.hpp>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "command_line.hpp"

namespace fiberloom::app {

/// One setting as it is told.
struct SettingView {
  hal::SettingSpec spec{};
  std::optional<double> asked{};  ///< by a person, if it still stands where that led
  std::optional<double> applied{};
};

/// One instrument as it is told: what the rig document says of it, who answers, settings and readings, or why not.
struct InstrumentView {
  hal::InstrumentSpec spec{};
  hal::LifeCycle life_cycle = hal::LifeCycle::unconfigured;
  hal::Identity identity{};
  std::vector<SettingView> settings{};
  std::vector<hal::Reading> readings{};
  std::string code{};     ///< of what is wrong; empty for nothing
  std::string trouble{};  ///< in one line
};

using LastWrites = std::map<std::pair<std::string, std::string>, hal::SettingWrite>;

/// What can be told without asking the instrument.
[[nodiscard]] InstrumentView view_of(const hal::Bench& bench, const hal::Instrument& instrument,
                                     const LastWrites& last_writes = {});
void add_trouble(InstrumentView& view, const std::exception_ptr& trouble);

/// All instruments in the order of the light, with what they measure now; those that are in trouble already are not
/// asked.
[[nodiscard]] std::vector<InstrumentView> read_all(const hal::Bench& bench,
                                                   const std::vector<std::exception_ptr>& troubles,
                                                   const LastWrites& last_writes = {});

/// Settings and readings, one a row.
[[nodiscard]] std::string table_of_values(const std::vector<InstrumentView>& views);
/// Who answers, one a row.
[[nodiscard]] std::string table_of_identities(const std::vector<InstrumentView>& views);
[[nodiscard]] Json json_of(const InstrumentView& view);
[[nodiscard]] Json json_of(const std::vector<InstrumentView>& views);

}  // namespace fiberloom::app
